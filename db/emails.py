"""The e-mails that pass a mention on to PALS: kept with the referral, sent by one worker at a time, until they are."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, and_, func, insert, or_, select
from sqlalchemy.orm import Session

from db.cases import read_case
from db.intake import outbox_values
from db.models import Effect, EmailRow, OutboxEntry
from db.notices import Notice, NoticeKind, order_notice
from db.outbox import REDRAW_PRIORITY
from db.transactions import reading, writing
from rules.mention import Email, Posting

TAKEN_UP_AFTER = 60.0
"""Seconds after which an e-mail that is still being sent is taken up again: its worker is gone."""
TAKEN_BACK = "the referral was taken back"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An e-mail handed to a worker."""

    decision_id: int
    mention_id: int
    email: Email
    attempts: int
    """This one included."""
    referred_at: datetime
    """When somebody decided to pass it on."""


def keep_email(session: Session, email: Email, decision_id: int, mention_id: int) -> None:
    """Keep what a referral passes on, due at once."""
    session.execute(
        insert(EmailRow).values(
            decision_id=decision_id,
            mention_id=mention_id,
            recipient=email.recipient,
            subject=email.subject,
            body=email.body,
            state=Posting.WAITING,
            attempts=0,
            due_at=0.0,
        )
    )


class Emails:
    """The queue between the database and the mailer. Times are epoch seconds of the real clock, except `sent_at`.

    What a card says of an e-mail is redrawn in the transaction that changes it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def claim(self, now: float) -> Outgoing | None:
        """Take the first that is due, or None; the attempt is committed before it returns.

        What belongs to a referral that was taken back has failed, and is never handed out.
        """
        due = (
            select(EmailRow)
            .where(
                or_(
                    and_(EmailRow.state == Posting.WAITING, EmailRow.due_at <= now),
                    and_(EmailRow.state == Posting.SENDING, EmailRow.attempted_at < now - TAKEN_UP_AFTER),
                )
            )
            .order_by(EmailRow.due_at, EmailRow.decision_id)
            .limit(1)
        )
        # An idle worker looks once a second: it takes no lock to find nothing.
        with reading(self._engine) as session:
            if session.scalar(due) is None:
                return None
        with writing(self._engine) as session:
            row = session.scalar(due.with_for_update(skip_locked=True))
            if row is None:
                return None
            standing = {made.id: made.at for made in read_case(session, row.mention_id).answers}
            if row.decision_id not in standing:
                _settle(session, row, Posting.FAILED, TAKEN_BACK)
                return None
            row.state, row.attempted_at = Posting.SENDING, now
            row.attempts += 1
            email = Email(row.recipient, row.subject, row.body)
            return Outgoing(row.decision_id, row.mention_id, email, row.attempts, standing[row.decision_id])

    def sent(self, decision_id: int, at: datetime) -> None:
        """Note that the mail server has taken it over."""
        with writing(self._engine) as session:
            row = session.get_one(EmailRow, decision_id)
            row.sent_at = at
            _settle(session, row, Posting.SENT, None)

    def postpone(self, decision_id: int, until: float, why: str) -> None:
        """Let it be claimed again from `until` on; `why` is told on the card."""
        with writing(self._engine) as session:
            row = session.get_one(EmailRow, decision_id)
            row.due_at = until
            _settle(session, row, Posting.WAITING, why)

    def failed(self, decision_id: int, why: str, at: datetime) -> None:
        """Give it up; `why` is told on the card, and under it to who referred."""
        with writing(self._engine) as session:
            row = session.get_one(EmailRow, decision_id)
            _settle(session, row, Posting.FAILED, why)
            key = f"{NoticeKind.EMAIL_FAILED}:{decision_id}"
            order_notice(session, Notice(key, NoticeKind.EMAIL_FAILED, at, row.mention_id, decision_id))

    def waiting(self) -> int:
        """Count those that are still to be sent; raise Unreachable."""
        return self._count(EmailRow.state.in_([Posting.WAITING, Posting.SENDING]))

    def given_up(self) -> int:
        """Count those that failed, less those whose referral was taken back; raise Unreachable."""
        return self._count(and_(EmailRow.state == Posting.FAILED, EmailRow.error != TAKEN_BACK))

    def _count(self, which: ColumnElement[bool]) -> int:
        with reading(self._engine) as session:
            return session.scalar(select(func.count()).select_from(EmailRow).where(which)) or 0


def _settle(session: Session, row: EmailRow, state: Posting, error: str | None) -> None:
    """Change where it stands, unless the mail server has it already; have the card redrawn."""
    if row.state is Posting.SENT:
        return
    row.state, row.error = state, error
    session.execute(
        insert(OutboxEntry), [outbox_values(Effect.REDRAW_CARD, row.mention_id, REDRAW_PRIORITY, row.decision_id)]
    )
