"""A lead teaches the triage a word in a real browser, sees what it would change, and takes it off again."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.sandbox.people import CARYS
from tests.e2e.office import Office, open_office


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as office:
        yield office


def command(page: Page, text: str) -> None:
    composer = page.get_by_label("Message #social-mentions")
    composer.fill(text)
    composer.press("Escape")
    composer.press("Enter")


def test_a_lead_adds_a_word_after_seeing_what_it_changes_and_takes_it_off(
    open_as: Callable[..., Page], running: Office
):
    running.bot.receive("The doughnut at your front desk took my number: 07700 900461")
    page = open_as(CARYS)
    expect(page.locator("#messages > .message")).to_have_count(1)
    command(page, "/principles words")
    page.get_by_role("button", name="Add a word or phrase").click()
    modal = page.get_by_role("dialog")
    modal.get_by_label("Word or phrase").fill("pain")
    modal.get_by_role("radio", name="Watch list").check()
    modal.get_by_label("the principle that it counts for").select_option(
        label="Abusive towards staff or the public (P12)"
    )
    modal.get_by_label("Why").fill("Somebody keeps calling our receptionists that")
    modal.get_by_role("button", name="Try it out").click()
    expect(modal).to_contain_text("people write to a health service about it all the time")
    modal.get_by_label("Word or phrase").fill("doughnut")
    modal.get_by_role("button", name="Try it out").click()
    expect(modal).to_contain_text("Saving it would have changed 1 suggestion among the last 1 mention.")
    expect(modal).to_contain_text("[phone number]")
    modal.get_by_role("button", name="Save").click()
    expect(modal).to_contain_text("“doughnut” counts from now on.")
    modal.get_by_role("button", name="Close").last.click()

    running.bot.receive("The same d0ughnut answered again today", external_id="2")
    card = page.locator("#messages > .message").filter(has_text="The same d0ughnut answered again today")
    expect(card).to_contain_text("it uses words that the team watches for")
    command(page, "/principles words")
    page.get_by_role("button", name="Take off: doughnut").click()
    expect(modal).to_contain_text("Taking it off would have changed")
    modal.get_by_role("button", name="Take it off").click()
    expect(modal).to_contain_text("stays on record")
