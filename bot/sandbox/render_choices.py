"""Elements with options to choose from: select menus, menus of several, radio buttons and checkboxes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bot.sandbox.markup import Attribute, join, tag
from bot.sandbox.render_text import plain, text_object
from bot.sandbox.scene import Scene
from bot.sandbox.slot import Slot, as_json

Element = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: what is sent for it, how it reads, and whether it is chosen at first."""

    sent: str
    """An option object as JSON, or the id of a person or channel."""
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Options under one heading; the heading is empty where there are no groups."""

    heading: str
    choices: tuple[Choice, ...]


def single_select(element: Element, slot: Slot, scene: Scene) -> Markup:
    """Return a menu of which one option is taken: a native select, which every browser makes accessible."""
    placeholder = plain(element.get("placeholder")) or "Choose an option"
    options: list[Markup] = [tag("option", {"value": "", "selected": True}, placeholder)]
    for group in _groups(element, scene):
        drawn = [
            tag("option", {"value": choice.sent, "selected": choice.chosen}, choice.name) for choice in group.choices
        ]
        options += [tag("optgroup", {"label": group.heading}, *drawn)] if group.heading else drawn
    attributes: dict[str, Attribute] = {
        **slot.attributes(element),
        "class": "select",
        "aria-label": None if slot.label_id else placeholder,
        "required": slot.required,
    }
    return tag("select", attributes, *options)


def multi_select(element: Element, slot: Slot, scene: Scene) -> Markup:
    """Return a menu of which several options are taken: checkboxes in a panel that folds out."""
    placeholder = plain(element.get("placeholder")) or "Choose options"
    groups = list(_groups(element, scene))
    name = slot.html_id
    body: list[Markup] = []
    for group in groups:
        if group.heading:
            body.append(tag("p", {"class": "group"}, group.heading))
        body += [
            _tick({"type": "checkbox", "name": name, "value": choice.sent, "checked": choice.chosen}, join(choice.name))
            for choice in group.choices
        ]
    chosen = [choice.name for group in groups for choice in group.choices if choice.chosen]
    chosen_id = f"{slot.html_id}-chosen"
    shown = tag(
        "span",
        {"class": "chosen", "id": chosen_id, "data-placeholder": placeholder},
        ", ".join(chosen) or placeholder,
    )
    attributes: dict[str, Attribute] = {
        **slot.attributes(element),
        "class": "multi",
        "data-most": str(element["max_selected_items"]) if element.get("max_selected_items") else None,
        "data-required": slot.required,
    }
    naming: dict[str, Attribute] = {
        "class": "select",
        "aria-labelledby": f"{slot.label_id} {chosen_id}" if slot.label_id else None,
        "aria-describedby": slot.described_by,
    }
    summary = tag("summary", naming, _hidden_label(slot, placeholder), shown)
    panel = tag(
        "div",
        {"class": "panel", "role": "group", "aria-labelledby": slot.label_id, "aria-label": placeholder},
        *body,
    )
    return tag("details", attributes, summary, panel)


def ticks(element: Element, slot: Slot, scene: Scene) -> Markup:
    """Return radio buttons or checkboxes, each with its description."""
    kind = "radio" if element.get("type") == "radio_buttons" else "checkbox"
    initial = element.get("initial_options") or [element.get("initial_option")]
    values = {option.get("value") for option in initial if option}
    body = [
        _tick(
            {
                "type": kind,
                "name": slot.html_id,
                "value": as_json(option),
                "checked": option.get("value") in values,
            },
            text_object(option.get("text"), scene),
            text_object(option.get("description"), scene),
        )
        for option in element.get("options", [])
    ]
    attributes: dict[str, Attribute] = {
        **slot.attributes(element),
        "class": "ticks",
        "role": "radiogroup" if kind == "radio" else "group",
        "aria-labelledby": slot.label_id,
        "aria-label": None if slot.label_id else "Choose one" if kind == "radio" else "Choose any",
        "data-required": slot.required,
    }
    return tag("div", attributes, *body)


def _tick(attributes: dict[str, Attribute], text: Markup, note: Markup | None = None) -> Markup:
    described = tag("small", None, note) if note else Markup("")
    return tag("label", {"class": "tick"}, tag("input", attributes), tag("span", None, text, described))


def _hidden_label(slot: Slot, placeholder: str) -> Markup:
    return Markup("") if slot.label_id else tag("span", {"class": "visually-hidden"}, f"{placeholder}: ")


def _groups(element: Element, scene: Scene) -> Iterator[Group]:
    kind = str(element.get("type", "")).removeprefix("multi_")
    match kind:
        case "users_select":
            yield Group("", tuple(_named(scene.people, _initial_ids(element, "user"))))
        case "channels_select":
            yield Group("", tuple(_named(scene.channels, _initial_ids(element, "channel"), "#")))
        case "conversations_select":
            initial = _initial_ids(element, "conversation")
            yield Group("Channels", tuple(_named(scene.channels, initial, "#")))
            yield Group("People", tuple(_named(scene.people, initial)))
        case _ if element.get("option_groups"):
            for group in element["option_groups"]:
                yield Group(plain(group.get("label")), tuple(_options(group.get("options", []), element)))
        case _:
            yield Group("", tuple(_options(element.get("options", []), element)))


def _options(options: list[Element], element: Element) -> Iterator[Choice]:
    initial = element.get("initial_options") or [element.get("initial_option")]
    values = {option.get("value") for option in initial if option}
    for option in options:
        note = plain(option.get("description"))
        name = plain(option.get("text")) + (f" – {note}" if note else "")
        yield Choice(as_json(option), name, option.get("value") in values)


def _named(names: Any, initial: set[str], sign: str = "") -> Iterator[Choice]:
    for identifier, name in names.items():
        yield Choice(identifier, sign + name, identifier in initial)


def _initial_ids(element: Element, kind: str) -> set[str]:
    several = element.get(f"initial_{kind}s")
    return set(several or []) | ({element[f"initial_{kind}"]} if element.get(f"initial_{kind}") else set())
