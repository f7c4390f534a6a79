"""How long it took, in working time, and how often that was within the target."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from db.log import made_within
from db.models import AssessmentRow, DecisionRow, MentionRow
from rules.assessment import Kind, Route
from rules.figures import Aim, ResponseTimes
from rules.status import needs_answer


def response_times(session: Session, begin: datetime, end: datetime) -> dict[Aim, ResponseTimes]:
    """Return how long each aim took, for the mentions for which it was reached in the period and is reached now.

    A risk to life is in none of them: its target is at once, at any hour (see `Risks`). A suspected breach that also
    asks something is in two.
    """
    breach = func.json_array_length(AssessmentRow.findings) > 0
    answers = _needs_answer()
    moderated = (MentionRow.moderated_at, MentionRow.moderation_seconds, MentionRow.respond_by)
    answered = (MentionRow.answered_at, MentionRow.answer_seconds, MentionRow.answer_by)
    aims = {
        Aim.DECIDED: (moderated, breach),
        Aim.ANSWERED: (answered, answers),
        Aim.READ: (moderated, and_(~breach, ~answers)),
    }
    found = {aim: _times(session, columns, condition, begin, end) for aim, (columns, condition) in aims.items()}
    return {aim: times for aim, times in found.items() if times}


def _times(
    session: Session,
    columns: tuple[Any, Any, Any],
    condition: ColumnElement[bool],
    begin: datetime,
    end: datetime,
) -> ResponseTimes | None:
    """Return the times of one aim; `columns` hold when it was reached, after how much working time, and its target."""
    done_at, seconds, due_at = columns
    done = (
        select(
            seconds.label("seconds"),
            (done_at <= due_at).label("within"),
            func.row_number().over(order_by=seconds).label("rank"),
            func.count().over().label("number"),
        )
        .join(AssessmentRow, AssessmentRow.mention_id == MentionRow.id)
        .where(
            # A side of a mention is finished by a decision: their index finds the few of the period.
            MentionRow.id.in_(select(DecisionRow.mention_id).where(made_within(DecisionRow, begin, end))),
            done_at >= begin,
            done_at < end,
            seconds.is_not(None),
            AssessmentRow.route != Route.RISK_TO_LIFE,
            condition,
        )
        .subquery()
    )
    rank, number = done.c.rank, done.c.number
    middle = rank.in_([(number + 1) // 2, number // 2 + 1])
    count, median, ninetieth, within = session.execute(
        select(
            func.count(),
            func.avg(done.c.seconds).filter(middle),
            func.max(done.c.seconds).filter(rank == (number * 9 + 9) // 10),
            func.count().filter(done.c.within),
        ).select_from(done)
    ).one()
    if not count:
        return None
    return ResponseTimes(count, timedelta(seconds=float(median)), timedelta(seconds=ninetieth), within)


def _needs_answer() -> ColumnElement[bool]:
    """Return `rules.status.needs_answer` as a condition."""
    always = [kind for kind in Kind if needs_answer(kind, Route.NONE)]
    by_route = [route for route in Route if needs_answer(Kind.COMMENT, route)]
    return or_(MentionRow.kind.in_(always), AssessmentRow.route.in_(by_route))
