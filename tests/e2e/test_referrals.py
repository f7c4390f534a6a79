"""What was passed on to PALS, as team leads follow it up in a real browser."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.clock import MovableClock
from bot.sandbox.people import CARYS
from tests.contacts import EXAMPLE
from tests.e2e.office import Office, card, open_office, press

OpenAs = Callable[..., Page]

MONDAY = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
CARE = "I waited five hours in A&E with my broken arm and nobody looked at me."


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path, MovableClock(MONDAY), services_file=EXAMPLE) as office:
        office.bot.receive(CARE)
        yield office


def pass_on(page: Page) -> None:
    """Refer the person to PALS, who agreed that the team passes it on."""
    press(card(page, CARE), "Refer to PALS")
    modal = page.get_by_role("dialog")
    modal.get_by_role("checkbox", name="They agreed that we pass it on to PALS ourselves").check()
    press(modal, "Use this reply")
    expect(card(page, CARE)).to_contain_text("Pass it on to PALS.")


def test_a_lead_finds_what_was_passed_on_and_notes_that_pals_has_it(page: Page, open_as: OpenAs, running: Office):
    pass_on(page)
    press(card(page, CARE), "Done")
    expect(card(page, CARE)).to_contain_text(
        "Not acknowledged by PALS yet. Once it is, a team lead notes it under More…"
    )
    carys = open_as(CARYS)
    box = carys.get_by_role("textbox", name="Message")
    box.fill("/pals referrals")
    box.press("Enter")
    answer = carys.locator("#messages > .message", has_text="not acknowledged yet: 1").last
    expect(answer).to_contain_text("passed on to PALS by Anna Shaw, Mon 23 Nov, 09:05")
    press(answer, "Acknowledged by PALS")
    expect(carys.locator("#messages > .message").last).to_contain_text("Nothing is open")
    expect(card(page, CARE)).to_contain_text("Acknowledged by PALS, noted by Carys Evans")
    assert [row[:2] for row in running.log()][-1] == ("Carys Evans", "pals_acknowledged")
