"""Checks that the mail server takes the bot's e-mails; sends nothing."""

from collections.abc import Iterator

from bot.check_settings import Given
from bot.checks import Check, good, mend, not_tried
from bot.mail_server import MailServer, reason
from bot.mail_settings import MailSettings

_MAIL = "E-mail to PALS"


def check_mail(given: Given) -> Iterator[Check]:
    """Yield whether the mail server answers; nothing where none is set."""
    settings = given.settings
    if not given.usable(*MailSettings.model_fields):
        yield not_tried(_MAIL, "the settings about the mail server must be right first")
        return
    if not settings.smtp_host:
        return
    where = f"{settings.smtp_host}, port {settings.smtp_port}"
    try:
        MailServer(settings).greet()
    except OSError as error:
        yield mend(_MAIL, f"{where}: {reason(error)}", "Correct the SMTP settings, or let the bot's machine reach it.")
    else:
        yield good(_MAIL, f"{where} answers")
