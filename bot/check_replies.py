"""Checks what replies give people to turn to: the contact address, and the contacts that each template wants."""

from collections.abc import Iterator

from bot.check_settings import Given
from bot.checks import Check, good, look, mend, not_tried
from bot.database import DatabaseNotReadyError, opened
from db.errors import Unreachable
from db.templates import Templates
from rules.compose import lacking
from rules.library import Library, TemplatesError, shipped
from rules.published import published_contact
from rules.services import Contacts

_CONTACT = "Contact address"
_TEMPLATES = "Reply templates"
_SETTINGS = (
    "contact_email",
    "organisation",
    "services_file",
    "pals_name",
    "pals_phone",
    "pals_email",
    "pals_url",
    "pals_hours",
)


def check_replies(given: Given) -> Iterator[Check]:
    """Yield what may be out of date in replies, and which templates can't be sent yet."""
    if not given.usable(*_SETTINGS):
        yield not_tried(_TEMPLATES, "the settings about contacts must be right first")
        return
    contacts = given.settings.contacts()
    if contacts.contact_email == published_contact():
        found = f"{contacts.contact_email} is the one in the published principles, which may have changed since"
        yield look(_CONTACT, found, "Set CONTACT_EMAIL to the address that is read today; leave it if this one is.")
    else:
        yield good(_CONTACT, contacts.contact_email)
    yield _check_templates(given, contacts)


def _check_templates(given: Given, contacts: Contacts) -> Check:
    try:
        missing = {each.key: lacking(each, contacts) for each in _in_use(given).templates}
    except TemplatesError as error:
        return mend(_TEMPLATES, str(error), "Correct that file in rules/templates.")
    short = [key for key, settings in missing.items() if settings]
    if not short:
        return good(_TEMPLATES, f"all {len(missing)} in use can be sent")
    wanted = dict.fromkeys(setting for settings in missing.values() for setting in settings)
    return look(_TEMPLATES, f"Not offered for sending: {', '.join(short)}", f"Set {'; '.join(wanted)}.")


def _in_use(given: Given) -> Library:
    """Return the templates as team leads left them; without a database that can be read, as they are shipped."""
    if not given.usable("database_url"):
        return shipped()
    try:
        with opened(given.settings.database_url, create=False) as engine:
            return Templates(engine).library()
    except (DatabaseNotReadyError, Unreachable):
        return shipped()
