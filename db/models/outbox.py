"""Lasting effects on the outside world, and how far they have come."""

from enum import StrEnum

from sqlalchemy import Double, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.columns import Words, word
from db.models.base import Base, index_of_the_few


class Effect(StrEnum):
    """A lasting effect on the outside world that the delivery worker carries out."""

    SHOW_CARD = "show_card"
    REDRAW_CARD = "redraw_card"
    THREAD_NOTE = "thread_note"
    RECHECK = "recheck"
    """Once nothing of a doubtful attempt can arrive late: take away what was shown twice, draw the card anew."""
    NOTICE = "notice"
    SHOW_DIGEST = "show_digest"
    REDRAW_DIGEST = "redraw_digest"
    DIGEST_NOTE = "digest_note"
    """Say in the thread of a digest's card how it stands."""


class OutboxState(StrEnum):
    """How far an effect has come."""

    WAITING = "waiting"
    ATTEMPTING = "attempting"
    """Handed to a worker: it may have happened. Only looking it up tells."""
    DONE = "done"
    FAILED = "failed"


class OutboxEntry(Base):
    """A lasting effect to carry out, written in the transaction of the fact that caused it. Times are epoch seconds."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("id"),
        # Partial indexes: claiming costs the same with a hundred done rows as with a hundred thousand.
        Index(
            "ix_outbox_waiting",
            "priority",
            "seq",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_outbox_waiting_mention_id",
            "mention_id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_outbox_attempting",
            "attempted_at",
            sqlite_where=text("state = 'attempting'"),
            postgresql_where=text("state = 'attempting'"),
        ),
        index_of_the_few("outbox", "notice_id"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(primary_key=True)
    """The order of writing."""
    id: Mapped[str] = mapped_column(String(32))
    """uuid4 as 32 hexadecimal digits; stands in the sent message's metadata, by which it is found again."""
    effect: Mapped[Effect] = mapped_column(word(Effect))
    mention_id: Mapped[int | None] = mapped_column(ForeignKey("mentions.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id"))
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digests.id"))
    priority: Mapped[int]
    """Lower goes first."""
    state: Mapped[OutboxState] = mapped_column(word(OutboxState, check="state"))
    attempts: Mapped[int]
    due_at: Mapped[float] = mapped_column(Double)
    attempted_at: Mapped[float | None] = mapped_column(Double)
    looked_up_at: Mapped[float | None] = mapped_column(Double)
    """When a worker last set out to learn what became of an attempt in doubt."""
    doubtful_since: Mapped[float | None] = mapped_column(Double)
    """When the oldest attempt began that a look-up did not find; it may have arrived afterwards."""
    error: Mapped[str | None] = mapped_column(Words)
    """Why it was postponed or has failed: Slack's error key, never a message's words."""
