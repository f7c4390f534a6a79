"""What was decided, and what was kept with that for the police."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.columns import UtcDateTime, Words, word
from db.models.base import Base
from db.models.team import StaffRow
from rules.decisions import Action


class DecisionRow(Base):
    """A row of the decision log: ids, keys and times, nothing that a stranger wrote. Triggers refuse to change it."""

    __tablename__ = "decisions"
    __table_args__ = (Index(None, "mention_id"), Index(None, "at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    action: Mapped[Action] = mapped_column(word(Action))
    principle: Mapped[str | None] = mapped_column(String(100))
    undoes: Mapped[Action | None] = mapped_column(word(Action))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    detail: Mapped[str | None] = mapped_column(String(100))
    """Key of the reason to escalate, or of the outcome of a risk to life."""
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until when it was snoozed, by when the answer follows a holding reply, or by when a formal complaint must be
    acknowledged."""

    staff: Mapped[StaffRow] = relationship(lazy="raise")


class PoliceEvidenceRow(Base):
    """What was said, as it stood when a report to the police was asked for. Triggers refuse to change it."""

    __tablename__ = "police_evidence"
    __table_args__ = (Index(None, "mention_id"),)

    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), primary_key=True, autoincrement=False)
    """The decision that asked for it."""
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"))
    platform: Mapped[str] = mapped_column(Words)
    external_id: Mapped[str] = mapped_column(Words)
    kind: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Words)
    author_name: Mapped[str | None] = mapped_column(Words)
    author_handle: Mapped[str | None] = mapped_column(Words)
    link: Mapped[str | None] = mapped_column(Words)
    posted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    screenshot: Mapped[str | None] = mapped_column(Words)
    ground: Mapped[str] = mapped_column(String(100))
    asked_by_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    asked_by: Mapped[str] = mapped_column(Words)
    """The name that they went by then."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sha256: Mapped[str] = mapped_column(String(64))
    """Of `rules.police.PoliceEvidence.document`, in hexadecimal."""
