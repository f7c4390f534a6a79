"""A communications officer's job in a real browser, with the bot that runs in production behind the page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from bot.sandbox.people import ANNA, BEN, CARYS, ELLA, GENERAL
from tests.e2e.office import Office, card, open_office, press

OpenAs = Callable[..., Page]

INSULT = "The receptionist is an idiot"
GRUMBLE = "What a waste of money the new website is. Honestly useless."
HOSTILE = "<!channel> <@U1> *bold* <https://x|y>"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as office:
        yield office


def test_a_card_appears_by_itself_after_the_post(page: Page, running: Office):
    running.bot.receive(GRUMBLE)
    expect(card(page, GRUMBLE)).to_contain_text("Suggestion: Approve")


def test_hide_is_confirmed_decided_done_and_logged(page: Page, running: Office):
    running.bot.receive(INSULT)
    press(card(page, INSULT), "Hide")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("can still be seen by its author and their friends")
    press(dialog, "Hide")
    expect(card(page, INSULT)).to_contain_text("Anna Shaw decided: hide. Do it on Facebook")
    expect(card(page, INSULT).get_by_role("link", name="open it there")).to_have_attribute(
        "href", "https://example.org/1"
    )
    press(card(page, INSULT), "Done")
    expect(card(page, INSULT)).to_contain_text("Hidden by Anna Shaw")
    assert running.log() == [("Anna Shaw", "hide", "abusive"), ("Anna Shaw", "hide_done", None)]


def test_the_second_person_in_another_window_is_told_who_was_first(page: Page, open_as: OpenAs, running: Office):
    running.bot.receive(GRUMBLE)
    other = open_as(BEN)
    expect(card(other, GRUMBLE)).to_be_visible()
    # Slack redraws late, so Ben still sees the buttons.
    httpx.put(f"{running.server.url}/sandbox/faults", json={"chat.update": {"kind": "slow", "seconds": 2}})
    press(card(page, GRUMBLE), "Approve")
    press(card(other, GRUMBLE), "Approve")
    expect(other.locator("#messages")).to_contain_text("Anna Shaw was first: Anna Shaw approved it")
    expect(page.locator("#messages")).not_to_contain_text("was first")
    expect(card(other, GRUMBLE)).to_contain_text("Approved by Anna Shaw: left up")
    assert running.log() == [("Anna Shaw", "approve", None)]


def test_hiding_a_merely_negative_post_asks_for_a_principle_and_takes_none_for_an_answer(page: Page, running: Office):
    running.bot.receive(GRUMBLE)
    press(card(page, GRUMBLE), "Hide")
    modal = page.get_by_role("dialog")
    expect(modal).to_contain_text("never hidden for being negative")
    press(modal, "Hide")
    expect(modal).to_be_visible()
    assert running.log() == []
    modal.get_by_role("radio", name="Irrelevant advertising").check()
    press(modal, "Hide")
    expect(modal).to_be_hidden()
    expect(card(page, GRUMBLE)).to_contain_text("Anna Shaw decided: hide.")
    assert running.log() == [("Anna Shaw", "hide", "irrelevant_advertising")]


def test_report_after_hide_and_undo_bring_the_buttons_back(page: Page, running: Office):
    running.bot.receive(INSULT)
    press(card(page, INSULT), "Hide")
    press(page.get_by_role("dialog"), "Hide")
    expect(card(page, INSULT)).to_contain_text("decided: hide.")
    press(card(page, INSULT), "Report")
    press(page.get_by_role("dialog"), "Report")
    expect(card(page, INSULT)).to_contain_text("decided: report.")
    press(card(page, INSULT), "Undo")
    expect(card(page, INSULT)).not_to_contain_text("decided: report.")
    press(card(page, INSULT), "Undo")
    expect(card(page, INSULT).get_by_role("button").filter(has_text="Approve")).to_be_visible()


def test_mentions_is_completed_and_lists_what_waits(page: Page, running: Office):
    running.bot.receive(GRUMBLE)
    expect(card(page, GRUMBLE)).to_be_visible()
    composer = page.get_by_label("Message #social-mentions")
    composer.fill("/ment")
    expect(page.get_by_role("option", name="/mentions")).to_be_visible()
    composer.fill("/mentions")
    composer.press("Escape")
    composer.press("Enter")
    expect(page.locator("#messages")).to_contain_text("To decide or to answer: 1")


def test_the_answer_to_a_command_is_seen_even_by_who_had_scrolled_up(page: Page, running: Office):
    for number in range(12):
        running.bot.receive(f"Remark number {number} of twelve.", external_id=str(number))
    expect(card(page, "Remark number 11")).to_be_visible()
    card(page, "Remark number 0").evaluate("card => card.scrollIntoView()")
    box = page.get_by_label("Message #social-mentions")
    box.fill("/mentions")
    box.press("Escape")
    box.press("Enter")
    expect(page.get_by_role("button", name="Next")).to_be_in_viewport()


def test_somebody_outside_the_channel_is_served_nothing(page: Page, open_as: OpenAs, running: Office):
    running.bot.receive(GRUMBLE)
    expect(card(page, GRUMBLE)).to_be_visible()
    outside = open_as(ELLA, channel=GENERAL.id)
    composer = outside.get_by_label("Message #general")
    composer.fill("/mentions")
    composer.press("Escape")
    composer.press("Enter")
    expect(outside.locator("#messages")).to_contain_text("serves the members of the mentions channel")
    expect(outside.locator("body")).not_to_contain_text("waste of money")


def test_a_hostile_text_shows_exactly_its_characters(page: Page, running: Office):
    running.bot.receive(HOSTILE)
    expect(card(page, "bold").locator("blockquote").first).to_have_text(HOSTILE)
    expect(card(page, "bold").get_by_role("link", name="y", exact=True)).to_have_count(0)


def test_personal_details_open_for_the_person_who_asks_alone(page: Page, open_as: OpenAs, running: Office):
    running.bot.receive("Please ring me on 07700 900123 about the rota")
    expect(card(page, "about the rota")).not_to_contain_text("900123")
    other = open_as(CARYS)
    press(card(page, "about the rota"), "Show personal details")
    expect(page.get_by_role("dialog")).to_contain_text("07700 900123")
    expect(other.locator("body")).not_to_contain_text("900123")
    assert running.log() == [("Anna Shaw", "show_personal_details", None)]


def test_the_job_can_be_done_by_keyboard_alone(page: Page, running: Office):
    running.bot.receive(GRUMBLE)
    approve = card(page, GRUMBLE).get_by_role("button", name="Approve: leave this comment up")
    approve.focus()
    page.keyboard.press("Enter")
    expect(card(page, GRUMBLE)).to_contain_text("Approved by Anna Shaw")


def test_a_narrow_window_shows_the_whole_card(open_as: OpenAs, running: Office):
    running.bot.receive(INSULT)
    narrow = open_as(ANNA, viewport={"width": 400, "height": 800})
    expect(card(narrow, INSULT)).to_be_visible()
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 400
