"""What a reply template is; `rules.library` has those that are shipped, `rules.entries` reads and writes them.

Each file of `templates/` holds [[template]] entries. `key` names it; `title` and `use` tell staff what it is and when
to use it; `text` is what is sent, with {placeholders}; `channel` says whether everybody may read it; `kinds` and
`routes` are those of the mentions that it suits, `first_for` those of its routes for which it is chosen already,
`platforms` those that take a text of its length; `source` holds the published lines that it comes from; `service` the
kind of service that it points to; `reading` how hard it may be to read; `holding` is true for one that only promises an
answer. What a person has to fill in stands in [template.placeholders.<name>]: `label` and `says` for that person,
`example`, and `entry`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from rules.assessment import Kind, Route
from rules.services import ServiceKind

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
    SIGNATURE = "signature"
    """The line that signs it; whoever replies finds their name in it already."""
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
    version: int = 0
    """How often a team lead has changed it: 0 as it is shipped."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of everything in braces, in the order of the text."""
        return tuple(dict.fromkeys(PLACEHOLDER.findall(self.text)))
