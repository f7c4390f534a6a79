"""What was said, what the principles make of it, and where it stands."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.columns import Findings, PersonalDetails, UtcDateTime, Words, word
from db.models.answers import EmailRow
from db.models.base import Base, index_of_the_few
from db.models.decisions import DecisionRow
from db.models.team import StaffRow
from rules.assessment import Finding, Kind, PersonalDetail, Route, Suggestion, Urgency
from rules.decisions import Action, Answering, Reporting, Safety, Visibility
from rules.police import Police
from rules.referrals import Pals


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
        Index(
            "ix_mentions_due_at",
            "due_at",
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
        index_of_the_few("mentions", "look_at"),
        index_of_the_few("mentions", "owner_id"),
        index_of_the_few("mentions", "digest_id"),
        Index(
            "ix_mentions_open_referrals",
            "received_at",
            sqlite_where=text("pals = 'passed_on'"),
            postgresql_where=text("pals = 'passed_on'"),
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
    answer_by: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """By when the next thing left to do is due (`rules.targets.due_at`); None when nothing is."""
    look_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the clock job must look at it again; None never."""
    reminded_due: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The due time that `reminded_stage` counts for."""
    reminded_stage: Mapped[int] = mapped_column(server_default="0")
    announced: Mapped[int] = mapped_column(server_default="0")
    """How often its risk to life was announced."""

    visibility: Mapped[Visibility] = mapped_column(word(Visibility, check="visibility"))
    reporting: Mapped[Reporting] = mapped_column(word(Reporting, check="reporting"))
    answering: Mapped[Answering] = mapped_column(word(Answering, check="answering"))
    latest: Mapped[Action | None] = mapped_column(word(Action))
    safety: Mapped[Safety] = mapped_column(word(Safety), server_default="no_risk")
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    owned_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    snoozed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    escalated: Mapped[str | None] = mapped_column(String(100))
    """Key of the reason for which it is with somebody else."""
    police: Mapped[Police] = mapped_column(word(Police), server_default="not_asked")
    police_asker_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    pals: Mapped[Pals] = mapped_column(word(Pals), server_default="not_passed_on")
    version: Mapped[int]
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when nothing is left to decide or to do (`rules.decisions.Status.settled`); None while the case is open."""
    moderated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when it is moderated, with what was decided done there; None again when that is taken back."""
    moderation_seconds: Mapped[int | None]
    """Working time from its arrival until then; None also for what an earlier version recorded."""
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when it is answered; a second answer changes nothing. None again when the answer is taken back."""
    answer_seconds: Mapped[int | None]
    """Working time from its arrival until then; None also for what an earlier version recorded."""

    card_channel: Mapped[str | None] = mapped_column(Text)
    card_ts: Mapped[str | None] = mapped_column(Text)
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digests.id"))
    """The digest card that shows it among others."""

    owner: Mapped[StaffRow | None] = relationship(lazy="raise", foreign_keys=owner_id)
    assessment: Mapped["AssessmentRow"] = relationship(lazy="raise")
    decisions: Mapped[list[DecisionRow]] = relationship(lazy="raise", order_by="DecisionRow.id", viewonly=True)
    emails: Mapped[list[EmailRow]] = relationship(lazy="raise", order_by="EmailRow.decision_id", viewonly=True)


class AssessmentRow(Base):
    """What the published principles make of a mention's text."""

    __tablename__ = "assessments"
    # Only what has just come in, whatever the years bring.
    __table_args__ = (
        Index("ix_assessments_unread", "mention_id", sqlite_where=text("unread = 1"), postgresql_where=text("unread")),
    )

    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"), primary_key=True, autoincrement=False)
    suggestion: Mapped[Suggestion] = mapped_column(word(Suggestion, check="suggestion"))
    reason: Mapped[str] = mapped_column(Words)
    route: Mapped[Route] = mapped_column(word(Route, check="route"))
    urgency: Mapped[Urgency] = mapped_column(word(Urgency, check="urgency"))
    findings: Mapped[tuple[Finding, ...]] = mapped_column(Findings)
    hints: Mapped[tuple[Finding, ...] | None] = mapped_column(Findings)
    """None for what an earlier version assessed."""
    personal_details: Mapped[tuple[PersonalDetail, ...]] = mapped_column(PersonalDetails)
    masked_text: Mapped[str] = mapped_column(Words)
    searchable: Mapped[str] = mapped_column(Words)
    """What a search looks through: masked text, author's name and handle, folded as `db.search.fold` does."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    unread: Mapped[bool] = mapped_column(server_default=false())
    """True until the language model has read it too: its card is not shown before, nor is it gathered."""
