"""What follows from a decision: the card drawn anew, a note under it, and who is told."""

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db.attempts import Attempt
from db.gathering import give_card, order_redraw
from db.intake import outbox_values
from db.models import Effect, MentionRow, OutboxEntry
from db.notices import Notice, NoticeKind, order_notice
from db.outbox import REDRAW_PRIORITY
from rules.decisions import Action
from rules.floods import BULK

NOTE_PRIORITY = 15
"""After cards of high urgency, before the rest."""

_TOLD = {Action.ESCALATE: NoticeKind.ESCALATION, Action.POLICE_ASK: NoticeKind.POLICE}
"""What others are told at once, by a notice of their own."""


def order_effects(session: Session, wanted: Attempt, decision_id: int) -> None:
    """Order all that everybody sees of a decision; nobody sees who looked at personal details."""
    if wanted.action is not Action.SHOW_PERSONAL_DETAILS:
        _draw_anew(session, wanted, decision_id)
    if kind := _TOLD.get(wanted.action):
        _tell(session, wanted, decision_id, kind)


def _draw_anew(session: Session, wanted: Attempt, decision_id: int) -> None:
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
