"""What the bot says by itself."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.columns import UtcDateTime, word
from db.models.base import Base, index_of_the_few


class NoticeKind(StrEnum):
    """What the bot says by itself."""

    REMINDER = "reminder"
    URGENT = "urgent"
    ESCALATION = "escalation"
    POLICE = "police"
    FOLLOW_UP = "follow_up"
    """What became of a risk to life or an escalation, for who was told of it."""
    SUMMARY = "summary"
    EMAIL_FAILED = "email_failed"
    """An e-mail to PALS that was given up: whoever referred is to pass it on another way."""
    DRAFT = "draft"
    """A reply that somebody asks a colleague to check."""


class NoticeRow(Base):
    """Something that the bot says by itself, once: ids, keys and times, nothing that a stranger wrote."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("key"),
        index_of_the_few("notices", "mention_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200))
    """What is said once."""
    kind: Mapped[NoticeKind] = mapped_column(word(NoticeKind))
    mention_id: Mapped[int | None] = mapped_column(ForeignKey("mentions.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    recipient: Mapped[str | None] = mapped_column(String(64))
    """Id of a Slack user or channel; None for the mentions channel."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class ReminderRow(Base):
    """A reminder that was said: which stage of which due time of a mention."""

    __tablename__ = "reminders"
    # Both for what a notice says and for what no notice says yet.
    __table_args__ = (Index("ix_reminders_notice_id", "notice_id"),)

    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    stage: Mapped[int] = mapped_column(primary_key=True)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id"))
