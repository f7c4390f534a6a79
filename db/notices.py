"""What the bot says by itself: reminders, urgent calls, escalations and summaries, each said once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.errors import UnknownNotice
from db.intake import outbox_values
from db.models import Effect, NoticeKind, NoticeRow, OutboxEntry

__all__ = ["PRIORITIES", "Notice", "NoticeKind", "order_notice", "read_notice"]

PRIORITIES = {
    NoticeKind.URGENT: 0,
    NoticeKind.FOLLOW_UP: 3,
    NoticeKind.ESCALATION: 5,
    NoticeKind.POLICE: 5,
    NoticeKind.EMAIL_FAILED: 5,
    NoticeKind.DRAFT: 6,
    NoticeKind.REMINDER: 12,
    NoticeKind.SUMMARY: 45,
}
"""Their places among the cards (`db.intake.show_priority`): a risk to life goes first, a summary can wait."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to say once. Holds ids, keys and times, nothing that a stranger wrote."""

    key: str
    """What is said once, at most 200 characters: "summary:2026-11-23:U0ANNA"."""
    kind: NoticeKind
    at: datetime
    """Aware: when it became due."""
    mention_id: int | None = None
    decision_id: int | None = None
    recipient: str | None = None
    """Id of a Slack user or channel; None for the mentions channel."""
    content: Mapping[str, Any] = field(default_factory=dict)
    """Ids, stages and ISO dates, as JSON has them."""


def order_notice(session: Session, notice: Notice) -> bool:
    """Keep the notice and order it to be posted, unless one with its key was ordered before; tell whether it was."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    notice_id = session.scalar(
        dialect.insert(NoticeRow)
        .values(
            key=notice.key,
            kind=notice.kind,
            mention_id=notice.mention_id,
            decision_id=notice.decision_id,
            recipient=notice.recipient,
            at=notice.at,
            content=dict(notice.content),
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(NoticeRow.id)
    )
    if notice_id is None:
        return False
    values = outbox_values(
        Effect.NOTICE, notice.mention_id, PRIORITIES[notice.kind], notice.decision_id, notice_id=notice_id
    )
    session.execute(insert(OutboxEntry), [values])
    return True


def read_notice(session: Session, notice_id: int) -> Notice:
    """Return the notice with this id; raise UnknownNotice."""
    row = session.get(NoticeRow, notice_id)
    if row is None:
        raise UnknownNotice(notice_id)
    return Notice(row.key, row.kind, row.at, row.mention_id, row.decision_id, row.recipient, row.content)
