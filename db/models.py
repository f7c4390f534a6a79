"""The tables: what was said and made of it, staff, decisions, notices, digests, what was taught, and the outbox.

`db/migrations/` builds them; a test holds the two together on both databases.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Double, ForeignKey, Index, MetaData, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from db.columns import Findings, PersonalDetails, UtcDateTime, Words, word
from rules.assessment import Finding, Kind, PersonalDetail, Route, Suggestion, Urgency
from rules.decisions import Action, Answering, Reporting, Safety, Visibility
from rules.mention import Posting
from rules.police import Police
from rules.referrals import Pals


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


def _index_of_the_few(table: str, column: str) -> Index:
    """Return an index of the rows that have something in a column that is empty for most."""
    where = text(f"{column} IS NOT NULL")
    return Index(f"ix_{table}_{column}", column, sqlite_where=where, postgresql_where=where)


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
        _index_of_the_few("mentions", "look_at"),
        _index_of_the_few("mentions", "owner_id"),
        _index_of_the_few("mentions", "digest_id"),
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

    owner: Mapped["StaffRow | None"] = relationship(lazy="raise", foreign_keys=owner_id)
    assessment: Mapped["AssessmentRow"] = relationship(lazy="raise")
    decisions: Mapped[list["DecisionRow"]] = relationship(lazy="raise", order_by="DecisionRow.id", viewonly=True)
    emails: Mapped[list["EmailRow"]] = relationship(lazy="raise", order_by="EmailRow.decision_id", viewonly=True)


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


class ModelReaderRow(Base):
    """When a process that has the language model last said so (`db.readers`)."""

    __tablename__ = "model_readers"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


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
    """Epoch seconds, as below: when it may be tried."""
    attempted_at: Mapped[float | None] = mapped_column(Double)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(Words)
    """Why it waits or has failed."""


class TemplateVersionRow(Base):
    """A reply template as a team lead left it. Triggers refuse to change it."""

    __tablename__ = "template_versions"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 1: what is shipped counts as 0, and stands in no row."""
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """An entry as `rules.entries` reads it."""
    retired: Mapped[bool]
    by_id: Mapped[str] = mapped_column(String(64))
    by_name: Mapped[str] = mapped_column(Words)
    """The name that they went by then."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)


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


class DigestRow(Base):
    """A card that shows many mentions of a flood together."""

    __tablename__ = "digests"
    # Its id stands in Slack buttons for ever.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(Words)
    """Of the post; empty for everything else."""
    post: Mapped[str | None] = mapped_column(Words)
    """The `in_reply_to` that its mentions share; None for everything else."""
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    card_channel: Mapped[str | None] = mapped_column(Text)
    card_ts: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when all of it is decided, and it takes no more mentions; None while it is not."""


class NoticeRow(Base):
    """Something that the bot says by itself, once: ids, keys and times, nothing that a stranger wrote."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("key"),
        _index_of_the_few("notices", "mention_id"),
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
        _index_of_the_few("outbox", "notice_id"),
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
