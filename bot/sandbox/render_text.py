"""Text objects and rich text as HTML.

Reference: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from bot.sandbox import emoji, mrkdwn
from bot.sandbox.markup import join, tag
from bot.sandbox.scene import Scene

INDENT_MOST = 8
"""Slack lets lists go eight levels deep."""


def text_object(source: dict[str, Any] | None, scene: Scene) -> Markup:
    """Return a plain_text or mrkdwn object as HTML; nothing for none."""
    if not source:
        return Markup("")
    text = str(source.get("text", ""))
    if source.get("type") == "mrkdwn":
        return mrkdwn.to_html(text, scene, verbatim=bool(source.get("verbatim")))
    return emoji.with_emoji(text) if source.get("emoji") else join(text)


def plain(source: dict[str, Any] | None) -> str:
    """Return a text object's characters, for places where HTML cannot stand, such as an accessible name."""
    return str(source.get("text", "")) if source else ""


def rich_text(block: dict[str, Any], scene: Scene) -> Markup:
    """Return a rich_text block: sections, lists, quotes and preformatted text, one after the other."""
    return tag("div", {"class": "rich"}, *(_part(part, scene) for part in block.get("elements", [])))


def _part(part: dict[str, Any], scene: Scene) -> Markup:
    elements = part.get("elements", [])
    match part.get("type"):
        case "rich_text_section":
            return tag("p", {"class": "text"}, _run(elements, scene))
        case "rich_text_quote":
            return tag("blockquote", {"class": "text"}, _run(elements, scene))
        case "rich_text_preformatted":
            return tag("pre", None, _run(elements, scene))
        case "rich_text_list":
            return _list(part, scene)
        case unknown:
            return unsupported(f"{unknown}")


def _list(part: dict[str, Any], scene: Scene) -> Markup:
    indent = min(int(part.get("indent") or 0), INDENT_MOST)
    ordered = part.get("style") == "ordered"
    start = int(part.get("offset") or 0) + 1
    items = (tag("li", {"class": "text"}, _run(item.get("elements", []), scene)) for item in part.get("elements", []))
    return tag(
        "ol" if ordered else "ul",
        {
            "class": f"indent-{indent}" + (" barred" if part.get("border") else ""),
            "start": start if ordered and start > 1 else None,
        },
        *items,
    )


def _run(elements: list[dict[str, Any]], scene: Scene) -> Markup:
    return join(*(_styled(element, scene) for element in elements))


def _styled(element: dict[str, Any], scene: Scene) -> Markup:
    drawn = _element(element, scene)
    style = element.get("style") or {}
    for key, name in (("code", "code"), ("strike", "s"), ("italic", "em"), ("bold", "strong"), ("underline", "u")):
        if style.get(key):
            drawn = tag(name, None, drawn)
    return drawn


def _element(element: dict[str, Any], scene: Scene) -> Markup:
    draw = _ELEMENTS.get(str(element.get("type")))
    return draw(element, scene) if draw else unsupported(str(element.get("type")))


def _link(element: dict[str, Any], scene: Scene) -> Markup:
    address = str(element.get("url", ""))
    return mrkdwn.link(address, str(element.get("text") or address), scene)


def _emoji(element: dict[str, Any], _scene: Scene) -> Markup:
    name = str(element.get("name", ""))
    return emoji.draw(name) or join(f":{name}:")


def _colour(element: dict[str, Any], _scene: Scene) -> Markup:
    return join(str(element.get("value", "")))


def _date(element: dict[str, Any], scene: Scene) -> Markup:
    return mrkdwn.date(
        str(element.get("timestamp", "")),
        str(element.get("format", "")),
        scene,
        element.get("url"),
        str(element.get("fallback", "")),
    )


_ELEMENTS: dict[str, Callable[[dict[str, Any], Scene], Markup]] = {
    "text": lambda element, _scene: join(str(element.get("text", ""))),
    "link": _link,
    "emoji": _emoji,
    "user": lambda element, scene: mrkdwn.person(str(element.get("user_id", "")), scene),
    "channel": lambda element, scene: mrkdwn.channel(str(element.get("channel_id", "")), scene),
    "usergroup": lambda element, scene: mrkdwn.user_group(str(element.get("usergroup_id", "")), scene),
    "broadcast": lambda element, _scene: mrkdwn.broadcast(str(element.get("range", ""))),
    "date": _date,
    "color": _colour,
}


def unsupported(kind: str) -> Markup:
    """Return a visible note in the place of something that this page cannot draw."""
    return tag("span", {"class": "unsupported"}, f"The sandbox cannot show “{kind}”.")
