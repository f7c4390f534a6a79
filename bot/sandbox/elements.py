"""The interactive elements of Block Kit and the objects they are composed of, with Slack's documented limits."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.schema import (
    Check,
    Problems,
    Shape,
    add,
    anything,
    exactly_one,
    flag,
    items,
    matching,
    number,
    one_of,
    string,
    text,
    typed,
)

URL = string(3000)
ID = string(255)
PLACEHOLDER = text(150, plain=True)
DATE = matching(r"\d{4}-\d{2}-\d{2}", "a date in the format YYYY-MM-DD")
TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time in the format HH:mm")
SLACK_FILE = Shape({"id": ID, "url": URL}, together=exactly_one("id", "url"))
CONFIRM = Shape(
    {
        "title": text(100, plain=True),
        "text": text(300, plain=True),
        "confirm": text(30, plain=True),
        "deny": text(30, plain=True),
        "style": one_of("primary", "danger"),
    },
    ("title", "text", "confirm", "deny"),
)
_COMMON: dict[str, Check] = {"type": anything, "action_id": ID}
_FOCUS: dict[str, Check] = {"focus_on_load": flag}
_DISPATCH = Shape({"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)})


def _option(*, plain: bool = True, link: bool = False) -> Shape:
    fields: dict[str, Check] = {
        "text": text(75, plain=plain),
        "value": string(150),
        "description": text(75, plain=plain),
    }
    return Shape(fields | ({"url": URL} if link else {}), ("text", "value"))


def _initial_among_options(value: Any, pointer: str, problems: Problems) -> None:
    groups = value.get("option_groups") or []
    lists = [value.get("options") or [], *[group.get("options") or [] for group in groups if isinstance(group, dict)]]
    known = [option.get("value") for options in lists for option in options if isinstance(option, dict)]
    chosen = value.get("initial_options") or [value.get("initial_option")]
    for option in chosen:
        if isinstance(option, dict) and option.get("value") not in known:
            add(problems, "initial option must exactly match one of the provided options", pointer)


def _options_or_groups(value: Any, pointer: str, problems: Problems) -> None:
    exactly_one("options", "option_groups")(value, pointer, problems)
    _initial_among_options(value, pointer, problems)


def _select(*, several: bool, fields: Mapping[str, Check], together: Check | None = None) -> Shape:
    limits: dict[str, Check] = {"max_selected_items": number(1, 100)} if several else {}
    return Shape(
        {**_COMMON, **_FOCUS, "placeholder": PLACEHOLDER, "confirm": CONFIRM, **limits, **fields},
        (),
        together,
    )


def _static_select(*, several: bool) -> Shape:
    initial: dict[str, Check] = {"initial_options": items(_option(), 100)} if several else {"initial_option": _option()}
    group = Shape({"label": text(75, plain=True), "options": items(_option(), 100)}, ("label", "options"))
    fields = {"options": items(_option(), 100), "option_groups": items(group, 100), **initial}
    return _select(several=several, fields=fields, together=_options_or_groups)


def _choice() -> dict[str, Check]:
    return {"options": items(_option(plain=False), 10), "confirm": CONFIRM, **_COMMON, **_FOCUS}


def _typing(**fields: Check) -> Shape:
    shared: dict[str, Check] = {"placeholder": PLACEHOLDER, "dispatch_action_config": _DISPATCH, **_COMMON, **_FOCUS}
    return Shape(shared | fields)


def _conversations(*, several: bool) -> Shape:
    filters = Shape(
        {
            "include": items(one_of("im", "mpim", "private", "public"), 4),
            "exclude_external_shared_channels": flag,
            "exclude_bot_users": flag,
        }
    )
    fields: dict[str, Check] = {"default_to_current_conversation": flag, "filter": filters}
    fields |= {"initial_conversations": items(ID, 100)} if several else {"initial_conversation": ID}
    return _select(several=several, fields=fields | ({} if several else {"response_url_enabled": flag}))


def _lengths_in_order(value: Any, pointer: str, problems: Problems) -> None:
    least, most = value.get("min_length"), value.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        add(problems, "min_length must not be more than max_length", pointer)


_BUTTON = Shape(
    {
        **_COMMON,
        "text": text(75, plain=True),
        "url": URL,
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
    ("text",),
)
_PLAIN_TEXT_INPUT = Shape(
    {
        **_typing(initial_value=string(3000, 0)).fields,
        "multiline": flag,
        "min_length": number(0, 3000),
        "max_length": number(1, 3000),
    },
    (),
    _lengths_in_order,
)
_NUMBER = matching(r"-?\d+(\.\d+)?", "a number, as a string")

ELEMENTS: dict[str, Shape] = {
    "button": _BUTTON,
    "checkboxes": Shape(
        {**_choice(), "initial_options": items(_option(plain=False), 10)},
        ("options",),
        _initial_among_options,
    ),
    "radio_buttons": Shape({**_choice(), "initial_option": _option(plain=False)}, ("options",), _initial_among_options),
    "datepicker": _select(several=False, fields={"initial_date": DATE}),
    "timepicker": _select(several=False, fields={"initial_time": TIME, "timezone": string(100)}),
    "datetimepicker": Shape({**_COMMON, **_FOCUS, "confirm": CONFIRM, "initial_date_time": number(10**9, 10**10 - 1)}),
    "email_text_input": _typing(initial_value=string(3000)),
    "url_text_input": _typing(initial_value=string(3000)),
    "number_input": Shape(
        {
            **_typing(initial_value=_NUMBER).fields,
            "is_decimal_allowed": flag,
            "min_value": _NUMBER,
            "max_value": _NUMBER,
        },
        ("is_decimal_allowed",),
    ),
    "plain_text_input": _PLAIN_TEXT_INPUT,
    "image": Shape(
        {"type": anything, "alt_text": string(2000), "image_url": URL, "slack_file": SLACK_FILE},
        ("alt_text",),
        exactly_one("image_url", "slack_file"),
    ),
    "overflow": Shape({**_COMMON, "options": items(_option(link=True), 5), "confirm": CONFIRM}, ("options",)),
    "static_select": _static_select(several=False),
    "multi_static_select": _static_select(several=True),
    "users_select": _select(several=False, fields={"initial_user": ID}),
    "multi_users_select": _select(several=True, fields={"initial_users": items(ID, 100)}),
    "conversations_select": _conversations(several=False),
    "multi_conversations_select": _conversations(several=True),
    "channels_select": _select(several=False, fields={"initial_channel": ID, "response_url_enabled": flag}),
    "multi_channels_select": _select(several=True, fields={"initial_channels": items(ID, 100)}),
}
"""Every element the local workspace knows, by its type."""

_SELECTS = ("static_select", "users_select", "conversations_select", "channels_select")
_MULTI_SELECTS = tuple(f"multi_{name}" for name in _SELECTS)
_CHOICES = ("checkboxes", "radio_buttons", "datepicker", "timepicker")


def elements_of(*types: str) -> Check:
    """Make a check for one of the elements of the types given."""
    return typed({name: ELEMENTS[name] for name in types})


ACCESSORY = elements_of("button", "image", "overflow", *_CHOICES, *_SELECTS, *_MULTI_SELECTS)
"""What stands beside a section's text."""
ACTION = elements_of("button", "overflow", "datetimepicker", *_CHOICES, *_SELECTS, *_MULTI_SELECTS)
"""What stands in an actions block."""
INPUT = elements_of(
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "datetimepicker",
    *_CHOICES,
    *_SELECTS,
    *_MULTI_SELECTS,
)
"""What stands in an input block."""
