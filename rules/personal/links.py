"""Figures in web addresses: those of things sold, read and watched look like numbers of people and are none."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from rules.personal.detail import Detail
from rules.sites import Site, site_of

_LINK = re.compile(r"(?:https?://|www\.)\S{1,2000}")
_SELLS = re.compile(
    r"(?://|\.)(?:shop|store)s?\.|/(?:itm|items?|dp|gp|products?|listings?|offers?|shop|store|p)/|[?&](?:item|product|sku|pid)=",
    re.ASCII,
)
_OF_SOMEBODY = re.compile(
    r"\b(?:wa|t|m)\.me/|whatsapp|signal|phone|mobile|tel[:=/]|call|sms|text=|patient|nhs[-_]?no|nhs[-_]?num|dob|account|"
    "address|postcode"
)
"""What says that a figure in an address belongs to a person after all."""
_WORDS = frozenset({"email address", "name"})
"""Details that are somebody's wherever they stand."""


def less_of_things(details: Iterable[Detail], text: str) -> Iterator[Detail]:
    """Yield the details in folded `text` but for figures in links to shops and to sites that everybody reads."""
    links = [link.span() for link in _LINK.finditer(text) if _is_of_a_thing(link.group())]
    starts = [start for start, _ in links]
    for detail in details:
        before = bisect_right(starts, detail.start) - 1
        inside = before >= 0 and detail.end <= links[before][1]
        if not inside or detail.what in _WORDS:
            yield detail


def _is_of_a_thing(link: str) -> bool:
    if _OF_SOMEBODY.search(link):
        return False
    return site_of(link) is not Site.UNKNOWN or bool(_SELLS.search(link))
