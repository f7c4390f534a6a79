"""The e-mail to PALS from the card: ticked, seen word by word, sent, and told on the card."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from bot.clock import MovableClock
from bot.sandbox.people import ANNA
from bot.sandbox.server import SandboxServer
from db.store import Store
from rules.mention import Posting
from tests.answers import CARE, CONTACTS
from tests.cards import asked, card_of, log_with_details, redrawn, texts_in
from tests.command_line import pointing_at, run
from tests.integration.delivery.waiting import drained, until
from tests.mail import Inbox, body_of, free_port, mail_server
from tests.running_bot import RunningBot
from tests.sandbox import Workspace, told_by

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

SAID = f"{CARE} Ring me on 07700 900461."
EVERYTHING = {"referral": ["passed_on"], "email": ["text", "name", "link", "when"]}


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def own_settings(port: int) -> dict[str, Any]:
    return CONTACTS | {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "smtp_from": "comms@anytown.example",
    }


@pytest.fixture
def care(bot: RunningBot, workspace: Workspace) -> dict[str, Any]:
    bot.receive(SAID, author_name="Jo\r\nBcc: all@anytown.example")
    return card_of(workspace, CARE)


def previewed(workspace: Workspace, card: dict[str, Any], values: dict[str, Any] = EVERYTHING) -> str:
    """Submit Refer to PALS with these ticks and return what the preview says."""
    asked(workspace, ANNA, card, "refer")
    workspace.submit(ANNA, values)
    [view] = workspace.modals(ANNA)
    assert view["title"]["text"] == "Pass on to PALS"
    return texts_in(view)


def try_again_until(engine: Engine, end: Posting) -> None:
    """Let each pause after a failed attempt be over at once, until the e-mail has come to that."""

    def ended() -> bool:
        with engine.begin() as connection:
            connection.execute(text("UPDATE emails SET due_at = 0"))
        return posting(engine) == end

    until(ended)


def posting(engine: Engine) -> str:
    with engine.connect() as connection:
        found: str = connection.execute(text("SELECT state FROM emails")).scalar_one()
        return found


def test_only_what_was_ticked_and_seen_is_sent_and_the_card_says_when(
    workspace: Workspace, engine: Engine, care: dict[str, Any], port: int
):
    with mail_server(port) as inbox:
        shown = previewed(workspace, care)
        assert log_with_details(engine) == []
        workspace.submit(ANNA)
        assert not workspace.modals(ANNA)
        redrawn(workspace, care, "E-mailed to PALS on Mon 23 Nov, 09:05")
    [message] = inbox.messages
    body = body_of(message)
    assert body.strip() in shown
    assert message["To"] == "pals@anytown.example"
    assert message["Bcc"] is None
    assert "Name they go by: Jo Bcc: all@anytown.example\n" in body
    assert "When: Monday 23 November 2026, 09:05\nLink: https://example.org/1\n" in body
    assert f"> {CARE}" in body
    assert "07700" not in body + shown
    assert log_with_details(engine) == [("Anna Shaw", "refer", "passed_on")]


def test_the_personal_details_go_only_where_they_are_ticked_and_the_look_is_logged(
    workspace: Workspace, engine: Engine, care: dict[str, Any], port: int
):
    with mail_server(port) as inbox:
        assert "07700 900461" in previewed(workspace, care, {"referral": ["passed_on"], "email": ["details"]})
        workspace.submit(ANNA)
        redrawn(workspace, care, "E-mailed to PALS")
    [message] = inbox.messages
    assert "07700 900461" in body_of(message)
    assert "Jo" not in body_of(message)
    assert [action for _, action, _ in log_with_details(engine)] == ["show_personal_details", "refer"]


def test_nothing_is_passed_on_without_their_agreement(workspace: Workspace, engine: Engine, care: dict[str, Any]):
    asked(workspace, ANNA, care, "refer")
    answer = workspace.submit(ANNA, {"email": ["text"]})
    assert "Please tick above that they agreed" in answer["errors"]["email"]
    assert log_with_details(engine) == []


def test_with_nothing_ticked_it_is_passed_on_by_hand_as_ever(
    workspace: Workspace, engine: Engine, care: dict[str, Any]
):
    asked(workspace, ANNA, care, "refer")
    workspace.submit(ANNA, {"referral": ["passed_on"]})
    redrawn(workspace, care, "Pass it on to PALS. Copy the reply")
    assert Store(engine).case(1).email is None


def test_while_the_mail_server_is_down_the_card_says_that_it_waits_and_it_is_sent_later(
    workspace: Workspace, engine: Engine, care: dict[str, Any], port: int
):
    previewed(workspace, care)
    workspace.submit(ANNA)
    card = redrawn(workspace, care, "E-mail to PALS waits: the mail server can't be reached")
    with mail_server(port) as inbox:
        try_again_until(engine, Posting.SENT)
        redrawn(workspace, card, "E-mailed to PALS on")
    assert len(inbox.messages) == 1


def test_after_a_day_without_a_mail_server_somebody_is_to_pass_it_on_by_hand(
    bot: RunningBot, workspace: Workspace, engine: Engine, care: dict[str, Any], clock: MovableClock
):
    previewed(workspace, care)
    workspace.submit(ANNA)
    card = redrawn(workspace, care, "E-mail to PALS waits: the mail server can't be reached")
    assert bot.http.get("/healthz").json()["waiting_emails"] == 1
    clock.advance(timedelta(days=1))
    try_again_until(engine, Posting.FAILED)
    redrawn(workspace, card, "failed: the mail server can't be reached for a day. Please pass it on yourself.")
    told = card_of(workspace, "please pass it on to PALS another way: nobody has it yet.")
    assert told["thread_ts"] == card["ts"], "under its card, and seen in the channel"
    assert ANNA.id in str(told["blocks"])
    assert "07700" not in told_by(told)
    assert bot.http.get("/healthz").json()["given_up_emails"] == 1
    assert "commsbot_emails_failed 1.0" in bot.http.get("/metrics").text


def test_what_is_taken_back_while_it_waits_is_not_sent(
    workspace: Workspace, engine: Engine, care: dict[str, Any], port: int
):
    previewed(workspace, care)
    workspace.submit(ANNA)
    card = redrawn(workspace, care, "E-mail to PALS waits")
    workspace.click(ANNA, card, "answer_undo")
    with mail_server(port) as inbox:
        try_again_until(engine, Posting.FAILED)
        drained(engine)
    assert not inbox.messages
    assert "another way" not in str(workspace.messages(ANNA)), "nobody is to do anything"


def test_a_refused_address_is_told_with_what_to_do(workspace: Workspace, care: dict[str, Any], port: int):
    inbox = Inbox()
    inbox.refuse["pals@anytown.example"] = "550 No such mailbox"
    with mail_server(port, inbox):
        previewed(workspace, care)
        workspace.submit(ANNA)
        said = "The e-mail to PALS failed: the mail server refused the address: 550 No such mailbox. Please pass it on"
        redrawn(workspace, care, said)


@pytest.mark.usefixtures("database_url")
def test_the_check_tries_the_mail_server(sandbox: SandboxServer, tmp_path: Path, port: int):
    settings = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_SECURITY": "none", "COLUMNS": "400"}
    wrong = run("check", cwd=tmp_path, **pointing_at(sandbox, **settings))
    assert "SMTP_FROM is missing: e-mails to PALS need an address" in wrong.told.replace("mend SMTP_FROM", "SMTP_FROM")
    settings["SMTP_FROM"] = "comms@anytown.example"
    down = run("check", cwd=tmp_path, **pointing_at(sandbox, **settings))
    assert f"E-mail to PALS 127.0.0.1, port {port}: the mail server can't be reached" in down.told
    with mail_server(port):
        up = run("check", cwd=tmp_path, **pointing_at(sandbox, **settings))
    assert f"✓ good E-mail to PALS 127.0.0.1, port {port} answers" in up.told
