from collections.abc import Callable
from datetime import timedelta

import pytest

from db.store import CardPlace, Decided, Store
from rules.assessment import Kind, Route
from rules.board import Load, Queue, Today
from rules.decisions import Action, Role
from tests.mentions import ANNA, BEN, MONDAY, mention, new_mention

HOUR = timedelta(hours=1)
MIDNIGHT = MONDAY.replace(hour=0, minute=0)


def add(store: Store, *items: object) -> list[int]:
    return [id_ for id_ in store.add_mentions(list(items), MONDAY) if id_ is not None]  # type: ignore[arg-type]


def decide(store: Store, mention_id: int, *actions: Action, person: object = ANNA) -> None:
    for action in actions:
        store.decide(mention_id, person, Role.STAFF, action, principle="abusive", now=MONDAY)  # type: ignore[arg-type]


def test_queues_are_counted_as_each_person_sees_them(store: Store) -> None:
    late, later, _ = add(
        store,
        new_mention(respond_by=MONDAY - HOUR),
        new_mention(respond_by=MONDAY + HOUR),
        new_mention(),
    )
    decide(store, late, Action.CLAIM)
    decide(store, later, Action.CLAIM)

    for person, mine in ((ANNA, 2), (BEN, 0)):
        board = store.board(person.id, due_before=MONDAY, midnight=MIDNIGHT, leads=False)
        assert board.counts == {Queue.OPEN: 3, Queue.MINE: mine, Queue.OVERDUE: 1}
        assert board.loads is None


def test_today_counts_what_came_in_and_what_was_done_and_stands(store: Store) -> None:
    store.add_mentions([new_mention()], MIDNIGHT - HOUR)
    approved, taken_back, pending, answered = add(
        store, new_mention(), new_mention(), new_mention(), new_mention(mention(kind=Kind.DIRECT_MESSAGE))
    )
    decide(store, approved, Action.APPROVE)
    decide(store, taken_back, Action.APPROVE, Action.UNDO)
    decide(store, pending, Action.HIDE)
    decide(store, answered, Action.REPLY, Action.REPLY_DONE)

    def today() -> Today:
        return store.board(ANNA.id, due_before=MONDAY, midnight=MIDNIGHT, leads=False).today

    assert today() == Today(came_in=4, decided=2, answered=1)
    decide(store, pending, Action.HIDE_DONE)
    assert today().decided == 2
    decide(store, answered, Action.ANSWER_UNDO)
    assert today().answered == 0


def test_a_risk_to_life_that_ended_counts_as_answered_only_once_they_were_told_something(store: Store) -> None:
    [risk] = add(store, new_mention(route=Route.RISK_TO_LIFE))

    def answered() -> int:
        return store.board(ANNA.id, due_before=MONDAY, midnight=MIDNIGHT, leads=False).today.answered

    closed = store.decide(risk, ANNA, Role.STAFF, Action.CLOSE_RISK, detail="false_alarm", now=MONDAY)
    assert isinstance(closed, Decided)
    assert answered() == 0
    decide(store, risk, Action.REPLY, Action.REPLY_DONE)
    assert answered() == 1


def test_what_was_done_yesterday_is_not_told_as_todays(store: Store) -> None:
    [yesterday] = [id_ for id_ in store.add_mentions([new_mention()], MIDNIGHT - 2 * HOUR) if id_]
    store.decide(yesterday, ANNA, Role.STAFF, Action.APPROVE, now=MIDNIGHT - HOUR)

    assert store.board(ANNA.id, due_before=MONDAY, midnight=MIDNIGHT, leads=False).today == Today(0, 0, 0)


def test_who_is_on_what_begins_with_the_most_pressing(store: Store) -> None:
    first, second, third, _ = add(
        store,
        new_mention(respond_by=MONDAY + HOUR),
        new_mention(respond_by=MONDAY - HOUR),
        new_mention(respond_by=MONDAY + 2 * HOUR),
        new_mention(),
    )
    decide(store, first, Action.CLAIM)
    decide(store, second, Action.CLAIM, person=BEN)
    decide(store, third, Action.CLAIM)

    board = store.board(ANNA.id, due_before=MONDAY, midnight=MIDNIGHT, leads=True)

    assert board.loads == (Load(BEN, 1, MONDAY - HOUR), Load(ANNA, 2, MONDAY + HOUR), Load(None, 1, None))


def claimed(store: Store, mention_id: int) -> None:
    decide(store, mention_id, Action.CLAIM)


def came_in(store: Store, _: int) -> None:
    add(store, new_mention())


def shown(store: Store, mention_id: int) -> None:
    store.place_card(mention_id, CardPlace("C1", "1763.001"))


def settled(store: Store, mention_id: int) -> None:
    decide(store, mention_id, Action.APPROVE)


@pytest.mark.parametrize("change", [claimed, came_in, shown, settled])
def test_the_mark_differs_once_anything_has_changed(store: Store, change: Callable[[Store, int], None]) -> None:
    [mention_id] = add(store, new_mention())
    before = store.mark(MONDAY, due_before=MONDAY)
    assert store.mark(MONDAY, due_before=MONDAY) == before

    change(store, mention_id)

    assert store.mark(MONDAY, due_before=MONDAY) != before


def test_the_mark_differs_once_a_time_has_passed(store: Store) -> None:
    due, snoozed = add(store, new_mention(respond_by=MONDAY + HOUR), new_mention())
    store.decide(snoozed, ANNA, Role.STAFF, Action.SNOOZE, until=MONDAY + 2 * HOUR, now=MONDAY)
    marks = [store.mark(now, due_before=now) for now in (MONDAY + hours * HOUR for hours in (0, 1.5, 2.5))]

    assert len(set(marks)) == 3
    assert due
