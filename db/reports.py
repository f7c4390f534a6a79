"""The figures of a stretch of time, counted by the database.

Every query starts from an index on a time (when a mention was received, when a decision was made) or from the open
cases, so that a summary costs what its own period holds, however many years lie before it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, case, func, select
from sqlalchemy.orm import Session

from db.followed import count_followed
from db.log import made_within, stands
from db.models import AssessmentRow, DecisionRow, MentionRow
from db.queue import is_open_referral
from db.records import MentionRecord, read_records
from db.response_times import response_times
from db.transactions import reading
from rules.assessment import Route
from rules.decisions import Action
from rules.figures import (
    COUNTED,
    CameIn,
    Decisions,
    Figures,
    Heard,
    Oldest,
    Quotation,
    Risks,
    Step,
    StillOpen,
    Summary,
    Windows,
)
from rules.referrals import Referral

MOST_QUOTED = 2
"""Suggestions, and thanks, that a summary quotes: it is to be read in 20 seconds."""
LOOKED_AT = 50
"""Of the newest, how many are looked at for some that are worded differently: a flood repeats itself."""

_MASKED = frozenset({"confidential_personal"})
"""Breaches (P14) that don't stand in the masked text; what holds another is not quoted."""
_CHUNK = 50
"""Rows read at a time to find what can be quoted."""

_ACKNOWLEDGING = (Action.ACKNOWLEDGE_RISK, Action.CLOSE_RISK)


class Reports:
    """Reads summaries. Writes nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def summary(self, windows: Windows) -> Summary:
        """Return what a summary of these stretches of time tells, all of it from one state of the database."""
        with reading(self._engine) as session:
            return Summary(
                windows=windows,
                figures=_figures(session, *windows.this),
                before=_figures(session, *windows.before),
                since=_figures(session, *windows.since) if windows.since else None,
                open=_still_open(session, windows.now),
                steps=_steps(session, windows),
            )

    def records(self, begin: datetime, end: datetime) -> Iterator[MentionRecord]:
        """Yield the mentions that came in, or were decided on, from `begin` up to `end`, oldest first."""
        with reading(self._engine) as session:
            yield from read_records(session, begin, end)


def _figures(session: Session, begin: datetime, end: datetime) -> Figures:
    followed, overruled = count_followed(session, begin, end)
    return Figures(
        begin=begin,
        end=end,
        came_in=_came_in(session, begin, end),
        decisions=_decisions(session, begin, end),
        followed=followed,
        overruled=overruled,
        responses=response_times(session, begin, end),
        risks=_risks(session, begin, end),
        suggestions=_heard(session, Route.SUGGESTION, begin, end),
        thanks=_heard(session, Route.THANKS, begin, end),
    )


def _came_in(session: Session, begin: datetime, end: datetime) -> tuple[CameIn, ...]:
    count = func.count()
    rows = session.execute(
        select(MentionRow.platform, MentionRow.kind, count)
        .where(_received(begin, end))
        .group_by(MentionRow.platform, MentionRow.kind)
    )
    found = [CameIn(platform, kind, number) for platform, kind, number in rows]
    # Sorted here: the two databases order text differently.
    return tuple(sorted(found, key=lambda each: (-each.count, each.platform, each.kind)))


def _decisions(session: Session, begin: datetime, end: datetime) -> tuple[Decisions, ...]:
    """Count what was decided and stands. One that was taken back, be it after the period, is not counted.

    A decision on many mentions at once counts for each of them.
    """
    referral = case((DecisionRow.action == Action.REFER, DecisionRow.detail))
    rows = session.execute(
        select(DecisionRow.action, DecisionRow.principle, func.count(), referral)
        .where(made_within(DecisionRow, begin, end), DecisionRow.action.in_(COUNTED), stands(DecisionRow))
        .group_by(DecisionRow.action, DecisionRow.principle, referral)
    )
    found = [Decisions(action, principle, number, how and Referral(how)) for action, principle, number, how in rows]
    return tuple(sorted(found, key=_most_frequent_first))


def _most_frequent_first(made: Decisions) -> tuple[int, int, str, str]:
    return COUNTED.index(made.action), -made.count, made.principle or "", made.referral or ""


def _risks(session: Session, begin: datetime, end: datetime) -> Risks:
    first = (
        select(func.min(DecisionRow.at))
        .where(DecisionRow.mention_id == MentionRow.id, DecisionRow.action.in_(_ACKNOWLEDGING))
        .scalar_subquery()
    )
    rows = session.execute(
        select(MentionRow.received_at, first)
        .join(AssessmentRow, AssessmentRow.mention_id == MentionRow.id)
        .where(_received(begin, end), AssessmentRow.route == Route.RISK_TO_LIFE)
    ).all()
    taken = [at - received_at for received_at, at in rows if at is not None]
    return Risks(len(rows), len(taken), max(taken, default=None))


def _heard(session: Session, route: Route, begin: datetime, end: datetime) -> Heard:
    said = (
        select(MentionRow.id, MentionRow.platform, MentionRow.kind, AssessmentRow.masked_text, AssessmentRow.findings)
        .join(AssessmentRow, AssessmentRow.mention_id == MentionRow.id)
        .where(_received(begin, end), AssessmentRow.route == route)
    )
    count = session.scalar(select(func.count()).select_from(said.subquery())) or 0
    newest = said.order_by(MentionRow.received_at.desc(), MentionRow.id.desc()).execution_options(yield_per=_CHUNK)
    # Closed before all of it is read, which PostgreSQL's driver wants said.
    with session.execute(newest) as rows:
        fit = (row[:4] for row in rows if {found.principle for found in row.findings} <= _MASKED)
        return Heard(count, tuple(islice(_worded_differently(islice(fit, LOOKED_AT)), MOST_QUOTED)))


def _worded_differently(rows: Iterable[Sequence[Any]]) -> Iterator[Quotation]:
    """Leave out what says the same as one before it."""
    said = set()
    for each in (Quotation(*row) for row in rows):
        words = " ".join(each.masked_text.casefold().split())
        if words not in said:
            said.add(words)
            yield each


def _still_open(session: Session, now: datetime) -> StillOpen:
    is_open = MentionRow.settled_at.is_(None)
    count, overdue = session.execute(
        select(func.count(), func.count().filter(MentionRow.due_at < now)).select_from(MentionRow).where(is_open)
    ).one()
    oldest = session.execute(
        select(MentionRow.id, MentionRow.platform, MentionRow.kind, MentionRow.received_at)
        .where(is_open)
        # By an expression, since a planner may walk through all of the column's own index, the settled ones first.
        .order_by(func.coalesce(MentionRow.received_at, now), MentionRow.id)
        .limit(1)
    ).one_or_none()
    with_pals = session.scalar(select(func.count()).select_from(MentionRow).where(is_open_referral()))
    return StillOpen(count, overdue, Oldest(*oldest) if oldest else None, with_pals or 0)


def _steps(session: Session, windows: Windows) -> tuple[Step, ...]:
    begin, end = windows.this
    edges = windows.edges
    received = _by_step(session, MentionRow.received_at, edges, _received(begin, end))
    finished_by_decision = MentionRow.id.in_(select(DecisionRow.mention_id).where(made_within(DecisionRow, begin, end)))
    in_period = and_(MentionRow.settled_at >= begin, MentionRow.settled_at < end)
    settled = _by_step(session, MentionRow.settled_at, edges, and_(finished_by_decision, in_period))
    return tuple(Step(edge, received.get(n, 0), settled.get(n, 0)) for n, edge in enumerate(edges[:-1]))


def _by_step(session: Session, at: Any, edges: Sequence[datetime], condition: ColumnElement[bool]) -> dict[int, int]:
    step = case(*((at < edge, n) for n, edge in enumerate(edges[1:])), else_=len(edges) - 2)
    rows = session.execute(select(step, func.count()).where(condition).group_by(step))
    return {n: count for n, count in rows}  # noqa: C416 - rows are not typed as pairs


def _received(begin: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(MentionRow.received_at >= begin, MentionRow.received_at < end)
