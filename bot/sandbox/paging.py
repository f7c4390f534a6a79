"""Pages of long answers: `limit` and `cursor` in, `response_metadata.next_cursor` out."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any, TypeVar

from bot.sandbox.arguments import Arguments
from bot.sandbox.errors import SlackRefusal

T = TypeVar("T")
MOST = 1000
"""Most items of a page, whatever is asked for."""


def page_of(items: Sequence[T], args: Arguments, *, default: int = 100, most: int = MOST) -> tuple[Sequence[T], Any]:
    """Return the page that `limit` and `cursor` ask for, and the fields of the answer that lead to the next one."""
    limit = args.number("limit", default, most)
    position = read_cursor(args.text("cursor"), "offset")
    if position and not position.isdecimal():
        raise SlackRefusal("invalid_cursor")
    start = int(position or 0)
    rest = items[start + limit :]
    return items[start : start + limit], next_page("offset", str(start + limit) if rest else None)


def next_page(kind: str, position: str | None) -> dict[str, Any]:
    """Return `response_metadata` with the cursor for `position`; an empty cursor on the last page."""
    cursor = base64.b64encode(f"{kind}:{position}".encode()).decode() if position else ""
    return {"response_metadata": {"next_cursor": cursor}}


def read_cursor(cursor: str, kind: str) -> str | None:
    """Return the position that a cursor stands for, None without one; raise SlackRefusal (`invalid_cursor`)."""
    if not cursor:
        return None
    try:
        found, _, position = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackRefusal("invalid_cursor") from None
    if found != kind or not position:
        raise SlackRefusal("invalid_cursor")
    return position
