"""The tables: mentions, their assessments, the staff, the decision log and the outbox.

`db/migrations/` builds them; a test holds the two together on both databases.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Double, ForeignKey, Index, MetaData, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from db.columns import Findings, PersonalDetails, UtcDateTime, Words, word
from rules.assessment import Finding, Kind, PersonalDetail, Route, Suggestion, Urgency
from rules.decisions import Action, Answering, Reporting, Visibility


class Effect(StrEnum):
    """A lasting effect on the outside world that the delivery worker carries out."""

    SHOW_CARD = "show_card"
    REDRAW_CARD = "redraw_card"
    THREAD_NOTE = "thread_note"
    RECHECK = "recheck"
    """Once nothing of a doubtful attempt can arrive late: take away what was shown twice, draw the card anew."""


class OutboxState(StrEnum):
    """How far an effect has come."""

    WAITING = "waiting"
    ATTEMPTING = "attempting"
    """Handed to a worker: it may have happened. Only looking it up tells."""
    DONE = "done"
    FAILED = "failed"


class Base(DeclarativeBase):
    """Common ancestor of the tables; every constraint has a name, so that a migration can speak of it."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


class MentionRow(Base):
    """Something said to the organisation, and where it stands now."""

    __tablename__ = "mentions"
    __table_args__ = (
        UniqueConstraint("platform", "external_id"),
        # The open cases stay few, whatever the years bring.
        Index(
            "ix_mentions_open",
            "respond_by",
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
        Index("ix_mentions_received_at", "received_at"),
        # An id stands in Slack buttons for ever: SQLite must not give it to another mention.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(Words)
    external_id: Mapped[str] = mapped_column(Words)
    kind: Mapped[Kind] = mapped_column(word(Kind, check="kind"))
    text: Mapped[str] = mapped_column(Words)
    author_name: Mapped[str | None] = mapped_column(Words)
    author_handle: Mapped[str | None] = mapped_column(Words)
    url: Mapped[str | None] = mapped_column(Words)
    posted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    in_reply_to: Mapped[str | None] = mapped_column(Words)

    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    respond_by: Mapped[datetime | None] = mapped_column(UtcDateTime)

    visibility: Mapped[Visibility] = mapped_column(word(Visibility, check="visibility"))
    reporting: Mapped[Reporting] = mapped_column(word(Reporting, check="reporting"))
    answering: Mapped[Answering] = mapped_column(word(Answering, check="answering"))
    latest: Mapped[Action | None] = mapped_column(word(Action))
    version: Mapped[int]
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when nothing is left to decide or to do (`rules.decisions.Status.settled`); None while the case is open."""

    card_channel: Mapped[str | None] = mapped_column(Text)
    card_ts: Mapped[str | None] = mapped_column(Text)

    assessment: Mapped["AssessmentRow"] = relationship(lazy="raise")
    decisions: Mapped[list["DecisionRow"]] = relationship(lazy="raise", order_by="DecisionRow.id", viewonly=True)


class AssessmentRow(Base):
    """What the published principles make of a mention's text."""

    __tablename__ = "assessments"

    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"), primary_key=True, autoincrement=False)
    suggestion: Mapped[Suggestion] = mapped_column(word(Suggestion, check="suggestion"))
    reason: Mapped[str] = mapped_column(Words)
    route: Mapped[Route] = mapped_column(word(Route, check="route"))
    urgency: Mapped[Urgency] = mapped_column(word(Urgency, check="urgency"))
    findings: Mapped[tuple[Finding, ...]] = mapped_column(Findings)
    personal_details: Mapped[tuple[PersonalDetail, ...]] = mapped_column(PersonalDetails)
    masked_text: Mapped[str] = mapped_column(Words)
    searchable: Mapped[str] = mapped_column(Words)
    """What a search looks through: masked text, author's name and handle, folded as `db.search.fold` does."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffRow(Base):
    """A member of staff who took a decision, by the name they had in Slack when they last did."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Words)


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

    staff: Mapped[StaffRow] = relationship(lazy="raise")


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
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(primary_key=True)
    """The order of writing."""
    id: Mapped[str] = mapped_column(String(32))
    """uuid4 as 32 hexadecimal digits; stands in the sent message's metadata, by which it is found again."""
    effect: Mapped[Effect] = mapped_column(word(Effect))
    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
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
