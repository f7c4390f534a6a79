"""A real mail server for tests, on this machine, that can be told to refuse."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from ssl import SSLContext

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


def free_port() -> int:
    """Return a port on this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


class Inbox:
    """What arrived."""

    def __init__(self) -> None:
        self.refuse: dict[str, str] = {}
        """By recipient: what the server answers."""
        self.messages: list[EmailMessage] = []
        self.let_in: tuple[str, str] | None = None
        """User and password; None lets everybody in."""
        self.logins: list[tuple[str, str]] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        assert max(map(len, content.split(b"\r\n"))) <= 998
        assert envelope.rcpt_tos == [message["To"]]
        self.messages.append(message)
        return "250 Message accepted for delivery"

    def login(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object
    ) -> AuthResult:
        """Let in whoever `let_in` names, and note who tried."""
        assert isinstance(given, LoginPassword)
        who = (given.login.decode(), given.password.decode())
        self.logins.append(who)
        return AuthResult(success=who == self.let_in, handled=False)


@contextmanager
def mail_server(
    port: int, inbox: Inbox | None = None, *, starttls: SSLContext | None = None, tls: SSLContext | None = None
) -> Iterator[Inbox]:
    """Run the server for as long as the block lasts, with a certificate over `tls`, or after STARTTLS.

    Where the inbox says whom to let in, it asks for a login once the way is private.
    """
    kept = inbox or Inbox()
    # aiosmtpd takes nothing but STARTTLS for private, and warns of a login that it demands without.
    asked = {"authenticator": kept.login, "auth_required": tls is None, "auth_require_tls": tls is None}
    controller = Controller(
        kept, hostname="127.0.0.1", port=port, ssl_context=tls, tls_context=starttls,
        require_starttls=starttls is not None, **(asked if kept.let_in else {}),
    )  # fmt: skip
    controller.start()
    try:
        yield kept
    finally:
        asyncio.run_coroutine_threadsafe(_until_all_left(controller.server), controller.loop).result(5)
        controller.stop()


async def _until_all_left(server: asyncio.AbstractServer) -> None:
    """Wait for the connections to be closed: stopping would leave their sockets open."""
    while server._active_count:  # type: ignore[attr-defined]
        await asyncio.sleep(0)


def body_of(message: EmailMessage) -> str:
    """Return the text of a message, in lines that end as they do in Python."""
    text = message.get_content()
    assert isinstance(text, str)
    return text.replace("\r\n", "\n")
