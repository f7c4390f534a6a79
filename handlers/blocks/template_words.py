"""What is said of a template's parts, and of what differs between two versions of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import RichTextElement, RichTextElementParts, RichTextQuoteElement, RichTextSectionElement

from handlers.blocks.text import bold, line, plain, shorten
from handlers.blocks.words import KINDS
from rules.assessment import Route
from rules.differences import Change, changed_fields, text_changes
from rules.platforms import platform
from rules.replies import Channel, Entry, Reading, Template
from rules.services import ServiceKind

CHANNELS = {
    Channel.PUBLIC: "Public: everybody can read it",
    Channel.PRIVATE: "Private: a direct message only",
}
ROUTES = {
    Route.NONE: "Nothing in particular",
    Route.QUESTION: "A question",
    Route.OWN_CARE: "Their own care",
    Route.STAFF_CONCERN: "A concern about staff",
    Route.COMPLAINT: "A complaint",
    Route.SUGGESTION: "A suggestion",
    Route.THANKS: "Thanks",
    Route.RISK_TO_LIFE: "A risk to life",
}
READINGS = {
    Reading.EVERYDAY: "Everyday: reading age 9 to 11",
    Reading.CLINICAL: "About health: reading age 11 to 14",
    Reading.QUOTED: "Quoted policy: any",
}
SERVICES = {
    ServiceKind.PALS: "PALS",
    ServiceKind.COMPLAINTS: "The complaints team",
    ServiceKind.INFORMATION: "Freedom of information and records",
    ServiceKind.OTHER: "Another organisation’s service",
}
ENTRIES = {
    Entry.LINE: "A few words",
    Entry.SIGNATURE: "The name of who signs",
    Entry.DAY: "A day",
    Entry.PRINCIPLE: "A published principle",
}
LABELS = {
    "title": "Title",
    "use": "When to use it",
    "channel": "Who reads it",
    "kinds": "What it answers",
    "routes": "About",
    "first_for": "Chosen already for",
    "platforms": "Where it fits",
    "source": "From these published lines",
    "service": "Points to",
    "reading": "How hard to read",
    "holding": "Only promises an answer",
    "placeholders": "To fill in",
    "key": "Key",
}

_LONGEST_TEXT = 2_900
"""Characters of a text in one element, under Slack's 3,000."""


def difference(before: Template | None, after: Template) -> list[RichTextSectionElement | RichTextQuoteElement]:
    """Return what a version changes: its text with what went struck through and what came bold, the rest in words."""
    if before is None:
        return [line(bold("The text")), RichTextQuoteElement(elements=[plain(shorten(after.text, _LONGEST_TEXT))])]
    shown: list[RichTextSectionElement | RichTextQuoteElement] = []
    if before.text != after.text:
        shown += [
            line(bold("The text"), plain(": what is removed is struck through, what is added is bold")),
            RichTextQuoteElement(elements=_text(before.text, after.text)),
        ]
    shown += [line(plain(each)) for each in field_changes(before, after)]
    return shown or [line(plain("It says the same as the version before."))]


def field_changes(before: Template, after: Template) -> list[str]:
    """Say in plain words what differs besides the text, a sentence for each."""
    return [_change(name, _values(before, name), _values(after, name)) for name in changed_fields(before, after)]


def _change(name: str, before: Sequence[str], after: Sequence[str]) -> str:
    label = LABELS[name]
    if len(before) <= 1 and len(after) <= 1:
        return f"{label}: {_quoted(before)} becomes {_quoted(after)}."
    removed, added = [each for each in before if each not in after], [each for each in after if each not in before]
    said = [f"without {', '.join(removed)}"] * bool(removed) + [f"now also {', '.join(added)}"] * bool(added)
    return f"{label}: {'; '.join(said) or 'in another order'}."


def _values(template: Template, name: str) -> tuple[str, ...]:
    match name:
        case "holding":
            return ("yes" if template.holding else "no",)
        case "service":
            return (SERVICES[template.service],) if template.service else ()
        case "platforms":
            return tuple(platform(key).name or "somewhere else" for key in template.platforms)
        case "placeholders":
            return tuple(
                f"{{{each.name}}} ({each.label}: {each.says}; such as {each.example}; {ENTRIES[each.entry].lower()})"
                for each in template.placeholders
            )
    value = getattr(template, name)
    several = value if isinstance(value, tuple) else (value,)
    words: Mapping[Any, str] = {**KINDS, **ROUTES} if isinstance(value, tuple) else {**CHANNELS, **READINGS}
    return tuple(words.get(each, each) for each in several)


def _quoted(values: Sequence[str]) -> str:
    return f"“{values[0]}”" if values else "nothing"


def _text(before: str, after: str) -> list[RichTextElement]:
    styles = {
        Change.KEPT: None,
        Change.REMOVED: RichTextElementParts.TextStyle(strike=True),
        Change.ADDED: RichTextElementParts.TextStyle(bold=True),
    }
    return [
        RichTextElementParts.Text(text=piece.words, style=styles[piece.change]) for piece in text_changes(before, after)
    ]
