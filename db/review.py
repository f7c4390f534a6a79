"""What the triage suggested, with what people decided then."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import contains_eager, defer, selectinload

from db.models import AssessmentRow, MentionRow
from db.transactions import reading
from rules.assessment import Suggestion
from rules.review import Made, Suggested

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
            decisions = [Made(made.action, made.principle, made.undoes) for made in row.decisions]
            yield Suggested(assessment.suggestion, assessment.findings[0], assessment.masked_text, decisions)
