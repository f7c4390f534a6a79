"""Block Kit as Slack accepts it: what is refused, and what Slack fills in where a definition leaves it out."""

import copy
import secrets
from collections.abc import Iterator
from typing import Any

from bot.sandbox.elements import ACCESSORY, ACTION, ELEMENTS, ID, INPUT, SLACK_FILE, URL
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.rich_text import RICH_TEXT_PARTS
from bot.sandbox.schema import (
    Check,
    Problems,
    Shape,
    add,
    anything,
    exactly_one,
    flag,
    items,
    string,
    text,
    typed,
)

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
Json = dict[str, Any]


def _text_or_fields(value: Any, pointer: str, problems: Problems) -> None:
    if value.get("text") is None and value.get("fields") is None:
        add(problems, "must define either `fields` or `text`", pointer)


_COMMON: dict[str, Check] = {"type": anything, "block_id": ID}
_IMAGE_ELEMENT_OR_TEXT = typed(
    {"image": ELEMENTS["image"], "mrkdwn": text(), "plain_text": text()},
)
BLOCKS: dict[str, Shape] = {
    "actions": Shape({**_COMMON, "elements": items(ACTION, 25)}, ("elements",)),
    "context": Shape({**_COMMON, "elements": items(_IMAGE_ELEMENT_OR_TEXT, 10)}, ("elements",)),
    "divider": Shape(_COMMON),
    "header": Shape({**_COMMON, "text": text(150, plain=True)}, ("text",)),
    "image": Shape(
        {
            **_COMMON,
            "alt_text": string(2000),
            "image_url": URL,
            "slack_file": SLACK_FILE,
            "title": text(2000, plain=True),
        },
        ("alt_text",),
        exactly_one("image_url", "slack_file"),
    ),
    "input": Shape(
        {
            **_COMMON,
            "label": text(2000, plain=True),
            "element": INPUT,
            "dispatch_action": flag,
            "hint": text(2000, plain=True),
            "optional": flag,
        },
        ("label", "element"),
    ),
    "rich_text": Shape({**_COMMON, "elements": items(typed(RICH_TEXT_PARTS), 1000)}, ("elements",)),
    "section": Shape(
        {**_COMMON, "text": text(3000), "fields": items(text(2000), 10), "accessory": ACCESSORY, "expand": flag},
        (),
        _text_or_fields,
    ),
}
"""Every block the local workspace knows, by its type."""

_VIEW_COMMON: dict[str, Check] = {
    "type": anything,
    "blocks": items(typed(BLOCKS), VIEW_BLOCKS, 0),
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}


def _submit_for_inputs(value: Any, pointer: str, problems: Problems) -> None:
    blocks = value.get("blocks")
    has_input = isinstance(blocks, list) and any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if has_input and value.get("submit") is None:
        add(problems, "missing required field: submit", pointer)


_WORD = text(24, plain=True)
VIEWS = {
    "modal": Shape(
        {
            **_VIEW_COMMON,
            "title": _WORD,
            "submit": _WORD,
            "close": _WORD,
            "clear_on_close": flag,
            "notify_on_close": flag,
            "submit_disabled": flag,
        },
        ("title", "blocks"),
        _submit_for_inputs,
    ),
    "home": Shape(_VIEW_COMMON, ("blocks",)),
}


def accept_blocks(blocks: Any) -> list[Json]:
    """Return a message's blocks as Slack stores them, or raise SlackRefusal (`invalid_blocks`) naming each fault."""
    problems: Problems = []
    items(typed(BLOCKS), MESSAGE_BLOCKS, 0)(blocks, "/blocks", problems)
    if not problems:
        _check_ids(blocks, "/blocks", problems)
    if problems:
        raise SlackRefusal("invalid_blocks", problems, errors=problems)
    return _completed(blocks)


def accept_view(view: Any, *kinds: str) -> Json:
    """Return a view definition as Slack stores it, or raise SlackRefusal (`invalid_arguments`) naming each fault."""
    problems: Problems = []
    typed({kind: VIEWS[kind] for kind in kinds})(view, "/view", problems)
    if not problems:
        _check_ids(view["blocks"], "/view/blocks", problems)
    if problems:
        raise SlackRefusal("invalid_arguments", problems)
    return {**copy.deepcopy(view), "blocks": _completed(view["blocks"])}


def elements_in(block: Json) -> Iterator[Json]:
    """Yield the elements of a block that carry an `action_id`."""
    candidates = [block.get("accessory"), block.get("element")]
    if block.get("type") == "actions":
        candidates += block["elements"]
    yield from (element for element in candidates if element and element.get("type") != "image")


def find_element(blocks: list[Json], block_id: str, action_id: str) -> Json | None:
    """Return the element with these ids, or None."""
    for block in blocks:
        if block.get("block_id") == block_id:
            for element in elements_in(block):
                if element.get("action_id") == action_id:
                    return element
    return None


def text_length(value: Any) -> int:
    """Return how many characters of text there are in blocks, or in a part of them."""
    if isinstance(value, list):
        return sum(text_length(item) for item in value)
    if not isinstance(value, dict):
        return 0
    own = value.get("text")
    return (len(own) if isinstance(own, str) else 0) + sum(text_length(item) for item in value.values())


def slack_files_in(blocks: list[Json]) -> Iterator[Json]:
    """Yield every `slack_file` object that an image in the blocks refers to."""
    for block in blocks:
        for holder in (block, block.get("accessory") or {}, *_context_elements(block)):
            if holder.get("slack_file"):
                yield holder["slack_file"]


def _context_elements(block: Json) -> list[Json]:
    return block["elements"] if block.get("type") == "context" else []


def _check_ids(blocks: list[Json], pointer: str, problems: Problems) -> None:
    """Report a block_id used twice, and an action_id used twice within a block."""
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id in seen:
            add(problems, f"block_id `{block_id}` already exists", f"{pointer}/{index}/block_id")
        seen |= {block_id} if block_id else set()
        actions: set[str] = set()
        for element in elements_in(block):
            action_id = element.get("action_id")
            if action_id in actions:
                add(problems, f"action_id `{action_id}` already exists for this block", f"{pointer}/{index}")
            actions |= {action_id} if action_id else set()


def _completed(blocks: list[Json]) -> list[Json]:
    """Copy the blocks and add what Slack adds: ids, and the defaults of text objects."""
    copied: list[Json] = copy.deepcopy(blocks)
    for block in copied:
        if not block.get("block_id"):
            block["block_id"] = secrets.token_urlsafe(4)
        for element in elements_in(block):
            if not element.get("action_id"):
                element["action_id"] = secrets.token_urlsafe(4)
        _complete_texts(block)
    return copied


def _complete_texts(value: Any) -> None:
    if isinstance(value, dict):
        if value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        elif value.get("type") == "mrkdwn":
            value.setdefault("verbatim", False)
        for item in value.values():
            _complete_texts(item)
    elif isinstance(value, list):
        for item in value:
            _complete_texts(item)
