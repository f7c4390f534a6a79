"""Which templates are offered for a mention, and which of them is chosen already."""

from dataclasses import replace

import pytest

from rules.assessment import Kind, Route
from rules.decisions import Action
from rules.library import shipped
from rules.replies import Channel
from rules.services import Contacts, ServiceKind
from rules.suiting import holding_reply, offer, usual_service
from tests.contacts import CONTACTS
from tests.mentions import mention

COMMENT = mention(kind=Kind.COMMENT)
MESSAGE = mention(kind=Kind.DIRECT_MESSAGE)
NOTHING_SET = Contacts(contact_email="")


@pytest.mark.parametrize(
    ("said", "route", "action", "chosen"),
    [
        (COMMENT, Route.OWN_CARE, Action.REFER, "own-care"),
        (COMMENT, Route.OWN_CARE, Action.REPLY, "own-care"),
        (MESSAGE, Route.OWN_CARE, Action.REFER, "own-care-private"),
        (COMMENT, Route.STAFF_CONCERN, Action.REFER, "staff-concern"),
        (MESSAGE, Route.STAFF_CONCERN, Action.REFER, "staff-concern"),
        (COMMENT, Route.COMPLAINT, Action.REPLY, "formal-complaint"),
        (COMMENT, Route.COMPLAINT, Action.REFER, "own-care"),
        (COMMENT, Route.RISK_TO_LIFE, Action.REPLY, "risk-to-life"),
        (COMMENT, Route.THANKS, Action.REPLY, "thanks"),
        (COMMENT, Route.SUGGESTION, Action.REPLY, "suggestion-received"),
        (COMMENT, Route.QUESTION, Action.REPLY, None),
        (COMMENT, Route.NONE, Action.REPLY, None),
        (COMMENT, Route.NONE, Action.REFER, "own-care"),
        (mention(platform="care_opinion", kind=Kind.REVIEW), Route.OWN_CARE, Action.REFER, "own-care"),
        # Nothing but thanks is short enough there.
        (mention(platform="tiktok"), Route.OWN_CARE, Action.REFER, None),
        # A place that nobody listed has no limit that is known.
        (mention(platform="village_forum"), Route.OWN_CARE, Action.REFER, "own-care"),
    ],
)
def test_the_template_that_suits_is_chosen_already(said, route, action, chosen):
    found = offer(shipped(), said, route, action, CONTACTS)
    assert found.first is (shipped().named(chosen) if chosen else None)
    assert found.missed is None
    if found.first:
        assert found.first in found.suiting


@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize("action", [Action.REPLY, Action.REFER])
@pytest.mark.parametrize("said", [COMMENT, MESSAGE])
def test_all_are_offered_once_but_private_ones_in_public_and_those_that_only_promise_an_answer(said, route, action):
    found = offer(shipped(), said, route, action, CONTACTS)
    offered = [*found.suiting, *found.others]
    expected = [
        each for each in shipped().templates if not each.holding and (said is MESSAGE or each.channel is Channel.PUBLIC)
    ]
    assert sorted(each.key for each in offered) == sorted(each.key for each in expected)


def test_what_lacks_a_contact_is_not_offered_and_is_named_as_missed():
    found = offer(shipped(), COMMENT, Route.OWN_CARE, Action.REFER, NOTHING_SET)
    assert found.first is None
    assert found.missed is shipped().named("own-care")
    assert shipped().named("own-care") not in (*found.suiting, *found.others)


def test_a_question_is_offered_what_answers_questions_and_apart_what_holds_it():
    found = [each.key for each in offer(shipped(), COMMENT, Route.QUESTION, Action.REPLY, CONTACTS).suiting]
    assert found == ["clinical-question", "media-enquiry", "information-request", "not-our-organisation"]
    assert holding_reply(shipped(), COMMENT, Route.QUESTION) is shipped().named("answered-later")
    assert holding_reply(shipped(), COMMENT, Route.THANKS) is None


def test_our_own_service_is_filled_in_and_nobody_elses():
    ours = CONTACTS.of_kind(ServiceKind.PALS)[0]
    assert usual_service(ServiceKind.PALS, CONTACTS) is ours
    # Of two others' the bot does not guess; a single one is no guess.
    assert usual_service(ServiceKind.OTHER, CONTACTS) is None
    theirs = replace(CONTACTS, services=CONTACTS.of_kind(ServiceKind.OTHER)[:1])
    assert usual_service(ServiceKind.OTHER, theirs) is theirs.services[0]
    assert usual_service(ServiceKind.PALS, NOTHING_SET) is None
