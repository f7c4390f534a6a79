"""What a summary tells: how much came in, what was decided, how fast, and what is still open.

Counts and times, and a few quotations with the personal details masked. Nothing tells what one member of staff did.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rules.assessment import Kind
from rules.decisions import Action
from rules.periods import Period
from rules.referrals import Referral

COUNTED = (
    Action.APPROVE,
    Action.HIDE,
    Action.REPORT,
    Action.REPLY,
    Action.REFER,
    Action.NO_REPLY_NEEDED,
    Action.HOLD,
    Action.ESCALATE,
    Action.CLOSE_RISK,
    Action.POLICE_TOLD,
)
"""The decisions that a summary counts. The others carry one out, take one back, or say who works on it and when."""

MOST_DAYS_APART = 31
"""Longest period, in days, of which a chart shows each day; of a longer one it shows weeks."""
_DAYS_A_WEEK = 7


class Aim(StrEnum):
    """What the team means to do in time (P4, P5; `rules/targets.toml`)."""

    DECIDED = "decided"
    """A suspected breach: moderated by its respond-by, and done on the platform."""
    ANSWERED = "answered"
    """What calls for an answer: replied to, referred, or found to need none, by its answer-by."""
    READ = "read"
    """All the rest: moderated, which says that a person read it, by its respond-by."""


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """How long something took, in working time, of the mentions for which it was done in a period."""

    count: int
    median: timedelta
    """Of an even number the mean of the two in the middle."""
    ninetieth: timedelta
    """90th centile by nearest rank: nine in ten took at most this long."""
    within: int
    """How many were done by their target."""


@dataclass(frozen=True, slots=True)
class CameIn:
    """How many mentions of one kind came in on one platform."""

    platform: str
    kind: Kind
    count: int


@dataclass(frozen=True, slots=True)
class Decisions:
    """How often something was decided, under one principle or none."""

    action: Action
    principle: str | None
    count: int
    referral: Referral | None = None
    """How they were referred; None for what is no referral, and for one of before that was asked."""


@dataclass(frozen=True, slots=True)
class Risks:
    """Risks to life that came in, and how soon somebody acknowledged each, at any hour."""

    count: int
    acknowledged: int
    slowest: timedelta | None
    """From arrival to the first acknowledgement or outcome, of those that have one; not working time."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """What somebody said to the organisation, with personal details masked (P14)."""

    mention_id: int
    platform: str
    kind: Kind
    masked_text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What of one sort was said in a period (P2, P5)."""

    count: int
    quotations: tuple[Quotation, ...]
    """The newest of them; none with a breach in it besides personal details, which are masked."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a stretch of time."""

    begin: datetime
    end: datetime
    """Not included."""
    came_in: tuple[CameIn, ...]
    """The most frequent first."""
    decisions: tuple[Decisions, ...]
    """Those that stand, in the order of `COUNTED`, the most frequent first within one action."""
    followed: int
    overruled: int
    responses: Mapping[Aim, ResponseTimes]
    """Without those aims for which nothing was due."""
    risks: Risks
    suggestions: Heard
    thanks: Heard

    @property
    def received(self) -> int:
        """How many mentions came in."""
        return sum(each.count for each in self.came_in)

    @property
    def decided(self) -> int:
        """How many decisions were made that stand."""
        return sum(each.count for each in self.decisions)

    @property
    def is_quiet(self) -> bool:
        """True when nothing came in and nothing was decided or finished."""
        return not (self.received or self.decided or self.responses)

    def by_platform(self) -> dict[str, int]:
        """Return how many came in on each platform, the most first."""
        counts: dict[str, int] = {}
        for each in self.came_in:
            counts[each.platform] = counts.get(each.platform, 0) + each.count
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True, slots=True)
class Oldest:
    """The open mention that came in first."""

    mention_id: int
    platform: str
    kind: Kind
    received_at: datetime


@dataclass(frozen=True, slots=True)
class StillOpen:
    """What is left to decide, to do or to answer now, whenever it came in."""

    count: int
    overdue: int
    oldest: Oldest | None
    with_pals: int = 0
    """How many were passed on to PALS, which has not acknowledged them; they may be settled for the team."""


@dataclass(frozen=True, slots=True)
class Step:
    """A day, or a week, of a period: what came in, and what was settled."""

    begin: datetime
    received: int
    settled: int
    """Mentions on which nothing was left to do from then on, and still isn't."""


@dataclass(frozen=True, slots=True)
class Windows:
    """The stretches of time that a summary of a period looks at; instants are aware UTC, ends not included."""

    period: Period
    now: datetime
    this: tuple[datetime, datetime]
    before: tuple[datetime, datetime]
    """The like period before it."""
    since: tuple[datetime, datetime] | None
    """For a scheduled summary: from the period's end until now."""
    edges: tuple[datetime, ...]
    """Where the steps of its chart begin, and the end of the last."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How a period went."""

    windows: Windows
    figures: Figures
    before: Figures
    since: Figures | None
    open: StillOpen
    steps: tuple[Step, ...]

    @property
    def is_over(self) -> bool:
        """True when nothing more can happen in the period."""
        return self.windows.now >= self.windows.edges[-1]


def windows(period: Period, now: datetime, zone: ZoneInfo, *, and_since: bool = False) -> Windows:
    """Return what to look at for the summary of a period, asked for at `now`.

    `and_since` adds all that happened after the period: Monday's summary of Friday has the weekend in it.
    """
    since = (period.bounds(zone)[1], now) if and_since else None
    return Windows(
        period,
        now,
        this=period.so_far(now, zone),
        before=period.previous_so_far(now, zone),
        since=since if since and since[0] < now else None,
        edges=_edges(period, zone),
    )


def _edges(period: Period, zone: ZoneInfo) -> tuple[datetime, ...]:
    length = 1 if period.days <= MOST_DAYS_APART else _DAYS_A_WEEK
    days = [period.first + timedelta(days=start) for start in range(0, period.days, length)]
    return (*(Period(day, day).bounds(zone)[0] for day in days), period.bounds(zone)[1])
