"""What people read about each platform: its name, what hiding and reporting mean there, how long a reply may be."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from rules.assessment import Kind


class Counting(StrEnum):
    """How a platform counts the length of a text."""

    CHARACTERS = "characters"
    BYTES = "bytes"
    WEIGHTED = "weighted"
    """By X's rule: most scripts' characters count as two."""
    EMOJI_BYTES = "emoji_bytes"
    """By Threads' rule: an emoji counts as the bytes of its UTF-8, all else by character."""


@dataclass(frozen=True, slots=True)
class Platform:
    """A place where the organisation is spoken to."""

    name: str
    """Empty for a place that nobody named."""
    hiding: str
    """One or two sentences for the dialog that asks before something is hidden."""
    reporting: str
    """A sentence for the dialog that asks before something is reported."""
    can_hide: bool = True
    """False where somebody else's words can't be hidden at all."""
    hides_replies_only: bool = False
    """True where nothing but what stands under our own posts can be hidden."""
    can_show_again: bool = True
    """False where what was hidden is gone for good."""
    reply_limit: int | None = None
    """The longest public reply, None where no limit is known."""
    message_limit: int | None = None
    """The longest direct message, None where no limit is known or there are none."""
    counting: Counting = Counting.CHARACTERS
    message_counting: Counting = Counting.CHARACTERS
    """How direct messages are counted there."""
    link_length: int | None = None
    """What every link counts as; None where it counts as long as it is."""

    @property
    def there(self) -> str:
        """Say where something is done, to stand after a verb: "on Facebook"."""
        return f"on {self.name}" if self.name else "there"

    def can_hide_it(self, kind: Kind, *, under_post: bool) -> bool:
        """Tell whether an item of this kind can be hidden there; `under_post` is known of what answers a post."""
        under_ours = under_post and kind in {Kind.REPLY, Kind.COMMENT}
        return self.can_hide and (under_ours or not self.hides_replies_only)

    @property
    def to_it(self) -> str:
        """Say whom something is reported to: "to Facebook"."""
        return f"to {self.name}" if self.name else "there"


def platform(key: str) -> Platform:
    """Return the platform with this key of `platforms.toml`; one that is not listed goes by its own name."""
    listed = _platforms()
    if key in listed:
        return listed[key]
    other = listed["other"]
    return Platform(name=key.replace("_", " ").strip().capitalize(), hiding=other.hiding, reporting=other.reporting)


def platforms() -> dict[str, str]:
    """Return the key and the name of every platform that can be chosen, "Somewhere else" last."""
    return {key: entry.name or "Somewhere else" for key, entry in _platforms().items()}


@cache
def _platforms() -> dict[str, Platform]:
    text = resources.files("rules").joinpath("platforms.toml").read_text(encoding="utf-8")
    return {
        key: Platform(
            **entry | {name: Counting(entry[name]) for name in ("counting", "message_counting") if name in entry}
        )
        for key, entry in tomllib.loads(text).items()
    }
