"""Text on its way to Slack: strangers' words kept from acting as markup, long ones shortened, times said in local time.

Strangers' words stand only in rich_text text elements, where Slack reads no markup, or escaped in the fallback text.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    RichTextBlock,
    RichTextElement,
    RichTextElementParts,
    RichTextQuoteElement,
    RichTextSectionElement,
)

from rules.assessment import PersonalDetail

Text = RichTextElementParts.Text
Link = RichTextElementParts.Link
_BOLD = RichTextElementParts.TextStyle(bold=True)


def plain(text: str) -> RichTextElement:
    """Return text that Slack shows exactly as it is. Slack refuses an empty one, so that becomes a space."""
    return Text(text=text or " ")


def bold(text: str) -> RichTextElement:
    """Return bold text, otherwise shown exactly as it is."""
    return Text(text=text, style=_BOLD)


def link(url: str, words: str) -> RichTextElement:
    """Return a link under our own words."""
    return Link(url=url, text=words)


def contact(slack_id: str) -> RichTextElement:
    """Name a person, a user group or a channel by its id; in a message, that tells them."""
    match slack_id[:1]:
        case "S":
            return RichTextElementParts.UserGroup(usergroup_id=slack_id)
        case "C" | "G":
            return RichTextElementParts.Channel(channel_id=slack_id)
        case _:
            return RichTextElementParts.User(user_id=slack_id)


def line(*parts: RichTextElement) -> RichTextSectionElement:
    """Return one paragraph of a rich text block."""
    return RichTextSectionElement(elements=list(parts))


def quote(text: str) -> RichTextQuoteElement:
    """Return a stranger's words as a quotation."""
    return RichTextQuoteElement(elements=[plain(text)])


def rich(*elements: RichTextElement, block_id: str | None = None) -> RichTextBlock:
    """Return a rich text block."""
    return RichTextBlock(elements=list(elements), block_id=block_id)


def escape(text: str) -> str:
    """Escape the three characters that Slack's fallback text gives a meaning to."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shorten(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters, cut between words where one is near, with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    if space > limit * 0.8:
        cut = cut[:space]
    return cut.rstrip() + "…"


def excerpt(text: str, start: int, end: int, details: Sequence[PersonalDetail], limit: int = 80) -> str:
    """Return the words from `start` to `end`, shortened, each personal detail in them replaced by what it is (P14)."""
    pieces = []
    at = start
    for detail in details:
        if detail.end <= start or detail.start >= end:
            continue
        pieces += [text[at : max(at, detail.start)], f"[{detail.what}]"]
        at = min(max(at, detail.end), end)
    pieces.append(text[at:end])
    return shorten(" ".join("".join(pieces).split()), limit)


def moment(at: datetime, zone: ZoneInfo, beside: datetime | None = None) -> str:
    """Say an instant in local time: "Mon 23 Nov, 09:05"; with its year when that is not the year of `beside`."""
    local = at.astimezone(zone)
    year = f" {local.year}" if beside and beside.astimezone(zone).year != local.year else ""
    return f"{local:%a} {local.day} {local:%b}{year}, {local:%H:%M}"


def duration(span: timedelta) -> str:
    """Say a length of time in its two largest units: "2 h 5 min"."""
    minutes = max(0, int(span.total_seconds()) // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else "less than a minute"


def listed(words: Iterable[str]) -> str:
    """Join quotations with commas: “a”, “b”."""
    return ", ".join(f"“{word}”" for word in words)
