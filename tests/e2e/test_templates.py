"""A reply from a template in a real browser: found by a command, filled in, checked, and copied as it was shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.clock import MovableClock
from bot.sandbox.options import SandboxOptions
from bot.sandbox.server import SandboxServer
from db.engine import connect
from db.migrate import upgrade
from handlers.manifest import manifest
from tests.contacts import EXAMPLE
from tests.running_bot import running_bot, settings_for

OWN_CARE = (
    "Thank you for telling us. We can’t talk about anyone’s care here, but we want to help. Please contact our Patient "
    "Advice and Liaison Service (PALS): 01632 960001 or pals@anytown.example. They can listen and help. "
    "Please don’t post personal details."
)


@dataclass(frozen=True)
class Office:
    """The workspace that the bot is in."""

    server: SandboxServer


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Office]:
    url = f"sqlite:///{tmp_path / 'commsbot.db'}"
    engine = connect(url)
    upgrade(engine)
    clock = MovableClock()
    contacts = {
        "services_file": EXAMPLE,
        "organisation": "Anytown Care Board",
        "contact_email": "hello@anytown.example",
    }
    with (
        SandboxServer(SandboxOptions(manifest=manifest(), rate_limit=None), clock) as server,
        running_bot(settings_for(server, url, **contacts), engine, clock),
    ):
        yield Office(server)


def command(page: Page, text: str) -> None:
    composer = page.get_by_label("Message #social-mentions")
    composer.fill(text)
    composer.press("Escape")
    composer.press("Enter")


def copied(page: Page, heading: str) -> Locator:
    """Return the paragraph of the latest message that holds the text alone."""
    message = page.locator("#messages > .message").last
    expect(message).to_contain_text(f"{heading}: copy this")
    expect(message).to_contain_text("Only you see this, and nothing was sent.")
    return message.get_by_text("Thank you for telling us.").or_(message.get_by_text("From our social media principles"))


def test_own_care_is_filled_in_from_the_directory_and_copied_exactly_as_previewed(page: Page):
    command(page, "/pals own-care")
    modal = page.get_by_role("dialog")
    expect(modal).to_contain_text("Please contact [the service]: [how to reach it].")
    services = modal.get_by_label("Who to contact")
    # Which of them it is can be told by their contacts.
    expect(services.get_by_role("option")).to_contain_text(["Choose who", "01632 960001", "01632 960002"])
    services.select_option(index=1)
    modal.get_by_role("button", name="Preview").click()
    expect(modal.get_by_label("Exactly this is copied")).to_have_value(OWN_CARE)
    expect(modal).to_contain_text("Everybody can read this reply.")
    modal.get_by_role("button", name="Copy").click()
    expect(modal).to_be_hidden()
    expect(copied(page, "Own care: public reply")).to_have_text(OWN_CARE)


def test_a_blank_stops_the_reply_and_is_named(page: Page):
    command(page, "/pals suggestion-received")
    modal = page.get_by_role("dialog")
    blank = modal.get_by_label("Passed on to")
    modal.get_by_role("button", name="Preview").click()
    expect(blank).to_have_attribute("aria-invalid", "true")
    # A character that shows nothing gets past the page, as it gets past Slack.
    blank.fill("\N{ZERO WIDTH SPACE}")
    modal.get_by_role("button", name="Preview").click()
    expect(modal).to_contain_text("“Passed on to” is blank. Please fill it in")
    blank.fill("our website team")
    modal.get_by_role("button", name="Preview").click()
    expect(modal.get_by_label("Exactly this is copied")).to_have_value(
        "Thank you for your idea. We welcome them all and read every one. "
        "We have passed this one on to our website team."
    )


def test_what_is_edited_into_a_public_reply_is_checked_before_it_can_be_copied(page: Page):
    command(page, "/pals thanks")
    modal = page.get_by_role("dialog")
    modal.get_by_label("Exactly this is copied").fill("Thank you, Kim. We will ring you on 07700 900461.")
    modal.get_by_role("button", name="Copy").click()
    expect(modal).to_contain_text("It holds a phone number. A public reply never repeats personal details.")
    expect(page.locator("#messages > .message")).to_have_count(0)


def test_a_search_leads_to_the_template_by_keyboard(page: Page):
    command(page, "/pals complaint")
    opener = page.get_by_role("button", name="Open the template: Formal complaint")
    opener.focus()
    page.keyboard.press("Enter")
    modal = page.get_by_role("dialog")
    expect(modal).to_contain_text("must be acknowledged within 3 working days")
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_a_published_principle_is_shared_in_its_own_words(page: Page):
    command(page, "/principles")
    page.get_by_role("button", name="Share P7 in a reply").click()
    modal = page.get_by_role("dialog")
    shared = (
        "From our social media principles: “We believe people are entitled to share their views "
        "and we won't remove a post simply because it's negative.”"
    )
    expect(modal.get_by_label("Exactly this is copied")).to_have_value(shared)
    modal.get_by_role("button", name="Copy").click()
    expect(copied(page, "Principle P7")).to_have_text(shared)
