"""What differs between two versions of a template, and what a version is like to send."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from enum import StrEnum

from rules.compose import NotFilledInError, compose, lacking
from rules.lengths import too_long_for
from rules.replies import Channel, Template
from rules.services import Contacts

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
    """Say in a sentence each what may keep a template from being sent, tried with its own examples.

    None of it stands in the way of keeping it: settings are added later, and a reply is checked again as it is sent.
    """
    if missing := lacking(template, contacts):
        return (f"It can’t be offered for sending yet. Missing in the settings: {'; '.join(missing)}.",)
    service = contacts.of_kind(template.service)[0] if template.service else None
    try:
        text = compose(template, contacts, service, {each.name: each.example for each in template.placeholders})
    except NotFilledInError as error:
        return tuple(f"With its own example it can’t be sent. {each}" for each in error.problems.values())
    channel = template.channel
    limits = too_long_for(text, template.platforms, channel)
    return tuple(
        f"Too long for {each.name} {'as a direct message ' if channel is Channel.PRIVATE else ''}"
        f"once it is filled in: {each.length:,} of {each.limit:,} characters."
        for each in limits
    )
