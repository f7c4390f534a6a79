"""One decision on one mention, made once however many people try."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, func, insert, literal, select, update
from sqlalchemy import case as case_when
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.cases import read_case
from db.columns import UtcDateTime
from db.emails import keep_email
from db.evidence import keep_evidence
from db.follow_ups import order_follow_ups
from db.gathering import give_card, order_redraw
from db.intake import outbox_values
from db.models import DecisionRow, Effect, MentionRow, OutboxEntry, StaffRow
from db.notices import Notice, NoticeKind, order_notice
from db.outbox import REDRAW_PRIORITY
from db.replies import keep_reply
from db.transactions import limit_wait
from rules.complaints import acknowledge_by
from rules.decisions import (
    NEEDS_PRINCIPLE,
    NEEDS_TEXT,
    Action,
    Obstacle,
    Refusal,
    Role,
    Side,
    Status,
    answered_by,
    decide,
    out_of_date,
    side_of,
    undoes,
)
from rules.floods import BULK
from rules.handling import NEEDS_DETAIL, NEEDS_TIME
from rules.mention import Case, Decision, Email, Person, Reply
from rules.office_hours import OfficeHours
from rules.targets import due_at, further_answer_from

NOTE_PRIORITY = 15
"""After cards of high urgency, before the rest."""

_TOLD = {Action.ESCALATE: NoticeKind.ESCALATION, Action.POLICE_ASK: NoticeKind.POLICE}
"""What others are told at once, by a notice of their own."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who wants to do what to which mention."""

    mention_id: int
    person: Person
    role: Role
    action: Action
    principle: str | None
    seen_version: int | None
    at: datetime
    detail: str | None = None
    until: datetime | None = None
    notify: Sequence[str | None] = ()
    """Whom an escalation, or a request for the police, is told to: Slack ids, None for the mentions channel."""
    screenshot: str | None = None
    """Address of a screenshot, kept with the evidence for the police."""
    reply: Reply | None = None
    """What a reply or a referral says."""
    email: Email | None = None
    """What a referral passes on to PALS by itself."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that is in the log, and the case as it is with it."""

    case: Case
    decision: Decision


@dataclass(frozen=True, slots=True)
class Refused:
    """A decision that was not made, and the case as it is: its decisions tell who was first."""

    refusal: Refusal
    case: Case


def examine(session: Session, wanted: Attempt) -> Case | Refused:
    """Return the case if the decision could be made now, or why not; changes nothing."""
    case = read_case(session, wanted.mention_id)
    status = _next_status(case, wanted)
    return Refused(status, case) if isinstance(status, Refusal) else case


def attempt(session: Session, wanted: Attempt, hours: OfficeHours, deadline: float | None = None) -> Decided | Refused:
    """Make the decision if the mention, as it is now, allows it; working time is counted in `hours`."""
    while True:
        case = read_case(session, wanted.mention_id)
        status = _next_status(case, wanted)
        if isinstance(status, Refusal):
            return Refused(status, case)
        # Before the status, which may name the person as its owner.
        know(session, wanted.person)
        limit_wait(session, deadline)
        if wanted.action is Action.SHOW_PERSONAL_DETAILS or _change_status(session, case, status, wanted, hours):
            break
        # Somebody was faster between the two statements: look again at what they left.
    decision_id = _log(session, case, wanted, hours)
    if wanted.reply is not None and wanted.action in NEEDS_TEXT:
        keep_reply(session, wanted.reply, decision_id, case.id, wanted.detail)
    if wanted.email is not None and wanted.action is Action.REFER:
        keep_email(session, wanted.email, decision_id, case.id)
    if wanted.action is not Action.SHOW_PERSONAL_DETAILS:
        _order_effects(session, wanted, decision_id)
    if kind := _TOLD.get(wanted.action):
        _tell(session, wanted, decision_id, kind)
    order_follow_ups(session, case, wanted.action, decision_id, wanted.at)
    case = read_case(session, case.id)
    decision = next(made for made in case.decisions if made.id == decision_id)
    if wanted.action is Action.POLICE_ASK:
        keep_evidence(session, case, decision, wanted.screenshot)
    return Decided(case, decision)


def _next_status(case: Case, wanted: Attempt) -> Status | Refusal:
    status = decide(
        case.status,
        wanted.action,
        wanted.role,
        kind=case.mention.kind,
        place=case.mention.platform,
        under_post=case.mention.under_post,
        principle=wanted.principle,
        answers=[decision.action for decision in case.decisions],
        pals_before=case.pals_before,
        needs_answer=case.needs_answer,
        person=wanted.person.id,
        detail=wanted.detail,
        until=wanted.until,
        at=wanted.at,
    )
    if wanted.role is not Role.OUTSIDER and out_of_date(wanted.action, _made_since(case, wanted.seen_version)):
        return Refusal(
            Obstacle.ALREADY_DECIDED,
            "Somebody was faster: this card was out of date, so nothing was changed.",
            side_of(wanted.action),
        )
    return status


def _made_since(case: Case, seen_version: int | None) -> Sequence[Action]:
    """Return what was decided since a version of the card: the first is 1, and each decision adds one."""
    if seen_version is None:
        return []
    made = [decision.action for decision in case.decisions if decision.action is not Action.SHOW_PERSONAL_DETAILS]
    return made[max(seen_version - 1, 0) :]


def _change_status(session: Session, case: Case, status: Status, wanted: Attempt, hours: OfficeHours) -> bool:
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


def _log(session: Session, case: Case, wanted: Attempt, hours: OfficeHours) -> int:
    """Append to the decision log and return the id."""
    decision_id: int | None = session.scalar(
        insert(DecisionRow)
        .values(
            mention_id=case.id,
            staff_id=wanted.person.id,
            action=wanted.action,
            principle=wanted.principle if wanted.action in NEEDS_PRINCIPLE else None,
            undoes=undoes(case.status, wanted.action),
            at=wanted.at,
            detail=(wanted.detail or None) if wanted.action in NEEDS_DETAIL or wanted.detail == BULK else None,
            until=_until(case, wanted, hours),
        )
        .returning(DecisionRow.id)
    )
    assert decision_id is not None  # noqa: S101 - narrows the type
    return decision_id


def _until(case: Case, wanted: Attempt, hours: OfficeHours) -> datetime | None:
    if wanted.action in NEEDS_TIME:
        return wanted.until
    is_complaint = wanted.action in NEEDS_TEXT and wanted.reply is not None and wanted.reply.formal_complaint
    # From when it was posted on our page: it was ours to see from then on.
    return acknowledge_by(case.said_at, hours) if is_complaint else None


def know(session: Session, person: Person) -> None:
    """Keep the name the person goes by now."""
    # Looked up first: writing it each time would make all clicks of one person wait for each other on PostgreSQL.
    if session.scalar(select(StaffRow.name).where(StaffRow.id == person.id)) == person.name:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(StaffRow).values(id=person.id, name=person.name)
    session.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"name": statement.excluded.name}))


def _order_effects(session: Session, wanted: Attempt, decision_id: int) -> None:
    """Order the card to be redrawn and a note in its thread, or what follows for a mention that stands in a digest.

    There Approve leaves nothing to be done; anything else does, and so gives the mention a card of its own.
    """
    # Read anew: it may have been gathered since the case was read, and never will be now that it is decided on.
    digest_id = session.scalar(select(MentionRow.digest_id).where(MentionRow.id == wanted.mention_id))
    if digest_id is not None and wanted.action is Action.APPROVE:
        # Who approves several at once orders one redraw for all of them.
        if wanted.detail != BULK:
            order_redraw(session, digest_id)
        return
    if digest_id is not None:
        give_card(session, wanted.mention_id)
    session.execute(
        insert(OutboxEntry),
        [
            outbox_values(Effect.REDRAW_CARD, wanted.mention_id, REDRAW_PRIORITY, decision_id),
            outbox_values(Effect.THREAD_NOTE, wanted.mention_id, NOTE_PRIORITY, decision_id),
        ],
    )


def _tell(session: Session, wanted: Attempt, decision_id: int, kind: NoticeKind) -> None:
    """Order those to be told whom it was passed on to, or who have to agree to it."""
    for recipient in dict.fromkeys(wanted.notify):
        order_notice(
            session,
            Notice(
                key=f"{kind}:{decision_id}:{recipient or 'channel'}",
                kind=kind,
                at=wanted.at,
                mention_id=wanted.mention_id,
                decision_id=decision_id,
                recipient=recipient,
                content={"reason": wanted.detail},
            ),
        )
