"""A Friday afternoon in a browser, the clock moved on by hand: reminded once, left in peace, gathered on Monday."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.clock import MovableClock
from bot.sandbox.people import ELLA
from tests.e2e.office import Office, card, open_office

FRIDAY = datetime(2026, 11, 27, 15, 12, tzinfo=UTC)
INSULT = "The receptionist is an idiot"
ANOTHER = "The doctor is an idiot too"


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr("bot.jobs.TICK_EVERY", 0.2)
    with open_office(tmp_path, MovableClock(FRIDAY), urgent_contacts=ELLA.id, summary_at="23:59") as office:
        yield office


def move_on(page: Page, *steps: str) -> None:
    """Move the workspace's clock on by the buttons of its panel."""
    page.get_by_role("button", name="move the clock on").click()
    for step in steps:
        before = page.locator("#clock-panel time").inner_text()
        page.locator("#clock-panel").get_by_role("button", name=step).click()
        expect(page.locator("#clock-panel time")).not_to_have_text(before)
    page.keyboard.press("Escape")


def test_a_friday_afternoon_and_the_monday_after(page: Page, running: Office) -> None:
    said = page.locator("#messages > .message")
    running.bot.receive(INSULT, author_name="Sam K")
    expect(card(page, INSULT)).to_contain_text("Decide by Fri 27 Nov, 16:12")

    move_on(page, "+15 min", "+15 min", "+15 min")
    expect(said.filter(has_text="Due soon.")).to_have_count(1)
    expect(said.filter(has_text="Due soon.")).to_contain_text("decide by Fri 27 Nov, 16:12")
    move_on(page, "+15 min")
    expect(said.filter(has_text="Still open.")).to_contain_text("overdue since Fri 27 Nov, 16:12")
    expect(card(page, INSULT)).to_contain_text("Overdue since Fri 27 Nov, 16:12")
    expect(said.filter(has_text="Due soon.")).to_have_count(1)

    running.bot.receive(ANOTHER, external_id="2", author_name="Lee T")
    expect(card(page, ANOTHER)).to_contain_text("Decide by Mon 30 Nov, 09:12")
    move_on(page, "+1 h")
    expect(page.locator(".clock time")).to_contain_text("Fri 27 Nov, 17:12")
    expect(said).to_have_count(4)

    move_on(page, "Next morning 9:00")
    expect(page.locator(".clock time")).to_contain_text("Mon 30 Nov, 09:00")
    gathered = said.filter(has_text="1 mention is overdue, 1 is due soon")
    expect(gathered).to_have_count(1)
    expect(gathered).to_contain_text("Sam K")
    expect(gathered).to_contain_text("Lee T")
    expect(gathered.get_by_role("link", name="open its card")).to_have_count(2)
    expect(said).to_have_count(5)
