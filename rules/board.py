"""What waits for whom, counted: the values behind the App Home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.mention import Person


class Queue(StrEnum):
    """A part of what waits; its value is the word after /mentions."""

    OPEN = "open"
    MINE = "mine"
    """What the one who asks has claimed."""
    OVERDUE = "overdue"
    REFERRALS = "referrals"
    """What was passed on to PALS, which has not acknowledged it; for team leads alone."""


def overdue_before(now: datetime) -> datetime:
    """Return the time before which whatever was due is overdue: it is from the minute on in which it was due."""
    return now.replace(second=0, microsecond=0) + timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Today:
    """What happened since midnight, as people read the clock, as far as it still stands."""

    came_in: int
    decided: int
    """Mentions of which somebody decided to leave them up, to hide or to report them, be it done there yet or not."""
    answered: int
    """Mentions that were replied to, referred, or said to need no reply."""


@dataclass(frozen=True, slots=True)
class Load:
    """How many open cases one person has claimed."""

    person: Person | None
    """None for those that nobody has claimed."""
    cases: int
    first_due: datetime | None
    """When the first of them is due; None when none is."""


@dataclass(frozen=True, slots=True)
class Board:
    """How much there is, as one person sees it."""

    counts: Mapping[Queue, int]
    """How many cases each queue has that the person may see."""
    today: Today
    loads: Sequence[Load] | None
    """Who is on what, those with the most pressing first; None where that was not asked for."""
