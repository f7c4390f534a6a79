"""A team lead changes a reply template in a real browser, and the next reply from a card begins with the new words."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.sandbox.people import ANNA, CARYS, MENTIONS
from db.templates import Templates
from tests.contacts import EXAMPLE
from tests.e2e.office import Office, card, open_office, press
from tests.sandbox import web_client

THANKS = "Thank you so much to the nurses on ward 4, you were wonderful."
WARMER = "Thank you for your kind words. They made our day, and we will pass them on."


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path, services_file=EXAMPLE, organisation="Anytown Care Board") as office:
        yield office


def command(page: Page, text: str) -> None:
    composer = page.get_by_label("Message #social-mentions")
    composer.fill(text)
    composer.press("Escape")
    composer.press("Enter")


def test_a_lead_edits_sees_the_difference_and_the_reply_on_a_card_has_it(open_as: Callable[..., Page], running: Office):
    lead = open_as(CARYS)
    command(lead, "/pals")
    lead.get_by_role("button", name="Edit the template: Thanks").click()
    form = lead.get_by_role("dialog")
    form.get_by_label("The text").fill(WARMER)
    form.get_by_role("button", name="Preview").click()
    expect(form).to_contain_text("This is what you are about to save")
    expect(form.locator("s")).to_have_text("mean a lot to us,")
    expect(form.locator("blockquote strong")).to_have_text("made our day,")
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("“Thanks” is saved as version 1")

    staff = open_as(ANNA)
    running.bot.receive(THANKS)
    press(card(staff, THANKS), "Reply")
    expect(staff.get_by_role("dialog").get_by_label("Exactly this is what they read")).to_have_value(WARMER)


def test_one_of_staff_is_offered_no_change_and_may_make_none(open_as: Callable[..., Page], running: Office):
    staff = open_as(ANNA)
    command(staff, "/pals")
    expect(staff.get_by_role("button", name="Open the template: Thanks", exact=True)).to_be_visible()
    expect(staff.get_by_role("button", name="Edit")).to_have_count(0)
    # A button that the bot never shows them, as somebody would forge it.
    text = {"type": "plain_text", "text": "Forged"}
    button = {"type": "button", "action_id": "edit_template", "value": "thanks", "text": text}
    web_client(running.server).chat_postMessage(
        channel=MENTIONS.id, text="Forged", blocks=[{"type": "actions", "elements": [button]}]
    )
    staff.get_by_role("button", name="Forged").click()
    expect(staff.locator("#messages")).to_contain_text("Only team leads can change reply templates.")
    expect(staff.get_by_role("dialog")).to_have_count(0)
    assert Templates(running.engine).history("thanks") == ()
