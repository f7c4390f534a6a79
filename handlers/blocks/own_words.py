"""The words of a reply as somebody types them, and what they typed before another template or service took its place.

A modal tells what a template filled in from what somebody wrote by the id of the block that holds the text. What they
wrote stands below the text that took its place, where it can be read, copied and put back.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    InputBlock,
    PlainTextInputElement,
    PlainTextObject,
)

from handlers.blocks.text import bold, line, quote, rich
from handlers.ids import Control
from rules.compose import LONGEST_REPLY
from rules.mention import Reply

_TEXT = "text:"
_OWN, _FILLED_IN = "own", "filled-in"
_KEPT = "kept:"


def text_input(text: str, kept: Reply | None, *, own: bool, focus: bool = True) -> InputBlock:
    """Return the input that holds the text; `own` tells that somebody wrote it, or a part of it."""
    element = PlainTextInputElement(
        action_id=_TEXT, multiline=True, initial_value=text or None, max_length=LONGEST_REPLY, focus_on_load=focus
    )
    return InputBlock(
        # Slack keeps what an element of the same name had before, so that another text needs another name.
        block_id=f"{_TEXT}{_OWN if own else _FILLED_IN}:{_mark(text, kept)}",
        label=PlainTextObject(text="Exactly this is what they read"),
        hint=PlainTextObject(text="You can change it here." if text else "Write it here."),
        element=element,
    )


def text_block(blocks: Iterable[str]) -> str:
    """Return which of the blocks of a modal holds the text."""
    return next(each for each in blocks if each.startswith(_TEXT))


def kept_words(kept: Reply) -> Sequence[Block]:
    """Show what somebody had written, with the button that puts it back."""
    version = "" if kept.template_version is None else kept.template_version
    button = ButtonElement(
        text="Put it back",
        action_id=Control.PUT_BACK.value,
        accessibility_label="Put back what you had written, in the place of the text above",
    )
    return [
        rich(
            line(bold("What you had written")), quote(kept.text), block_id=f"{_KEPT}{kept.template_key or ''}:{version}"
        ),
        ActionsBlock(block_id="put-back", elements=[button]),
    ]


def kept_in(view: Mapping[str, Any]) -> Reply | None:
    """Return what a modal keeps below its text, or None where it keeps nothing."""
    drawn = view.get("blocks") or ()
    block = next((each for each in drawn if str(each.get("block_id")).startswith(_KEPT)), None)
    if block is None:
        return None
    key, _, version = str(block["block_id"]).removeprefix(_KEPT).partition(":")
    text = "".join(str(part.get("text", "")) for part in block["elements"][-1]["elements"])
    return Reply(text, key or None, int(version) if version.isdecimal() else None)


def own_words(view: Mapping[str, Any]) -> str | None:
    """Return the text in a modal if somebody wrote it or changed it; None for what a template filled in, and none."""
    values = view["state"]["values"]
    block = next((each for each in values if each.startswith(_TEXT)), None)
    if block is None:
        return None
    text = str(values[block][_TEXT].get("value") or "").strip()
    untouched = block == f"{_TEXT}{_FILLED_IN}:{_mark(text, kept_in(view))}"
    return text if text and not untouched else None


def _mark(text: str, kept: Reply | None) -> str:
    return sha256(f"{text.strip()}\0{kept.text if kept else ''}".encode()).hexdigest()[:16]
