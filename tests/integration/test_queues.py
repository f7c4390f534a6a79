"""/mentions open, mine and overdue, as people see them in Slack."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.clock import MovableClock
from bot.sandbox.people import ANNA, BEN, MENTIONS, Person
from tests.running_bot import RunningBot
from tests.sandbox import Workspace, told_by

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
INSULT = "The receptionist is an idiot"
THANKS = "Thank you, Maple Ward."
HELP = "/mentions overdue, what is late"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(MONDAY)


def answer(workspace: Workspace, person: Person, command: str, words: str) -> dict[str, Any]:
    """Send a command and return what only that person sees, once it says these words."""
    workspace.command(person, command)
    return told_only(workspace, person, words)


def told_only(workspace: Workspace, person: Person, words: str) -> dict[str, Any]:
    def find() -> dict[str, Any] | None:
        seen = [message for message in workspace.messages(person) if message["is_ephemeral"]]
        return next((message for message in seen if words in told_by(message)), None)

    found = workspace.wait_for(find, as_=person)
    assert found
    return found


def test_mine_lists_what_the_one_who_asks_has_claimed(bot: RunningBot, workspace: Workspace):
    bot.receive(INSULT, external_id="1")
    bot.receive(THANKS, external_id="2")
    workspace.click(ANNA, workspace.wait_for_message(ANNA, MENTIONS, INSULT), "claim")
    workspace.wait_for_message(ANNA, MENTIONS, "Claimed by Anna Shaw")
    mine = told_by(answer(workspace, ANNA, "/mentions mine", "Claimed by you: 1"))
    assert INSULT in mine
    assert THANKS not in mine
    answer(workspace, BEN, "/mentions MINE", "You have claimed nothing")
    assert " · claimed by Anna Shaw" in told_by(answer(workspace, BEN, "/mentions", "To decide or to answer: 2"))


def test_overdue_lists_what_was_due_before_now(bot: RunningBot, workspace: Workspace, clock: MovableClock):
    bot.receive(INSULT, external_id="1")
    bot.receive(THANKS, external_id="2")
    answer(workspace, BEN, "/mentions overdue", "Nothing is overdue.")
    clock.advance(timedelta(hours=2))
    overdue = told_by(answer(workspace, BEN, "/mentions overdue", "Overdue: 1"))
    assert "overdue since Mon 23 Nov, 11:00" in overdue
    assert INSULT in overdue


def test_the_open_list_begins_with_what_is_due_first(bot: RunningBot, workspace: Workspace):
    bot.receive(THANKS, external_id="1")
    bot.receive(INSULT, external_id="2")
    words = told_by(answer(workspace, BEN, "/mentions open", "To decide or to answer: 2"))
    assert words.index(INSULT) < words.index(THANKS)


def test_the_pages_of_mine_stay_mine(bot: RunningBot, workspace: Workspace):
    batch = [
        {"platform": "facebook", "external_id": str(number), "kind": "comment", "text": f"Remark number {number}."}
        for number in range(12)
    ]
    assert bot.post(batch).json()["accepted"] == 12
    for number in range(10):
        workspace.click(ANNA, workspace.wait_for_message(ANNA, MENTIONS, f"Remark number {number}."), "claim")
    page = answer(workspace, ANNA, "/mentions mine", "Claimed by you: 1 to 8 of 10")
    workspace.click(ANNA, page, "list_page_next")
    told_only(workspace, ANNA, "Claimed by you: 9 to 10 of 10")


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("typed", ["/mentions overdew", "/mentions mine today", "/mentions search"])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_wrong_word_is_answered_by_example(workspace: Workspace, typed: str):
    answer(workspace, BEN, typed, HELP)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_lists_mask_personal_details(bot: RunningBot, workspace: Workspace):
    bot.receive("Please ring me on 07700 900123 about the rota")
    for typed, words in (("/mentions", "about the rota"), ("/mentions search rota", "about the rota")):
        assert "900123" not in told_by(answer(workspace, BEN, typed, words))
