"""Block Kit as HTML, block by block.

Reference: https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from bot.sandbox.markup import tag
from bot.sandbox.mrkdwn import safe_link
from bot.sandbox.render_elements import element
from bot.sandbox.render_text import rich_text, text_object, unsupported
from bot.sandbox.scene import Scene
from bot.sandbox.slot import Slot

Block = dict[str, Any]


def blocks(source: Sequence[Block], scene: Scene) -> Markup:
    """Return the blocks one under the other. A type that is not known leaves a visible note, never nothing."""
    drawn = (_block(block, scene.under(f"{scene.prefix}-{index}")) for index, block in enumerate(source))
    return tag("div", {"class": "blocks"}, *drawn)


def _block(block: Block, scene: Scene) -> Markup:
    draw = _BLOCKS.get(str(block.get("type")))
    if draw is None:
        return tag("div", {"class": "block"}, unsupported(f"{block.get('type')} block"))
    return tag("div", {"class": f"block {block['type']}"}, draw(block, scene))


def _header(block: Block, scene: Scene) -> Markup:
    return tag("h4", None, text_object(block.get("text"), scene))


def _section(block: Block, scene: Scene) -> Markup:
    words: list[Markup] = []
    text_id = f"{scene.prefix}-text"
    if block.get("text"):
        words.append(tag("div", {"class": "text", "id": text_id}, text_object(block["text"], scene)))
    if block.get("fields"):
        fields = (tag("div", {"class": "text"}, text_object(field, scene)) for field in block["fields"])
        words.append(tag("div", {"class": "fields"}, *fields))
    accessory = block.get("accessory")
    if not accessory:
        return tag("div", {"class": "words"}, *words)
    if accessory.get("type") == "image":
        beside = _picture(accessory, scene, "thumbnail")
    else:
        slot = Slot(str(block.get("block_id", "")), f"{scene.prefix}-0", described_by=text_id if words else None)
        beside = element(accessory, slot, scene)
    return tag("div", {"class": "words"}, *words) + tag("div", {"class": "accessory"}, beside)


def _divider(_block: Block, _scene: Scene) -> Markup:
    return tag("hr")


def _context(block: Block, scene: Scene) -> Markup:
    drawn = (
        _picture(item, scene, "small")
        if item.get("type") == "image"
        else tag("span", {"class": "text"}, text_object(item, scene))
        for item in block.get("elements", [])
    )
    return tag("div", {"class": "items"}, *drawn)


def _image(block: Block, scene: Scene) -> Markup:
    title = block.get("title")
    caption = tag("figcaption", None, text_object(title, scene)) if title else Markup("")
    return tag("figure", None, caption, _picture(block, scene, "full"))


def _picture(source: Block, scene: Scene, size: str) -> Markup:
    """Return an image: only a file of this workspace is loaded, since nothing outside this machine is asked for."""
    alt = str(source.get("alt_text", ""))
    file = source.get("slack_file") or {}
    picture = scene.pictures.get(str(file.get("id") or ""))
    if picture:
        return tag("img", {"src": picture.address, "alt": alt or picture.alt, "class": f"picture {size}"})
    elsewhere = safe_link(str(source.get("image_url") or ""))
    where = f"{alt} ({elsewhere})" if elsewhere and size == "full" else alt
    return tag("span", {"class": f"picture absent {size}", "role": "img", "aria-label": alt}, where)


def _actions(block: Block, scene: Scene) -> Markup:
    block_id = str(block.get("block_id", ""))
    drawn = (
        element(item, Slot(block_id, f"{scene.prefix}-{index}"), scene)
        for index, item in enumerate(block.get("elements", []))
    )
    return tag("div", {"class": "row"}, *drawn)


def _input(block: Block, scene: Scene) -> Markup:
    source = block.get("element") or {}
    html_id, hint, error = f"{scene.prefix}-0", f"{scene.prefix}-hint", f"{scene.prefix}-error"
    label_id = f"{scene.prefix}-label"
    optional = bool(block.get("optional"))
    slot = Slot(
        str(block.get("block_id", "")),
        html_id,
        label_id=label_id,
        described_by=f"{hint} {error}" if block.get("hint") else error,
        required=not optional,
        dispatches=bool(block.get("dispatch_action")),
    )
    label = text_object(block.get("label"), scene)
    if optional:
        label += tag("span", {"class": "optional"}, " (optional)")
    # A label element cannot name a group or a details element; those point at it themselves.
    names_itself = source.get("type") in {"radio_buttons", "checkboxes"} or str(source.get("type")).startswith("multi_")
    parts = [
        tag("span" if names_itself else "label", {"id": label_id, "for": None if names_itself else html_id}, label),
        element(source, slot, scene),
        tag("p", {"class": "hint", "id": hint}, text_object(block["hint"], scene)) if block.get("hint") else "",
        tag("p", {"class": "error", "id": error, "data-error-for": slot.block_id, "hidden": True}),
    ]
    return tag("div", {"class": "labelled"}, *parts)


def file(file_id: str, scene: Scene) -> Markup:
    """Return a file shared with a message: its picture, or a link to save it."""
    if attachment := scene.attachments.get(file_id):
        words = f"{attachment.title} ({attachment.name})"
        return tag("p", {"class": "block"}, tag("a", {"href": attachment.address, "download": attachment.name}, words))
    return tag("figure", {"class": "block"}, _picture({"slack_file": {"id": file_id}, "alt_text": ""}, scene, "full"))


_BLOCKS: dict[str, Callable[[Block, Scene], Markup]] = {
    "header": _header,
    "section": _section,
    "divider": _divider,
    "context": _context,
    "image": _image,
    "actions": _actions,
    "input": _input,
    "rich_text": rich_text,
}
