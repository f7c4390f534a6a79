"""Reads and writes reply templates as entries, the way files and the database keep them, and checks what they say."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from rules.assessment import Kind, Route
from rules.compose import LONGEST_LINE, LONGEST_REPLY
from rules.platforms import platforms
from rules.public_text import indiscretion
from rules.published import published
from rules.replies import FROM_SERVICE, FROM_SETTINGS, PLACEHOLDER, Channel, Entry, Placeholder, Reading, Template
from rules.services import ServiceKind

T = TypeVar("T")

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_KEY = 60
"""Characters of a key: it is typed after /pals."""
LONGEST_TITLE = 100
LONGEST_USE = 300
LONGEST_LABEL = 60
LONGEST_NAME = 40
"""Characters of a placeholder's name, and of what it is called: both stand in labels."""
MOST_PLACEHOLDERS = 10
"""Each has four blocks in the form that changes a template; Slack takes 100 in a modal."""
_OTHERS = frozenset({"template", "referral", "text"})
"""What the modals of a reply ask for besides: no placeholder can go by such a name."""
_OF_HOLDING = frozenset({"day"})
"""All that the bot can fill in when somebody sends a holding reply from a card."""

_FIELDS = frozenset(
    ("key", "title", "use", "channel", "kinds", "routes", "platforms", "source", "service", "reading", "text")
) | {"first_for", "holding", "placeholders"}


class MistakeError(ValueError):
    """A template can't be used as it is; the message says why."""

    def __init__(self, field: str, problem: str) -> None:
        """Say what is wrong with a field; the `field` of a placeholder is its name in braces."""
        super().__init__(problem)
        self.field = field


def read_entry(entry: Mapping[str, Any], version: int = 0) -> Template:
    """Return the template that an entry holds, its words as yet unchecked; raise MistakeError."""
    if unknown := entry.keys() - _FIELDS:
        raise MistakeError(min(unknown), f"{', '.join(sorted(unknown))}: no such field")
    holding = entry.get("holding", False)
    if not isinstance(holding, bool):
        raise MistakeError("holding", "holding must be true or false")
    placeholders = entry.get("placeholders", {})
    if not isinstance(placeholders, Mapping):
        raise MistakeError("placeholders", "placeholders must be tables of their own")
    return Template(
        key=_words(entry, "key"),
        title=_words(entry, "title"),
        use=_words(entry, "use"),
        channel=_one(entry, "channel", Channel),
        kinds=_several(entry, "kinds", Kind),
        routes=_several(entry, "routes", Route),
        platforms=_several(entry, "platforms", str),
        source=_several(entry, "source", str),
        text=_words(entry, "text"),
        placeholders=tuple(_placeholder(name, each) for name, each in placeholders.items()),
        service=_one(entry, "service", ServiceKind) if "service" in entry else None,
        reading=_one(entry, "reading", Reading) if "reading" in entry else Reading.EVERYDAY,
        first_for=_several(entry, "first_for", Route) if "first_for" in entry else (),
        holding=holding,
        version=version,
    )


def entry_of(template: Template) -> dict[str, Any]:
    """Return a template as an entry, from which `read_entry` makes the same one; its version is no part of it."""
    entry: dict[str, Any] = {
        "key": template.key,
        "title": template.title,
        "use": template.use,
        "channel": template.channel.value,
        "kinds": [each.value for each in template.kinds],
        "routes": [each.value for each in template.routes],
        "first_for": [each.value for each in template.first_for],
        "platforms": list(template.platforms),
        "source": list(template.source),
        "reading": template.reading.value,
        "holding": template.holding,
        "text": template.text,
        "placeholders": {each.name: _placeholder_entry(each) for each in template.placeholders},
    }
    return entry | ({"service": template.service.value} if template.service else {})


def check(template: Template) -> None:
    """Raise MistakeError where what a template says can't be sent, or where it fits nothing."""
    if not KEY.fullmatch(template.key) or len(template.key) > LONGEST_KEY:
        problem = f"its key must be small letters and digits with hyphens between, at most {LONGEST_KEY} of them"
        raise MistakeError("key", problem)
    for field in ("kinds", "platforms", "source"):
        if not getattr(template, field):
            problem = "it must suit a kind and a platform, and name the published line that it comes from"
            raise MistakeError(field, problem)
    if not set(template.first_for) <= set(template.routes):
        raise MistakeError("first_for", "first_for may name nothing but routes that it suits")
    if unknown := set(template.platforms) - platforms().keys():
        raise MistakeError("platforms", f"{', '.join(sorted(unknown))}: no such platform")
    if unknown := set(template.source) - {line.number for line in published("")}:
        raise MistakeError("source", f"{', '.join(sorted(unknown))}: no such line is published")
    longest = (("title", LONGEST_TITLE), ("use", LONGEST_USE), ("text", LONGEST_REPLY))
    for field, most in longest:
        if (length := len(getattr(template, field))) > most:
            raise MistakeError(field, f"its {field} has {length:,} characters, and may have {most:,}")
    check_names(each.name for each in template.placeholders)
    _check_text(template)
    _check_placeholders(template)


def check_names(names: Iterable[str]) -> None:
    """Raise MistakeError where somebody can't be asked to fill in placeholders of these names."""
    asked = list(names)
    if unfit := next((name for name in asked if len(name) > LONGEST_NAME), None):
        raise MistakeError("text", f"{{{unfit[:LONGEST_NAME]}…}} is too long a name: at most {LONGEST_NAME} letters")
    if taken := _OTHERS.intersection(asked):
        raise MistakeError("text", f"{{{min(taken)}}} is a name that the bot needs for itself: please choose another")
    if len(asked) > MOST_PLACEHOLDERS:
        raise MistakeError("text", f"it asks for {len(asked)} things, and may ask for {MOST_PLACEHOLDERS}")


def _check_placeholders(template: Template) -> None:
    for each in template.placeholders:
        for part, most in (("label", LONGEST_LABEL), ("says", LONGEST_LINE), ("example", LONGEST_LINE)):
            if len(getattr(each, part)) > most:
                raise MistakeError(f"{{{each.name}}}", f"placeholder {each.name}: {part} may have {most} characters")
    asked = {each.name for each in template.placeholders if each.entry is Entry.DAY}
    if template.holding and (template.service or len(template.placeholders) > len(asked & _OF_HOLDING)):
        raise MistakeError(
            "holding", "where a reply only promises an answer, nothing but {day}, a day, can be filled in"
        )


def _check_text(template: Template) -> None:
    if stray := re.search(r"[{}]", PLACEHOLDER.sub("", template.text)):
        raise MistakeError("text", f"its text has a stray {stray[0]}")
    named, declared = set(template.names), {each.name for each in template.placeholders}
    if unknown := named - declared - FROM_SETTINGS.keys() - FROM_SERVICE:
        raise MistakeError("text", f"{{{min(unknown)}}} is in its text, and nothing says what it means")
    if unused := declared - named:
        raise MistakeError("text", f"{{{min(unused)}}} is not in its text")
    if taken := declared & (FROM_SETTINGS.keys() | FROM_SERVICE):
        raise MistakeError(f"{{{min(taken)}}}", f"{{{min(taken)}}} is filled in by the settings, not by a person")
    if bool(named & FROM_SERVICE) is not bool(template.service):
        raise MistakeError("service", "a service, and {service} or {service_contact} in the text, go together")
    if template.channel is Channel.PUBLIC and (problem := indiscretion(template.text)):
        raise MistakeError("text", problem)


def _placeholder(name: str, entry: Any) -> Placeholder:
    field = f"{{{name}}}"
    if not isinstance(entry, Mapping):
        raise MistakeError(field, f"placeholder {name}: it must be a table of its own")
    if unknown := entry.keys() - {"label", "says", "example", "entry"}:
        raise MistakeError(field, f"placeholder {name}: {', '.join(sorted(unknown))}: no such field")
    try:
        label, says, example = (_words(entry, each) for each in ("label", "says", "example"))
        how = _one(entry, "entry", Entry) if "entry" in entry else Entry.LINE
    except MistakeError as error:
        raise MistakeError(field, f"placeholder {name}: {error}") from None
    return Placeholder(name, label, says, example, how)


def _placeholder_entry(placeholder: Placeholder) -> dict[str, str]:
    return {
        "label": placeholder.label,
        "says": placeholder.says,
        "entry": placeholder.entry.value,
        "example": placeholder.example,
    }


def _words(entry: Mapping[str, Any], name: str) -> str:
    value = _given(entry, name)
    if not isinstance(value, str) or not value.strip():
        raise MistakeError(name, f"{name} is empty")
    return value.strip()


def _one(entry: Mapping[str, Any], name: str, of: Callable[[str], T]) -> T:
    try:
        return of(_given(entry, name))
    except MistakeError:
        raise
    except ValueError as error:
        raise MistakeError(name, f"{name}: {error}") from None


def _several(entry: Mapping[str, Any], name: str, of: Callable[[str], T]) -> tuple[T, ...]:
    values: Iterable[Any] = _given(entry, name)
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise MistakeError(name, f"{name} must be a list of words")
    try:
        return tuple(map(of, values))
    except ValueError as error:
        raise MistakeError(name, f"{name}: {error}") from None


def _given(entry: Mapping[str, Any], name: str) -> Any:
    if name not in entry:
        raise MistakeError(name, f"{name} is missing")
    return entry[name]
