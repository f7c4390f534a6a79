"""Claims, snoozes, holding replies, escalations and risks to life, kept; and when each mention is due."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, RowMapping, text

from db.notices import NoticeKind
from db.outbox import Effect, Outbox
from db.store import Decided, Refused, Store
from rules.assessment import Route
from rules.decisions import Action, Obstacle, Role, Safety, Side, Status
from rules.mention import Person
from tests.mentions import ABUSIVE, ANNA, BEN, MONDAY, new_mention

HOUR = timedelta(hours=1)
LATER = MONDAY + HOUR
RESPOND_BY = MONDAY + HOUR
ANSWER_BY = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)


def add(store: Store, route: Route = Route.QUESTION) -> int:
    """Add a suspected breach, to be decided within the hour; unless it is thanks, it is to be answered tomorrow."""
    item = new_mention(respond_by=RESPOND_BY, route=route, findings=(ABUSIVE,))
    answer_by = None if route is Route.THANKS else ANSWER_BY
    [new_id] = store.add_mentions([replace(item, answer_by=answer_by)], MONDAY)
    assert new_id is not None
    return new_id


@pytest.fixture
def question(store: Store) -> int:
    return add(store)


@pytest.fixture
def at_risk(store: Store) -> int:
    return add(store, Route.RISK_TO_LIFE)


def do(
    store: Store,
    mention_id: int,
    action: Action,
    person: Person = ANNA,
    role: Role = Role.STAFF,
    *,
    now: datetime = LATER,
    **given: object,
) -> Decided:
    outcome = store.decide(mention_id, person, role, action, now=now, **given)  # type: ignore[arg-type]
    assert isinstance(outcome, Decided), outcome
    return outcome


def refuse(store: Store, mention_id: int, action: Action, person: Person = BEN, **given: object) -> Refused:
    outcome = store.decide(mention_id, person, Role.STAFF, action, now=LATER, **given)  # type: ignore[arg-type]
    assert isinstance(outcome, Refused), outcome
    return outcome


def row(engine: Engine, mention_id: int) -> RowMapping:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT * FROM mentions WHERE id = :id"), {"id": mention_id})
        return found.mappings().one()


def test_new_mention_is_due_by_its_earliest_time_and_looked_at_for_its_first_reminder(
    store: Store, engine: Engine, question: int
) -> None:
    case = store.case(question)

    assert (case.respond_by, case.answer_by, case.due_at) == (RESPOND_BY, ANSWER_BY, RESPOND_BY)
    assert (case.owner, case.owned_since, case.digest_id) == (None, None, None)
    first_reminder = case.received_at + 0.75 * (RESPOND_BY - case.received_at)
    assert str(row(engine, question)["look_at"]).startswith(f"{first_reminder:%Y-%m-%d %H:%M}")


def test_of_two_who_claim_at_once_one_owns_it_and_the_other_is_told(store: Store, question: int) -> None:
    together = Barrier(2)

    def claim(person: Person) -> Decided | Refused:
        together.wait()
        return store.decide(question, person, Role.STAFF, Action.CLAIM, seen_version=1, now=LATER)

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(claim, [ANNA, BEN]))

    [won] = [outcome for outcome in outcomes if isinstance(outcome, Decided)]
    [lost] = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert (lost.refusal.obstacle, lost.refusal.side) == (Obstacle.ALREADY_DECIDED, Side.OWNERSHIP)
    case = store.case(question)
    assert (case.owner, case.owned_since) == (won.decision.person, LATER)
    assert lost.case.owner == won.decision.person


def test_claim_of_somebody_new_to_the_bot_names_them(store: Store, question: int) -> None:
    newcomer = Person("U0CARA", "Cara Lind")

    assert do(store, question, Action.CLAIM, newcomer).case.owner == newcomer


def test_claim_is_released_by_its_owner_or_a_lead_only(store: Store, question: int) -> None:
    do(store, question, Action.CLAIM, ANNA)

    refusal = refuse(store, question, Action.RELEASE, BEN).refusal
    assert refusal.obstacle is Obstacle.NOT_YOURS
    assert store.case(question).owner == ANNA

    released = do(store, question, Action.RELEASE, BEN, Role.LEAD).case
    assert (released.owner, released.owned_since) == (None, None)
    do(store, question, Action.CLAIM, BEN)
    assert do(store, question, Action.RELEASE, BEN).case.owner is None


def test_other_decisions_leave_the_claim_and_since_when(store: Store, question: int) -> None:
    do(store, question, Action.CLAIM, ANNA)

    case = do(store, question, Action.APPROVE, BEN, now=LATER + HOUR).case

    assert (case.owner, case.owned_since) == (ANNA, LATER)


def test_what_is_settled_has_no_owner_no_snooze_and_is_not_looked_at_again(
    store: Store, engine: Engine, question: int
) -> None:
    do(store, question, Action.CLAIM)
    do(store, question, Action.SNOOZE, until=FRIDAY)
    do(store, question, Action.APPROVE)

    case = do(store, question, Action.NO_REPLY_NEEDED).case

    assert case.settled
    assert (case.owner, case.owned_since, case.status.snoozed_until, case.due_at) == (None, None, None, None)
    assert row(engine, question)["look_at"] is None


def test_snooze_is_kept_with_its_time_until_it_is_woken(store: Store, question: int) -> None:
    decision = do(store, question, Action.SNOOZE, until=FRIDAY).decision

    assert (decision.action, decision.until, decision.detail) == (Action.SNOOZE, FRIDAY, None)
    case = store.case(question)
    assert (case.status.snoozed_until, case.due_at) == (FRIDAY, RESPOND_BY)
    assert do(store, question, Action.WAKE).case.status == Status()


@pytest.mark.parametrize("until", [None, LATER, LATER + timedelta(days=32)])
def test_snooze_with_no_usable_time_changes_nothing(store: Store, question: int, until: datetime | None) -> None:
    refusal = refuse(store, question, Action.SNOOZE, until=until).refusal

    assert refusal.obstacle is Obstacle.NEEDS_DETAIL
    assert store.case(question).version == 1


def test_holding_reply_moves_the_answer_and_what_is_due(store: Store, question: int) -> None:
    do(store, question, Action.APPROVE)
    assert store.case(question).due_at == ANSWER_BY

    held = do(store, question, Action.HOLD, until=FRIDAY)

    assert (held.case.answer_by, held.case.due_at) == (FRIDAY, FRIDAY)
    assert held.case.status == store.case(question).status
    assert held.decision.until == FRIDAY
    assert not held.case.settled


def test_every_new_decision_is_counted_by_the_version_and_orders_what_follows(
    store: Store, engine: Engine, question: int
) -> None:
    given: list[tuple[Action, dict[str, object]]] = [
        (Action.CLAIM, {}),
        (Action.SNOOZE, {"until": FRIDAY}),
        (Action.WAKE, {}),
        (Action.HOLD, {"until": FRIDAY}),
        (Action.ESCALATE, {"detail": "legal"}),
        (Action.ESCALATION_OVER, {}),
        (Action.RELEASE, {}),
    ]

    versions = [do(store, question, action, **more).case.version for action, more in given]

    assert versions == list(range(2, 9))
    assert [decision.action for decision in store.case(question).decisions] == [action for action, _ in given]
    with engine.connect() as connection:
        count = text("SELECT count(*) FROM outbox WHERE effect IN ('redraw_card', 'thread_note')")
        assert connection.scalar(count) == 2 * len(given)


def test_click_on_a_card_drawn_before_somebody_snoozed_it_is_out_of_date_for_snoozing_alone(
    store: Store, question: int
) -> None:
    do(store, question, Action.SNOOZE, BEN, seen_version=1, until=FRIDAY)

    assert refuse(store, question, Action.SNOOZE, ANNA, seen_version=1, until=FRIDAY).refusal.side is Side.REMINDING
    do(store, question, Action.CLAIM, ANNA, seen_version=1)


def test_escalation_tells_its_contacts_once_each_in_the_same_transaction(
    store: Store, outbox: Outbox, question: int
) -> None:
    told = do(store, question, Action.ESCALATE, detail="media", notify=["U0PRESS", "C0PRESS", "U0PRESS"])

    assert (told.decision.detail, told.case.status.escalated) == ("media", "media")
    rows = [outbox.claim(1.0, [Effect.NOTICE]) for _ in range(3)]
    notices = [store.notice(claimed.notice_id or 0) for claimed in rows if claimed]
    assert [notice.recipient for notice in notices] == ["U0PRESS", "C0PRESS"]
    for notice in notices:
        assert (notice.kind, notice.mention_id, notice.decision_id) == (
            NoticeKind.ESCALATION,
            question,
            told.decision.id,
        )
        assert (notice.at, notice.content) == (LATER, {"reason": "media"})


def test_refused_escalation_tells_nobody(store: Store, outbox: Outbox, question: int) -> None:
    refuse(store, question, Action.ESCALATE, detail="../../forged", notify=["U0PRESS"])

    assert outbox.claim(1.0, [Effect.NOTICE]) is None
    assert store.case(question).decisions == ()


def test_second_escalation_after_the_first_is_over_tells_them_again(
    store: Store, outbox: Outbox, question: int
) -> None:
    do(store, question, Action.ESCALATE, detail="media", notify=["U0PRESS"])
    do(store, question, Action.ESCALATION_OVER)
    do(store, question, Action.ESCALATE, detail="media", notify=["U0PRESS"])

    assert outbox.claim(1.0, [Effect.NOTICE])
    assert outbox.claim(1.0, [Effect.NOTICE])


def test_escalation_reopens_what_was_settled_until_it_is_over(store: Store, question: int) -> None:
    do(store, question, Action.APPROVE)
    do(store, question, Action.NO_REPLY_NEEDED)
    assert store.open_cases(10).total == 0

    do(store, question, Action.ESCALATE, detail="media")
    assert store.open_cases(10).total == 1
    do(store, question, Action.ESCALATION_OVER)
    assert store.open_cases(10).total == 0


def test_detail_and_time_are_kept_only_for_what_takes_them(store: Store, question: int) -> None:
    decision = do(store, question, Action.APPROVE, detail="media", until=FRIDAY).decision

    assert (decision.detail, decision.until) == (None, None)
    case = store.case(question)
    assert (case.answer_by, case.status.snoozed_until, case.status.escalated) == (ANSWER_BY, None, None)


def test_risk_to_life_is_open_on_arrival_and_its_outcome_answers_it(store: Store, engine: Engine, at_risk: int) -> None:
    assert store.case(at_risk).status.safety is Safety.OPEN
    do(store, at_risk, Action.ACKNOWLEDGE_RISK)
    approved = do(store, at_risk, Action.APPROVE).case
    assert (approved.settled, approved.due_at) == (False, RESPOND_BY)

    closed = do(store, at_risk, Action.CLOSE_RISK, detail="called_999")

    assert closed.case.settled
    assert (closed.decision.detail, closed.case.due_at) == ("called_999", None)
    assert row(engine, at_risk)["answer_seconds"] == 3600


def test_reopened_risk_is_due_and_unanswered_again(store: Store, engine: Engine, at_risk: int) -> None:
    do(store, at_risk, Action.APPROVE)
    do(store, at_risk, Action.CLOSE_RISK, detail="false_alarm")

    case = do(store, at_risk, Action.REOPEN_RISK).case

    assert (case.settled, case.due_at) == (False, RESPOND_BY)
    assert (row(engine, at_risk)["answered_at"], row(engine, at_risk)["answer_seconds"]) == (None, None)
    assert row(engine, at_risk)["look_at"] is not None


def test_undo_brings_back_what_was_due(store: Store, question: int) -> None:
    do(store, question, Action.APPROVE)
    assert do(store, question, Action.NO_REPLY_NEEDED).case.due_at is None

    assert do(store, question, Action.ANSWER_UNDO).case.due_at == ANSWER_BY
    assert do(store, question, Action.UNDO).case.due_at == RESPOND_BY


def test_moderation_is_done_when_it_is_done_there_and_undone_by_an_undo(
    store: Store, engine: Engine, question: int
) -> None:
    do(store, question, Action.HIDE, principle="abusive", now=MONDAY + HOUR)
    assert row(engine, question)["moderation_seconds"] is None

    do(store, question, Action.HIDE_DONE, now=MONDAY + 2 * HOUR)
    assert row(engine, question)["moderation_seconds"] == 2 * 3600
    assert row(engine, question)["moderated_at"] is not None

    do(store, question, Action.UNDO, now=MONDAY + 3 * HOUR)
    assert (row(engine, question)["moderated_at"], row(engine, question)["moderation_seconds"]) == (None, None)
    do(store, question, Action.UNHIDE_DONE, now=MONDAY + 4 * HOUR)
    do(store, question, Action.APPROVE, now=MONDAY + 5 * HOUR)
    assert row(engine, question)["moderation_seconds"] == 5 * 3600


def test_working_seconds_leave_out_the_night(store: Store, engine: Engine, question: int) -> None:
    """Monday 09:30 to Tuesday 10:00 are seven and a half working hours on Monday and one on Tuesday."""
    do(store, question, Action.APPROVE, now=datetime(2026, 11, 24, 10, 0, tzinfo=UTC))

    assert row(engine, question)["moderation_seconds"] == (7.5 + 1) * 3600


def test_second_answer_leaves_the_time_of_the_first_and_an_undo_of_it_too(
    store: Store, engine: Engine, question: int
) -> None:
    do(store, question, Action.REPLY, now=MONDAY + HOUR)
    do(store, question, Action.REPLY_DONE, now=MONDAY + 2 * HOUR)
    do(store, question, Action.REFER, detail="signposted", now=MONDAY + 3 * HOUR)
    do(store, question, Action.ANSWER_UNDO, now=MONDAY + 4 * HOUR)
    do(store, question, Action.REFER, detail="signposted", now=MONDAY + 5 * HOUR)
    do(store, question, Action.REFER_DONE, now=MONDAY + 6 * HOUR)

    assert row(engine, question)["answer_seconds"] == 2 * 3600


def test_answer_that_is_taken_back_has_no_time(store: Store, engine: Engine, question: int) -> None:
    do(store, question, Action.NO_REPLY_NEEDED)
    do(store, question, Action.ANSWER_UNDO)

    assert (row(engine, question)["answered_at"], row(engine, question)["answer_seconds"]) == (None, None)


def test_each_side_keeps_a_time_of_its_own(store: Store, engine: Engine, question: int) -> None:
    do(store, question, Action.APPROVE, now=MONDAY + HOUR)
    do(store, question, Action.NO_REPLY_NEEDED, now=MONDAY + 3 * HOUR)

    found = row(engine, question)
    assert (found["moderation_seconds"], found["answer_seconds"]) == (3600, 3 * 3600)


def test_thanks_are_due_until_they_are_read(store: Store) -> None:
    thanks = add(store, Route.THANKS)
    assert store.case(thanks).due_at == RESPOND_BY

    assert do(store, thanks, Action.APPROVE).case.due_at is None
