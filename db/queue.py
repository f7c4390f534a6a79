"""What waits, counted: for one person, for the day, for everybody; and whether any of it may have changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from db.models import DecisionRow, MentionRow, StaffRow
from rules.board import Board, Load, Queue, Today
from rules.decisions import Action, Answering, Reporting, Safety, Visibility
from rules.mention import Person
from rules.referrals import Pals


@dataclass(frozen=True, slots=True)
class Mark:
    """Differs from an earlier one if a list or a count may have changed since."""

    mentions: int | None
    decisions: int | None
    open: int
    versions: int | None
    cards: int
    overdue: int
    snoozed: int


def is_open(*, owner: str | None = None, due_before: datetime | None = None) -> ColumnElement[bool]:
    """Return the condition that a case is open and, where asked, claimed by that person, due before that time."""
    conditions: list[ColumnElement[bool]] = [MentionRow.settled_at.is_(None)]
    if owner is not None:
        conditions.append(MentionRow.owner_id == owner)
    if due_before is not None:
        conditions.append(MentionRow.due_at < due_before)
    return and_(*conditions)


def is_open_referral() -> ColumnElement[bool]:
    """Return the condition that a case was passed on to PALS, which has not acknowledged it."""
    # Written into the statement: neither database matches a parameter with a partial index.
    return MentionRow.pals == literal(Pals.PASSED_ON, MentionRow.pals.type, literal_execute=True)


def read_board(session: Session, person_id: str, due_before: datetime, midnight: datetime, *, leads: bool) -> Board:
    """Count the queues as a person sees them, what happened since midnight and, for who leads, who is on what."""
    queues = {
        Queue.OPEN: is_open(),
        Queue.MINE: is_open(owner=person_id),
        Queue.OVERDUE: is_open(due_before=due_before),
    }
    counts = [func.count().filter(condition) for condition in queues.values()]
    found = dict(
        zip(queues, session.execute(select(*counts).select_from(MentionRow).where(is_open())).one(), strict=True)
    )
    if leads:
        found[Queue.REFERRALS] = session.scalar(select(func.count()).select_from(MentionRow).where(is_open_referral()))
    return Board(found, _today(session, midnight), _loads(session) if leads else None)


def read_mark(session: Session, now: datetime, due_before: datetime) -> Mark:
    """Return what changes with every mention, decision and card shown, and with every time that passes."""
    open_cases = select(
        func.count(),
        func.sum(MentionRow.version),
        func.count(MentionRow.card_ts),
        func.count().filter(MentionRow.due_at < due_before),
        func.count().filter(MentionRow.snoozed_until > now),
    ).select_from(MentionRow)
    return Mark(
        session.scalar(select(func.max(MentionRow.id))),
        session.scalar(select(func.max(DecisionRow.id))),
        *session.execute(open_cases.where(is_open())).one(),
    )


def _today(session: Session, midnight: datetime) -> Today:
    came_in = session.scalar(select(func.count()).select_from(MentionRow).where(MentionRow.received_at >= midnight))
    # Whatever was done has a row of the log from that time, and the log has an index for it.
    touched = select(DecisionRow.mention_id).where(DecisionRow.at >= midnight)
    decided = touched.where(DecisionRow.action.in_([Action.APPROVE, Action.HIDE, Action.REPORT]))
    stands = or_(
        MentionRow.visibility.in_([Visibility.LEFT_UP, Visibility.HIDE_PENDING, Visibility.HIDDEN]),
        MentionRow.reporting != Reporting.NOT_REPORTED,
    )
    # The outcome of a risk to life ends it, and answers nobody.
    told = or_(
        MentionRow.safety != Safety.CLOSED,
        MentionRow.answering.in_([Answering.REPLIED, Answering.REFERRED, Answering.NOT_NEEDED]),
    )
    done = session.execute(
        select(
            func.count().filter(stands, MentionRow.id.in_(decided)),
            func.count().filter(MentionRow.answered_at >= midnight, told),
        )
        .select_from(MentionRow)
        .where(MentionRow.id.in_(touched))
    ).one()
    return Today(came_in=came_in or 0, decided=done[0], answered=done[1])


def _loads(session: Session) -> tuple[Load, ...]:
    first_due = func.min(MentionRow.due_at, type_=MentionRow.due_at.type)
    rows = session.execute(
        select(StaffRow.id, StaffRow.name, func.count(), first_due)
        .select_from(MentionRow)
        .join(StaffRow, MentionRow.owner_id == StaffRow.id, isouter=True)
        .where(is_open())
        .group_by(StaffRow.id, StaffRow.name)
        .order_by(first_due.asc().nulls_last(), StaffRow.name)
    )
    return tuple(Load(Person(id_, name) if id_ else None, cases, due) for id_, name, cases, due in rows)
