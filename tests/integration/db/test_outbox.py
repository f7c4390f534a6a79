import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from db.errors import UnknownOutboxRow
from db.outbox import Effect, Outbox, OutboxRow
from db.store import CardPlace, Store
from rules.assessment import Urgency
from rules.decisions import Action, Role
from tests.mentions import ANNA, MONDAY, new_mention

ALL = list(Effect)
NOW = 1_000.0


def add(store: Store, number: int = 1) -> list[int]:
    ids = store.add_mentions([new_mention() for _ in range(number)], MONDAY)
    return [id_ for id_ in ids if id_ is not None]


def claimed(row: OutboxRow | None) -> OutboxRow:
    assert row is not None
    return row


def show(store: Store, outbox: Outbox, number: int = 1) -> list[int]:
    """Add mentions whose cards are shown."""
    ids = add(store, number)
    for _ in ids:
        outbox.done(claimed(outbox.claim(NOW, [Effect.SHOW_CARD])).id, "C1", "1.1")
    return ids


def decide(store: Store, mention_id: int, actions: Iterable[Action] = (Action.APPROVE,)) -> None:
    for action in actions:
        store.decide(mention_id, ANNA, Role.STAFF, action, now=MONDAY)


def test_claimed_row_tells_what_to_do(store: Store, outbox: Outbox) -> None:
    [mention_id] = add(store)

    row = claimed(outbox.claim(NOW, ALL))

    assert (row.effect, row.mention_id, row.decision_id) == (Effect.SHOW_CARD, mention_id, None)
    assert (row.attempts, row.attempted_at) == (1, NOW)
    assert len(row.id) == 32


def test_row_is_claimed_once(store: Store, outbox: Outbox) -> None:
    add(store)

    assert outbox.claim(NOW, ALL) is not None
    assert outbox.claim(NOW, ALL) is None
    assert outbox.waiting() == 1


def test_twenty_workers_claim_each_row_once(store: Store, outbox: Outbox) -> None:
    ids = add(store, 60)

    def work(_: int) -> list[int]:
        mine = []
        while row := outbox.claim(NOW, ALL):
            mine.append(row.mention_id)
        return mine

    with ThreadPoolExecutor(20) as pool:
        claims = [mention_id for mine in pool.map(work, range(20)) for mention_id in mine]

    # On PostgreSQL a worker may find every row locked by others and stop early: those it leaves are not lost.
    while row := outbox.claim(NOW, ALL):
        claims.append(row.mention_id)
    assert sorted(claims) == sorted(ids)


def test_only_the_effects_asked_for_are_claimed(store: Store, outbox: Outbox) -> None:
    add(store)

    assert outbox.claim(NOW, [Effect.THREAD_NOTE]) is None
    assert outbox.claim(NOW, []) is None


def test_redraw_and_note_wait_for_the_card(store: Store, outbox: Outbox) -> None:
    [mention_id] = add(store)
    decide(store, mention_id)

    card = claimed(outbox.claim(NOW, ALL))
    assert card.effect is Effect.SHOW_CARD
    assert outbox.claim(NOW, ALL) is None

    outbox.done(card.id, "C1", "1763.002")
    assert store.card(mention_id) == CardPlace("C1", "1763.002")
    assert [claimed(outbox.claim(NOW, ALL)).effect for _ in range(2)] == [Effect.REDRAW_CARD, Effect.THREAD_NOTE]


def test_note_names_its_decision(store: Store, outbox: Outbox) -> None:
    [mention_id] = show(store, outbox)
    decide(store, mention_id)

    row = claimed(outbox.claim(NOW, [Effect.THREAD_NOTE]))

    assert row.decision_id == store.case(mention_id).decisions[0].id


def test_redraw_goes_before_cards_that_are_not_urgent(store: Store, outbox: Outbox) -> None:
    [mention_id] = show(store, outbox)
    store.add_mentions([new_mention(urgency=urgency) for urgency in Urgency], MONDAY)
    decide(store, mention_id)

    order = [claimed(outbox.claim(NOW, ALL)) for _ in range(5)]

    assert [row.effect for row in order] == [
        Effect.SHOW_CARD,  # urgent
        Effect.REDRAW_CARD,
        Effect.SHOW_CARD,  # high
        Effect.THREAD_NOTE,
        Effect.SHOW_CARD,
    ]


def test_card_without_a_place_is_not_done(store: Store, outbox: Outbox) -> None:
    [mention_id] = add(store)
    row = claimed(outbox.claim(NOW, ALL))

    with pytest.raises(ValueError, match="timestamp"):
        outbox.done(row.id, "C1")

    assert store.card(mention_id) is None
    assert outbox.waiting() == 1


def test_done_row_is_never_claimed_again(store: Store, outbox: Outbox) -> None:
    add(store)
    row = claimed(outbox.claim(NOW, ALL))

    outbox.done(row.id, "C1", "1.1")
    outbox.postpone(row.id, NOW, "late news")
    outbox.failed(row.id, "later news")

    assert outbox.claim(NOW * 2, ALL) is None
    assert outbox.waiting() == 0


def test_postponed_row_comes_back_when_due(store: Store, outbox: Outbox) -> None:
    add(store)
    row = claimed(outbox.claim(NOW, ALL))

    outbox.postpone(row.id, NOW + 30, "ratelimited")

    assert outbox.claim(NOW + 29.9, ALL) is None
    again = claimed(outbox.claim(NOW + 30, ALL))
    assert (again.id, again.attempts, again.attempted_at) == (row.id, 2, NOW + 30)


def test_failed_row_is_given_up(store: Store, outbox: Outbox) -> None:
    add(store)
    row = claimed(outbox.claim(NOW, ALL))

    outbox.failed(row.id, "channel_not_found")

    assert outbox.claim(NOW * 2, ALL) is None
    assert outbox.waiting() == 0


def test_deleted_card_is_ordered_anew_once_and_its_notes_wait_for_it(store: Store, outbox: Outbox) -> None:
    [mention_id] = show(store, outbox)
    decide(store, mention_id, [Action.APPROVE, Action.UNDO])
    redraw, note = claimed(outbox.claim(NOW, [Effect.REDRAW_CARD])), claimed(outbox.claim(NOW, [Effect.THREAD_NOTE]))

    outbox.card_gone(redraw.id, "1.1")
    outbox.card_gone(note.id, "1.1")

    assert store.card(mention_id) is None
    card = claimed(outbox.claim(NOW, ALL))
    assert card.effect is Effect.SHOW_CARD
    assert outbox.claim(NOW, ALL) is None
    outbox.done(card.id, "C1", "2.2")
    assert store.card(mention_id) == CardPlace("C1", "2.2")
    outbox.card_gone(note.id, "1.1")
    assert store.card(mention_id) == CardPlace("C1", "2.2"), "another card stands in its place by now"
    notes = [claimed(outbox.claim(NOW, ALL)) for _ in range(2)]
    assert {each.effect for each in notes} == {Effect.THREAD_NOTE}
    assert outbox.claim(NOW, ALL) is None, "the new card shows what the redraws would have"


def test_row_without_an_outcome_is_in_doubt(store: Store, outbox: Outbox) -> None:
    add(store)
    row = claimed(outbox.claim(NOW, ALL))

    assert outbox.in_doubt(before=NOW, now=NOW) == []
    assert outbox.in_doubt(before=NOW + 1, now=NOW + 11) == [row]


def test_row_in_doubt_is_handed_to_one_worker_until_its_time_is_over(store: Store, outbox: Outbox) -> None:
    add(store)
    row = claimed(outbox.claim(NOW, ALL))

    assert outbox.in_doubt(before=NOW + 1, now=NOW + 11) == [row]
    assert outbox.in_doubt(before=NOW + 2, now=NOW + 12) == []
    assert outbox.in_doubt(before=NOW + 12, now=NOW + 22) == [row]


def test_row_with_an_outcome_is_not_in_doubt(store: Store, outbox: Outbox) -> None:
    add(store, 3)
    done, postponed, failed = (claimed(outbox.claim(NOW, ALL)) for _ in range(3))

    outbox.done(done.id, "C1", "1.1")
    outbox.postpone(postponed.id, NOW + 5, "ratelimited")
    outbox.failed(failed.id, "not_in_channel")

    assert outbox.in_doubt(before=NOW + 99, now=NOW + 99) == []


def test_redraws_of_one_card_are_gathered(store: Store, outbox: Outbox) -> None:
    [mention_id] = show(store, outbox)
    decide(store, mention_id, [Action.APPROVE, Action.UNDO, Action.APPROVE])
    redraws = [Effect.REDRAW_CARD]

    row = claimed(outbox.claim(NOW, redraws))

    assert row.decision_id == store.case(mention_id).decisions[-1].id
    outbox.done_redraws(row.id)
    assert outbox.claim(NOW, redraws) is None
    assert outbox.waiting() == 3  # the thread notes


def test_decision_during_a_redraw_is_drawn_after_it(store: Store, outbox: Outbox) -> None:
    [mention_id] = show(store, outbox)
    decide(store, mention_id)
    redraws = [Effect.REDRAW_CARD]
    first = claimed(outbox.claim(NOW, redraws))

    decide(store, mention_id, [Action.UNDO])
    assert outbox.claim(NOW, redraws) is None, "two redraws under way could land in the wrong order"
    outbox.done_redraws(first.id)

    second = claimed(outbox.claim(NOW, redraws))
    assert second.id != first.id


def test_cards_are_redrawn_side_by_side(store: Store, outbox: Outbox) -> None:
    one, other = show(store, outbox, 2)
    for mention_id in (one, other):
        decide(store, mention_id, [Action.APPROVE, Action.UNDO])

    rows = [claimed(outbox.claim(NOW, [Effect.REDRAW_CARD])) for _ in range(2)]

    assert {row.mention_id for row in rows} == {one, other}


def test_workers_at_once_never_redraw_one_card_twice(store: Store, outbox: Outbox) -> None:
    [mention_id] = show(store, outbox)
    decide(store, mention_id, [Action.APPROVE, Action.UNDO] * 10)

    with ThreadPoolExecutor(10) as pool:
        rows = list(pool.map(lambda _: outbox.claim(NOW, [Effect.REDRAW_CARD]), range(30)))

    assert len([row for row in rows if row]) == 1


def test_unknown_row_is_told(outbox: Outbox) -> None:
    unknown = "0" * 32
    for note in (
        lambda: outbox.done(unknown),
        lambda: outbox.postpone(unknown, NOW, "ratelimited"),
        lambda: outbox.failed(unknown, "not_in_channel"),
        lambda: outbox.done_redraws(unknown),
    ):
        with pytest.raises(UnknownOutboxRow):
            note()


def test_empty_outbox_has_nothing_to_do(outbox: Outbox) -> None:
    assert outbox.claim(NOW, ALL) is None
    assert outbox.waiting() == 0
    assert outbox.in_doubt(NOW) == []


DONE_ROWS = """
INSERT INTO outbox (id, effect, mention_id, priority, state, attempts, due_at)
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000)
SELECT 'done-' || n, 'show_card', 1, 40, 'done', 1, 0 FROM numbers
"""


@pytest.mark.parametrize(
    "call",
    [
        lambda outbox: outbox.claim(NOW, ALL),
        lambda outbox: outbox.waiting(),
        lambda outbox: outbox.in_doubt(NOW),
    ],
    ids=["claim", "waiting", "in_doubt"],
)
def test_what_was_done_long_ago_is_not_looked_through(
    store: Store, outbox: Outbox, engine: Engine, call: Callable[[Outbox], object]
) -> None:
    add(store, 2)
    with engine.begin() as connection:
        connection.execute(text(DONE_ROWS))
    if engine.dialect.name == "postgresql":  # which does so by itself after a while; SQLite never does
        with engine.begin() as connection:
            connection.execute(text("ANALYZE"))
    statements: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if statement.startswith("SELECT") and "FROM outbox" in statement:
            statements.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    call(outbox)
    event.remove(engine, "before_cursor_execute", note)

    assert statements
    explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    with engine.connect() as connection:
        for statement, parameters in statements:
            plan = [str(row) for row in connection.exec_driver_sql(f"{explain} {statement}", parameters)]
            steps = [step for step in plan if re.search(r"(SCAN|SEARCH|Scan.* on) outbox", step)]
            assert steps
            assert all("ix_outbox_" in step for step in steps), plan
