"""The mentions behind a summary, one by one, by their ids, keys and times."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, defer, selectinload

from db.models import AssessmentRow, DecisionRow, MentionRow
from rules.assessment import Kind, Route, Suggestion, Urgency
from rules.decisions import Action

CHUNK = 500
"""Mentions held in memory at a time."""


@dataclass(frozen=True, slots=True)
class MadeDecision:
    """A decision on a mention, without who made it."""

    at: datetime
    action: Action
    principle: str | None
    undoes: Action | None


@dataclass(frozen=True, slots=True)
class MentionRecord:
    """A mention by its ids, keys and times; nothing of what was said in it, nor who said it."""

    mention_id: int
    platform: str
    kind: Kind
    route: Route
    urgency: Urgency
    suggestion: Suggestion
    principles: tuple[str, ...]
    """Keys of those that it seems to breach."""
    received_at: datetime
    respond_by: datetime | None
    answer_by: datetime | None
    moderated_at: datetime | None
    moderation_seconds: int | None
    """Working time from arrival."""
    answered_at: datetime | None
    answer_seconds: int | None
    settled_at: datetime | None
    decisions: tuple[MadeDecision, ...]


def read_records(session: Session, begin: datetime, end: datetime) -> Iterator[MentionRecord]:
    """Yield the mentions that came in, or were decided on, from `begin` up to `end`, oldest first."""
    came_in = select(MentionRow.id).where(MentionRow.received_at >= begin, MentionRow.received_at < end)
    decided = select(DecisionRow.mention_id).where(DecisionRow.at >= begin, DecisionRow.at < end)
    query = (
        select(MentionRow)
        .join(MentionRow.assessment)
        .where(MentionRow.id.in_(came_in.union(decided)))
        .options(
            defer(MentionRow.text),
            contains_eager(MentionRow.assessment).defer(AssessmentRow.masked_text),
            selectinload(MentionRow.decisions),
        )
        .order_by(MentionRow.received_at, MentionRow.id)
        .execution_options(yield_per=CHUNK)
    )
    yield from map(_record, session.scalars(query))


def _record(row: MentionRow) -> MentionRecord:
    assessment = row.assessment
    return MentionRecord(
        mention_id=row.id,
        platform=row.platform,
        kind=row.kind,
        route=assessment.route,
        urgency=assessment.urgency,
        suggestion=assessment.suggestion,
        principles=tuple(finding.principle for finding in assessment.findings),
        received_at=row.received_at,
        respond_by=row.respond_by,
        answer_by=row.answer_by,
        moderated_at=row.moderated_at,
        moderation_seconds=row.moderation_seconds,
        answered_at=row.answered_at,
        answer_seconds=row.answer_seconds,
        settled_at=row.settled_at,
        decisions=tuple(MadeDecision(made.at, made.action, made.principle, made.undoes) for made in row.decisions),
    )
