"""Reply and Refer to PALS from a card, as people click through them in a real browser."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.sandbox.people import BEN
from tests.contacts import EXAMPLE
from tests.e2e.office import Office, card, open_office, press

OpenAs = Callable[..., Page]

CARE = "I waited five hours in A&E with my broken arm and nobody looked at me."
QUESTION = "Does anyone know if the blood test clinic takes walk-ins?"
OWN_CARE = (
    "Thank you for telling us. We can’t talk about anyone’s care here, but we want to help. Please contact "
    "our Patient Advice and Liaison Service (PALS): 01632 960001 or pals@anytown.example. They can listen and help. "
    "Please don’t post personal details."
)
READ = "Exactly this is what they read"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Office]:
    with open_office(
        tmp_path,
        services_file=EXAMPLE,
        organisation="Anytown Care Board",
        contact_email="hello@anytown.example",
    ) as office:
        yield office


def asked(page: Page, said: str, label: str) -> Locator:
    """Press Reply or Refer to PALS on a card and return the modal that it opens."""
    press(card(page, said), label)
    expect(page.get_by_role("heading", name=label)).to_be_visible()
    return page.get_by_role("dialog")


def test_own_care_is_referred_to_pals_in_three_clicks_and_no_typing(page: Page, running: Office):
    running.bot.receive(CARE)
    modal = asked(page, CARE, "Refer to PALS")
    expect(modal).to_contain_text("Public reply on Facebook, to Jo B")
    expect(modal.get_by_label("Begin with").locator("option:checked")).to_have_text("Own care: public reply")
    expect(modal.get_by_label(READ)).to_have_value(OWN_CARE)
    press(modal, "Use this reply")
    expect(card(page, CARE)).to_contain_text("decided: refer to PALS. Copy the reply and post it on Facebook: open it")
    press(card(page, CARE), "Done")
    expect(card(page, CARE)).to_contain_text("Signposted to PALS by Anna Shaw")
    assert [row[:2] for row in running.log()] == [("Anna Shaw", "refer"), ("Anna Shaw", "refer_done")]


def test_the_reply_is_copied_from_the_card_by_a_colleague(page: Page, open_as: OpenAs, running: Office):
    running.bot.receive(CARE)
    press(asked(page, CARE, "Refer to PALS"), "Use this reply")
    other = open_as(BEN)
    press(card(other, CARE), "Show the reply")
    modal = other.get_by_role("dialog")
    expect(modal.get_by_text(OWN_CARE, exact=True)).to_be_visible()
    expect(modal.get_by_role("link", name="Open")).to_have_attribute("href", "https://example.org/1")


def test_a_blank_stops_the_reply_and_is_named(page: Page, running: Office):
    running.bot.receive(QUESTION)
    modal = asked(page, QUESTION, "Reply")
    modal.get_by_label("Begin with").select_option(label="Suggestion received")
    blank = modal.get_by_label("Passed on to")
    expect(modal).to_contain_text("[passed on to]")
    # A character that shows nothing gets past the page, as it gets past Slack.
    blank.fill("\N{ZERO WIDTH SPACE}")
    press(modal, "Preview")
    expect(modal).to_contain_text("“Passed on to” is blank. Please fill it in")
    blank.fill("our website team")
    press(modal, "Preview")
    words = modal.get_by_label(READ)
    expect(words).to_have_value(
        "Thank you for your idea. We welcome them all and read every one. "
        "We have passed this one on to our website team."
    )
    words.fill("Please ask {team}.")
    press(modal, "Use this reply")
    expect(modal).to_contain_text("{team} is still in the text.")
    assert running.log() == []


def test_another_service_is_chosen_and_the_text_follows(page: Page, running: Office):
    running.bot.receive(CARE)
    modal = asked(page, CARE, "Refer to PALS")
    modal.get_by_label("Who to contact").select_option(index=2)
    expect(modal.get_by_label(READ)).to_have_value(
        re.compile(r"\(PALS\) at Anytown Hospitals: 01632 960002 or pals@hospitals\.example\.")
    )


def test_what_was_typed_is_kept_when_the_service_is_changed_and_goes_back_with_a_click(page: Page, running: Office):
    running.bot.receive(CARE)
    modal = asked(page, CARE, "Refer to PALS")
    modal.get_by_label(READ).fill("We are sorry that you had to wait.")
    modal.get_by_label("Who to contact").select_option(index=2)
    expect(modal.get_by_label(READ)).to_have_value(re.compile(r"01632 960002"))
    expect(modal).to_contain_text("What you had writtenWe are sorry that you had to wait.")
    press(modal, "Put it back")
    expect(modal.get_by_label(READ)).to_have_value("We are sorry that you had to wait.")


def test_own_care_in_a_direct_message_takes_three_clicks_and_no_typing_too(page: Page, running: Office):
    running.bot.receive(CARE, kind="direct_message")
    modal = asked(page, CARE, "Refer to PALS")
    expect(modal.get_by_label(READ)).to_have_value(re.compile(r"\n\nAnna, communications team$"))
    press(modal, "Use this reply")
    press(card(page, CARE), "Done")
    expect(card(page, CARE)).to_contain_text("Signposted to PALS by Anna Shaw")


def test_who_comes_second_is_told_who_was_first(page: Page, open_as: OpenAs, running: Office):
    running.bot.receive(CARE)
    other = open_as(BEN)
    theirs = asked(other, CARE, "Reply")
    press(asked(page, CARE, "Refer to PALS"), "Use this reply")
    expect(card(page, CARE)).to_contain_text("Anna Shaw decided: refer to PALS.")
    press(theirs, "Use this reply")
    expect(other.get_by_role("dialog")).to_contain_text("Anna Shaw was first: Anna Shaw decided: refer to PALS")
    assert [row[:2] for row in running.log()] == [("Anna Shaw", "refer")]


def test_a_colleague_checks_a_reply_under_the_card_and_uses_it(page: Page, open_as: OpenAs, running: Office):
    running.bot.receive(QUESTION)
    modal = asked(page, QUESTION, "Reply")
    words = modal.get_by_label(READ)
    expect(modal).to_contain_text("Write it here.")
    expect(modal).to_contain_text("Facebook takes up to 8,000 characters.")
    words.fill("Please ask {team}.")
    press(modal, "Ask a colleague to check")
    expect(page.get_by_role("dialog")).to_contain_text("{team} is still in the text.")
    press(page.get_by_role("dialog"), "Close")
    expect(words).to_have_value("Please ask {team}.")
    words.fill("Yes, until noon. Please bring your form.")
    press(modal, "Ask a colleague to check")
    expect(page.get_by_role("dialog")).to_contain_text("Nothing was sent to the public, and nothing is decided yet.")
    other = open_as(BEN)
    posted = card(other, "Anna Shaw asks a colleague to check this reply. Nothing was sent to the public.")
    expect(posted).to_contain_text("Yes, until noon. Please bring your form.")
    press(posted, "Use this reply…")
    checked = other.get_by_role("dialog")
    expect(checked.get_by_label(READ)).to_have_value("Yes, until noon. Please bring your form.")
    press(checked, "Use this reply")
    expect(card(other, QUESTION)).to_contain_text("Ben Okafor decided: reply.")
    assert [row[:2] for row in running.log()] == [("Ben Okafor", "reply")]
