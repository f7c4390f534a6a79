"""A report to the police (P9): why one is asked for, and the evidence that is kept for it."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

GROUNDS = {
    "threat": "A threat",
    "harassment": "Targeted, persistent harassment",
    "grossly_offensive": "Grossly offensive",
    "called_999": "Danger to life, 999 was rung already",
}
"""Why the police are right for it, by the keys in the decision log, as people choose them."""

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./-]{0,39}")
"""The reference that the police give to a report. The decision log keeps it, so it has no room for sentences."""

_SCREENSHOT_LIMIT = 2_000
"""Characters of an address; no browser that people use shows a longer one whole."""


class Police(StrEnum):
    """Whether it is to be reported to the police, and how far that has come."""

    NOT_ASKED = "not_asked"
    """Nobody has asked, a team lead declined, or the request was withdrawn."""
    ASKED = "asked"
    AGREED = "agreed"
    """Two people want it, and somebody has still to report it."""
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class PoliceEvidence:
    """What was said, as it stood when somebody asked for a report. Holds a stranger's words."""

    mention_id: int
    platform: str
    external_id: str
    kind: str
    text: str
    author_name: str | None
    author_handle: str | None
    link: str | None
    posted_at: datetime | None
    received_at: datetime
    screenshot: str | None
    """Address of a screenshot that somebody took of it."""
    ground: str
    """Key of `GROUNDS`."""
    asked_by_id: str
    """Slack user id."""
    asked_by: str
    asked_at: datetime

    def document(self) -> bytes:
        """Return all of it as a file: JSON in UTF-8 that people can read too, the same bytes each time."""
        parts = {name: _written(getattr(self, name)) for name in self.__slots__}
        return (json.dumps(parts, ensure_ascii=False, indent=2) + "\n").encode()

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file, in hexadecimal, as `sha256sum` prints it."""
        return hashlib.sha256(self.document()).hexdigest()


def is_screenshot(address: str) -> bool:
    """Tell whether that can be the address of a screenshot."""
    known = address.startswith(("https://", "http://")) and len(address) <= _SCREENSHOT_LIMIT
    return known and address.isprintable() and " " not in address


def _written(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
