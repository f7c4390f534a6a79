"""A report to the police, as people click through it in a real browser: one person refused, two agreed, declined."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.clock import MovableClock
from bot.sandbox.people import ANNA, BEN, CARYS, DEV
from tests.e2e.office import Office, card, open_office, press

OpenAs = Callable[..., Page]

MONDAY = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
THREAT = "I know where the receptionist lives. I will be waiting for her."
NARROW = {"width": 400, "height": 800}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path, MovableClock(MONDAY)) as office:
        office.bot.receive(THREAT)
        yield office


def behind_more(page: Page, label: str) -> Locator:
    """Open More on the card, choose something there, and return the modal that it leads to."""
    press(card(page, THREAT), "More…")
    expect(page.get_by_role("heading", name="More")).to_be_visible()
    press(page.get_by_role("dialog"), label)
    return page.get_by_role("dialog")


def ask(page: Page) -> None:
    """Ask for a report because it is a threat."""
    modal = behind_more(page, "Report to the police")
    expect(modal).to_contain_text("Is a life in danger? Ring 999 now. Nobody has to agree to that.")
    modal.get_by_role("radio", name="A threat").check()
    press(modal, "Ask a team lead")
    expect(card(page, THREAT)).to_contain_text("Report to the police? Asked for (a threat) by")


def test_who_asked_can_not_agree_alone(open_as: OpenAs, running: Office):
    carys = open_as(CARYS)
    ask(carys)
    expect(behind_more(carys, "Agree")).to_contain_text(
        "You asked for this report to the police. It takes two people, so another team lead agrees or declines."
    )
    assert [row[:2] for row in running.log()] == [("Carys Evans", "police_ask")]


def test_somebody_who_leads_nobody_is_not_offered_to_agree(page: Page, open_as: OpenAs):
    ask(page)
    ben = open_as(BEN)
    press(card(ben, THREAT), "More…")
    more = ben.get_by_role("dialog")
    expect(more).to_contain_text("Escalate")
    for label in ("Agree", "Decline", "Send me the evidence"):
        expect(more.get_by_role("button").filter(has_text=label)).to_have_count(0)


def test_two_people_agree_a_lead_gets_the_evidence_and_it_is_reported(page: Page, open_as: OpenAs, running: Office):
    ask(page)
    dev = open_as(DEV, app="messages")
    asked = dev.locator("#messages")
    expect(asked).to_contain_text("Anna Shaw asks for a report to the police (a threat).")
    press(asked, "Agree")
    expect(asked).to_contain_text("You agreed to the report to the police.")
    expect(asked).to_contain_text("Dev Patel agreed to it, Mon 23 Nov, 09:05.")
    expect(asked.get_by_role("button").filter(has_text="Decline")).to_have_count(0)
    press(asked, "Send me the evidence")
    expect(asked).to_contain_text("evidence-1.json")
    expect(asked).to_contain_text("SHA-256 of evidence-1.json:")
    expect(card(page, THREAT)).to_contain_text("To be reported to the police: agreed by Dev Patel")
    press(card(page, THREAT), "Reported to the police")
    modal = page.get_by_role("dialog")
    modal.get_by_label("Reference of the police").fill("they said: well, we shall see")
    press(modal, "It is reported")
    expect(modal).to_contain_text("Please give the reference alone")
    modal.get_by_label("Reference of the police").fill("CR/1234/26")
    press(modal, "It is reported")
    expect(card(page, THREAT)).to_contain_text(
        "Reported to the police by Anna Shaw · Mon 23 Nov, 09:05, reference CR/1234/26"
    )
    assert [row[:2] for row in running.log()] == [
        ("Anna Shaw", "police_ask"),
        ("Dev Patel", "police_agree"),
        ("Anna Shaw", "police_told"),
    ]


def test_a_lead_declines_and_the_card_says_so(page: Page, open_as: OpenAs, running: Office):
    ask(page)
    behind_more(open_as(CARYS), "Decline")
    expect(card(page, THREAT)).to_contain_text("No report to the police: declined by Carys Evans")
    assert [row[:2] for row in running.log()] == [("Anna Shaw", "police_ask"), ("Carys Evans", "police_decline")]


def test_who_asked_withdraws_it_and_nobody_else_of_staff_is_offered_to(page: Page, open_as: OpenAs, running: Office):
    ask(page)
    ben = open_as(BEN)
    press(card(ben, THREAT), "More…")
    expect(ben.get_by_role("dialog")).to_contain_text("Escalate")
    expect(ben.get_by_role("dialog").get_by_role("button").filter(has_text="Withdraw")).to_have_count(0)
    expect(behind_more(page, "Withdraw")).to_contain_text("You withdrew the report to the police.")
    expect(card(page, THREAT)).to_contain_text("No report to the police: withdrawn by Anna Shaw")
    assert [row[:2] for row in running.log()] == [("Anna Shaw", "police_ask"), ("Anna Shaw", "police_withdraw")]


def test_a_lead_who_has_not_answered_is_asked_again(page: Page, open_as: OpenAs, running: Office):
    ask(page)
    running.clock.advance(timedelta(hours=2, minutes=55))
    asked = open_as(DEV, app="messages").locator("#messages")
    expect(asked).to_contain_text("Still unanswered: Anna Shaw asks for a report to the police (a threat).")


def test_it_is_asked_for_by_keyboard_alone(page: Page):
    press(card(page, THREAT), "More…")
    page.get_by_role("dialog").get_by_role("button", name="Ask a team lead to agree to report this comment").focus()
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="A threat").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(card(page, THREAT)).to_contain_text("Report to the police? Asked for (a threat) by Anna Shaw")


def test_a_narrow_window_shows_the_whole_of_the_modal(open_as: OpenAs):
    narrow = open_as(ANNA, viewport=NARROW)
    behind_more(narrow, "Report to the police")
    expect(narrow.get_by_role("radio", name="A threat")).to_be_visible()
    assert narrow.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
