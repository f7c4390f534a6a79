"""The way to the mail server, as the settings describe it."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP

from bot.mail_settings import MailSettings, Security
from rules.mention import Email

TIMEOUT = 20.0
"""Seconds that connecting, and each answer, may take."""


class MailServer:
    """Takes e-mails over for delivery. Certificates are checked against the machine's own authorities."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    def greet(self) -> None:
        """Connect, log in and leave again; raise OSError or smtplib.SMTPException, of which the first is the parent."""
        with self._connection() as connection:
            connection.noop()

    def send(self, email: Email, decision_id: int, date: str) -> None:
        """Hand an e-mail over; raise as `greet` does. Sending it again makes the same Message-ID."""
        message = self.message(email, decision_id, date)
        with self._connection() as connection:
            # Not send_message: it writes ">" before a line that begins with "From".
            connection.sendmail(self._settings.smtp_from, [email.recipient], message.as_bytes())

    def message(self, email: Email, decision_id: int, date: str) -> EmailMessage:
        """Return the e-mail as it goes out, in lines of plain ASCII that no server on the way needs to change."""
        message = EmailMessage(policy=SMTP)
        sender = self._settings.smtp_from
        message["From"], message["To"] = sender, email.recipient
        message["Subject"] = " ".join(email.subject.split())
        message["Date"] = date
        message["Message-ID"] = f"<commsbot-referral-{decision_id}@{sender.rpartition('@')[2]}>"
        message.set_content(email.body, cte="quoted-printable")
        return message

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        given = self._settings
        context = ssl.create_default_context()
        connection: smtplib.SMTP
        if given.smtp_security is Security.TLS:
            connection = smtplib.SMTP_SSL(given.smtp_host, given.smtp_port, timeout=TIMEOUT, context=context)
        else:
            connection = smtplib.SMTP(given.smtp_host, given.smtp_port, timeout=TIMEOUT)
        with connection:
            if given.smtp_security is Security.STARTTLS:
                connection.starttls(context=context)
            if given.smtp_user and given.smtp_password:
                connection.login(given.smtp_user, given.smtp_password.get_secret_value())
            yield connection


def refused_for_good(error: Exception) -> bool:
    """Tell whether the server refused recipient, sender or words (RFC 5321, 4.2.1: 5yz), so that waiting is no use."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return all(code >= 500 for code, _ in error.recipients.values())  # noqa: PLR2004 - RFC 5321's
        case smtplib.SMTPSenderRefused() | smtplib.SMTPDataError():
            return error.smtp_code >= 500  # noqa: PLR2004 - RFC 5321's
        case _:
            return False


def reason(error: Exception) -> str:  # noqa: PLR0911 - a sentence for each kind
    """Say in a line why an e-mail was not sent; it may hold the server's words, so it is for people, not the log."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, said = next(iter(error.recipients.values()))
            return f"the mail server refused the address: {code} {_words(said)}"
        case smtplib.SMTPAuthenticationError():
            return "the mail server did not accept SMTP_USER and SMTP_PASSWORD"
        case smtplib.SMTPResponseException():
            return f"the mail server answered: {error.smtp_code} {_words(error.smtp_error)}"
        case smtplib.SMTPServerDisconnected():
            return "the mail server hung up"
        case smtplib.SMTPNotSupportedError():
            return "the mail server can't do what the settings ask for (SMTP_SECURITY, SMTP_USER)"
        case ssl.SSLError():
            return "the mail server's certificate or encryption can't be used"
        case _:
            return "the mail server can't be reached"


def _words(said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(text.replace("\0", " ").split())[:200]
