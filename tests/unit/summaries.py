"""Invented summaries for tests of what people read."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from rules.assessment import Kind
from rules.decisions import Action
from rules.figures import (
    Aim,
    CameIn,
    Decisions,
    Figures,
    Heard,
    Oldest,
    Quotation,
    ResponseTimes,
    Risks,
    Step,
    StillOpen,
    Summary,
    windows,
)
from rules.periods import Period

LONDON = ZoneInfo("Europe/London")
FRIDAY = Period(date(2026, 11, 20), date(2026, 11, 20))
WEEK = Period(date(2026, 11, 16), date(2026, 11, 22))
MONDAY_MORNING = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
QUIET = Figures(
    begin=datetime(2026, 11, 20, tzinfo=UTC),
    end=datetime(2026, 11, 21, tzinfo=UTC),
    came_in=(),
    decisions=(),
    followed=0,
    overruled=0,
    responses={},
    risks=Risks(0, 0, None),
    suggestions=Heard(0, ()),
    thanks=Heard(0, ()),
)
BUSY = replace(
    QUIET,
    came_in=(CameIn("facebook", Kind.COMMENT, 18), CameIn("x", Kind.REPLY, 1)),
    decisions=(Decisions(Action.APPROVE, None, 15), Decisions(Action.HIDE, "abusive", 3)),
    followed=16,
    overruled=2,
    responses={
        Aim.DECIDED: ResponseTimes(3, timedelta(minutes=22), timedelta(minutes=48), 2),
        Aim.READ: ResponseTimes(15, timedelta(hours=26, minutes=10), timedelta(hours=30), 15),
    },
    suggestions=Heard(1, (Quotation(1, "facebook", Kind.COMMENT, "More bike racks, please."),)),
)


def summary(
    figures: Figures = BUSY,
    before: Figures = QUIET,
    period: Period = FRIDAY,
    *,
    now: datetime = MONDAY_MORNING,
    since: Figures | None = None,
) -> Summary:
    """Return a summary with six mentions still open."""
    looked_at = windows(period, now, LONDON)
    oldest = Oldest(7, "x", Kind.MENTION, datetime(2026, 11, 16, 9, 20, tzinfo=UTC))
    steps = tuple(Step(edge, number % 9, number % 5) for number, edge in enumerate(looked_at.edges[:-1]))
    return Summary(looked_at, figures, before, since, StillOpen(6, 2, oldest), steps)
