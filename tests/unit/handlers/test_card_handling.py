"""What a card tells of the response clock, of who looks after a mention, and of a risk to life; and what it offers."""

import html
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.sandbox.block_kit import accept_blocks, accept_view
from handlers.blocks.card import card
from handlers.blocks.detail_modals import more_modal
from handlers.blocks.offers import behind_more
from handlers.blocks.thread import decision_note
from rules.assessment import Kind
from rules.decisions import Action, Role, Safety
from rules.mention import BOT, Case, Person
from rules.safety import OUTCOMES, Helplines
from tests.unit.handlers.drawn import (
    ANNA,
    CLEAN,
    ENDED,
    ESCALATE,
    HOLD,
    INSULT,
    LATER,
    LONDON,
    MONDAY,
    QUESTION,
    RISK,
    SNOOZE,
    Step,
    blocks_of,
    buttons_of,
    case_of,
    labels,
    told,
)
from tests.unit.handlers.test_card import PATHS

ACKNOWLEDGED = (RISK, Action.ACKNOWLEDGE_RISK)
CASES = [
    *(case_of(text, *path) for text in (CLEAN, INSULT, QUESTION) for path in PATHS),
    *(case_of(INSULT, *path, kind=Kind.DIRECT_MESSAGE) for path in PATHS if Action.HIDE not in path),
    *(
        case_of(text, *path)
        for text in (CLEAN, QUESTION)
        for path in (
            (Action.CLAIM,),
            (Action.CLAIM, Action.RELEASE),
            (SNOOZE,),
            (SNOOZE, Action.WAKE),
            (ESCALATE,),
            (ESCALATE, Action.ESCALATION_OVER),
            (Action.REPLY, ESCALATE),
            (Action.CLAIM, SNOOZE, ESCALATE, Action.APPROVE),
        )
    ),
    case_of(QUESTION, HOLD),
    case_of(QUESTION, HOLD, Action.REPLY, Action.REPLY_DONE, Action.APPROVE),
    *(
        case_of(RISK, *path)
        for path in (
            (),
            (Action.ACKNOWLEDGE_RISK,),
            (ENDED,),
            (Action.ACKNOWLEDGE_RISK, ENDED, Action.REOPEN_RISK),
            (ESCALATE, Action.CLAIM),
            (Action.REPLY, Action.REPLY_DONE, Action.APPROVE, ENDED),
        )
    ),
]


def named(case: Case) -> str:
    return "-".join(decision.action for decision in case.decisions) or "new"


def drawn(case: Case, role: Role) -> set[str]:
    """Return the actions that a person finds on the card and behind More."""
    on_card = [button["action_id"] for button in buttons_of(case)]
    view = more_modal(case, behind_more(case, role)).to_dict()
    more = [block["accessory"]["action_id"] for block in view["blocks"] if "accessory" in block]
    assert not set(on_card) & set(more), "offered twice"
    assert ("more" in on_card) is bool(more), "More leads nowhere"
    return {*on_card, *more} - {"more", "open_link", "show_text", "show_reply"}


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEAD])
@pytest.mark.parametrize("case", CASES, ids=named)
def test_what_is_drawn_is_what_is_allowed(case: Case, role: Role):
    accept_blocks(blocks_of(case))
    accept_view(more_modal(case, behind_more(case, role)).to_dict(), "modal")
    allowed = case.available(role)
    if not case.assessment.personal_details:
        allowed -= {Action.SHOW_PERSONAL_DETAILS}
    assert drawn(case, role) == {action.value for action in allowed}


@pytest.mark.parametrize("case", CASES, ids=named)
def test_at_most_one_button_is_styled_as_the_next_step(case: Case):
    carried_out = {"hide_done", "unhide_done", "report_done", "reply_done", "refer_done"}
    styled = [button["action_id"] for button in buttons_of(case) if "style" in button]
    assert len([action for action in styled if action not in carried_out]) <= 1


def test_a_fresh_card_offers_its_decisions_then_claim_snooze_and_more():
    assert labels(case_of(CLEAN)) == [
        *("Approve", "Hide", "Report"),
        *("Reply", "Refer to PALS"),
        *("Claim", "Snooze", "More…", "Open on Facebook"),
    ]


def test_what_is_late_when_it_is_drawn_is_said_to_be_overdue():
    assert "Overdue since Mon 23 Nov, 10:05" in told(case_of(QUESTION), now=LATER)
    assert "Respond by" not in told(case_of(QUESTION), now=LATER)
    assert "Overdue" not in told(case_of(QUESTION, Action.REPLY, Action.REPLY_DONE, Action.APPROVE), now=LATER)


def test_what_is_due_at_a_minute_is_overdue_once_a_clock_shows_that_minute():
    case = replace(case_of(CLEAN), due_at=MONDAY + timedelta(hours=1, seconds=40))
    assert "Look at by Mon 23 Nov, 10:05" in told(case, now=MONDAY + timedelta(minutes=59, seconds=59))
    assert "Overdue since Mon 23 Nov, 10:05" in told(case, now=MONDAY + timedelta(hours=1))


def test_a_claim_is_told_with_its_time_and_offers_release():
    case = case_of(CLEAN, Action.CLAIM)
    assert f"Claimed by {ANNA.name}, Mon 23 Nov, 09:06" in told(case)
    assert "Claim" not in labels(case)
    assert "Release" in labels(case)


def test_a_snooze_is_told_while_it_lasts():
    case = case_of(CLEAN, SNOOZE)
    assert "Snoozed until Mon 23 Nov, 11:05" in told(case)
    assert "End snooze" in labels(case)
    assert "Snooze" not in labels(case)
    assert "Snoozed until" not in told(case, now=LATER)


def test_an_escalated_card_says_first_not_to_reply_and_offers_no_reply():
    case = case_of(QUESTION, ESCALATE)
    first = blocks_of(case)[0]
    assert first["elements"][0]["elements"][0]["text"] == "Don’t reply: with the media team."
    assert f"Escalated by {ANNA.name} · Mon 23 Nov, 09:06" in told(case)
    assert card(case, LONDON, MONDAY).text.startswith("Don’t reply: with the media team. ")
    assert not {"Reply", "Refer to PALS", "No reply needed"} & set(labels(case))
    assert "Back with us" in labels(case)
    back = case_of(QUESTION, ESCALATE, Action.ESCALATION_OVER)
    assert "Don’t reply" not in told(back) + card(back, LONDON, MONDAY).text
    assert "Reply" in labels(back)


def test_a_reason_that_was_struck_off_the_list_is_still_told():
    case = case_of(QUESTION, ESCALATE)
    old = replace(case, status=replace(case.status, escalated="the_minister"))
    assert "Don’t reply: with the minister." in told(old)


def test_a_holding_reply_moves_the_time_and_is_told_until_the_answer_is_there():
    case = case_of(QUESTION, HOLD)
    assert "Look at by Mon 23 Nov, 10:05" in told(case)
    assert "Respond by Mon 23 Nov, 11:05" in told(case_of(QUESTION, HOLD, Action.APPROVE))
    assert f"Holding reply sent by {ANNA.name}: the answer follows by Mon 23 Nov, 11:05" in told(case)
    answered = case_of(QUESTION, HOLD, Action.REPLY, Action.REPLY_DONE)
    assert "Holding reply" not in told(answered)


def test_a_risk_to_life_stands_first_names_who_helps_and_asks_to_be_acknowledged():
    case = case_of(RISK)
    text = told(case)
    assert text.startswith("Risk to life.")
    for number in ("999", "111 (option 2 for mental health)", "116 123", "85258"):
        assert number in text
    assert "Nobody has acknowledged it yet." in text
    assert labels(case)[:2] == ["Acknowledge", "Outcome…"]
    assert [button["text"]["text"] for button in buttons_of(case) if button.get("style")] == ["Acknowledge"]
    assert card(case, LONDON, MONDAY).text.startswith("Risk to life. ")


def test_a_risk_to_life_is_never_snoozed_held_or_left_unanswered():
    for case in (case_of(RISK), case_of(*ACKNOWLEDGED)):
        assert not {"snooze", "hold", "no_reply_needed"} & drawn(case, Role.LEAD)


def test_the_numbers_are_those_of_the_settings():
    numbers = Helplines(emergency="112", nhs_111="", samaritans="116 124", shout="")
    text = str([block.to_dict() for block in card(case_of(RISK), LONDON, MONDAY, numbers).blocks])
    assert "Ring 112. For a mental health crisis: Samaritans 116 124." in text
    assert "111" not in text
    assert "Shout" not in text


def test_whatever_the_danger_is_999_goes_first_and_the_crisis_lines_say_what_they_are_for():
    text = told(case_of("my dad has collapsed and he's not breathing properly", kind=Kind.DIRECT_MESSAGE))
    assert text.startswith(
        "Risk to life.\n Is somebody hurt, ill or in danger now? Ring 999. For a mental health crisis:"
    )
    assert "name in the reply" not in text


def test_nobody_is_asked_for_details_in_public():
    warning = "Don’t ask for details in public."
    public = told(case_of(RISK))
    assert public.index(warning) < public.index("Reply")
    assert warning not in told(case_of(RISK, kind=Kind.DIRECT_MESSAGE))
    assert warning not in told(case_of(RISK, ENDED))


def test_after_the_outcome_nothing_is_pushed_and_a_reply_and_moderation_stay_possible():
    case = case_of(RISK, ENDED)
    assert {"Approve", "Hide", "Report", "Reply"} <= set(labels(case))
    assert "No reply needed" not in labels(case)
    assert [button["text"]["text"] for button in buttons_of(case) if button.get("style") == "primary"] == []
    assert "Look at it now" not in told(case)
    assert "Respond" not in told(case)


def test_an_acknowledged_risk_names_who_looks_after_it():
    case = case_of(*ACKNOWLEDGED)
    assert f"Acknowledged by {ANNA.name}" in told(case)
    assert "Nobody has acknowledged" not in told(case)
    assert "Acknowledge" not in labels(case)
    assert "Outcome…" in labels(case)


def test_a_closed_risk_asks_nobody_to_look_at_once():
    assert "Please look at once." in told(case_of(*ACKNOWLEDGED))
    closed = told(case_of(*ACKNOWLEDGED, ENDED))
    assert "It was taken for a risk to life; how that ended is said above." in closed
    assert "look at once" not in closed
    assert "may be at risk" not in closed
    assert "Please look at once." in told(case_of(*ACKNOWLEDGED, ENDED, Action.REOPEN_RISK))


def test_a_closed_risk_goes_on_telling_what_else_is_against_the_principles():
    breach = told(case_of("I will kill you all tomorrow, then I want to end my life.", ENDED))
    assert "It was taken for a risk to life; how that ended is said above." in breach
    assert "P12, abusive towards staff or the public: it threatens somebody with violence." in breach
    assert "look at once" not in breach
    address = told(case_of("I am going to end my life tonight, 14 Acacia Avenue, Dudley DY1 2AB", ENDED))
    assert "Apart from that: P14, confidential or personal" in address
    assert "may be at risk" not in address


def test_a_closed_risk_tells_its_outcome_and_can_be_reopened():
    case = case_of(*ACKNOWLEDGED, ENDED)
    assert told(case).startswith("Risk to life, closed: called 999")
    assert "116 123" not in told(case)
    assert not card(case, LONDON, MONDAY).text.startswith("Risk to life")
    assert "reopen_risk" in drawn(case, Role.STAFF)
    reopened = case_of(*ACKNOWLEDGED, ENDED, Action.REOPEN_RISK)
    assert reopened.status.safety is Safety.ACKNOWLEDGED
    assert f"Reopened by {ANNA.name}" in told(reopened)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_is_told(outcome: str):
    said = told(case_of(RISK, Step(Action.CLOSE_RISK, outcome)))
    assert f"Risk to life, closed: {OUTCOMES[outcome].lower()}" in said


@pytest.mark.parametrize(
    ("text", "path", "note"),
    [
        (CLEAN, [Action.CLAIM], "claimed it · Mon 23 Nov, 09:06"),
        (CLEAN, [Action.CLAIM, Action.RELEASE], "released it · "),
        (CLEAN, [SNOOZE], "snoozed it until Mon 23 Nov, 11:05 · "),
        (CLEAN, [SNOOZE, Action.WAKE], "ended the snooze · "),
        (QUESTION, [HOLD], "sent a holding reply on Facebook; the answer is due by Mon 23 Nov, 11:05 · "),
        (CLEAN, [ESCALATE], "escalated it to the media team · "),
        (CLEAN, [ESCALATE, Action.ESCALATION_OVER], "took it back: it is with us again · "),
        (RISK, [Action.ACKNOWLEDGE_RISK], "acknowledged the risk to life · "),
        (RISK, [ENDED], "closed the risk to life: called 999 · "),
        (RISK, [ENDED, Action.REOPEN_RISK], "reopened the risk to life · "),
    ],
)
def test_the_thread_tells_who_did_what_with_the_reason_the_outcome_or_the_time(
    text: str, path: list[Action | Step], note: str
):
    case = case_of(text, *path)
    said = html.unescape(decision_note(case, case.decisions[-1], LONDON).text)
    assert said.startswith(f"{ANNA.name} {note}")


def test_a_claim_that_the_bot_released_says_why():
    case = case_of(CLEAN, Action.CLAIM, Action.RELEASE)
    released = replace(case.decisions[-1], person=BOT)
    assert "commsbot released it after a working day without action" in decision_note(case, released, LONDON).text


def test_a_person_goes_by_their_name_on_every_line():
    ben = Person("U0BEN", "Ben {Okafor}")
    said = told(case_of(QUESTION, Step(Action.CLAIM, by=ben), replace(HOLD, by=ben), replace(ESCALATE, by=ben)))
    assert said.count("Ben {Okafor}") == 3
