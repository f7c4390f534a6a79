"""How the day went, told in a real browser: to a team lead with a chart, to others politely not."""

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.clock import MovableClock
from bot.sandbox.people import ANNA, CARYS
from db.engine import connect
from db.migrate import upgrade
from tests.busy_weeks import fill
from tests.e2e.office import Office, open_office

OpenAs = Callable[..., Page]

FIRST_MONDAY = date(2026, 11, 9)
BEFORE_NINE = datetime(2026, 11, 23, 8, 55, tzinfo=UTC)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Office]:
    engine = connect(f"sqlite:///{tmp_path / 'commsbot.db'}")
    upgrade(engine)
    fill(engine, FIRST_MONDAY)
    engine.dispose()
    with open_office(tmp_path, MovableClock(BEFORE_NINE)) as office:
        yield office


def ask(page: Page, command: str) -> None:
    box = page.get_by_role("textbox", name="Message")
    box.fill(command)
    box.press("Escape")
    box.press("Enter")


def summary(page: Page) -> Locator:
    return page.locator("#messages > .message", has_text="Summary:").last


def expect_chart(where: Locator, says: str) -> None:
    image = where.locator("img")
    expect(image).to_be_visible()
    assert says in (image.get_attribute("alt") or "")
    # Loaded, and as large as it was drawn.
    where.page.wait_for_function("image => image.complete && image.naturalWidth === 1000", arg=image.element_handle())


def direct_messages(page: Page) -> None:
    page.get_by_role("link", name="commsbot").first.click()
    page.get_by_role("link", name="Messages", exact=True).click()


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_team_lead_asks_and_sees_the_figures_and_the_chart(open_as: OpenAs, scheme: str):
    page = open_as(CARYS, color_scheme=scheme)
    ask(page, "/summary last week")
    expect(summary(page)).to_contain_text("Summary: Mon 16 to Sun 22 Nov 2026")
    expect(summary(page)).to_contain_text("The week before: Mon 9 to Sun 15 Nov 2026")
    expect(summary(page)).to_contain_text("Suspected breaches decided:")
    expect(summary(page)).to_contain_text("[phone number]")
    expect_chart(summary(page), "Chart: came in and settled Mon 16 to Sun 22 Nov 2026, by day: Mon 16")


@pytest.mark.usefixtures("running")
def test_somebody_else_is_told_why_not_and_sees_no_figure(open_as: OpenAs):
    page = open_as(ANNA)
    ask(page, "/summary last week")
    expect(page.locator("#messages")).to_contain_text("Summaries are for the team leads")
    expect(summary(page)).to_have_count(0)


@pytest.mark.usefixtures("running")
def test_the_rows_come_to_the_direct_messages_and_open(open_as: OpenAs):
    page = open_as(CARYS)
    ask(page, "/summary 2026-11-20")
    summary(page).get_by_role("button").filter(has_text="Send me the CSV").click()
    expect(page.locator("#messages")).to_contain_text("They come to your direct messages")
    direct_messages(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name="summary-2026-11-20-mentions.csv").click()
    heading, *mentions = csv.reader(saved.value.path().read_text(encoding="utf-8-sig").splitlines())
    assert heading[:3] == ["mention_id", "platform", "kind"]
    assert len(mentions) >= 4


def test_each_working_morning_the_leads_get_the_day_before_and_the_weekend(open_as: OpenAs, running: Office):
    running.clock.advance(timedelta(minutes=21))
    page = open_as(CARYS)
    direct_messages(page)
    expect(summary(page)).to_contain_text("Summary: Fri 20 Nov 2026", timeout=30_000)
    expect(summary(page)).to_contain_text("Since then, until Mon 23 Nov, 09:1")
    expect_chart(summary(page), "Chart: came in on Fri 20 Nov 2026, by platform")


@pytest.mark.usefixtures("running")
def test_said_to_the_bot_it_is_answered_in_the_direct_messages(open_as: OpenAs):
    page = open_as(CARYS)
    direct_messages(page)
    ask(page, "summary lst week")
    expect(page.locator("#messages")).to_contain_text("Did you mean last week?")
    ask(page, "summary last week")
    expect_chart(summary(page), "Chart:")
