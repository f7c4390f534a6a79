"""What the triage suggested, with what people decided then."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session, contains_eager, defer, selectinload

from db.models import AssessmentRow, DecisionRow, MentionRow
from db.transactions import reading
from rules.assessment import Kind, Suggestion, Urgency
from rules.review import MODERATING, Made, Suggested, first_standing
from rules.status import Action

CHUNK = 500
"""Mentions held in memory at a time."""


def read_suggested(engine: Engine, since: datetime | None) -> Iterator[Suggested]:
    """Yield each suggestion to hide or report of what came in from `since` on, the newest first; raise Unreachable."""
    query = (
        select(MentionRow)
        .join(MentionRow.assessment)
        .where(AssessmentRow.suggestion.in_([Suggestion.HIDE, Suggestion.REPORT]))
        .options(defer(MentionRow.text), contains_eager(MentionRow.assessment), selectinload(MentionRow.decisions))
        .order_by(MentionRow.id.desc())
        .execution_options(yield_per=CHUNK)
    )
    if since is not None:
        query = query.where(MentionRow.received_at >= since)
    with reading(engine) as session:
        for row in session.scalars(query):
            assessment = row.assessment
            yield Suggested(assessment.suggestion, assessment.findings[0], assessment.masked_text, _made(row))


@dataclass(frozen=True, slots=True)
class DecidedText:
    """What a mention says, and what was decided first of what stands."""

    text: str
    principle: str | None
    """Key of the principle that it was hidden or reported under; None where it was approved."""


def read_decided(engine: Engine, since: datetime | None, limit: int) -> Iterator[DecidedText]:
    """Yield what was decided of the newest `limit` mentions in which something spoke for a breach, the newest first.

    Left out are direct messages, where there is nothing to hide, and what is urgent, which no threshold silences. Of
    what came in from `since` on; raises Unreachable.
    """
    query = (
        select(MentionRow)
        .join(MentionRow.assessment)
        .where(
            MentionRow.kind != Kind.DIRECT_MESSAGE,
            AssessmentRow.urgency != Urgency.URGENT,
            MentionRow.id.in_(select(DecisionRow.mention_id).where(DecisionRow.action.in_(MODERATING))),
        )
        .options(contains_eager(MentionRow.assessment), selectinload(MentionRow.decisions))
        .order_by(MentionRow.id.desc())
        .execution_options(yield_per=CHUNK)
    )
    if since is not None:
        query = query.where(MentionRow.received_at >= since)
    with reading(engine) as session:
        yield from islice(_decided(session, query), limit)


def _decided(session: Session, query: Select[MentionRow]) -> Iterator[DecidedText]:
    for row in session.scalars(query):
        assessment, first = row.assessment, first_standing(_made(row))
        # An earlier version kept no hints: something may have spoken for a breach.
        if first and (assessment.findings or assessment.hints or assessment.hints is None):
            yield DecidedText(row.text, None if first.action is Action.APPROVE else first.principle)


def _made(row: MentionRow) -> list[Made]:
    return [Made(made.action, made.principle, made.undoes) for made in row.decisions]
