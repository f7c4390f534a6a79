"""The directory of services that replies point to, and whatever else of contacts the settings give.

Nothing of it is shipped: contacts come from the settings and from a file that the organisation writes.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from rules.safety import Helplines

PALS_IN_FULL = "Patient Advice and Liaison Service (PALS)"
OUR_PALS = f"our {PALS_IN_FULL}"
"""What PALS is called in a sentence, unless the settings or the directory call it otherwise."""

MOST = 100
"""Services of one kind: a choice in Slack takes 100 options."""

_EMAIL = re.compile(r"[^\s@{}]+@[^\s@{}]+\.[^\s@{}]+")
_PHONE = re.compile(r"[+0-9][0-9 ()-]{2,24}(?: \([^(){}]+\))?")
_FIELDS = frozenset({"key", "kind", "name", "phone", "email", "url", "hours"})
_LONGEST = 200
"""Characters of a field: more would leave a short reply no room."""


class ServicesError(ValueError):
    """A directory of services can't be used; the message names the file, the service and what is wrong with it."""


class ServiceKind(StrEnum):
    """What somebody is sent to a service for."""

    PALS = "pals"
    COMPLAINTS = "complaints"
    INFORMATION = "information"
    """Freedom of information and subject access requests."""
    OTHER = "other"
    """Whatever another organisation runs."""


@dataclass(frozen=True, slots=True)
class Service:
    """Somebody to turn to, and how."""

    key: str
    kind: ServiceKind
    name: str
    """As it stands in the middle of a sentence: "our Patient Advice and Liaison Service (PALS)"."""
    phone: str = ""
    email: str = ""
    url: str = ""
    hours: str = ""

    @property
    def in_full(self) -> str:
        """Its name, with PALS spelled out."""
        if PALS_IN_FULL in self.name:
            return self.name
        return re.sub(r"\bPALS\b", PALS_IN_FULL, self.name, count=1)

    @property
    def contact(self) -> str:
        """The two best ways to reach it, in a few words: "01632 960001 or pals@example.org"."""
        return " or ".join([each for each in (self.phone, self.email, self.url) if each][:2])

    @property
    def details(self) -> str:
        """Every way to reach it, one a line."""
        lines = (("Phone", self.phone), ("Email", self.email), ("Web", self.url), ("Open", self.hours))
        return "\n".join(f"{label}: {value}" for label, value in lines if value)


@dataclass(frozen=True, slots=True)
class Contacts:
    """Every contact that a reply may give."""

    contact_email: str
    organisation: str = ""
    services: tuple[Service, ...] = ()
    helplines: Helplines = field(default_factory=Helplines)
    public: tuple[str, ...] = ()
    """Whatever else the organisation publishes: numbers and addresses."""
    takes_email: bool = False
    """True where the bot can e-mail the services that have an address: it knows a mail server."""

    def of_kind(self, kind: ServiceKind) -> tuple[Service, ...]:
        """Return the services that somebody can be sent to for that, in the directory's order."""
        return tuple(each for each in self.services if each.kind is kind)

    def service(self, key: str | None) -> Service | None:
        """Return the service with that key, or None when there is none."""
        return next((each for each in self.services if each.key == key), None)

    def pals_by_email(self, key: str | None) -> Service | None:
        """Return the PALS that the bot can e-mail: the one chosen, or the only one; None where there is none."""
        all_pals = self.of_kind(ServiceKind.PALS)
        chosen = next((each for each in all_pals if each.key == key), all_pals[0] if len(all_pals) == 1 else None)
        return chosen if self.takes_email and chosen and chosen.email else None

    def known(self) -> tuple[str, ...]:
        """Return every contact in it, as it would stand in a reply: no stranger's, so no personal detail."""
        lines = self.helplines
        named = [self.contact_email, lines.emergency, lines.nhs_111, lines.samaritans, lines.shout, *self.public]
        for each in self.services:
            named += [each.phone, each.email, each.url]
        return tuple(value for value in named if value)


def with_fallback(directory: tuple[Service, ...], pals: Service | None) -> tuple[Service, ...]:
    """Return the directory, with that PALS first where the directory has none of its own."""
    if pals is None or any(each.kind is ServiceKind.PALS for each in directory):
        return directory
    return (pals, *directory)


def load_services(path: Path) -> tuple[Service, ...]:
    """Read and check a directory of services.

    Raises ServicesError, and OSError when the file can't be read.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ServicesError(f"{path.name}: {error}") from error
    entries = content.get("service")
    if content.keys() - {"service"} or not isinstance(entries, list) or not entries:
        raise ServicesError(f"{path.name}: it must hold [[service]] entries, and nothing else")
    found = tuple(_checked(path, number, entry) for number, entry in enumerate(entries, start=1))
    keys = [each.key for each in found]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise ServicesError(f"{path.name}: {', '.join(sorted(twice))}: each service needs a key of its own")
    for kind in ServiceKind:
        if sum(each.kind is kind for each in found) > MOST:
            raise ServicesError(f"{path.name}: there are more than {MOST} services of the kind {kind}")
    return found


def _checked(path: Path, number: int, entry: Mapping[str, Any]) -> Service:
    try:
        return check_service(entry)
    except KeyError as missing:
        problem = f"{missing.args[0]} is missing"
    except ValueError as error:
        problem = str(error)
    raise ServicesError(f"{path.name}: service {number} ({entry.get('key', 'without a key')}): {problem}")


def check_service(entry: Mapping[str, Any]) -> Service:
    """Return a service from its fields; raise ValueError or KeyError saying which is wrong or missing."""
    if unknown := entry.keys() - _FIELDS:
        raise ValueError(f"{', '.join(sorted(unknown))}: no such field")
    fields = {name: check_field(name, value) for name, value in entry.items()}
    kind = _kind(fields.pop("kind"))
    service = Service(key=fields.pop("key"), name=fields.pop("name"), kind=kind, **fields)
    if not re.fullmatch(r"[a-z0-9-]{1,50}", service.key):
        raise ValueError(f"key {service.key!r} must be small letters, digits and hyphens")
    if not service.name:
        raise ValueError("name is empty")
    if not (service.phone or service.email or service.url):
        raise ValueError("it needs a phone, an email or a url")
    return service


def check_field(name: str, value: object) -> str:
    """Return a field of a service without the space around it; raise ValueError saying what is wrong with it."""
    if not isinstance(value, str) or len(value) > _LONGEST or re.search(r"[{}\x00-\x1f\x7f]", value):
        raise ValueError(f"the {name} must be one line of at most {_LONGEST} characters, without braces")
    given = value.strip()
    if given and name == "phone" and not _PHONE.fullmatch(given):
        raise ValueError(f"{given!r} is no phone number")
    if given and name == "email" and not _EMAIL.fullmatch(given):
        raise ValueError(f"{given!r} is no email address")
    if given and name == "url" and not re.fullmatch(r"https?://[^\s]+", given):
        raise ValueError(f"{given!r} is no address that starts with https://")
    return given


def _kind(value: str) -> ServiceKind:
    if value not in list(ServiceKind):
        raise ValueError(f"kind {value!r} is none of {', '.join(ServiceKind)}")
    return ServiceKind(value)
