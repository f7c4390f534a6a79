"""What differs between two versions of a template, and what a version is like to send."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import product

from rules.assessment import Kind
from rules.compose import NotFilledInError, compose, lacking
from rules.lengths import TooLong, too_long_for
from rules.reading_age import reading_age
from rules.replies import Channel, Reading, Template
from rules.services import Contacts

OLDEST = {Reading.EVERYDAY: 11, Reading.CLINICAL: 14}
"""The highest reading age of a text, in years; one that quotes published policy has none."""
_WORDS = re.compile(r"\S+\s*|\s+")


class Change(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text, and what became of them."""

    change: Change
    words: str


def text_changes(before: str, after: str) -> tuple[Piece, ...]:
    """Return the text with what was removed and what was added, whole words each."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    return tuple(_pieces(old, new))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for kind, start, end, new_start, new_end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece(Change.KEPT, "".join(old[start:end]))
            continue
        if end > start:
            yield Piece(Change.REMOVED, "".join(old[start:end]))
        if new_end > new_start:
            yield Piece(Change.ADDED, "".join(new[new_start:new_end]))


def changed_fields(before: Template, after: Template) -> tuple[str, ...]:
    """Return the names of what else differs; neither the text nor the version is among them."""
    names = (each.name for each in fields(Template) if each.name not in {"text", "version"})
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def warnings(template: Template, contacts: Contacts) -> tuple[str, ...]:
    """Say in a sentence each what speaks against a template, tried with its own examples and each of its services.

    None of it stands in the way of keeping it: settings are added later, and a reply is checked again as it is sent.
    """
    if missing := lacking(template, contacts):
        return (f"It can’t be offered for sending yet. Missing in the settings: {'; '.join(missing)}.",)
    services = contacts.of_kind(template.service) if template.service else (None,)
    given = {each.name: each.example for each in template.placeholders}
    try:
        texts = [compose(template, contacts, service, given) for service in services]
    except NotFilledInError as error:
        return tuple(f"With its own example it can’t be sent. {each}" for each in error.problems.values())
    return (*_too_long(texts, template), *_hard(texts[0], template))


def _too_long(texts: Iterable[str], template: Template) -> Iterator[str]:
    """Say where it is too long with any of its services, wherever its kinds let it go."""
    channels = {template.channel} | ({Channel.PRIVATE} if Kind.DIRECT_MESSAGE in template.kinds else set())
    longest: dict[tuple[str, Channel], TooLong] = {}
    for text, channel in product(texts, sorted(channels)):
        for each in too_long_for(text, template.platforms, channel):
            known = longest.setdefault((each.name, channel), each)
            longest[each.name, channel] = max(known, each, key=lambda found: found.length)
    for (name, channel), each in longest.items():
        yield (
            f"Too long for {name} {'as a direct message ' if channel is Channel.PRIVATE else ''}"
            f"once it is filled in: {each.length:,} of {each.limit:,} characters."
        )


def _hard(text: str, template: Template) -> Iterator[str]:
    oldest, age = OLDEST.get(template.reading), reading_age(text)
    if oldest and age and age > oldest:
        yield f"Its reading age is about {age}, and should be {oldest} at most: shorter sentences and words help."
