"""The members of staff who decide, and what they taught the triage."""

from datetime import datetime

from sqlalchemy import Double, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.columns import UtcDateTime, Words
from db.models.base import Base


class StaffRow(Base):
    """A member of staff who took a decision, by the name they had in Slack when they last did."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Words)


class TeamWordRow(Base):
    """A word or phrase that the team allows or watches for. It is closed when it is taken off, never deleted."""

    __tablename__ = "team_words"
    __table_args__ = (
        # The same word stands on one list, once.
        Index(
            "ix_team_words_spoken",
            "spoken",
            unique=True,
            sqlite_where=text("taken_off_at IS NULL"),
            postgresql_where=text("taken_off_at IS NULL"),
        ),
        # Its id stands in Slack buttons for ever.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(Words)
    """As a person wrote it."""
    spoken: Mapped[str] = mapped_column(Words)
    """As it is looked for (`rules.team.spoken`)."""
    principle: Mapped[str | None] = mapped_column(String(100))
    """Key of the principle that it is watched for; None on the allow list."""
    why: Mapped[str] = mapped_column(Words)
    added_by_id: Mapped[str] = mapped_column(String(64))
    added_by: Mapped[str] = mapped_column(Words)
    """The name that they went by then, as in the columns below."""
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_off_by_id: Mapped[str | None] = mapped_column(String(64))
    taken_off_by: Mapped[str | None] = mapped_column(Words)
    taken_off_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TeamThresholdRow(Base):
    """A threshold that the team's decisions led to. It is closed when another replaces it, never deleted."""

    __tablename__ = "team_thresholds"
    __table_args__ = (
        # One is in force for each principle.
        Index(
            "ix_team_thresholds_principle",
            "principle",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    principle: Mapped[str] = mapped_column(String(100))
    value: Mapped[float] = mapped_column(Double)
    """From 0 to 1."""
    set_by_id: Mapped[str] = mapped_column(String(64))
    set_by: Mapped[str] = mapped_column(Words)
    """The name that they gave, as in the columns below."""
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[str | None] = mapped_column(String(64))
    ended_by: Mapped[str | None] = mapped_column(Words)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
