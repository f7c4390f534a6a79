"""The reply templates, as the files of `templates/` have them: read once, checked, frozen.

Each file holds [[template]] entries. `key` names it; `title` and `use` tell staff what it is and when to use it; `text`
is what is sent, with {placeholders}; `channel` says whether everybody may read it; `kinds` and `routes` are those of
the mentions that it suits, `first_for` those of its routes for which it is chosen already, `platforms` those that take
a text of its length; `source` holds the published lines that it comes from; `service` the kind of service that it
points to; `reading` how hard it may be to read; `holding` is true for one that only promises an answer. What a person
has to fill in stands in [template.placeholders.<name>]: `label` and `says` for that person, `example`, and `entry`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rules.assessment import Kind, Route
from rules.platforms import platforms
from rules.public_text import indiscretion
from rules.published import published
from rules.services import ServiceKind

TEMPLATES = Path(__file__).with_name("templates")

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")

FROM_SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "organisation": "ORGANISATION",
        "contact_email": "CONTACT_EMAIL",
        "emergency": "EMERGENCY_NUMBER",
        "nhs_111": "NHS_111",
        "samaritans": "SAMARITANS",
        "shout": "SHOUT",
    }
)
"""What the settings fill in, and the setting that does."""
FROM_SERVICE = frozenset({"service", "service_contact", "service_details"})
"""What the service that staff choose fills in."""

_FIELDS = frozenset(
    ("key", "title", "use", "channel", "kinds", "routes", "platforms", "source", "service", "reading", "text")
) | {"first_for", "holding", "placeholders"}


class TemplatesError(ValueError):
    """A template can't be used; the message names its file, the template and what is wrong with it."""


class Channel(StrEnum):
    """Who may read a reply."""

    PUBLIC = "public"
    """Everybody; such a text may go into a private message too."""
    PRIVATE = "private"


class Reading(StrEnum):
    """How hard a text may be to read."""

    EVERYDAY = "everyday"
    """Reading age 9 to 11."""
    CLINICAL = "clinical"
    """Reading age 11 to 14: it is about health."""
    QUOTED = "quoted"
    """Any: it quotes published policy."""


class Entry(StrEnum):
    """How a person fills a placeholder in."""

    LINE = "line"
    DAY = "day"
    """Given as YYYY-MM-DD; read as "Friday 27 November"."""
    PRINCIPLE = "principle"
    """Given as the key of a published principle; read as its published words."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Something that a person has to fill in."""

    name: str
    label: str
    says: str
    """What it means."""
    example: str
    """As it would be given."""
    entry: Entry = Entry.LINE


@dataclass(frozen=True, slots=True)
class Template:
    """A reply that the team sends often."""

    key: str
    title: str
    use: str
    """When to use it."""
    channel: Channel
    kinds: tuple[Kind, ...]
    routes: tuple[Route, ...]
    platforms: tuple[str, ...]
    source: tuple[str, ...]
    """Numbers of the published lines that it comes from, such as P6."""
    text: str
    placeholders: tuple[Placeholder, ...] = ()
    service: ServiceKind | None = None
    """What sort of service it points to, None for none."""
    reading: Reading = Reading.EVERYDAY
    first_for: tuple[Route, ...] = ()
    """Routes for which it is chosen already; staff may choose another."""
    holding: bool = False
    """True when the answer is still to come, so that it is no answer by itself."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of everything in braces, in the order of the text."""
        return tuple(dict.fromkeys(PLACEHOLDER.findall(self.text)))


@cache
def templates() -> tuple[Template, ...]:
    """Return the shipped templates, read on first use."""
    return load(TEMPLATES)


def template(key: str) -> Template:
    """Return the shipped template with that key; raise KeyError when there is none."""
    return {each.key: each for each in templates()}[key]


def named(key: str | None) -> Template | None:
    """Return the shipped template with that key, or None when there is none."""
    return next((each for each in templates() if each.key == key), None)


def search(words: str) -> tuple[Template, ...]:
    """Return the templates that have all these words in their key, title or use, the best match first.

    A word is found at the beginning of another one, in any case. No words find every template.
    """
    sought = words.casefold().split()

    def matches(text: str) -> bool:
        found = re.findall(r"[\w’'-]+", text.casefold())
        parts = [*found, *(part for word in found for part in word.split("-"))]
        return all(any(part.startswith(word) for part in parts) for word in sought)

    by_title = [each for each in templates() if matches(f"{each.key} {each.title}")]
    by_use = [each for each in templates() if each not in by_title and matches(f"{each.key} {each.title} {each.use}")]
    return (*by_title, *by_use)


def load(folder: Path) -> tuple[Template, ...]:
    """Read and check every file of templates in a folder; raise TemplatesError."""
    found: dict[str, Template] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise TemplatesError(f"{path.name}: {error}") from error
        if content.keys() != {"template"}:
            raise TemplatesError(f"{path.name}: it must hold [[template]] entries, and nothing else")
        for entry in content["template"]:
            read = _checked(path, entry)
            if read.key in found:
                raise TemplatesError(f"{path.name}: {read.key}: another template has that key")
            found[read.key] = read
    if not found:
        raise TemplatesError(f"{folder}: there is no template")
    return tuple(found.values())


def _checked(path: Path, entry: Mapping[str, Any]) -> Template:
    try:
        read = _template(entry)
        _check_text(read)
    except KeyError as missing:
        problem = f"{missing.args[0]} is missing"
    except (TypeError, ValueError, AttributeError) as error:
        problem = str(error)
    else:
        return read
    raise TemplatesError(f"{path.name}: {entry.get('key', 'an entry without a key')}: {problem}")


def _template(entry: Mapping[str, Any]) -> Template:
    if unknown := entry.keys() - _FIELDS:
        raise ValueError(f"{', '.join(sorted(unknown))}: no such field")
    return Template(
        key=_words(entry, "key"),
        title=_words(entry, "title"),
        use=_words(entry, "use"),
        channel=Channel(entry["channel"]),
        kinds=tuple(map(Kind, entry["kinds"])),
        routes=tuple(map(Route, entry["routes"])),
        platforms=tuple(entry["platforms"]),
        source=tuple(entry["source"]),
        text=_words(entry, "text"),
        placeholders=tuple(_placeholder(name, each) for name, each in entry.get("placeholders", {}).items()),
        service=ServiceKind(entry["service"]) if "service" in entry else None,
        reading=Reading(entry.get("reading", Reading.EVERYDAY)),
        first_for=tuple(map(Route, entry.get("first_for", []))),
        holding=bool(entry.get("holding", False)),
    )


def _placeholder(name: str, entry: Mapping[str, Any]) -> Placeholder:
    if unknown := entry.keys() - {"label", "says", "example", "entry"}:
        raise ValueError(f"placeholder {name}: {', '.join(sorted(unknown))}: no such field")
    try:
        label, says, example = (_words(entry, each) for each in ("label", "says", "example"))
    except (KeyError, ValueError) as error:
        missing = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
        raise ValueError(f"placeholder {name}: {missing}") from error
    return Placeholder(name, label, says, example, Entry(entry.get("entry", Entry.LINE)))


def _words(entry: Mapping[str, Any], name: str) -> str:
    if not isinstance(entry[name], str) or not entry[name].strip():
        raise ValueError(f"{name} is empty")
    return str(entry[name]).strip()


def _check_text(read: Template) -> None:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", read.key):
        raise ValueError("its key must be small letters and digits with hyphens between")
    if not read.kinds or not read.platforms or not read.source:
        raise ValueError("it must suit a kind and a platform, and name the published line that it comes from")
    if not set(read.first_for) <= set(read.routes):
        raise ValueError("first_for may name nothing but routes that it suits")
    if unknown := set(read.platforms) - platforms().keys():
        raise ValueError(f"{', '.join(sorted(unknown))}: no such platform")
    if unknown := set(read.source) - {line.number for line in published("")}:
        raise ValueError(f"{', '.join(sorted(unknown))}: no such line is published")
    if stray := re.search(r"[{}]", PLACEHOLDER.sub("", read.text)):
        raise ValueError(f"its text has a stray {stray[0]}")
    _check_names(set(read.names), {each.name for each in read.placeholders}, read.service)
    if read.channel is Channel.PUBLIC and (problem := indiscretion(read.text)):
        raise ValueError(problem)


def _check_names(named: set[str], declared: set[str], service: ServiceKind | None) -> None:
    if unknown := named - declared - FROM_SETTINGS.keys() - FROM_SERVICE:
        raise ValueError(f"{{{min(unknown)}}} is in its text, and nothing says what it means")
    if unused := declared - named:
        raise ValueError(f"{{{min(unused)}}} is not in its text")
    if bool(named & FROM_SERVICE) is not bool(service):
        raise ValueError("a service, and {service} or {service_contact} in the text, go together")
