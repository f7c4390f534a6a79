"""Interactive elements as HTML: buttons, overflow menus, date and text inputs, and those with options.

Each carries what the page's JavaScript needs to report it: its type, block id and action id, and for an option the
whole option object. Reference: https://docs.slack.dev/reference/block-kit/block-elements
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from bot.sandbox.markup import Attribute, tag
from bot.sandbox.mrkdwn import link_attributes
from bot.sandbox.render_choices import multi_select, single_select, ticks
from bot.sandbox.render_text import plain, text_object, unsupported
from bot.sandbox.scene import LONDON, Scene
from bot.sandbox.slot import Slot, as_json

Element = dict[str, Any]


def element(source: Element, slot: Slot, scene: Scene) -> Markup:
    """Return one interactive element with its confirm dialog, or a note in its place when its type is not known."""
    draw = _ELEMENTS.get(str(source.get("type")))
    if draw is None:
        return unsupported(str(source.get("type")))
    drawn = draw(source, slot, scene)
    if source.get("confirm"):
        return tag("span", {"class": "element"}, drawn, _confirm(source["confirm"], scene))
    return tag("span", {"class": "element"}, drawn)


def _confirm(confirm: Element, scene: Scene) -> Markup:
    """Return the confirm dialog as an inert template; the page shows a copy of it."""
    style = confirm.get("style", "primary")
    return tag(
        "template",
        {"class": "confirm"},
        tag("h2", {"class": "title"}, text_object(confirm.get("title"), scene)),
        tag("div", {"class": "text"}, text_object(confirm.get("text"), scene)),
        tag("span", {"class": "deny"}, text_object(confirm.get("deny"), scene)),
        tag("span", {"class": f"agree {'danger' if style == 'danger' else 'primary'}"}, plain(confirm.get("confirm"))),
    )


def _button(source: Element, slot: Slot, scene: Scene) -> Markup:
    style = source.get("style")
    attributes: dict[str, Attribute] = {
        **slot.attributes(source),
        "class": f"button {style}" if style in {"primary", "danger"} else "button",
        "aria-label": source.get("accessibility_label"),
    }
    label = text_object(source.get("text"), scene)
    link = link_attributes(str(source.get("url") or ""), scene)
    if link:
        return tag("a", {**attributes, **link}, label)
    return tag("button", {**attributes, "type": "button"}, label)


def _overflow(source: Element, slot: Slot, scene: Scene) -> Markup:
    menu_id = f"{slot.html_id}-menu"
    attributes: dict[str, Attribute] = {
        **slot.attributes(source),
        "type": "button",
        "class": "button overflow",
        "aria-label": source.get("accessibility_label") or "More choices",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        "aria-controls": menu_id,
    }
    items = (_overflow_item(option, scene) for option in source.get("options", []))
    menu = tag("div", {"id": menu_id, "class": "menu", "role": "menu", "popover": "auto"}, *items)
    return tag("button", attributes, "…") + menu


def _overflow_item(option: Element, scene: Scene) -> Markup:
    note = option.get("description")
    label = text_object(option.get("text"), scene)
    if note:
        label += tag("small", None, text_object(note, scene))
    attributes: dict[str, Attribute] = {"role": "menuitem", "tabindex": "-1", "data-option": as_json(option)}
    link = link_attributes(str(option.get("url") or ""), scene)
    if link:
        return tag("a", {**attributes, **link}, label)
    return tag("button", {**attributes, "type": "button"}, label)


def _date_input(kind: str, initial: Callable[[Element], str | None]) -> Callable[[Element, Slot, Scene], Markup]:
    def draw(source: Element, slot: Slot, _scene: Scene) -> Markup:
        words = {"date": "Choose a date", "time": "Choose a time", "datetime-local": "Choose a date and time"}
        label = plain(source.get("placeholder")) or words[kind]
        attributes: dict[str, Attribute] = {
            **slot.attributes(source),
            "class": "field",
            "type": kind,
            "value": initial(source),
            "required": slot.required,
            "aria-label": None if slot.label_id else label,
        }
        return tag("input", attributes)

    return draw


def _local(source: Element) -> str | None:
    epoch = source.get("initial_date_time")
    return f"{datetime.fromtimestamp(epoch, UTC).astimezone(LONDON):%Y-%m-%dT%H:%M}" if epoch else None


def _text_input(kind: str) -> Callable[[Element, Slot, Scene], Markup]:
    def draw(source: Element, slot: Slot, _scene: Scene) -> Markup:
        config = source.get("dispatch_action_config") or {}
        attributes: dict[str, Attribute] = {
            **slot.attributes(source),
            "class": "field",
            "placeholder": plain(source.get("placeholder")) or None,
            "required": slot.required,
            "minlength": source.get("min_length"),
            "maxlength": source.get("max_length"),
            "data-dispatch-on": " ".join(config.get("trigger_actions_on", ["on_enter_pressed"])),
            "aria-label": None if slot.label_id else plain(source.get("placeholder")) or "Text",
            "autocomplete": "off",
        }
        value = str(source.get("initial_value") or "")
        if source.get("multiline"):
            # HTML drops the first line break of a textarea's content.
            return tag("textarea", {**attributes, "rows": 5}, "\n" + value)
        return tag("input", {**attributes, "type": kind, "value": value or None})

    return draw


def _number_input(source: Element, slot: Slot, _scene: Scene) -> Markup:
    attributes: dict[str, Attribute] = {
        **slot.attributes(source),
        "class": "field",
        "type": "number",
        "value": source.get("initial_value"),
        "placeholder": plain(source.get("placeholder")) or None,
        "required": slot.required,
        "min": source.get("min_value"),
        "max": source.get("max_value"),
        "step": "any" if source.get("is_decimal_allowed") else "1",
        "data-dispatch-on": " ".join(
            (source.get("dispatch_action_config") or {}).get("trigger_actions_on", ["on_enter_pressed"])
        ),
        "aria-label": None if slot.label_id else plain(source.get("placeholder")) or "Number",
    }
    return tag("input", attributes)


_ELEMENTS: dict[str, Callable[[Element, Slot, Scene], Markup]] = {
    "button": _button,
    "overflow": _overflow,
    "datepicker": _date_input("date", lambda source: source.get("initial_date")),
    "timepicker": _date_input("time", lambda source: source.get("initial_time")),
    "datetimepicker": _date_input("datetime-local", _local),
    "plain_text_input": _text_input("text"),
    "email_text_input": _text_input("email"),
    "url_text_input": _text_input("url"),
    "number_input": _number_input,
    "radio_buttons": ticks,
    "checkboxes": ticks,
    **dict.fromkeys(("static_select", "users_select", "channels_select", "conversations_select"), single_select),
    **dict.fromkeys(
        ("multi_static_select", "multi_users_select", "multi_channels_select", "multi_conversations_select"),
        multi_select,
    ),
}
