"""The way to the mail server: private or not at all, its certificate checked, with a login where it asks for one."""

import ssl
from pathlib import Path

import pytest
import trustme

from bot.mail_server import MailServer, reason
from bot.mail_settings import MailSettings
from rules.mention import Email
from tests.mail import Inbox, body_of, free_port, mail_server

PALS = "pals@anytown.example"
EMAIL = Email(PALS, "Passed on", "Jo waited five hours.\n")
LOGIN = ("commsbot", "grapefruit-7")


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this machine trust the authority, as an operator does for one of the organisation's own."""
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


@pytest.fixture
def certificate(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def inbox() -> Inbox:
    inbox = Inbox()
    inbox.let_in = LOGIN
    return inbox


def send(port: int, security: str, password: str = LOGIN[1]) -> None:
    settings = {
        "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": security, "smtp_from": "comms@anytown.example",
        "smtp_user": LOGIN[0], "smtp_password": password,
    }  # fmt: skip
    MailServer(MailSettings.model_validate(settings)).send(EMAIL, 1, "Mon, 23 Nov 2026 09:30:00 +0000")


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_over_a_private_way_and_with_a_login_it_arrives(inbox: Inbox, certificate: ssl.SSLContext, security: str):
    port = free_port()
    with mail_server(port, inbox, **{security: certificate}):
        send(port, security)
    [message] = inbox.messages
    assert (message["To"], body_of(message)) == (PALS, EMAIL.body)
    assert inbox.logins == [LOGIN]


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_wrong_password_is_said_to_be_one(inbox: Inbox, certificate: ssl.SSLContext, security: str):
    port = free_port()
    with mail_server(port, inbox, **{security: certificate}), pytest.raises(OSError) as refused:  # noqa: PT011
        send(port, security, password="lemon-8")
    assert reason(refused.value) == "the mail server did not accept SMTP_USER and SMTP_PASSWORD"
    assert inbox.messages == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_whose_certificate_nobody_vouches_for_gets_neither_password_nor_words(
    inbox: Inbox, certificate: ssl.SSLContext, security: str
):
    port = free_port()
    with mail_server(port, inbox, **{security: certificate}), pytest.raises(OSError) as refused:  # noqa: PT011
        send(port, security)
    assert reason(refused.value) == "the mail server's certificate or encryption can't be used"
    assert (inbox.messages, inbox.logins) == ([], [])


@pytest.mark.usefixtures("trusted")
def test_a_server_that_can_t_keep_it_private_gets_neither_password_nor_words():
    port = free_port()
    with mail_server(port) as inbox, pytest.raises(OSError) as refused:  # noqa: PT011
        send(port, "starttls")
    assert reason(refused.value).startswith("the mail server can't do what the settings ask for")
    assert (inbox.messages, inbox.logins) == ([], [])
