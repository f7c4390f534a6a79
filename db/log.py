"""The decision log: as it is exported, and what of it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from db.models import DecisionRow, MentionRow, StaffRow
from rules.decisions import Action
from rules.mention import Person

CHUNK = 500
"""Rows held in memory at a time."""


@dataclass(frozen=True, slots=True)
class LoggedDecision:
    """A row of the decision log with what names the mention; nothing of what was said in it."""

    at: datetime
    person: Person
    action: Action
    principle: str | None
    undoes: Action | None
    mention_id: int
    platform: str
    external_id: str
    url: str | None
    seconds: float
    """From the mention's arrival to the decision."""
    detail: str | None = None
    """Key of the reason to escalate, of the outcome of a risk to life, or of how it was decided."""
    until: datetime | None = None
    """Until when it was snoozed, or by when the answer follows a holding reply."""


def read_log(session: Session, since: datetime | None, until: datetime | None) -> Iterator[LoggedDecision]:
    """Yield the log in its own order, from `since` up to, not including, `until`."""
    query = (
        select(
            DecisionRow, StaffRow, MentionRow.platform, MentionRow.external_id, MentionRow.url, MentionRow.received_at
        )
        .join(StaffRow, DecisionRow.staff_id == StaffRow.id)
        .join(MentionRow, DecisionRow.mention_id == MentionRow.id)
        .order_by(DecisionRow.id)
        .execution_options(yield_per=CHUNK)
    )
    if since is not None:
        query = query.where(DecisionRow.at >= since)
    if until is not None:
        query = query.where(DecisionRow.at < until)
    for made, staff, platform, external_id, url, received_at in session.execute(query):
        yield LoggedDecision(
            at=made.at,
            person=Person(staff.id, staff.name),
            action=made.action,
            principle=made.principle,
            undoes=made.undoes,
            mention_id=made.mention_id,
            platform=platform,
            external_id=external_id,
            url=url,
            seconds=(made.at - received_at).total_seconds(),
            detail=made.detail,
            until=made.until,
        )


def made_within(decision: type[DecisionRow], begin: datetime, end: datetime) -> ColumnElement[bool]:
    """Return the condition that a decision was made from `begin` up to `end`."""
    return and_(decision.at >= begin, decision.at < end)


def stands(decision: type[DecisionRow]) -> ColumnElement[bool]:
    """Return the condition that a decision was not taken back.

    An undo names what it takes back, and takes back the latest of its sort that stands: so a decision was taken back
    when from it to some later undo there are as many undos of its sort as decisions.
    """
    undo, between = aliased(DecisionRow), aliased(DecisionRow)
    balance = (
        select(func.sum(case((between.action == decision.action, 1), (_takes_back(between, decision), -1), else_=0)))
        .where(between.mention_id == decision.mention_id, between.id >= decision.id, between.id <= undo.id)
        .correlate(decision, undo)
        .scalar_subquery()
    )
    return ~exists().where(
        undo.mention_id == decision.mention_id, undo.id > decision.id, _takes_back(undo, decision), balance == 0
    )


def _takes_back(undo: type[DecisionRow], decision: type[DecisionRow]) -> ColumnElement[bool]:
    reopened = and_(undo.action == Action.REOPEN_RISK, decision.action == Action.CLOSE_RISK)
    return or_(undo.undoes == decision.action, reopened)
