"""What a digest's list carries from one click to the next: where in it a person is, and what they are shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.desk import Seen, UnknownDigestError

_LARGEST_ID = 2**31 - 1
"""PostgreSQL's largest `integer`, the type of ids; a larger number is forged."""
_PLACE = re.compile(r"digest:([0-9]{1,10}):(open|decided):([0-9]{1,9})(?: ([0-9v,]*))?", re.ASCII)
_SEEN = re.compile(r"([0-9]{1,10})v([0-9]{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class DigestPlace:
    """A page of a digest's list."""

    digest_id: int
    offset: int = 0
    decided: bool = False
    """True for the list of what is decided, False for what is to be looked at."""

    def at(self, offset: int) -> "DigestPlace":
        """Return another page of the same list."""
        return replace(self, offset=offset)

    def written(self, seen: Sequence[Seen] = ()) -> str:
        """Return it as text, with the cases that the page shows; `read_place` and `read_seen` read it."""
        place = f"digest:{self.digest_id}:{'decided' if self.decided else 'open'}:{self.offset}"
        return f"{place} {','.join(f'{each.mention_id}v{each.version}' for each in seen)}" if seen else place


def digest_id(value: str | None) -> int:
    """Return the digest that a button stands for; raise UnknownDigestError for what can't be an id."""
    if value is None or not re.fullmatch(r"[0-9]{1,10}", value, re.ASCII) or int(value) > _LARGEST_ID:
        raise UnknownDigestError(value)
    return int(value)


def read_place(text: str | None) -> DigestPlace:
    """Return the place that stands in a button's value or a modal's metadata; raise UnknownDigestError."""
    known = _PLACE.fullmatch(text or "")
    if known is None:
        raise UnknownDigestError(text)
    return DigestPlace(digest_id(known[1]), int(known[3]), known[2] == "decided")


def read_seen(text: str | None) -> tuple[Seen, ...]:
    """Return the cases that a page showed, by the modal's metadata; raise UnknownDigestError."""
    known = _PLACE.fullmatch(text or "")
    if known is None:
        raise UnknownDigestError(text)
    shown = (_SEEN.fullmatch(each) for each in (known[4] or "").split(",") if each)
    return tuple(Seen(int(each[1]), int(each[2])) for each in shown if each and int(each[1]) <= _LARGEST_ID)
