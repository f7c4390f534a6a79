"""The published principles, each to be shared in a reply."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement, PlainTextObject, SectionBlock

from handlers.blocks.message import Message
from handlers.blocks.text import bold, line, rich
from handlers.ids import Control
from rules.published import PublishedLine

TITLE = "The published principles"


def principles_list(lines: Sequence[PublishedLine]) -> Message:
    """Return the published text, line by line under its headings."""
    blocks: list[Block] = []
    section = ""
    for each in lines:
        if each.section != section:
            section = each.section
            blocks.append(rich(line(bold(section))))
        blocks.append(_entry(each))
    return Message(text=TITLE, blocks=blocks)


def _entry(published: PublishedLine) -> SectionBlock:
    return SectionBlock(
        text=PlainTextObject(text=f"{published.number}  {published.words}", emoji=False),
        accessory=ButtonElement(
            text="Share in a reply",
            action_id=Control.SHARE_PRINCIPLE.value,
            value=published.number,
            accessibility_label=f"Share {published.number} in a reply",
        ),
    )
