"""Whoever was told of a risk to life, asked about the police, or had something passed on, is told what became of it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import DecisionRow, Effect, NoticeKind, NoticeRow, OutboxEntry, OutboxState
from db.notices import Notice, order_notice
from rules.decisions import Action, Side, side_of
from rules.mention import Case

_ANSWERED = frozenset({Action.POLICE_AGREE, Action.POLICE_DECLINE, Action.POLICE_WITHDRAW})
"""What ends the wait for an answer that leads were asked for; who did it knows."""


def order_follow_ups(session: Session, case: Case, action: Action, decision_id: int, at: datetime) -> None:
    """Order a notice to each who was told what `action` changes; `case` is as it was before."""
    know: set[str | None] = set()
    if side_of(action) is Side.SAFETY:
        told = _told(session, case, NoticeKind.URGENT)
    elif action is Action.ESCALATION_OVER:
        # The card in the channel, and the thread under it, say that it is back.
        told = [each for each in _told(session, case, NoticeKind.ESCALATION) if each is not None]
    elif action in _ANSWERED:
        told = _told(session, case, NoticeKind.POLICE)
        # Who did it knows, and the card in the channel says it: there the request is only drawn anew.
        by = session.scalar(select(DecisionRow.staff_id).where(DecisionRow.id == decision_id))
        know = {None, by}
    else:
        return
    for recipient in told:
        order_notice(
            session,
            Notice(
                key=f"follow_up:{decision_id}:{recipient or 'channel'}",
                kind=NoticeKind.FOLLOW_UP,
                at=at,
                mention_id=case.id,
                decision_id=decision_id,
                recipient=recipient,
                content={"quietly": True} if recipient in know else {},
            ),
        )


def _told(session: Session, case: Case, kind: NoticeKind) -> list[str | None]:
    """Return who was sent a notice of this kind about a mention, None for its channel; of escalations, the latest."""
    escalated = [made.id for made in case.decisions if made.action is Action.ESCALATE]
    recipients = (
        select(NoticeRow.recipient)
        .join(OutboxEntry, OutboxEntry.notice_id == NoticeRow.id)
        .where(
            NoticeRow.mention_id == case.id,
            OutboxEntry.effect == Effect.NOTICE,
            # What nobody has tried to send yet will not be sent any more: it is no longer so.
            OutboxEntry.attempts > 0,
            OutboxEntry.state != OutboxState.FAILED,
            NoticeRow.kind == kind,
        )
        .order_by(NoticeRow.id)
    )
    if kind is NoticeKind.ESCALATION:
        recipients = recipients.where(NoticeRow.decision_id == max(escalated))
    return list(dict.fromkeys(session.scalars(recipients)))
