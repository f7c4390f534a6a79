"""Where an interactive element stands, which decides its label and when it reports to the app."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.markup import Attribute


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one interactive element on the page."""

    block_id: str
    html_id: str
    """The id of its HTML element."""
    label_id: str | None = None
    """HTML id of the visible label, in an input block."""
    described_by: str | None = None
    """HTML ids of the hint and error in an input block, or of the section that it stands beside."""
    required: bool = False
    dispatches: bool = True
    """True when the app hears of every change: always outside input blocks, there only with `dispatch_action`."""

    def attributes(self, element: dict[str, Any]) -> dict[str, Attribute]:
        """Return what every interactive element carries."""
        return {
            "id": self.html_id,
            "data-element": str(element.get("type", "")),
            "data-block": self.block_id,
            "data-action": str(element.get("action_id", "")),
            "data-dispatch": self.dispatches,
            "data-focus": bool(element.get("focus_on_load")),
            "aria-describedby": self.described_by,
        }


def as_json(value: Any) -> str:
    """Return a payload's piece as JSON, to be kept in an attribute."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def with_state(blocks: Sequence[dict[str, Any]], values: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the blocks with each element set to what the person chose, in the form of `state.values`."""
    return [_block_with_state(block, values.get(str(block.get("block_id")), {})) for block in blocks]


def _block_with_state(block: dict[str, Any], actions: Mapping[str, Any]) -> dict[str, Any]:
    if not actions:
        return block
    changed = dict(block)
    for place in ("accessory", "element"):
        if place in block:
            changed[place] = _element_with_state(block[place], actions)
    if block.get("type") == "actions":
        changed["elements"] = [_element_with_state(element, actions) for element in block["elements"]]
    return changed


def _element_with_state(element: dict[str, Any], actions: Mapping[str, Any]) -> dict[str, Any]:
    state = actions.get(str(element.get("action_id")))
    if not isinstance(state, Mapping):
        return element
    initial = {
        "initial_value" if name == "value" else name.replace("selected", "initial"): value
        for name, value in state.items()
        if name != "type"
    }
    return {**element, **initial}
