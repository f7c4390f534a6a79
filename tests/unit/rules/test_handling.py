"""Claims, snoozes, holding replies, escalations and risks to life: who may do what, and what it then is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.assessment import Kind, Route
from rules.decisions import (
    Action,
    Answering,
    Obstacle,
    Refusal,
    Role,
    Safety,
    Side,
    Status,
    Visibility,
    available,
    decide,
    first_status,
    out_of_date,
    side_of,
)
from rules.escalations import escalation, escalations
from rules.handling import LONGEST_PAUSE, SIDES, any_detail
from rules.safety import OUTCOMES
from rules.targets import due_at

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANNA, BEN = "U0ANNA", "U0BEN"

APPROVED = Status(visibility=Visibility.LEFT_UP, latest=Action.APPROVE)
ANSWERED = replace(APPROVED, answering=Answering.REPLIED)


def taken(status: Status, action: Action, role: Role = Role.STAFF, **given: object) -> Status:
    """Do it to something that calls for an answer."""
    changed = decide(status, action, role, **{"needs_answer": True, "at": MONDAY, **given})  # type: ignore[arg-type]
    assert isinstance(changed, Status), changed
    return changed


def refused(status: Status, action: Action, role: Role = Role.STAFF, **given: object) -> Refusal:
    answer = decide(status, action, role, **{"needs_answer": True, "at": MONDAY, **given})  # type: ignore[arg-type]
    assert isinstance(answer, Refusal), answer
    assert answer.reason.endswith(".")
    return answer


def test_a_claim_makes_it_the_claimants_and_nobody_elses():
    claimed = taken(Status(), Action.CLAIM, person=ANNA)
    assert claimed.owner == ANNA
    refusal = refused(claimed, Action.CLAIM, person=BEN)
    assert (refusal.obstacle, refusal.side) == (Obstacle.ALREADY_DECIDED, Side.OWNERSHIP)


def test_a_claim_is_released_by_its_owner_or_a_lead_and_by_nobody_else():
    claimed = taken(Status(), Action.CLAIM, person=ANNA)
    assert refused(claimed, Action.RELEASE, person=BEN).obstacle is Obstacle.NOT_YOURS
    assert taken(claimed, Action.RELEASE, person=ANNA) == Status()
    assert taken(claimed, Action.RELEASE, Role.LEAD, person=BEN) == Status()


def test_release_is_offered_to_all_while_somebody_has_claimed_it_and_claim_while_nobody_has():
    claimed = taken(Status(), Action.CLAIM, person=ANNA)
    assert Action.CLAIM in available(Status(), Role.STAFF)
    assert Action.RELEASE not in available(Status(), Role.STAFF)
    assert Action.RELEASE in available(claimed, Role.STAFF)
    assert Action.CLAIM not in available(claimed, Role.STAFF)


@pytest.mark.parametrize("action", [Action.CLAIM, Action.SNOOZE])
def test_what_is_settled_is_neither_claimed_nor_snoozed(action):
    refusal = refused(ANSWERED, action, person=ANNA, until=MONDAY + HOUR)
    assert refusal.obstacle is Obstacle.NOTHING_LEFT
    assert action not in available(ANSWERED, Role.STAFF, needs_answer=True)


def test_what_is_settled_has_no_owner_and_no_snooze():
    status = taken(taken(Status(), Action.CLAIM, person=ANNA), Action.SNOOZE, until=MONDAY + HOUR)
    status = taken(taken(status, Action.APPROVE), Action.REPLY)
    assert (status.owner, status.snoozed_until) == (ANNA, MONDAY + HOUR)
    status = taken(status, Action.REPLY_DONE)
    assert (status.owner, status.snoozed_until) == (None, None)


def test_a_snooze_ends_when_it_is_woken():
    snoozed = taken(Status(), Action.SNOOZE, until=MONDAY + HOUR)
    assert snoozed.snoozed_until == MONDAY + HOUR
    assert taken(snoozed, Action.WAKE) == Status()
    assert refused(Status(), Action.WAKE).obstacle is Obstacle.ALREADY_DECIDED


def test_a_snooze_can_be_made_longer():
    assert taken(Status(snoozed_until=MONDAY), Action.SNOOZE, until=MONDAY + HOUR).snoozed_until == MONDAY + HOUR


@pytest.mark.parametrize("action", [Action.SNOOZE, Action.HOLD])
@pytest.mark.parametrize(
    ("until", "said"),
    [
        (None, "Please choose"),
        (MONDAY, "passed"),
        (MONDAY - HOUR, "passed"),
        (MONDAY + LONGEST_PAUSE + timedelta(seconds=1), "31 days"),
    ],
)
def test_a_time_that_cannot_be_used_is_asked_for_again(action, until, said):
    refusal = refused(Status(), action, until=until)
    assert refusal.obstacle is Obstacle.NEEDS_DETAIL
    assert said in refusal.reason


@pytest.mark.parametrize("action", [Action.SNOOZE, Action.HOLD])
@pytest.mark.parametrize("until", [MONDAY + timedelta(seconds=1), MONDAY + LONGEST_PAUSE])
def test_any_time_within_a_month_is_taken(action, until):
    taken(Status(), action, until=until)


def test_a_holding_reply_answers_nothing():
    assert taken(Status(), Action.HOLD, until=MONDAY + HOUR) == Status()


@pytest.mark.parametrize(("status", "needs_answer"), [(ANSWERED, True), (Status(), False)])
def test_only_what_waits_for_an_answer_can_be_held(status, needs_answer):
    refusal = refused(status, Action.HOLD, needs_answer=needs_answer, until=MONDAY + HOUR)
    assert refusal.obstacle is Obstacle.NOTHING_LEFT
    assert Action.HOLD not in available(status, Role.STAFF, needs_answer=needs_answer)


@pytest.mark.parametrize("detail", [None, "", "somewhere_else"])
def test_it_is_escalated_for_a_listed_reason_only(detail):
    assert refused(Status(), Action.ESCALATE, detail=detail).obstacle is Obstacle.NEEDS_DETAIL


@pytest.mark.parametrize("action", [Action.REPLY, Action.REFER, Action.NO_REPLY_NEEDED, Action.HOLD])
def test_what_is_with_somebody_else_is_answered_by_nobody_here(action):
    escalated = taken(Status(), Action.ESCALATE, detail="media")
    refusal = refused(escalated, action, until=MONDAY + HOUR)
    assert refusal.obstacle is Obstacle.ESCALATED
    assert "the media team" in refusal.reason
    taken(taken(escalated, Action.ESCALATION_OVER), action, until=MONDAY + HOUR, detail=any_detail(action))


@pytest.mark.parametrize("action", [Action.APPROVE, Action.HIDE, Action.REPORT, Action.CLAIM, Action.SNOOZE])
def test_what_is_with_somebody_else_is_still_moderated_claimed_and_snoozed(action):
    taken(Status(escalated="media"), action, principle="abusive", person=ANNA, until=MONDAY + HOUR)


def test_a_reply_that_was_under_way_can_still_be_noted_as_sent():
    status = Status(answering=Answering.REPLY_PENDING, escalated="legal")
    assert taken(status, Action.REPLY_DONE).answering is Answering.REPLIED


def test_it_is_with_one_at_a_time_and_not_settled_until_it_is_back():
    escalated = taken(ANSWERED, Action.ESCALATE, detail="media")
    assert not escalated.settled(needs_answer=True)
    assert refused(escalated, Action.ESCALATE, detail="legal").obstacle is Obstacle.ALREADY_DECIDED
    assert taken(escalated, Action.ESCALATION_OVER).settled(needs_answer=True)


def test_a_reason_that_is_no_longer_listed_still_has_a_name():
    assert escalation("fax_machine").title == "Fax machine"
    assert "with fax machine" in refused(Status(escalated="fax_machine"), Action.REPLY).reason


def test_the_listed_reasons_are_told_apart_and_explained():
    assert len({each.key for each in escalations()}) == len({each.title for each in escalations()}) == 7
    assert all(each.goes_to and each.says.endswith(".") for each in escalations())


def test_a_risk_to_life_arrives_open_and_nothing_else_does():
    assert {route for route in Route if first_status(route) != Status()} == {Route.RISK_TO_LIFE}
    assert first_status(Route.RISK_TO_LIFE).safety is Safety.OPEN


def test_a_risk_to_life_is_acknowledged_closed_and_reopened():
    open_ = Status(safety=Safety.OPEN)
    acknowledged = taken(open_, Action.ACKNOWLEDGE_RISK)
    assert acknowledged.safety is Safety.ACKNOWLEDGED
    assert refused(acknowledged, Action.ACKNOWLEDGE_RISK).obstacle is Obstacle.ALREADY_DECIDED
    closed = taken(acknowledged, Action.CLOSE_RISK, detail="called_999")
    assert closed == taken(open_, Action.CLOSE_RISK, detail="called_999")
    assert closed.safety is Safety.CLOSED
    assert taken(closed, Action.REOPEN_RISK) == acknowledged


@pytest.mark.parametrize("detail", [None, "", "media"])
def test_a_risk_to_life_closes_with_a_listed_outcome_only(detail):
    refusal = refused(Status(safety=Safety.ACKNOWLEDGED), Action.CLOSE_RISK, detail=detail)
    assert refusal.obstacle is Obstacle.NEEDS_DETAIL


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_outcome_of_a_risk_to_life_is_its_answer(outcome):
    at_risk = replace(APPROVED, safety=Safety.ACKNOWLEDGED)
    assert not replace(at_risk, answering=Answering.REPLIED).settled(needs_answer=True)
    assert taken(at_risk, Action.CLOSE_RISK, detail=outcome).settled(needs_answer=True)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_closed_risk_is_settled_and_no_longer_due_and_may_still_be_moderated_and_answered(outcome):
    closed = taken(Status(safety=Safety.OPEN, owner=ANNA), Action.CLOSE_RISK, detail=outcome, needs_answer=True)
    assert closed.settled(needs_answer=True)
    assert closed.owner is None
    assert due_at(closed, True, MONDAY, MONDAY) is None
    still = {Action.APPROVE, Action.HIDE, Action.REPORT, Action.REPLY, Action.REOPEN_RISK}
    assert still <= available(closed, Role.STAFF, needs_answer=True)
    assert due_at(taken(closed, Action.REOPEN_RISK), True, MONDAY, MONDAY) == MONDAY


@pytest.mark.parametrize("safety", [Safety.OPEN, Safety.ACKNOWLEDGED])
@pytest.mark.parametrize("action", [Action.SNOOZE, Action.HOLD, Action.NO_REPLY_NEEDED])
def test_a_risk_to_life_is_neither_put_off_nor_left_unanswered(safety, action):
    refusal = refused(Status(safety=safety), action, until=MONDAY + HOUR)
    assert refusal.obstacle is Obstacle.AT_RISK
    assert action not in available(Status(safety=safety), Role.STAFF, needs_answer=True)


@pytest.mark.parametrize("action", [Action.ACKNOWLEDGE_RISK, Action.CLOSE_RISK, Action.REOPEN_RISK])
def test_where_no_life_is_at_risk_nothing_is_acknowledged_or_closed(action):
    refused(Status(), action, detail="replied")
    assert action not in available(Status(), Role.LEAD)


def test_each_of_these_is_on_a_side_of_its_own():
    assert set(SIDES.values()) == set(Side) - {Side.MODERATION, Side.ANSWERING}
    assert all(side_of(action) is side for action, side in SIDES.items())
    assert not out_of_date(Action.REPLY, [Action.CLAIM, Action.SNOOZE, Action.ESCALATE])
    assert out_of_date(Action.CLAIM, [Action.CLAIM, Action.RELEASE])


statuses = st.builds(
    Status,
    st.sampled_from(Visibility),
    answering=st.sampled_from(Answering),
    safety=st.sampled_from(Safety),
    owner=st.none() | st.just(ANNA),
    snoozed_until=st.none() | st.just(MONDAY + HOUR),
    escalated=st.none() | st.just("media"),
)


@given(
    status=statuses,
    needs_answer=st.booleans(),
    respond=st.integers(0, 9),
    answer=st.none() | st.integers(0, 9),
    held=st.booleans(),
)
def test_something_is_due_exactly_while_the_team_has_something_left_to_do(status, needs_answer, respond, answer, held):
    respond_by, answer_by = MONDAY + respond * HOUR, None if answer is None else MONDAY + answer * HOUR
    due = due_at(status, needs_answer, respond_by, answer_by, held=held)
    if status.settled(needs_answer=needs_answer):
        assert due is None
    elif status.escalated is None or status.at_risk or not status.read:
        assert due in {respond_by, answer_by}
    elif not status.moderation_to_do:
        assert due is None, "others answer it"


def test_the_earliest_of_what_is_left_counts():
    respond_by, answer_by = MONDAY + HOUR, MONDAY + 8 * HOUR
    assert due_at(Status(), True, respond_by, answer_by) == respond_by
    assert due_at(APPROVED, True, respond_by, answer_by) == answer_by
    assert due_at(APPROVED, True, respond_by, None) == respond_by
    assert due_at(APPROVED, False, respond_by, None) is None
    assert due_at(replace(ANSWERED, safety=Safety.OPEN), True, respond_by, answer_by) == respond_by
    assert due_at(Status(), True, None, None) is None
    assert due_at(Status(), True, respond_by, answer_by, held=True) == answer_by
    assert due_at(Status(safety=Safety.OPEN), True, respond_by, answer_by, held=True) == respond_by
    assert due_at(Status(Visibility.HIDE_PENDING), True, respond_by, answer_by, held=True) == respond_by


@given(
    st.lists(st.tuples(st.sampled_from(Action), st.sampled_from([ANNA, BEN]), st.sampled_from(Role)), max_size=30),
    st.booleans(),
    st.sampled_from([Safety.NO_RISK, Safety.OPEN]),
    st.sampled_from(Kind),
)
def test_whatever_people_do_the_rules_hold(tries, needs_answer, safety, kind):
    status, made = Status(safety=safety), []
    for action, person, role in tries:
        changed = decide(
            status,
            action,
            role,
            kind=kind,
            principle="abusive",
            answers=made,
            needs_answer=needs_answer,
            person=person,
            detail="replied" if action is Action.CLOSE_RISK else "media",
            until=MONDAY + HOUR,
            at=MONDAY,
        )
        if isinstance(changed, Refusal):
            continue
        if status.owner not in {None, person} and role is not Role.LEAD and changed.owner != status.owner:
            assert changed.settled(needs_answer=needs_answer)
        status = changed
        made.append(action)
        settled = status.settled(needs_answer=needs_answer)
        assert not (settled and (status.owner or status.snoozed_until or status.escalated or status.at_risk))
        assert (status.safety is Safety.NO_RISK) is (safety is Safety.NO_RISK)
