"""How long a text is where it is to be posted, and where it is too long."""

import re
import unicodedata
from dataclasses import dataclass

from rules.platforms import Counting, Platform, platform
from rules.replies import Channel

_LINK = re.compile(
    r"https?://\S+|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:uk|com|org|net|info|gov|eu|co|io|app)\b(?:/\S*)?", re.IGNORECASE
)
"""Addresses that platforms make links of, with https:// or without; an email's domain is none."""
_COLOURED = "\ufe0f"
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that count once where counting is weighted (X's twitter-text configuration, version 3)."""


@dataclass(frozen=True, slots=True)
class TooLong:
    """A platform that would not take a text."""

    name: str
    limit: int
    length: int


def length(text: str, where: Platform, channel: Channel = Channel.PUBLIC) -> int:
    """Return how long a text is by a platform's own way of counting public replies, or direct messages."""
    counting = where.counting if channel is Channel.PUBLIC else where.message_counting
    links = 0
    if where.link_length is not None:
        text, links = _LINK.subn("", text)
    return _count(text, counting) + links * (where.link_length or 0)


def too_long_for(text: str, keys: tuple[str, ...], channel: Channel) -> tuple[TooLong, ...]:
    """Return those of the platforms that would not take the text, as a public reply or as a direct message."""
    refusing = []
    for key in keys:
        where = platform(key)
        limit = where.reply_limit if channel is Channel.PUBLIC else where.message_limit
        if limit is not None and (counted := length(text, where, channel)) > limit:
            refusing.append(TooLong(where.name, limit, counted))
    return tuple(refusing)


def _count(text: str, counting: Counting) -> int:
    match counting:
        case Counting.BYTES:
            return len(text.encode("utf-8", "surrogatepass"))
        case Counting.WEIGHTED:
            return sum(1 if any(start <= ord(each) <= end for start, end in _LIGHT) else 2 for each in text)
        case Counting.EMOJI_BYTES:
            return sum(len(each.encode()) if _is_emoji(each) else 1 for each in text)
        case Counting.CHARACTERS:
            return len(text)


def _is_emoji(character: str) -> bool:
    """Tell whether a character is an emoji or a part of one: a skin tone, a joiner, the sign that asks for colour."""
    return character == _COLOURED or unicodedata.category(character) in {"So", "Sk", "Cf"}
