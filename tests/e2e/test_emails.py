"""The e-mail that passes somebody on to PALS, in a real browser, to a real mail server."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.clock import MovableClock
from tests.contacts import EXAMPLE
from tests.e2e.office import Office, card, open_office, press
from tests.mail import Inbox, body_of, free_port, mail_server

MONDAY = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
CARE = "I waited five hours in A&E with my broken arm and nobody looked at me."


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def inbox(port: int) -> Iterator[Inbox]:
    with mail_server(port) as inbox:
        yield inbox


@pytest.fixture
def running(tmp_path: Path, port: int) -> Iterator[Office]:
    mail = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", "smtp_from": "comms@anytown.example"}
    with open_office(tmp_path, MovableClock(MONDAY), services_file=EXAMPLE, **mail) as office:
        office.bot.receive(CARE)
        yield office


def pass_on(page: Page) -> None:
    """Refer to PALS by e-mail, after a look at what it says."""
    press(card(page, CARE), "Refer to PALS")
    modal = page.get_by_role("dialog")
    modal.get_by_role("checkbox", name="They agreed that we pass it on to PALS ourselves").check()
    modal.get_by_role("checkbox", name="What they wrote").check()
    press(modal, "Use this reply")
    expect(modal).to_contain_text("pals@anytown.example")
    expect(modal).to_contain_text(CARE)
    press(modal, "Pass on")


def test_pals_gets_the_email_that_was_shown_before_it_went(inbox: Inbox, page: Page):
    pass_on(page)
    expect(card(page, CARE)).to_contain_text("E-mailed to PALS on Mon 23 Nov, 09:05")
    [message] = inbox.messages
    assert message["To"] == "pals@anytown.example"
    assert f"> {CARE}" in body_of(message)


def test_who_passed_it_on_is_asked_by_name_to_do_it_another_way_when_it_failed(inbox: Inbox, page: Page):
    inbox.refuse["pals@anytown.example"] = "550 No such mailbox"
    pass_on(page)
    channel = page.locator("#messages")
    expect(channel).to_contain_text(
        "The e-mail to PALS failed: the mail server refused the address: 550 No such mailbox."
    )
    expect(channel).to_contain_text("@Anna Shaw – please pass it on to PALS another way: nobody has it yet.")
