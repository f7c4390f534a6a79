"""The published text of the principles, P1 to P17, to be shown and to be quoted in replies."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from rules.principles import PRINCIPLES, PrinciplesError, principle, principles

QUOTED = "From our social media principles: “{words}”"
"""How a reply quotes a line of them."""


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """One numbered line of the published text."""

    number: str
    """Such as P7."""
    section: str
    """The heading that it stands under."""
    words: str
    """Its words, as they stand; the contact address is the one asked for."""
    shared: str
    """The same as a whole sentence, fit for a reply."""

    def has(self, words: str) -> bool:
        """Tell whether all of these words stand in it, in its number or its heading."""
        there = f"{self.number} {self.section} {self.words}".casefold()
        return all(word in there for word in words.casefold().split())


def published_contact() -> str:
    """Return the email address that the published text gives; an organisation may have outgrown it."""
    return str(_file()["contact_email"])


def published(contact_email: str) -> tuple[PublishedLine, ...]:
    """Return every numbered line in its order, with this address where the text gives one."""
    return tuple(
        PublishedLine(
            each.number,
            each.section,
            each.words.replace("{contact_email}", contact_email),
            QUOTED.format(words=each.shared.replace("{contact_email}", contact_email)),
        )
        for each in _lines()
    )


def forbidden(key: str) -> str:
    """Return what a post does that goes against a principle, to stand after "when a post": "contains …".

    Raises KeyError when there is no such principle.
    """
    return _lowered(principle(key).published)


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(PRINCIPLES.read_text(encoding="utf-8"))


@cache
def _lines() -> tuple[PublishedLine, ...]:
    try:
        lines = [_line(each) for each in _file()["published"]]
    except KeyError as missing:
        raise PrinciplesError(f"{PRINCIPLES.name}: published: {missing} is missing") from missing
    lines += [
        PublishedLine(each.number, each.source, each.published, _joined(each.source, each.published))
        for each in principles()
    ]
    return tuple(sorted(lines, key=lambda line: int(line.number.removeprefix("P"))))


def _line(entry: Mapping[str, Any]) -> PublishedLine:
    if not re.fullmatch(r"P[1-9][0-9]?", str(entry["number"])):
        raise PrinciplesError(f"{PRINCIPLES.name}: published: the number {entry['number']!r} is not like P7")
    words = str(entry["words"])
    shared = entry.get("shared") or _joined(entry.get("lead", ""), words)
    return PublishedLine(str(entry["number"]), str(entry["section"]), words, str(shared))


def _joined(lead: str, words: str) -> str:
    """Make one sentence of a part of a list and the words that lead to it; a footnote's star goes."""
    if not lead:
        return words.replace("*", "")
    return f"{lead.rstrip(':')} {_lowered(words)}."


def _lowered(words: str) -> str:
    plain = words.replace("*", "").rstrip(";.")
    return plain[:1].lower() + plain[1:]
