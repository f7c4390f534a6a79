"""Checks that block and view definitions are made of: each reports what is wrong, and where, in Slack's wording.

A check is called with a value, a JSON pointer to it and the list of problems to add to.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Problems = list[str]
Check = Callable[[Any, str, Problems], None]

TEXT_LIMIT = 3000
"""Most characters of a text object, unless its field says less."""


def add(problems: Problems, message: str, pointer: str) -> None:
    """Add one problem in the form in which Slack reports it."""
    problems.append(f"{message} [json-pointer:{pointer}]")


def check_length(value: str, least: int, most: int, pointer: str, problems: Problems) -> None:
    """Report a string shorter than `least` or longer than `most` characters."""
    if len(value) < least:
        add(problems, f"must be more than {least - 1} characters", pointer)
    elif len(value) > most:
        add(problems, f"must be less than {most + 1} characters", pointer)


def string(most: int, least: int = 1) -> Check:
    """Make a check for a string of `least` to `most` characters."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, str):
            add(problems, "must be a string", pointer)
        else:
            check_length(value, least, most, pointer, problems)

    return check


def matching(pattern: str, what: str) -> Check:
    """Make a check for a string that is wholly `pattern`; `what` names it in the report."""
    compiled = re.compile(pattern)

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            add(problems, f"must be {what}", pointer)

    return check


def one_of(*values: str) -> Check:
    """Make a check for one of a few words."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if value not in values:
            add(problems, "must be a valid enum value", pointer)

    return check


def flag(value: Any, pointer: str, problems: Problems) -> None:
    """Report anything but true or false."""
    if not isinstance(value, bool):
        add(problems, "must be a boolean", pointer)


def number(least: int, most: int) -> Check:
    """Make a check for a whole number from `least` to `most`."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            add(problems, "must be an integer", pointer)
        elif not least <= value <= most:
            add(problems, f"must be between {least} and {most}", pointer)

    return check


def anything(_value: Any, _pointer: str, _problems: Problems) -> None:
    """Accept any value."""


def items(check_item: Check, most: int, least: int = 1) -> Check:
    """Make a check for a list of `least` to `most` items, each passing `check_item`."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, list):
            add(problems, "must be an array", pointer)
            return
        if len(value) < least:
            add(problems, f"must have at least {least} items", pointer)
        if len(value) > most:
            add(problems, f"no more than {most} items allowed", pointer)
        for index, item in enumerate(value):
            check_item(item, f"{pointer}/{index}", problems)

    return check


@dataclass(frozen=True, slots=True)
class Shape:
    """An object's fields, which of them are required, and a check of how they go together."""

    fields: Mapping[str, Check]
    required: Iterable[str] = ()
    together: Check | None = None

    def __call__(self, value: Any, pointer: str, problems: Problems) -> None:
        """Report what is missing, unknown or wrong. A field that is null counts as absent, as it does for Slack."""
        if not isinstance(value, dict):
            add(problems, "must be an object", pointer)
            return
        for name in self.required:
            if value.get(name) is None:
                add(problems, f"missing required field: {name}", pointer)
        for name, item in value.items():
            if name not in self.fields:
                add(problems, f"invalid additional property: {name}", pointer)
            elif item is not None:
                self.fields[name](item, f"{pointer}/{name}", problems)
        if self.together:
            self.together(value, pointer, problems)


def typed(shapes: Mapping[str, Shape]) -> Check:
    """Make a check for an object whose `type` says which of `shapes` it has."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            add(problems, "must be an object", pointer)
        elif "type" not in value:
            add(problems, "missing required field: type", pointer)
        elif not isinstance(value["type"], str) or value["type"] not in shapes:
            add(problems, f"unsupported type: {value['type']}", f"{pointer}/type")
        else:
            shapes[value["type"]](value, pointer, problems)

    return check


def text(most: int = TEXT_LIMIT, *, plain: bool = False) -> Shape:
    """Make a check for a text object of 1 to `most` characters; `plain` refuses mrkdwn."""
    kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")

    def together(value: Any, pointer: str, problems: Problems) -> None:
        if value.get("type") == "mrkdwn" and "emoji" in value:
            add(problems, "invalid additional property: emoji", pointer)
        if value.get("type") == "plain_text" and "verbatim" in value:
            add(problems, "invalid additional property: verbatim", pointer)

    return Shape(
        {"type": one_of(*kinds), "text": string(most), "emoji": flag, "verbatim": flag}, ("type", "text"), together
    )


def exactly_one(*names: str) -> Check:
    """Make a check that an object has one, and only one, of the fields named."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        given = [name for name in names if value.get(name) is not None]
        if len(given) != 1:
            add(problems, f"must define exactly one of: {', '.join(names)}", pointer)

    return check
