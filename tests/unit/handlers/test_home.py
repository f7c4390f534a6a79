"""The App Home: what it tells whom, which buttons it has, and that Slack takes it at its fullest."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.sandbox.block_kit import accept_view
from handlers.blocks.answers import note
from handlers.blocks.home import NAMED, PAGE, Shown, home_view, read_shown
from handlers.desk import CasePage, Member
from rules.assessment import Kind
from rules.board import Board, Load, Queue, Today
from rules.decisions import Action, Role
from rules.mention import Case, Person
from tests.unit.handlers.drawn import ANNA, CLEAN, INSULT, LONDON, MONDAY, QUESTION, RISK, Step, case_of, texts

BEN = Person("U0BEN", "Ben Okafor")
STAFF = Member(ANNA, Role.STAFF)
CARD = "https://comms.slack.com/archives/C1/p1"
HOUR = timedelta(hours=1)


def board(open_: int = 1, loads: Sequence[Load] | None = None, counts: Mapping[Queue, int] | None = None) -> Board:
    return Board(counts or {Queue.OPEN: open_, Queue.MINE: 0, Queue.OVERDUE: 0}, Today(12, 5, 3), loads)


def home(
    *cases: Case,
    queue: Queue = Queue.OPEN,
    total: int | None = None,
    offset: int = 0,
    member: Member = STAFF,
    now: datetime = MONDAY,
    loads: Sequence[Load] | None = None,
    said: str = "",
) -> dict[str, Any]:
    page = CasePage(cases, len(cases) if total is None else total, offset, {case.id: CARD for case in cases}, now)
    words = note(said).blocks if said else ()
    view = home_view(board(page.total, loads), queue, page, member=member, zone=LONDON, said=words)
    return accept_view(view.to_dict(), "home")


def told(view: dict[str, Any]) -> str:
    return "".join(texts(view["blocks"]))


def rows(view: dict[str, Any], block: str = "home:") -> list[list[str]]:
    found = [each["elements"] for each in view["blocks"] if each["block_id"].startswith(block)]
    return [[element["text"]["text"] for element in row] for row in found]


def test_the_home_tells_the_day_and_its_numbers():
    view = home(case_of(CLEAN))
    assert view["blocks"][0]["text"]["text"] == "Monday 23 November"
    assert "Today: 12 came in, 5 mentions decided (approve, hide or report), 3 answered" in told(view)
    assert "Now: 1 open, 0 overdue" in told(view)


@pytest.mark.parametrize(
    ("case", "labels"),
    [
        (case_of(CLEAN), ["Approve", "Claim", "Open its card"]),
        (case_of(INSULT), ["Hide", "Approve", "Claim", "Open its card"]),
        (case_of(QUESTION), ["Reply", "Approve", "Claim", "Open its card"]),
        (case_of(QUESTION, Action.APPROVE), ["Reply", "No reply needed", "Claim", "Open its card"]),
        (case_of(QUESTION, Action.REPLY), ["Done", "Approve", "Claim", "Show the reply", "Open its card"]),
        (case_of(f"{INSULT}. {QUESTION}", Action.HIDE), ["Done", "Reply", "Claim", "Open its card"]),
        (case_of(INSULT, Action.HIDE, Action.REPORT), ["Claim", "Open its card"]),
        (case_of(RISK), ["Acknowledge", "Outcome…", "Claim", "Open its card"]),
        (case_of(RISK, Action.ACKNOWLEDGE_RISK), ["Outcome…", "Reply", "Claim", "Open its card"]),
        (case_of(CLEAN, Action.CLAIM), ["Approve", "Release", "Open its card"]),
        (case_of(CLEAN, Step(Action.CLAIM, by=BEN)), ["Approve", "Open its card"]),
        (case_of(CLEAN, kind=Kind.DIRECT_MESSAGE), ["Reply", "Approve", "Claim", "Open its card"]),
    ],
)
def test_each_case_has_the_buttons_that_are_next_for_it(case: Case, labels: list[str]):
    assert rows(home(case)) == [labels]


def test_what_a_digest_shows_leads_there():
    assert rows(home(replace(case_of(CLEAN), digest_id=3))) == [["Approve", "Claim", "Open its digest"]]


def test_a_lead_may_release_what_somebody_else_has_claimed():
    claimed = case_of(CLEAN, Step(Action.CLAIM, by=BEN))
    lead = Member(ANNA, Role.LEAD)
    assert rows(home(claimed, member=lead)) == [["Approve", "Release", "Open its card"]]


def test_a_button_names_the_version_that_was_read():
    [row] = [block for block in home(case_of(QUESTION, Action.APPROVE))["blocks"] if block["block_id"][:5] == "home:"]
    assert row["block_id"] == "home:7:v2"
    assert row["elements"][0]["value"] == "7"


def test_every_button_says_to_a_screen_reader_what_it_does():
    view = home(case_of(INSULT), total=30, offset=PAGE)
    for block in view["blocks"]:
        for element in block["elements"] if block["type"] == "actions" else []:
            assert len(element["accessibility_label"]) > len(element["text"]["text"].rstrip(" (0123456789)"))


def test_the_queue_that_is_shown_is_told_by_more_than_its_colour():
    [tabs] = [block for block in home(queue=Queue.MINE)["blocks"] if block["block_id"] == "home-tabs"]
    assert [each["text"]["text"] for each in tabs["elements"]] == ["All (0)", "Mine (0)", "Overdue (0)"]
    assert [each.get("style") for each in tabs["elements"]] == [None, "primary", None]
    assert tabs["elements"][1]["accessibility_label"] == "Claimed by you: 0, shown now"
    assert tabs["elements"][2]["value"] == "overdue:0"


@pytest.mark.parametrize(
    ("queue", "words"),
    [
        (Queue.OPEN, "Nothing is waiting"),
        (Queue.MINE, "You have claimed nothing that is still open"),
        (Queue.OVERDUE, "Nothing is overdue"),
    ],
)
def test_an_empty_queue_says_so(queue: Queue, words: str):
    assert words in told(home(queue=queue))


def test_what_is_said_stands_at_the_top():
    view = home(case_of(CLEAN), said="Ben was first: <!channel>")
    assert texts(view["blocks"][0]) == ["Ben was first: <!channel>"]


def test_who_is_on_what_is_told_in_a_line_each():
    loads = [Load(BEN, 2, MONDAY - HOUR), Load(ANNA, 1, MONDAY + HOUR), Load(None, 7, None)]
    words = told(home(case_of(CLEAN), loads=loads))
    assert "Ben Okafor: 2, the first overdue since Mon 23 Nov, 08:05" in words
    assert "Anna <Shaw> & *Co*: 1, the first due Mon 23 Nov, 10:05" in words
    assert "Nobody yet: 7" in words
    assert "Who is on what" not in told(home(case_of(CLEAN)))


def test_a_large_teams_rest_is_told_together():
    loads = [Load(Person(f"U{number}", f"Person {number}"), 2, MONDAY) for number in range(NAMED + 4)]
    words = told(home(case_of(CLEAN), loads=loads))
    assert f"Person {NAMED}" not in words
    assert "4 more people: 8" in words


def test_the_fullest_home_is_taken_by_slack_and_pages_both_ways():
    case = case_of("word " * 2000, Action.CLAIM, author_name="x" * 500, platform="instagram")
    loads = [Load(Person(f"U{number}", "y" * 500), 10**6, MONDAY) for number in range(40)]
    view = home(
        *[replace(case, id=number) for number in range(PAGE)], total=99, offset=PAGE, loads=loads, said="z" * 3000
    )
    assert len(view["blocks"]) <= 100
    assert rows(view, "home-pages") == [["Previous", "Next"]]
    assert "To decide or to answer: 11 to 20 of 99" in told(view)


@pytest.mark.parametrize("shown", [Shown(), Shown(Queue.MINE, 20), Shown(Queue.OVERDUE, 10**9)])
def test_a_view_carries_what_it_shows(shown: Shown):
    assert read_shown(shown.written()) == shown


@pytest.mark.parametrize(
    "text", [None, "", "mine", "mine:", "mine:-1", "everything:0", "open:1:2", "open:१", "mine:0\n"]
)
def test_what_no_view_of_ours_carries_shows_the_whole_queue(text: str | None):
    assert read_shown(text) == Shown()


def test_an_offset_beyond_any_list_stays_within_what_databases_take():
    assert read_shown("open:9999999999") == Shown(Queue.OPEN, 10**9)


def test_a_row_says_when_it_came_in():
    came_in = replace(case_of(QUESTION), received_at=MONDAY - 3 * 24 * HOUR)
    assert "Comment on Facebook from Jo B (@job) · came in Fri 20 Nov, 09:05" in told(home(came_in))


@pytest.mark.parametrize("action", [Action.REPLY, Action.REFER])
def test_a_reply_that_is_to_be_posted_can_be_copied_from_the_home(action: Action):
    assert "Show the reply" in rows(home(case_of(QUESTION, action)))[0]
    assert "Show the reply" not in rows(home(case_of(QUESTION)))[0]
