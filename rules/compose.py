"""Fills a reply template in, and refuses what must not be sent."""

import re
from collections.abc import Mapping
from datetime import date

from rules.principles import policy
from rules.public_text import indiscretion
from rules.published import forbidden
from rules.replies import FROM_SETTINGS, PLACEHOLDER, Channel, Entry, Placeholder, Template
from rules.services import Contacts, Service, ServiceKind

LONGEST_LINE = 150
"""Characters that a person may fill in; the whole of a reply has to stay short."""
LONGEST_REPLY = 3_000
"""Characters of a reply: what a text input in Slack takes."""

_LACKING = {
    ServiceKind.PALS: "PALS_PHONE, PALS_EMAIL or PALS_URL, or a service of the kind pals in SERVICES_FILE",
    ServiceKind.COMPLAINTS: "a service of the kind complaints in SERVICES_FILE",
    ServiceKind.INFORMATION: "a service of the kind information in SERVICES_FILE",
    ServiceKind.OTHER: "a service of the kind other in SERVICES_FILE",
}
_TITLES = frozenset({"dr", "miss", "mr", "mrs", "ms", "mx", "prof"})
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
"""White space, and what shows nothing or turns the text round."""
_LEFT = re.compile(r"\{[^{}\n]{1,60}\}")
"""What somebody may have meant to fill in, whether it is a placeholder of ours or not."""


class NotFilledInError(ValueError):
    """A template can't be sent as it was filled in."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        """Say what is wrong; `problems` has a sentence for each placeholder's name."""
        super().__init__("\n".join(problems.values()))
        self.problems = problems


def lacking(template: Template, contacts: Contacts) -> tuple[str, ...]:
    """Return the settings without which a template can't be sent; none when it can be offered."""
    settings = [FROM_SETTINGS[name] for name in template.names if FROM_SETTINGS.get(name) and not _set(name, contacts)]
    if template.service and not contacts.of_kind(template.service):
        settings.append(_LACKING[template.service])
    return tuple(settings)


def compose(template: Template, contacts: Contacts, service: Service | None, entered: Mapping[str, str]) -> str:
    """Return the text to send: the template with settings, service and what a person entered in their places.

    Nothing that is put in is read again, so that braces in it stay what they are. Raises NotFilledInError, by the
    placeholder's name (`service` for a service not chosen), when something is blank or must not be sent.
    """
    values, problems = _contacts(template, contacts, service)
    for each in template.placeholders:
        try:
            values[each.name] = _value(each, entered.get(each.name) or "", template, contacts)
        except ValueError as error:
            problems[each.name] = str(error)
    if problems:
        raise NotFilledInError(problems)
    return PLACEHOLDER.sub(lambda found: values[found[1]], template.text)


def signed(template: Template, name: str) -> dict[str, str]:
    """Return what fills in the signature of a template, if it has one, for somebody of that name; none for no name."""
    signs = _signature(name)
    return {each.name: signs for each in template.placeholders if each.entry is Entry.SIGNATURE and signs}


def objection(text: str, channel: Channel, contacts: Contacts) -> str | None:
    """Say in a sentence or two why a text that a person edited can't be sent, or None when it can."""
    if not _SPACES.sub(" ", text).strip():
        return "There is no text. Please write what is to be sent."
    if left := _LEFT.search(text):
        return f"{left[0]} is still in the text. Please put in what it stands for, or take it out."
    if channel is Channel.PUBLIC:
        return indiscretion(text, contacts.known())
    return None


def _contacts(template: Template, contacts: Contacts, service: Service | None) -> tuple[dict[str, str], dict[str, str]]:
    """Return what settings and service fill in, and the problems with them."""
    values = {name: _set(name, contacts) for name in template.names if name in FROM_SETTINGS}
    problems = {
        name: f"{FROM_SETTINGS[name]} is not set, so this can’t be sent." for name, value in values.items() if not value
    }
    if template.service and (service is None or service.kind is not template.service):
        problems["service"] = "Please choose a service."
    elif service:
        values |= {"service": service.in_full, "service_contact": service.contact, "service_details": service.details}
    return values, problems


def _set(name: str, contacts: Contacts) -> str:
    lines = contacts.helplines
    return {
        "organisation": contacts.organisation,
        "contact_email": contacts.contact_email,
        "emergency": lines.emergency,
        "nhs_111": lines.nhs_111,
        "samaritans": lines.samaritans,
        "shout": lines.shout,
    }[name]


def _value(placeholder: Placeholder, entered: str, template: Template, contacts: Contacts) -> str:
    """Return what stands in the text for what was entered; raise ValueError with a sentence for the person."""
    given = _SPACES.sub(" ", entered).strip()
    label = f"“{placeholder.label}”"
    if not given:
        raise ValueError(f"{label} is blank. Please fill it in: {placeholder.says[:1].lower()}{placeholder.says[1:]}.")
    if len(given) > LONGEST_LINE:
        raise ValueError(f"{label} is too long: at most {LONGEST_LINE} characters, and these are {len(given):,}.")
    match placeholder.entry:
        case Entry.DAY:
            return _day(given, label)
        case Entry.PRINCIPLE:
            if given not in policy().by_key:
                raise ValueError(f"{label} must be one of the published principles.")
            return forbidden(given)
    if left := _LEFT.search(given):
        raise ValueError(f"{label} has {left[0]} in it. Please put in what that stands for.")
    if template.channel is Channel.PUBLIC and (problem := indiscretion(given, contacts.known())):
        raise ValueError(f"{label}: {problem}")
    return given


def _signature(name: str) -> str:
    """Sign as the team does, by the first name alone: "Anna Shaw", "Shaw, Anna" and "Dr Anna Shaw" as "Anna"."""
    family, comma, rest = name.partition(",")
    words = [word for word in (rest if comma else family).split() if word.rstrip(".").casefold() not in _TITLES]
    return f"{words[0]}, communications team" if words else ""


def _day(given: str, label: str) -> str:
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise ValueError(f"{label} must be a day, as 2026-11-27.") from None
    return f"{day:%A} {day.day} {day:%B}"
