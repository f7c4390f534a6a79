"""What somebody is told: replies, referrals, their drafts and e-mails."""

from datetime import datetime

from sqlalchemy import Double, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.columns import UtcDateTime, Words, word
from db.models.base import Base
from db.models.team import StaffRow
from rules.decisions import Action
from rules.mention import Posting


class ReplyRow(Base):
    """What somebody is told by a reply or a referral: our own words, which may quote others', so no part of the log."""

    __tablename__ = "replies"
    __table_args__ = (Index(None, "mention_id"),)

    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), primary_key=True, autoincrement=False)
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"))
    template_key: Mapped[str | None] = mapped_column(String(100))
    """The template that it began with; None for words of one's own."""
    template_version: Mapped[int | None]
    """Which version of that; None also for what an earlier version of the bot kept."""
    text: Mapped[str] = mapped_column(Words)
    passed_on: Mapped[bool]
    """True when the person agreed that the team passes it on to PALS."""


class DraftRow(Base):
    """A reply or a referral that somebody asks a colleague to check: our own words, which may quote others'."""

    __tablename__ = "drafts"
    # Its id stands in Slack buttons for ever.
    __table_args__ = (Index(None, "mention_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"))
    action: Mapped[Action] = mapped_column(word(Action))
    version: Mapped[int]
    """Of the mention that it was written for."""
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    template_key: Mapped[str | None] = mapped_column(String(100))
    """The template that it began with; None for words of one's own."""
    template_version: Mapped[int | None]
    text: Mapped[str] = mapped_column(Words)

    staff: Mapped[StaffRow] = relationship(lazy="raise")


class EmailRow(Base):
    """An e-mail to PALS, written in the transaction of the referral that passes it on, and sent afterwards."""

    __tablename__ = "emails"
    __table_args__ = (
        Index(None, "mention_id"),
        Index("ix_emails_due", "state", "due_at"),
    )

    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), primary_key=True, autoincrement=False)
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"))
    recipient: Mapped[str] = mapped_column(Words)
    subject: Mapped[str] = mapped_column(Words)
    body: Mapped[str] = mapped_column(Words)
    state: Mapped[Posting] = mapped_column(word(Posting, check="state"))
    attempts: Mapped[int]
    due_at: Mapped[float] = mapped_column(Double)
    """Epoch seconds, as in the outbox: when it may be tried."""
    attempted_at: Mapped[float | None] = mapped_column(Double)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(Words)
    """Why it waits or has failed."""
