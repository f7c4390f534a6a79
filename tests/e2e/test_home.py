"""The App Home in a real browser, with the bot that runs in production behind the page."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.clock import MovableClock
from bot.sandbox.people import ANNA, BEN, CARYS
from tests.e2e.office import Office, card, open_office, press

OpenAs = Callable[..., Page]

INSULT = "The receptionist is an idiot"
GRUMBLE = "What a waste of money the new website is. Honestly useless."
RISK = "I don't want to be here any more. I can't see a way out tonight."
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path, MovableClock(MONDAY)) as office:
        yield office


def home(page: Page) -> Locator:
    return page.locator("#home")


def remarks(running: Office, count: int) -> None:
    batch = [
        {"platform": "facebook", "external_id": str(number), "kind": "comment", "text": f"Remark number {number}."}
        for number in range(count)
    ]
    assert running.bot.post(batch).json()["accepted"] == count


def test_what_somebody_claims_on_their_home_stands_under_mine(open_as: OpenAs, running: Office):
    running.bot.receive(GRUMBLE)
    running.bot.receive(INSULT, external_id="2")
    page = open_as(ANNA, app="home")
    expect(home(page)).to_contain_text("To decide or to answer: 2")
    page.get_by_role("button", name="Claim this").first.click()
    press(home(page), "Mine (1)")
    expect(home(page)).to_contain_text(INSULT)
    expect(home(page)).not_to_contain_text("waste of money")
    press(home(page), "Release")
    expect(home(page)).to_contain_text("You have claimed nothing")


def test_a_press_while_the_home_is_drawn_anew_counts(open_as: OpenAs, running: Office):
    running.bot.receive(GRUMBLE)
    page = open_as(ANNA, app="home")
    claim = page.get_by_role("button", name="Claim this")
    claim.hover()
    page.mouse.down()
    with page.expect_response("**/page/home*") as drawn:
        running.bot.receive(INSULT, external_id="2")
    drawn.value.finished()
    page.evaluate("new Promise(requestAnimationFrame)")
    page.mouse.up()
    expect(home(page)).to_contain_text("Mine (1)")
    expect(home(page)).to_contain_text("To decide or to answer: 2")


def test_a_decision_on_the_home_is_on_the_card_and_leaves_the_queue(page: Page, open_as: OpenAs, running: Office):
    running.bot.receive(GRUMBLE)
    expect(card(page, GRUMBLE)).to_be_visible()
    at_home = open_as(BEN, app="home")
    press(home(at_home), "Approve")
    expect(home(at_home)).to_contain_text("Nothing is waiting")
    expect(card(page, GRUMBLE)).to_contain_text("Approved by Ben Okafor")
    assert running.log() == [("Ben Okafor", "approve", None)]


def test_hiding_from_the_home_is_confirmed_and_said_to_be_done_there(open_as: OpenAs, running: Office):
    running.bot.receive(INSULT)
    page = open_as(ANNA, app="home")
    press(home(page), "Hide")
    press(page.get_by_role("dialog"), "Hide")
    expect(home(page)).to_contain_text("Decided, still to be hidden on Facebook")
    press(home(page), "Done")
    expect(home(page)).to_contain_text("Nothing is waiting")


def test_a_risk_to_life_is_seen_to_from_the_home_and_its_outcome_asked_for_there(open_as: OpenAs, running: Office):
    running.bot.receive(RISK, kind="direct_message")
    page = open_as(ANNA, app="home")
    press(home(page), "Acknowledge")
    expect(home(page)).to_contain_text("Risk to life, acknowledged · respond at once")
    press(home(page), "Outcome…")
    page.get_by_role("dialog").get_by_role("radio", name="Told safeguarding").check()
    press(page.get_by_role("dialog"), "Close the risk")
    expect(home(page)).to_contain_text("Nothing is waiting")
    expect(home(page)).to_contain_text("0 answered")


def test_another_persons_decision_appears_on_my_open_home_by_itself(page: Page, open_as: OpenAs, running: Office):
    running.bot.receive(GRUMBLE)
    at_home = open_as(CARYS, app="home")
    expect(home(at_home)).to_contain_text("waste of money")
    press(card(page, GRUMBLE), "Approve")
    expect(home(at_home)).to_contain_text("Nothing is waiting")
    expect(home(at_home)).to_contain_text("1 came in, 1 mention decided (approve, hide or report), 0 answered")


def test_a_queue_of_thirty_pages(open_as: OpenAs, running: Office):
    remarks(running, 30)
    page = open_as(ANNA, app="home")
    for button, words in (("Next", "11 to 20 of 30"), ("Next", "21 to 30 of 30"), ("Previous", "11 to 20 of 30")):
        press(home(page), button)
        expect(home(page)).to_contain_text(words)


def test_what_becomes_overdue_does_so_on_an_open_home(open_as: OpenAs, running: Office):
    running.bot.receive(INSULT)
    page = open_as(ANNA, app="home")
    expect(home(page)).to_contain_text("decide by Mon 23 Nov, 11:00")
    running.clock.advance(timedelta(hours=1, minutes=1))
    expect(home(page)).to_contain_text("overdue since Mon 23 Nov, 11:00")
    press(home(page), "Overdue (1)")
    expect(home(page)).to_contain_text("Overdue: 1")


def test_who_is_on_what_is_told_to_leads_alone(open_as: OpenAs, running: Office):
    running.bot.receive(GRUMBLE)
    page = open_as(ANNA, app="home")
    page.get_by_role("button", name="Claim this").click()
    expect(home(page)).to_contain_text("claimed by Anna Shaw")
    expect(home(page)).not_to_contain_text("Who is on what")
    expect(home(open_as(CARYS, app="home"))).to_contain_text("Anna Shaw: 1, the first due")


def test_the_card_opens_from_the_home(open_as: OpenAs, running: Office):
    running.bot.receive(GRUMBLE)
    page = open_as(ANNA, app="home")
    home(page).get_by_role("link", name="Open the card of this comment on Facebook").click()
    expect(card(page, GRUMBLE)).to_be_in_viewport()


def test_a_narrow_home_fits(open_as: OpenAs, running: Office):
    running.bot.receive(INSULT)
    page = open_as(CARYS, app="home", viewport={"width": 400, "height": 800})
    expect(home(page)).to_contain_text(INSULT)
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
