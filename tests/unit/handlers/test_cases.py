"""Lists of cases: what each line tells, and that Slack takes the longest."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.sandbox.block_kit import accept_blocks
from handlers.blocks.cases import PAGE, case_list
from handlers.blocks.message import Message
from handlers.desk import CasePage
from rules.assessment import Kind
from rules.decisions import Action
from rules.mention import Case
from tests.unit.handlers.drawn import (
    CLEAN,
    ENDED,
    ESCALATE,
    INSULT,
    LONDON,
    MONDAY,
    QUESTION,
    RISK,
    SNOOZE,
    Step,
    case_of,
    texts,
)

CARD = "https://comms.slack.com/archives/C1/p1"
HOUR = timedelta(hours=1)


def listing(cases: Sequence[Case], *, now: datetime = MONDAY, total: int | None = None, offset: int = 0) -> Message:
    page = CasePage(cases, len(cases) if total is None else total, offset, {case.id: CARD for case in cases}, now)
    return case_list("Waiting", "Nothing", page, query="open", zone=LONDON)


def told(case: Case, now: datetime = MONDAY) -> str:
    return "".join(texts([block.to_dict() for block in listing([case], now=now).blocks]))


def test_a_full_page_of_the_longest_cases_is_taken_and_pages_both_ways():
    case = case_of("word " * 2000, author_name="x" * 500, url="https://example.org/" + "a" * 1900)
    page = listing([case] * PAGE, total=99, offset=PAGE)
    blocks = [block.to_dict() for block in page.blocks]
    accept_blocks(blocks)
    assert [button["text"]["text"] for button in blocks[-1]["elements"]] == ["Previous", "Next"]
    assert "9 to 16 of 99" in page.text
    assert [button["accessibility_label"] for button in blocks[-1]["elements"]] == ["Previous page", "Next page"]


def test_an_empty_list_says_so():
    assert listing([]).text == "Nothing"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (case_of(QUESTION), " · respond by Mon 23 Nov, 10:05"),
        (case_of(QUESTION, Action.APPROVE), "To be answered"),
        (case_of(QUESTION, Action.NO_REPLY_NEEDED), "Answered; to approve, hide or report"),
        (case_of(QUESTION, Action.REPLY), "Decided, still to be replied to on Facebook"),
        (case_of(INSULT, Action.HIDE), "Decided, still to be hidden on Facebook · "),
        (case_of(INSULT, Action.HIDE, Action.REPORT), "to be hidden on Facebook and to be reported to Facebook · "),
        (case_of(INSULT, platform="google_reviews"), "Suggestion: report"),
        (case_of(CLEAN), " · look at by Mon 23 Nov, 10:05"),
        (case_of(CLEAN, Action.APPROVE), "Settled"),
        (case_of(RISK), "Risk to life, acknowledged by nobody yet · respond at once"),
        (case_of(RISK, Action.ACKNOWLEDGE_RISK), "Risk to life, acknowledged · respond at once"),
        (case_of(RISK, Step(Action.CLOSE_RISK, "safeguarding_told")), "Closed: told safeguarding"),
        (case_of(RISK, ENDED, Action.REPLY), "Closed: called 999, still to be replied to on Facebook"),
        (
            case_of(QUESTION, Action.NO_REPLY_NEEDED, kind=Kind.DIRECT_MESSAGE),
            "Answered; to approve or report · look at by",
        ),
    ],
)
def test_a_list_says_what_each_case_waits_for(case: Case, said: str):
    assert said in told(case)


def test_a_list_says_since_when_a_case_is_overdue():
    case = case_of(QUESTION)
    assert "overdue" not in told(case, MONDAY + HOUR / 2)
    assert " · overdue since Mon 23 Nov, 10:05" in told(case, MONDAY + 2 * HOUR)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([Action.CLAIM], " · claimed by Anna <Shaw> & *Co*"),
        ([SNOOZE], " · snoozed until Mon 23 Nov, 11:05"),
        ([ESCALATE], " · with the media team: don’t reply"),
        ([Step(Action.ESCALATE, "legal"), Action.CLAIM], " · with the legal team: don’t reply · claimed by Anna"),
    ],
)
def test_a_list_says_who_has_a_case_and_what_holds_it_up(steps: list[Action | Step], said: str):
    assert said in told(case_of(QUESTION, *steps))


def test_a_snooze_that_is_over_is_not_told():
    assert "snoozed" not in told(case_of(QUESTION, SNOOZE), MONDAY + 3 * HOUR)
