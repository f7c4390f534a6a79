"""How far a report to the police has come, on a card, in a list, behind More, and in what leads are asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.blocks.buttons import is_drawn_anew
from handlers.blocks.cases import entry_block
from handlers.blocks.detail_modals import more_modal, police_modal
from handlers.blocks.home import steps
from handlers.blocks.notices import police_notice
from handlers.blocks.offers import behind_more, has_evidence
from handlers.blocks.steps import next_step
from handlers.desk import Member
from rules.decisions import Action, Role
from rules.mention import Case, Decision, Person
from rules.police import GROUNDS, Police
from tests.unit.handlers.drawn import ANNA, CLEAN, LONDON, MONDAY, Step, case_of, labels, told

ASK = Step(Action.POLICE_ASK, "harassment")
CARYS = Person("U0CARYS", "Carys Evans")


def asked(*first: Action) -> Case:
    return case_of(CLEAN, *first, ASK)


def answered(case: Case, action: Action, police: Police) -> Case:
    """Return the case after a lead agreed or declined."""
    made = Decision(9, case.id, CARYS, action, None, None, MONDAY + timedelta(minutes=9))
    return replace(case, status=replace(case.status, police=police), decisions=(*case.decisions, made))


def agreed(*first: Action) -> Case:
    return answered(asked(*first), Action.POLICE_AGREE, Police.AGREED)


def listed(case: Case) -> str:
    return str(entry_block(case, MONDAY, LONDON).to_dict())


def test_a_card_says_how_far_it_has_come_and_who_did_what():
    assert "Report to the police? Asked for (targeted, persistent harassment)" in told(asked())
    assert " by Anna <Shaw> & *Co* · Mon 23 Nov, 09:06. Another person, a team lead, agrees" in told(asked())
    assert "To be reported to the police: agreed" in told(agreed())
    declined = answered(asked(), Action.POLICE_DECLINE, Police.NOT_ASKED)
    assert "No report to the police: declined" in told(declined)
    assert "police" not in told(case_of(CLEAN))


def test_a_card_offers_to_say_that_it_was_done_only_once_it_is_agreed():
    assert "Reported to the police" not in labels(asked())
    assert labels(agreed())[0] == "Reported to the police"
    for case in (case_of(CLEAN), asked(), agreed()):
        assert not {"Report to the police", "Agree", "Decline"} & set(labels(case))


def test_behind_more_leads_alone_find_to_agree_and_the_evidence():
    case = asked()
    assert behind_more(case, Role.LEAD)[:2] == [Action.POLICE_AGREE, Action.POLICE_DECLINE]
    assert not {Action.POLICE_AGREE, Action.POLICE_DECLINE} & set(behind_more(case, Role.STAFF))
    assert (has_evidence(case, Role.LEAD), has_evidence(case, Role.STAFF)) == (True, False)
    assert not has_evidence(case_of(CLEAN), Role.LEAD)
    assert "Send me the evidence" in str(more_modal(case, [], evidence=True).to_dict())
    assert "Nothing else can be done with it now." in str(more_modal(case, []).to_dict())


def test_behind_more_who_asked_and_leads_find_to_withdraw_it():
    for case in (asked(), agreed()):
        assert Action.POLICE_WITHDRAW in behind_more(case, Role.STAFF, ANNA)
        assert Action.POLICE_WITHDRAW in behind_more(case, Role.LEAD, CARYS)
        assert Action.POLICE_WITHDRAW not in behind_more(case, Role.STAFF, Person("U0BEN", "Ben Okafor"))
    withdrawn = answered(asked(), Action.POLICE_WITHDRAW, Police.NOT_ASKED)
    assert "No report to the police: withdrawn by Carys Evans" in told(withdrawn).replace("\n", "")


def test_leads_who_are_asked_again_hear_that_first():
    case = asked()
    message = police_notice(case, case.decisions[-1], LONDON, again=True, card_url=None)
    assert message.text.startswith("Still unanswered: Anna")


def test_what_waits_for_the_police_alone_is_listed_so_and_points_to_nothing_else():
    waiting = asked(Action.APPROVE)
    assert not waiting.settled
    assert next_step(waiting) is None
    assert "Decided" in listed(waiting)
    assert "a team lead is asked about a report to the police" in listed(waiting)
    assert "Decided, still to be reported to the police" in listed(agreed(Action.APPROVE))


def test_the_home_offers_to_say_that_it_was_reported():
    assert Action.POLICE_TOLD in steps(agreed(), Member(ANNA, Role.STAFF))


def test_leads_are_asked_with_buttons_that_speak_of_this_request():
    case = asked()
    message = police_notice(case, case.decisions[-1], LONDON, card_url="https://example.org/card")
    row = message.blocks[-1].to_dict()
    assert [each["text"]["text"] for each in row["elements"]] == ["Agree", "Decline", "Send me the evidence"]
    assert row["block_id"] == f"police-asked:{case.id}:v{case.version}"
    assert not is_drawn_anew(row["block_id"])
    assert is_drawn_anew(f"police:{case.id}:v{case.version}")
    assert "&lt;Shaw&gt;" in message.text


@pytest.mark.parametrize("emergency", ["999", ""])
def test_the_modal_names_the_emergency_number_first_and_every_ground(emergency: str):
    blocks = [block.to_dict() for block in police_modal(case_of(CLEAN), emergency).blocks]
    assert "Ring 999 now." in str(blocks[1])
    options = blocks[2]["element"]["options"]
    assert [option["value"] for option in options] == list(GROUNDS)
    assert all(option["description"]["text"] for option in options)
