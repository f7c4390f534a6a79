"""Requests for a report to the police that nobody has answered: the leads are asked again, each time once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import DecisionRow
from db.notices import Notice, NoticeKind, order_notice
from rules.decisions import Action

Recipients = Sequence[str | None]
"""Slack ids of people and channels, None standing for the mentions channel."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request that waits for a lead to agree or to decline."""

    mention_id: int
    decision_id: int
    asker: str
    """Slack user id."""
    at: datetime


def open_requests(session: Session, askers: Mapping[int, str]) -> dict[int, Request]:
    """Return the newest request of each mention, by its id; `askers` says who asked for it."""
    if not askers:
        return {}
    query = (
        select(DecisionRow.mention_id, DecisionRow.id, DecisionRow.at)
        .where(DecisionRow.mention_id.in_(askers), DecisionRow.action == Action.POLICE_ASK)
        .order_by(DecisionRow.id)
    )
    # Of several on one mention the newest comes last, and stays.
    return {
        mention_id: Request(mention_id, decision_id, askers[mention_id], at)
        for mention_id, decision_id, at in session.execute(query)
    }


def ask_again(
    session: Session, stages: Mapping[Request, int], now: datetime, police_to: Callable[[str], Recipients]
) -> bool:
    """Order what is said at the stage that each request has come to; tell whether any of it was not ordered before.

    `police_to` takes who asked and returns who can agree.
    """
    ordered = [
        order_notice(
            session,
            Notice(
                key=f"police:{request.decision_id}:{stage}:{recipient or 'channel'}",
                kind=NoticeKind.POLICE,
                at=now,
                mention_id=request.mention_id,
                decision_id=request.decision_id,
                recipient=recipient,
                content={"stage": stage},
            ),
        )
        for request, stage in stages.items()
        for recipient in police_to(request.asker)
    ]
    return any(ordered)
