"""What a web address is for, by the site it leads to: `sites.toml`."""

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

_SITES = Path(__file__).parent / "sites.toml"
_HOST = re.compile(r"(?:https?://)?(?:[^/@?#\s]{1,80}@)?([a-z0-9.-]{1,253})")
_NOTHING_MORE = re.compile(r"/?[^a-z0-9/]{0,5}\Z")
"""What may follow the host of a front page: the end of a sentence."""


class Site(StrEnum):
    """A sort of web site."""

    PUBLIC = "public"
    """Public bodies, charities and universities."""
    KNOWN = "known"
    """News, reference and petitions."""
    PROMOTING = "promoting"
    """Made to bring in visitors or money."""
    NETWORK = "network"
    """Where anybody may have a page: its front page says nothing, each other is one that nobody knows."""
    UNKNOWN = "unknown"


def site_of(address: str) -> Site:
    """Return the sort of site that a web address, in folded text, leads to. What is below a listed site is like it."""
    host = _HOST.match(address)
    labels = host[1].strip(".").split(".") if host else []
    listed = _listed()
    names = (".".join(labels[start:]) for start in range(len(labels)))
    site = next((listed[name] for name in names if name in listed), Site.UNKNOWN)
    if site is Site.NETWORK:
        return Site.KNOWN if host and _NOTHING_MORE.match(address, host.end()) else Site.UNKNOWN
    return site


@cache
def _listed() -> Mapping[str, Site]:
    content = tomllib.loads(_SITES.read_text(encoding="utf-8"))
    return {name: Site(sort) for sort, names in content.items() for name in names}
