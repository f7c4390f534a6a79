"""A personal detail as its finder reports it."""

from collections.abc import Callable
from dataclasses import dataclass

SpanOf = Callable[[int, int], tuple[int, int]]
"""Where a stretch of folded text stands in the original."""


@dataclass(frozen=True, slots=True)
class Detail:
    """A stretch of folded text that is a personal detail."""

    start: int
    end: int
    what: str
    """What it is called where it is masked: "phone number"."""
    weight: float
    """How surely it alone makes a post one that shows somebody's personal details; below a half it is only masked."""


IDENTIFIES = 0.9
"""Belongs to one person, and never stands in public on purpose."""
LIKELY = 0.7
HINTS = 0.35
"""Masked, and a breach only together with something else: a postcode is shared by fifteen homes."""
PUBLIC = 0.1
"""Masked to be safe; what stands around it says that it belongs to a service."""
