"""A referral that was passed on to PALS: open until a team lead notes that PALS has it."""

import pytest

from rules.decisions import Action, Obstacle, Refusal, Role, Side, Status, decide, side_of
from rules.referrals import Pals, Referral

SIGNPOSTED, PASSED_ON = Referral.SIGNPOSTED, Referral.PASSED_ON


def after(status: Status, action: Action, detail: str | None = None, role: Role = Role.STAFF, **given: Pals) -> Status:
    changed = decide(status, action, role, detail=detail, needs_answer=True, **given)
    assert isinstance(changed, Status), changed
    return changed


def referred(detail: Referral) -> Status:
    return after(after(Status(), Action.REFER, detail), Action.REFER_DONE)


def acknowledged() -> Status:
    return after(referred(PASSED_ON), Action.PALS_ACKNOWLEDGED, role=Role.LEAD)


def test_who_is_only_told_where_to_go_leaves_no_referral_open():
    assert referred(SIGNPOSTED).pals is Pals.NOT_PASSED_ON


def test_what_is_passed_on_is_open_until_a_lead_notes_that_pals_has_it():
    assert after(Status(), Action.REFER, PASSED_ON).pals is Pals.PASSED_ON
    assert referred(PASSED_ON).pals is Pals.PASSED_ON
    assert acknowledged().pals is Pals.ACKNOWLEDGED
    assert after(acknowledged(), Action.PALS_REOPEN, role=Role.LEAD).pals is Pals.PASSED_ON


@pytest.mark.parametrize("action", [Action.PALS_ACKNOWLEDGED, Action.PALS_REOPEN])
def test_staff_are_told_that_it_takes_a_lead(action: Action):
    for status in (referred(PASSED_ON), acknowledged()):
        refusal = decide(status, action, Role.STAFF)
        assert isinstance(refusal, Refusal)
        assert refusal.obstacle is Obstacle.NOT_A_LEAD


def test_what_is_acknowledged_is_not_acknowledged_again():
    refusal = decide(acknowledged(), Action.PALS_ACKNOWLEDGED, Role.LEAD)
    assert isinstance(refusal, Refusal)
    assert (refusal.obstacle, refusal.side) == (Obstacle.ALREADY_DECIDED, Side.REFERRAL)


def test_an_open_referral_keeps_no_mention_open_and_settles_none():
    approved = after(Status(), Action.APPROVE)
    done = after(after(approved, Action.REFER, PASSED_ON), Action.REFER_DONE)
    assert done.settled(needs_answer=True)
    assert side_of(Action.PALS_ACKNOWLEDGED) is Side.REFERRAL


def test_the_undo_of_the_referral_closes_it_and_the_undo_of_done_does_not():
    begun = after(Status(), Action.REFER, PASSED_ON)
    assert after(begun, Action.ANSWER_UNDO).pals is Pals.NOT_PASSED_ON
    done = after(begun, Action.REFER_DONE)
    assert after(done, Action.ANSWER_UNDO, pals_before=Pals.PASSED_ON).pals is Pals.PASSED_ON


def test_a_second_referral_leaves_the_first_open_when_it_is_taken_back():
    second = after(referred(PASSED_ON), Action.REFER, SIGNPOSTED)
    assert second.pals is Pals.PASSED_ON
    assert after(second, Action.ANSWER_UNDO, pals_before=Pals.PASSED_ON).pals is Pals.PASSED_ON


def test_what_is_passed_on_again_waits_for_pals_again():
    assert after(acknowledged(), Action.REFER, PASSED_ON).pals is Pals.PASSED_ON
