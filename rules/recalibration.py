"""What the team's decisions say of the thresholds, principle by principle: `propose`.

A decision speaks for one principle: hiding or reporting under it says that it was **followed**, approving that it was
**overruled**. What was decided under another principle says nothing of it.

The threshold proposed is, in steps of 0.05, the lowest at which at least 80 % of what is suggested was followed. It
goes *down* only where that is true, too, of the mentions that would be suggested anew, taken by themselves: many sure
cases are no reason to suggest doubtful ones. It goes *up* only where too few of what is suggested now were followed.
Everything counted rests on some decisions (`LEAST`, `LEAST_IN_A_PART`); with fewer it stays as it is. On the same
decisions a second proposal therefore changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.principles import Principle

LEAST = 30
"""Decisions on a principle without which nothing is proposed: the share followed is known to about 15 points then."""
LEAST_IN_A_PART = 10
"""Decisions that each share must rest on."""
FOLLOWED = 0.8
"""Share of suggestions that people should find right: more often wrong than one in five, and they stop being read."""
DOWN = 0.1
"""How far below the shipped threshold: `docs/triage.md` measures how soon negative comments are flagged there (P7)."""
UP = 0.25
"""How far above it: short of 0.9, so that words that the team watches for always count."""
_STEP = 0.05


class Advice(StrEnum):
    """What follows from the decisions on a principle."""

    TOO_FEW = "too few"
    KEEP = "keep"
    CHANGE = "change"
    NO_BETTER = "no better"
    """Too few suggestions are followed, and no threshold within the bounds makes that better."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A mention that somebody decided on: how sure each principle is, and what they made of it."""

    confidences: Mapping[str, float]
    principle: str | None
    """Key of the principle that it was hidden or reported under; None where it was approved."""


@dataclass(frozen=True, slots=True)
class Share:
    """Of mentions suggested, how many were followed."""

    followed: int
    of: int

    @property
    def enough(self) -> bool:
        """True where it can be told from so many that they are mostly right."""
        return self.of >= LEAST_IN_A_PART and self.followed >= FOLLOWED * self.of


@dataclass(frozen=True, slots=True)
class Proposal:
    """A principle's threshold before and after, with what each makes of the decided mentions."""

    principle: str
    advice: Advice
    decisions: int
    before: float
    after: float
    suggested_before: Share
    suggested_after: Share

    @property
    def differently(self) -> int:
        """How many of the decided mentions would have been suggested differently."""
        return abs(self.suggested_before.of - self.suggested_after.of)

    @property
    def rightly(self) -> int:
        """How many of those are as people decided: suggested and followed, or approved and no longer suggested."""
        followed = abs(self.suggested_before.followed - self.suggested_after.followed)
        return followed if self.after < self.before else self.differently - followed


def bounds(shipped: float) -> tuple[float, float]:
    """Return between which thresholds the team's own may be, where `principles.toml` says `shipped`."""
    return round(max(shipped - DOWN, 0.0), 2), round(min(shipped + UP, 1.0), 2)


def within_bounds(value: float, shipped: float) -> float:
    """Return the threshold nearest to `value` that the bounds allow."""
    lowest, highest = bounds(shipped)
    return min(max(value, lowest), highest)


def propose(principle: Principle, before: float, decided: Sequence[Decided]) -> Proposal:
    """Return what to make of a principle's threshold, `before` now, after the decisions; see above.

    `principle` is as it is shipped. Counted is what is at least as sure as the lowest threshold that there can be.
    """
    lowest, _ = bounds(principle.threshold)
    counted = [
        (sure, each.principle is not None)
        for each in decided
        if each.principle in {None, principle.key} and (sure := each.confidences.get(principle.key, 0.0)) >= lowest
    ]
    advice, after = _advised(counted, before, _candidates(principle.threshold))
    return Proposal(principle.key, advice, len(counted), before, after, _share(counted, before), _share(counted, after))


def _advised(counted: Sequence[tuple[float, bool]], before: float, candidates: Sequence[float]) -> tuple[Advice, float]:
    if len(counted) < LEAST:
        return Advice.TOO_FEW, before
    now = _share(counted, before)
    if now.of >= LEAST_IN_A_PART and not now.enough:
        higher = [each for each in candidates if each > before and _share(counted, each).enough]
        return (Advice.CHANGE, higher[0]) if higher else (Advice.NO_BETTER, before)
    lower = [
        each
        for each in candidates
        if each < before and _share(counted, each).enough and _share(counted, each, before).enough
    ]
    return (Advice.CHANGE, lower[0]) if lower else (Advice.KEEP, before)


def _candidates(shipped: float) -> Sequence[float]:
    lowest, highest = bounds(shipped)
    return [round(lowest + step * _STEP, 2) for step in range(round((highest - lowest) / _STEP) + 1)]


def _share(counted: Sequence[tuple[float, bool]], threshold: float, below: float = 2.0) -> Share:
    suggested = [followed for sure, followed in counted if threshold <= sure < below]
    return Share(sum(suggested), len(suggested))
