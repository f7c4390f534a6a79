"""What became of it, for who was told: who did what and when, what it is about, and what can be done about it now."""

import html

import pytest

from bot.sandbox.block_kit import accept_blocks
from handlers.blocks.follow_ups import follow_up
from handlers.blocks.message import Message
from handlers.blocks.notices import WhyHere, announcement, escalation_notice
from rules.assessment import Kind
from rules.decisions import Action
from rules.safety import Helplines
from tests.unit.handlers.drawn import ANNA, ENDED, ESCALATE, LONDON, MONDAY, QUESTION, RISK, Step, case_of, texts

CARD = "https://comms.slack.com/archives/C0/p1"


def message(text: str, *path: Action | Step, in_channel: bool = False) -> Message:
    case = case_of(text, *path, kind=Kind.DIRECT_MESSAGE)
    return follow_up(case, case.decisions[-1], LONDON, card_url=CARD, in_channel=in_channel)


def shown(told: Message) -> str:
    blocks = told.payload()["blocks"]
    accept_blocks(blocks)
    return "".join(texts(blocks))


@pytest.mark.parametrize(
    ("text", "path", "says"),
    [
        (
            RISK,
            [Action.ACKNOWLEDGE_RISK],
            f"Risk to life, acknowledged. {ANNA.name} acknowledged it, Mon 23 Nov, 09:06, and is seeing to it.",
        ),
        (
            RISK,
            [Step(Action.CLOSE_RISK, "safeguarding_told")],
            f"Risk to life, closed. {ANNA.name} closed it, Mon 23 Nov, 09:06: told safeguarding.",
        ),
        (
            RISK,
            [ENDED, Action.REOPEN_RISK],
            f"Risk to life, reopened. {ANNA.name} reopened it, Mon 23 Nov, 09:07, and is seeing to it.",
        ),
        (
            QUESTION,
            [ESCALATE, Action.ESCALATION_OVER],
            f"Back with the communications team. {ANNA.name} took it back (Media), Mon 23 Nov, 09:07.",
        ),
    ],
)
def test_it_says_who_did_what_and_when_and_what_it_is_about(text: str, path: list[Action | Step], says: str):
    told = message(text, *path)
    assert shown(told).startswith(says)
    assert html.unescape(told.text) == says
    assert text in shown(told)
    assert "Direct message on Facebook from Jo B (@job)" in shown(told)


def test_how_it_ended_is_asked_for_in_it_until_that_is_said():
    def buttons(told: Message) -> list[str]:
        rows = [block["elements"] for block in told.payload()["blocks"] if block["type"] == "actions"]
        return [button["text"]["text"] for row in rows for button in row]

    assert buttons(message(RISK, Action.ACKNOWLEDGE_RISK)) == ["Outcome…"]
    assert buttons(message(RISK, ENDED)) == []
    assert buttons(message(RISK, ESCALATE, Action.ESCALATION_OVER)) == []


def test_who_is_outside_the_channel_learns_that_the_card_is_for_its_members():
    assert "Open its card (for members of the channel)" in shown(message(RISK, ENDED))
    assert "for members" not in shown(message(RISK, ENDED, in_channel=True))


def test_what_was_told_at_first_has_the_time_of_the_card_and_such_a_link_too():
    posted = MONDAY.replace(hour=8, minute=52)
    risk, passed_on = (case_of(RISK, posted_at=posted), case_of(QUESTION, ESCALATE, posted_at=posted))
    for told in (
        announcement(risk, 1, 10, LONDON, Helplines(), card_url=CARD),
        escalation_notice(passed_on, passed_on.decisions[-1], LONDON, card_url=CARD),
    ):
        assert "Mon 23 Nov, 08:52" in shown(told)
        assert "Open its card (for members of the channel)" in shown(told)
    in_channel = announcement(risk, 1, 10, LONDON, Helplines(), card_url=CARD, why_here=WhyHere())
    assert "for members" not in shown(in_channel)


def test_it_has_the_time_of_the_card_and_no_personal_details():
    case = case_of(f"{RISK}. Ring me on 07700 900461", ENDED, posted_at=MONDAY.replace(hour=8, minute=52))
    told = follow_up(case, case.decisions[-1], LONDON, card_url=None, in_channel=False)
    assert "Mon 23 Nov, 08:52" in shown(told)
    assert "07700" not in shown(told) + told.text
