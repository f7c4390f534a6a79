"""The table of transitions: what may be done to a mention, by whom, and what it then is."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.assessment import Kind, Route
from rules.decisions import (
    NEEDS_PRINCIPLE,
    Action,
    Answering,
    Obstacle,
    Refusal,
    Reporting,
    Role,
    Safety,
    Side,
    Status,
    Visibility,
    answers_standing,
    available,
    decide,
    needs_answer,
    out_of_date,
    side_of,
    undoes,
)
from rules.handling import any_detail
from rules.platforms import platform
from rules.referrals import Referral

STAFF = Role.STAFF


def after(*actions: Action, kind: Kind = Kind.COMMENT) -> Status:
    status = Status()
    for action in actions:
        changed = decide(status, action, STAFF, kind=kind, principle="abusive", detail=any_detail(action))
        assert isinstance(changed, Status), f"{action} was refused: {changed}"
        status = changed
    return status


def test_a_new_mention_offers_moderation_and_answers_and_nothing_to_carry_out():
    assert available(Status(), STAFF) == {
        Action.APPROVE,
        Action.HIDE,
        Action.REPORT,
        Action.REPLY,
        Action.REFER,
        Action.NO_REPLY_NEEDED,
        Action.CLAIM,
        Action.SNOOZE,
        Action.ESCALATE,
        Action.POLICE_ASK,
        Action.SHOW_PERSONAL_DETAILS,
    }


def test_hiding_is_pending_until_somebody_says_that_it_is_done():
    assert after(Action.HIDE).visibility is Visibility.HIDE_PENDING
    assert after(Action.HIDE).to_do
    assert after(Action.HIDE, Action.HIDE_DONE).visibility is Visibility.HIDDEN


def test_report_may_follow_hide_and_hide_may_follow_report():
    both = after(Action.HIDE, Action.REPORT)
    assert (both.visibility, both.reporting) == (Visibility.HIDE_PENDING, Reporting.REPORT_PENDING)
    assert after(Action.REPORT, Action.HIDE).visibility is Visibility.HIDE_PENDING


@pytest.mark.parametrize("first", [Action.HIDE, Action.REPORT])
def test_what_was_hidden_or_reported_is_not_approved_without_undoing_it(first):
    assert Action.APPROVE not in available(after(first), STAFF)


@pytest.mark.parametrize("second", [Action.HIDE, Action.REPORT, Action.APPROVE])
def test_what_was_approved_is_not_moderated_again_without_undoing_it(second):
    refusal = decide(after(Action.APPROVE), second, STAFF, principle="abusive")
    assert isinstance(refusal, Refusal)
    assert refusal.obstacle is Obstacle.ALREADY_DECIDED


@pytest.mark.parametrize("action", sorted(NEEDS_PRINCIPLE))
def test_nothing_is_hidden_or_reported_without_a_principle(action):
    refusal = decide(Status(), action, STAFF, principle=None)
    assert isinstance(refusal, Refusal)
    assert refusal.obstacle is Obstacle.NEEDS_PRINCIPLE


def test_undo_takes_back_what_is_only_decided():
    for action in (Action.APPROVE, Action.HIDE, Action.REPORT):
        assert after(action, Action.UNDO) == Status()


def test_undoing_a_hiding_that_was_carried_out_asks_for_it_to_be_shown_again():
    undone = after(Action.HIDE, Action.HIDE_DONE, Action.UNDO)
    assert undone.visibility is Visibility.UNHIDE_PENDING
    assert after(Action.HIDE, Action.HIDE_DONE, Action.UNDO, Action.UNHIDE_DONE) == Status()


def test_undo_takes_back_the_latest_first_and_then_the_one_before():
    undone = after(Action.HIDE, Action.REPORT, Action.UNDO)
    assert (undone.visibility, undone.reporting) == (Visibility.HIDE_PENDING, Reporting.NOT_REPORTED)
    assert after(Action.HIDE, Action.REPORT, Action.UNDO, Action.UNDO) == Status()


def test_a_report_that_was_made_cannot_be_undone():
    assert Action.UNDO not in available(after(Action.REPORT, Action.REPORT_DONE), STAFF)


def test_moderating_never_answers_and_answering_never_moderates():
    assert not after(Action.APPROVE).answered
    assert not after(Action.REPLY, Action.REPLY_DONE).moderated
    assert after(Action.REPLY, Action.REPLY_DONE, Action.HIDE).answering is Answering.REPLIED


def test_a_question_is_settled_only_when_moderated_and_answered():
    question = {"needs_answer": needs_answer(Kind.COMMENT, Route.QUESTION)}
    assert not after(Action.APPROVE).settled(**question)
    assert not after(Action.APPROVE, Action.REPLY).settled(**question)
    assert after(Action.APPROVE, Action.REPLY, Action.REPLY_DONE).settled(**question)
    assert after(Action.APPROVE, Action.NO_REPLY_NEEDED).settled(**question)


def test_thanks_are_settled_once_moderated():
    assert after(Action.APPROVE).settled(needs_answer=needs_answer(Kind.COMMENT, Route.THANKS))


def test_nothing_is_settled_while_it_is_still_to_be_done():
    assert not after(Action.HIDE).settled(needs_answer=False)
    assert after(Action.HIDE, Action.HIDE_DONE).settled(needs_answer=False)


def test_a_direct_message_cannot_be_hidden_but_can_be_reported():
    offered = available(Status(), STAFF, Kind.DIRECT_MESSAGE)
    assert Action.HIDE not in offered
    assert Action.REPORT in offered


@pytest.mark.parametrize("place", ["google_reviews", "nhs_uk", "care_opinion", "mastodon"])
def test_nothing_is_hidden_where_the_platform_has_no_hiding(place):
    refusal = decide(Status(), Action.HIDE, STAFF, place=place, principle="abusive")
    assert isinstance(refusal, Refusal)
    assert refusal.obstacle is Obstacle.NO_HIDING
    assert refusal.reason == f"{platform(place).name} has no hiding; report it instead."
    offered = available(Status(), STAFF, place=place)
    assert Action.HIDE not in offered
    assert Action.REPORT in offered


@pytest.mark.parametrize("place", ["facebook", "linkedin", "other", "a_forum_nobody_listed"])
def test_hiding_is_offered_where_the_platform_has_a_way(place):
    assert Action.HIDE in available(Status(), STAFF, place=place)


def test_what_linkedin_removed_cannot_be_shown_again_but_a_wish_to_remove_it_is_taken_back():
    refusal = decide(after(Action.HIDE, Action.HIDE_DONE), Action.UNDO, STAFF, place="linkedin")
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "What was removed from LinkedIn can’t be shown again."
    assert Action.UNDO in available(after(Action.HIDE), STAFF, place="linkedin")
    assert Action.UNDO in available(after(Action.HIDE, Action.HIDE_DONE), STAFF, place="facebook")


def test_who_was_replied_to_can_be_referred_and_who_was_referred_replied_to():
    replied = after(Action.REPLY, Action.REPLY_DONE)
    assert {Action.REPLY, Action.REFER, Action.ANSWER_UNDO} <= available(replied, STAFF)
    both = after(Action.REPLY, Action.REPLY_DONE, Action.REFER, Action.REFER_DONE)
    assert both.answering is Answering.REFERRED
    assert after(Action.REFER, Action.REFER_DONE, Action.REPLY).answering is Answering.REPLY_PENDING


@pytest.mark.parametrize(
    ("made", "taken_back", "stands"),
    [
        ([Action.REPLY], Action.REPLY, Answering.UNANSWERED),
        ([Action.REFER], Action.REFER, Answering.UNANSWERED),
        ([Action.NO_REPLY_NEEDED], Action.NO_REPLY_NEEDED, Answering.UNANSWERED),
        ([Action.REPLY, Action.REPLY_DONE], Action.REPLY_DONE, Answering.REPLY_PENDING),
        ([Action.REFER, Action.REFER_DONE], Action.REFER_DONE, Answering.REFER_PENDING),
        ([Action.REPLY, Action.REPLY_DONE, Action.REFER], Action.REFER, Answering.REPLIED),
        ([Action.REPLY, Action.REPLY_DONE, Action.HIDE, Action.REPLY], Action.REPLY, Answering.REPLIED),
        ([Action.REPLY, Action.ANSWER_UNDO, Action.REFER], Action.REFER, Answering.UNANSWERED),
    ],
)
def test_an_undo_of_the_answer_takes_back_its_latest_step(made, taken_back, stands):
    status = after(*made)
    undone = decide(status, Action.ANSWER_UNDO, STAFF, answers=made)
    assert isinstance(undone, Status)
    assert (undoes(status, Action.ANSWER_UNDO), undone.answering) == (taken_back, stands)


@given(st.lists(st.sampled_from(Action), max_size=25))
def test_the_answering_is_what_its_decisions_that_stand_made_it(actions):
    status, made = Status(), []
    for action in actions:
        changed = decide(status, action, STAFF, principle="abusive", answers=made, detail=any_detail(action))
        if isinstance(changed, Status):
            status = changed
            made.append(action)
        assert answers_standing(made)[-1] is status.answering
        assert (undoes(status, Action.ANSWER_UNDO) is None) is (status.answering is Answering.UNANSWERED)


@pytest.mark.parametrize("detail", [None, "", "passed_off"])
def test_who_is_referred_is_signposted_or_passed_on(detail):
    refusal = decide(Status(), Action.REFER, STAFF, detail=detail)
    assert isinstance(refusal, Refusal)
    assert refusal.obstacle is Obstacle.NEEDS_DETAIL
    for known in Referral:
        referred = decide(Status(), Action.REFER, STAFF, detail=known)
        assert isinstance(referred, Status)
        assert referred.answering is Answering.REFER_PENDING


@pytest.mark.parametrize("action", Action)
def test_an_outsider_may_do_nothing(action):
    refusal = decide(Status(), action, Role.OUTSIDER, principle="abusive")
    assert isinstance(refusal, Refusal)
    assert refusal.obstacle is Obstacle.NOT_A_MEMBER
    assert available(Status(), Role.OUTSIDER) == frozenset()


def test_a_contact_for_risks_to_life_may_see_to_one_and_do_nothing_else() -> None:
    at_risk = Status(safety=Safety.OPEN)
    assert available(at_risk, Role.CONTACT) == {Action.ACKNOWLEDGE_RISK, Action.CLOSE_RISK}
    assert available(Status(), Role.CONTACT) == frozenset()
    refusal = decide(at_risk, Action.SHOW_PERSONAL_DETAILS, Role.CONTACT)
    assert isinstance(refusal, Refusal)
    assert refusal.obstacle is Obstacle.NOT_A_MEMBER


def test_every_action_is_on_one_side_but_a_look_at_personal_details():
    assert {action for action in Action if side_of(action) is Side.ANSWERING} == {
        Action.REPLY,
        Action.REPLY_DONE,
        Action.REFER,
        Action.REFER_DONE,
        Action.NO_REPLY_NEEDED,
        Action.ANSWER_UNDO,
    }
    assert [action for action in Action if side_of(action) is None] == [Action.SHOW_PERSONAL_DETAILS]


def test_an_action_changes_its_own_side_only():
    for status, action in product(reachable(), Action):
        changed = attempted(status, action)
        if isinstance(changed, Status) and side_of(action) is not Side.ANSWERING:
            assert changed.answering is status.answering
        if isinstance(changed, Status) and side_of(action) is not Side.MODERATION:
            assert (changed.visibility, changed.reporting, changed.latest) == (
                status.visibility,
                status.reporting,
                status.latest,
            )


def test_a_click_is_out_of_date_only_by_what_was_decided_on_its_side():
    assert out_of_date(Action.HIDE, [Action.REPLY, Action.APPROVE])
    assert not out_of_date(Action.HIDE, [Action.REPLY, Action.REPLY_DONE])
    assert not out_of_date(Action.HIDE, [])
    assert not out_of_date(Action.SHOW_PERSONAL_DETAILS, [Action.APPROVE])


DETAILS = {
    Action.REFER: "signposted",
    Action.ESCALATE: "legal",
    Action.CLOSE_RISK: "replied",
    Action.POLICE_ASK: "threat",
    Action.POLICE_TOLD: "CR/1234/26",
}
NOT_THE_POLICE = [action for action in Action if side_of(action) is not Side.POLICE]
"""That side stands apart, and takes a second person: `test_police` has it."""
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def attempted(status: Status, action: Action, role: Role = STAFF, person: str | None = "U0ANNA") -> Status | Refusal:
    """Try it on a comment that calls for an answer, with all that a person would be asked for."""
    return decide(
        status,
        action,
        role,
        principle="abusive",
        needs_answer=True,
        person=person,
        detail=DETAILS.get(action),
        until=MONDAY + timedelta(hours=1),
        at=MONDAY,
    )


@cache
def reachable() -> frozenset[Status]:
    start = [Status(), Status(safety=Safety.OPEN)]
    found, ahead = set(start), start
    while ahead:
        status = ahead.pop()
        for action in NOT_THE_POLICE:
            changed = attempted(status, action)
            if isinstance(changed, Status) and changed not in found:
                found.add(changed)
                ahead.append(changed)
    return frozenset(found)


def test_from_everywhere_a_mention_can_be_settled():
    """No sequence of clicks leads into a corner that only the database could mend."""
    for start in reachable():
        seen, ahead = {start}, [start]
        while not any(status.settled(needs_answer=True) for status in seen):
            assert ahead, f"nothing settles {start}"
            status = ahead.pop()
            for action in available(status, STAFF, needs_answer=True).intersection(NOT_THE_POLICE):
                changed = attempted(status, action)
                if isinstance(changed, Status) and changed not in seen:
                    seen.add(changed)
                    ahead.append(changed)


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEAD])
def test_what_is_drawn_is_what_is_allowed(role):
    for status in reachable():
        allowed = {action for action in Action if isinstance(attempted(status, action, role, None), Status)}
        assert available(status, role, needs_answer=True) == allowed


@given(st.lists(st.sampled_from(Action), max_size=25))
def test_what_undo_would_take_back_always_stands(actions):
    status = Status()
    for action in actions:
        changed = decide(status, action, STAFF, principle="abusive")
        status = changed if isinstance(changed, Status) else status
        if status.latest is Action.APPROVE:
            assert status.visibility is Visibility.LEFT_UP
        elif status.latest is Action.HIDE:
            assert status.visibility in {Visibility.HIDE_PENDING, Visibility.HIDDEN}
        elif status.latest is Action.REPORT:
            assert status.reporting is Reporting.REPORT_PENDING
