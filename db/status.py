"""Where a mention stands once a decision is made: written if nobody was faster."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, func, literal, update
from sqlalchemy import case as case_when
from sqlalchemy.orm import Session

from db.attempts import Attempt
from db.columns import UtcDateTime
from db.models import MentionRow
from rules.decisions import Action, Side, Status, answered_by, side_of
from rules.mention import Case
from rules.office_hours import OfficeHours
from rules.targets import due_at, further_answer_from


def change_status(session: Session, case: Case, status: Status, wanted: Attempt, hours: OfficeHours) -> bool:
    """Write the new status if the version is still the one read; tell whether it was."""
    settled = status.settled(needs_answer=case.needs_answer)
    answer_by = wanted.until if wanted.action is Action.HOLD else case.answer_by
    result = session.execute(
        update(MentionRow)
        .where(
            MentionRow.id == case.id,
            MentionRow.version == case.version,
            # The model's reading changes it without a new version.
            MentionRow.respond_by.is_not_distinct_from(case.respond_by),
        )
        .values(
            visibility=status.visibility,
            reporting=status.reporting,
            answering=status.answering,
            latest=status.latest,
            safety=status.safety,
            snoozed_until=status.snoozed_until,
            escalated=status.escalated,
            police=status.police,
            police_asker_id=status.police_asker,
            pals=status.pals,
            version=case.version + 1,
            # What is done to a settled mention and leaves it so does not settle it anew.
            settled_at=func.coalesce(MentionRow.settled_at, literal(wanted.at, UtcDateTime())) if settled else None,
            answer_by=answer_by,
            due_at=due_at(
                status,
                case.needs_answer,
                case.respond_by,
                _told_by(case, status, wanted, hours) or answer_by,
                held=_is_held(case, wanted),
            ),
            # The clock job reckons anew from what is so now.
            look_at=None if settled else wanted.at,
            **_ownership(case, status, wanted.at),
            **_times_taken(case, status, wanted, hours),
        )
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)  # noqa: S101 - narrows the type; an UPDATE gives no other
    return result.rowcount == 1


def _told_by(case: Case, status: Status, wanted: Attempt, hours: OfficeHours) -> datetime | None:
    """Return by when an answer is due that no target waits for; None for the one that the mention calls for.

    A reply to what called for none, and a second one, came of a decision: like an answer that was promised, it is due
    by the end of the next working day. When the mention was to be answered stays what it was.
    """
    decided_at = further_answer_from(case, status, wanted.action, wanted.at)
    return hours.end_of_next_working_day(decided_at) if decided_at else None


def _is_held(case: Case, wanted: Attempt) -> bool:
    """Tell whether a holding reply was sent to what seems to be no breach, which shows that somebody has read it."""
    made = (wanted.action, *(decision.action for decision in case.decisions))
    return Action.HOLD in made and not case.assessment.findings


def _ownership(case: Case, status: Status, at: datetime) -> dict[str, Any]:
    if status.owner == case.status.owner:
        return {}
    return {"owner_id": status.owner, "owned_since": at if status.owner else None}


def _times_taken(case: Case, status: Status, wanted: Attempt, hours: OfficeHours) -> dict[str, Any]:
    """Return when the side that was decided on was complete, and after how much working time.

    What comes after the first time, such as a second reply, changes neither; taking the first back empties both.
    """
    match side_of(wanted.action):
        case Side.MODERATION:
            return _moderation_took(case, status, wanted, hours)
        case Side.ANSWERING | Side.SAFETY:
            return _answer_took(case, wanted, hours)
        case _:
            return {}


def _moderation_took(case: Case, status: Status, wanted: Attempt, hours: OfficeHours) -> dict[str, Any]:
    at, seconds = MentionRow.moderated_at, MentionRow.moderation_seconds
    if status.moderated and not status.moderation_to_do:
        return {
            at.key: case_when((at.is_(None), literal(wanted.at, UtcDateTime())), else_=at),
            seconds.key: case_when((at.is_(None), _working_seconds(case, wanted.at, hours)), else_=seconds),
        }
    return {at.key: None, seconds.key: None} if wanted.action is Action.UNDO else {}


def _answer_took(case: Case, wanted: Attempt, hours: OfficeHours) -> dict[str, Any]:
    """Go by the log: of several answers the first that stands counts, whichever was taken back."""
    at, seconds = MentionRow.answered_at, MentionRow.answer_seconds
    times = [*(decision.at for decision in case.decisions), wanted.at]
    number = answered_by([*(decision.action for decision in case.decisions), wanted.action])
    if number is None:
        return {at.key: None, seconds.key: None}
    is_known = at == literal(times[number], UtcDateTime())
    return {
        at.key: times[number],
        seconds.key: case_when((is_known, seconds), else_=_working_seconds(case, times[number], hours)),
    }


def _working_seconds(case: Case, until: datetime, hours: OfficeHours) -> int:
    return max(hours.elapsed(case.received_at, until) // timedelta(seconds=1), 0)
