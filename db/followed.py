"""How often what the bot suggested was done."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Text, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from db.log import made_within, stands
from db.models import AssessmentRow, DecisionRow
from rules.assessment import Suggestion
from rules.decisions import Action
from rules.review import MODERATING

ANSWERING = (Action.REPLY, Action.REFER, Action.NO_REPLY_NEEDED)
"""What can be taken first on that side of a mention, as MODERATING on the other: it follows or overrules."""

_SUGGESTED = {
    Suggestion.APPROVE: Action.APPROVE,
    Suggestion.HIDE: Action.HIDE,
    Suggestion.REPORT: Action.REPORT,
    Suggestion.REPLY: Action.REPLY,
    Suggestion.REFER: Action.REFER,
}

# As it is written on either database, neither of which compares JSON alike.
_unsure = and_(
    AssessmentRow.suggestion == Suggestion.APPROVE, func.coalesce(cast(AssessmentRow.hints, Text), "[]") != "[]"
)


def count_followed(session: Session, begin: datetime, end: datetime) -> tuple[int, int]:
    """Return how many suggestions were followed and how many overruled.

    A suggestion is about one side of a mention: approve, hide and report about its moderation, reply and refer about
    its answering. What was decided first on that side, of what stands, follows it when it is the suggested action and
    overrules it when it is another ("no reply needed" overrules both reply and refer). It counts in the period in which
    that first decision was made. What is decided later, or on the other side, counts for neither; nor does what was
    unsure, for which nothing was suggested.
    """
    earlier = aliased(DecisionRow)
    same_side = or_(*(and_(DecisionRow.action.in_(side), earlier.action.in_(side)) for side in (MODERATING, ANSWERING)))
    about_it = or_(
        and_(AssessmentRow.suggestion.in_(_suggestions_of(MODERATING)), DecisionRow.action.in_(MODERATING)),
        and_(AssessmentRow.suggestion.in_(_suggestions_of(ANSWERING)), DecisionRow.action.in_(ANSWERING)),
    )
    as_suggested = or_(
        *(
            and_(AssessmentRow.suggestion == suggestion, DecisionRow.action == action)
            for suggestion, action in _SUGGESTED.items()
        )
    )
    first = ~exists().where(
        earlier.mention_id == DecisionRow.mention_id, earlier.id < DecisionRow.id, same_side, stands(earlier)
    )
    followed, all_of_them = session.execute(
        select(func.count().filter(as_suggested), func.count())
        .select_from(DecisionRow)
        .join(AssessmentRow, AssessmentRow.mention_id == DecisionRow.mention_id)
        .where(made_within(DecisionRow, begin, end), about_it, ~_unsure, stands(DecisionRow), first)
    ).one()
    return followed, all_of_them - followed


def _suggestions_of(side: Sequence[Action]) -> list[Suggestion]:
    return [suggestion for suggestion, action in _SUGGESTED.items() if action in side]
