"""What people are told is kept with its decision, and an answer that nobody waited for is due a day later."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from db.store import Decided, Refused, Store
from rules.assessment import Route
from rules.decisions import Action, Obstacle, Role
from rules.mention import Reply
from tests.mentions import ANNA, BEN, MONDAY, new_mention

HOUR = timedelta(hours=1)
THURSDAY = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
WORDS = Reply("Thank you. Please ask our team.", "thanks", 3)


@pytest.fixture
def store(engine: Engine) -> Store:
    return Store(engine)


def add(store: Store, route: Route) -> int:
    mention = new_mention(route=route, respond_by=MONDAY + 5 * HOUR)
    [mention_id] = store.add_mentions([mention], MONDAY)
    assert mention_id
    return mention_id


def do(store: Store, mention_id: int, action: Action, now: datetime, **given: object) -> Decided:
    made = store.decide(mention_id, ANNA, Role.STAFF, action, now=now, **given)  # type: ignore[arg-type]
    assert isinstance(made, Decided), made
    return made


@pytest.mark.parametrize(("detail", "passed_on"), [("signposted", False), ("passed_on", True)])
def test_the_words_of_a_referral_are_kept_and_stay_out_of_the_log(
    store: Store, engine: Engine, detail: str, passed_on: bool
):
    mention_id = add(store, Route.OWN_CARE)
    made = do(store, mention_id, Action.REFER, MONDAY, detail=detail, reply=WORDS)
    assert store.reply(made.decision.id) == WORDS
    assert made.decision.detail == detail
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT mention_id, passed_on FROM replies")).one()
    assert kept == (mention_id, passed_on)
    assert WORDS.text not in str(list(store.decisions()))


def test_a_reply_that_was_refused_leaves_no_words(store: Store, engine: Engine):
    mention_id = add(store, Route.OWN_CARE)
    do(store, mention_id, Action.REPLY, MONDAY, reply=WORDS)
    refused = store.decide(mention_id, BEN, Role.STAFF, Action.REPLY, reply=WORDS, seen_version=1, now=MONDAY)
    assert isinstance(refused, Refused)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM replies")).scalar_one() == 1


def test_a_decision_without_words_has_no_reply(store: Store):
    mention_id = add(store, Route.QUESTION)
    assert store.reply(do(store, mention_id, Action.APPROVE, MONDAY).decision.id) is None


def test_what_stands_in_the_way_is_told_without_changing_anything(store: Store):
    mention_id = add(store, Route.QUESTION)
    asked = {"person": ANNA, "role": Role.STAFF, "seen_version": 1, "now": MONDAY}
    free = store.examine(mention_id, action=Action.REFER, **asked)  # type: ignore[arg-type]
    assert not isinstance(free, Refused)
    do(store, mention_id, Action.REPLY, MONDAY, reply=WORDS)
    taken = store.examine(mention_id, action=Action.REFER, **asked)  # type: ignore[arg-type]
    assert isinstance(taken, Refused)
    assert taken.refusal.obstacle is Obstacle.ALREADY_DECIDED
    assert len(taken.case.decisions) == 1


def test_a_reply_to_what_asked_for_none_is_due_by_the_end_of_the_next_working_day(store: Store):
    mention_id = add(store, Route.THANKS)
    do(store, mention_id, Action.APPROVE, MONDAY)
    replied = do(store, mention_id, Action.REPLY, THURSDAY, reply=WORDS)
    assert replied.case.due_at == FRIDAY_EVENING
    # What is decided on its other side meanwhile does not move it, and nothing is left once it is done.
    undone = do(store, mention_id, Action.UNDO, THURSDAY + HOUR)
    assert undone.case.due_at == undone.case.respond_by
    assert do(store, mention_id, Action.APPROVE, THURSDAY + HOUR).case.due_at == FRIDAY_EVENING
    assert do(store, mention_id, Action.REPLY_DONE, THURSDAY + 2 * HOUR).case.due_at is None


def test_a_second_answer_is_due_a_day_after_it_was_decided_and_the_first_keeps_its_time(store: Store):
    mention_id = add(store, Route.QUESTION)
    do(store, mention_id, Action.APPROVE, MONDAY)
    first = do(store, mention_id, Action.REPLY, MONDAY, reply=WORDS)
    assert first.case.due_at == MONDAY + 5 * HOUR
    do(store, mention_id, Action.REPLY_DONE, MONDAY + HOUR)
    second = do(store, mention_id, Action.REFER, THURSDAY, detail="signposted", reply=WORDS)
    assert (second.case.due_at, second.case.answer_by) == (FRIDAY_EVENING, first.case.answer_by)
    assert do(store, mention_id, Action.ANSWER_UNDO, THURSDAY).case.due_at is None
