"""The response clock: when each mention is due, who owns it, what was said about it, and the digests of a flood."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Written out, and not taken from db.models or rules: this step must stay what it was when they have moved on.
ANSWERED_ROUTES = ("question", "complaint", "own_care", "staff_concern", "risk_to_life")
STATES = ("waiting", "attempting", "done", "failed")

INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(40)
FRIDAY, CLOSES_AT = 4, 17

FILL = (
    # A risk to life that nobody has dealt with is announced; one that was settled stays settled.
    """
    UPDATE mentions SET safety = CASE
        WHEN settled_at IS NOT NULL THEN 'closed'
        WHEN answering <> 'unanswered' THEN 'acknowledged'
        ELSE 'open' END
    WHERE id IN (SELECT mention_id FROM assessments WHERE route = 'risk_to_life')
    """,
    f"""
    UPDATE mentions SET answer_by = respond_by
    WHERE kind = 'direct_message' OR id IN (SELECT mention_id FROM assessments WHERE route IN {ANSWERED_ROUTES})
    """,  # noqa: S608 - the words above
)

FILL_DUE = (
    # What is moderated, and done there, waits for its answer alone.
    """
    UPDATE mentions SET look_at = received_at, due_at = CASE
        WHEN visibility IN ('left_up', 'hidden') AND reporting <> 'report_pending' THEN coalesce(answer_by, respond_by)
        WHEN reporting = 'reported' AND visibility = 'undecided' THEN coalesce(answer_by, respond_by)
        ELSE respond_by END
    WHERE settled_at IS NULL
    """,
    # The working time that it took needs the office hours, which SQL has not: those seconds stay unknown.
    """
    UPDATE mentions SET moderated_at = (
        SELECT max(at) FROM decisions
        WHERE mention_id = mentions.id AND action IN ('approve', 'hide_done', 'report_done'))
    WHERE (visibility IN ('left_up', 'hidden') OR reporting = 'reported')
        AND visibility NOT IN ('hide_pending', 'unhide_pending') AND reporting <> 'report_pending'
    """,
    """
    UPDATE mentions SET answered_at = (
        SELECT max(at) FROM decisions
        WHERE mention_id = mentions.id AND action IN ('reply_done', 'refer_done', 'no_reply_needed'))
    WHERE answering IN ('replied', 'referred', 'not_needed')
    """,
)


def upgrade() -> None:
    """Add the tables and columns, then fill what is known of the mentions that are there."""
    _create_digests()
    _extend_mentions()
    # Columns are added one by one and no table of theirs is built anew: the triggers of decisions stay.
    op.add_column("decisions", sa.Column("detail", sa.String(100)))
    op.add_column("decisions", sa.Column("until", INSTANT))
    _create_notices()
    if op.get_bind().dialect.name == "postgresql":
        _extend_outbox()
    else:
        _build_outbox_anew()
    for statement in FILL:
        op.execute(statement)
    _let_breaches_be_answered_later()
    for statement in FILL_DUE:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: what was decided since would go with the columns."""
    raise NotImplementedError("Going back would delete parts of the decision log. Restore a backup instead.")


def _create_digests() -> None:
    op.create_table(
        "digests",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("post", sa.Text),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("card_channel", sa.Text),
        sa.Column("card_ts", sa.Text),
        sa.Column("closed_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sqlite_autoincrement=True,
    )


def _extend_mentions() -> None:
    for name in ("answer_by", "due_at", "look_at", "reminded_due", "snoozed_until", "owned_since"):
        op.add_column("mentions", sa.Column(name, INSTANT))
    op.add_column("mentions", sa.Column("escalated", sa.String(100)))
    op.add_column("mentions", sa.Column("safety", WORD, nullable=False, server_default=sa.text("'no_risk'")))
    for name in ("reminded_stage", "announced"):
        op.add_column("mentions", sa.Column(name, sa.Integer, nullable=False, server_default=sa.text("0")))
    for side in ("moderated", "answered"):
        op.add_column("mentions", sa.Column(f"{side}_at", INSTANT))
    for side in ("moderation", "answer"):
        op.add_column("mentions", sa.Column(f"{side}_seconds", sa.Integer))
    # In SQL, since Alembic can't add a column that refers to another table on SQLite.
    op.execute(
        "ALTER TABLE mentions ADD COLUMN owner_id VARCHAR(64)"
        " CONSTRAINT fk_mentions_owner_id_staff REFERENCES staff (id)"
    )
    op.execute(
        "ALTER TABLE mentions ADD COLUMN digest_id INTEGER"
        " CONSTRAINT fk_mentions_digest_id_digests REFERENCES digests (id)"
    )
    _create_partial_index("ix_mentions_due_at", "mentions", ["due_at"], "settled_at IS NULL")
    for name in ("look_at", "owner_id", "digest_id"):
        _create_partial_index(f"ix_mentions_{name}", "mentions", [name], f"{name} IS NOT NULL")


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("mention_id", sa.Integer),
        sa.Column("decision_id", sa.Integer),
        sa.Column("recipient", sa.String(64)),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("key", name=op.f("uq_notices_key")),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.id"], name=op.f("fk_notices_mention_id_mentions")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_notices_decision_id_decisions")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reminders",
        sa.Column("mention_id", sa.Integer, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("stage", sa.Integer, nullable=False),
        sa.Column("said_at", INSTANT, nullable=False),
        sa.Column("notice_id", sa.Integer),
        sa.PrimaryKeyConstraint("mention_id", "due_at", "stage", name=op.f("pk_reminders")),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.id"], name=op.f("fk_reminders_mention_id_mentions")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_reminders_notice_id_notices")),
    )
    op.create_index("ix_reminders_notice_id", "reminders", ["notice_id"])


def _extend_outbox() -> None:
    op.alter_column("outbox", "mention_id", nullable=True)
    for column, table in (("notice_id", "notices"), ("digest_id", "digests")):
        op.add_column("outbox", sa.Column(column, sa.Integer))
        op.create_foreign_key(op.f(f"fk_outbox_{column}_{table}"), "outbox", table, [column], ["id"])


def _build_outbox_anew() -> None:
    """Let `mention_id` be empty, which SQLite can't do to a table that is there."""
    op.create_table(
        "outbox_new",
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("effect", WORD, nullable=False),
        sa.Column("mention_id", sa.Integer),
        sa.Column("decision_id", sa.Integer),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", sa.Double, nullable=False),
        sa.Column("attempted_at", sa.Double),
        sa.Column("looked_up_at", sa.Double),
        sa.Column("doubtful_since", sa.Double),
        sa.Column("error", sa.Text),
        sa.Column("notice_id", sa.Integer),
        sa.Column("digest_id", sa.Integer),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sa.UniqueConstraint("id", name=op.f("uq_outbox_id")),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.id"], name=op.f("fk_outbox_mention_id_mentions")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_outbox_decision_id_decisions")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_outbox_notice_id_notices")),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name=op.f("fk_outbox_digest_id_digests")),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_outbox_state")),
        sqlite_autoincrement=True,
    )
    kept = (
        "seq, id, effect, mention_id, decision_id, priority, state, attempts, due_at, attempted_at, looked_up_at,"
        " doubtful_since, error"
    )
    op.execute(f"INSERT INTO outbox_new ({kept}) SELECT {kept} FROM outbox")  # noqa: S608 - the words above
    op.drop_table("outbox")
    op.rename_table("outbox_new", "outbox")
    _create_partial_index("ix_outbox_waiting", "outbox", ["priority", "seq"], "state = 'waiting'")
    _create_partial_index("ix_outbox_waiting_mention_id", "outbox", ["mention_id"], "state = 'waiting'")
    _create_partial_index("ix_outbox_attempting", "outbox", ["attempted_at"], "state = 'attempting'")


def _let_breaches_be_answered_later() -> None:
    """Set by when a suspected breach that also asks something is to be answered: `respond_by` is for deciding it."""
    mentions = sa.table("mentions", sa.column("id"), sa.column("received_at", INSTANT), sa.column("answer_by", INSTANT))
    breaches = sa.text(
        "answer_by IS NOT NULL AND id IN (SELECT mention_id FROM assessments"
        " WHERE route <> 'risk_to_life' AND CAST(findings AS TEXT) <> '[]')"
    )
    found = op.get_bind().execute(sa.select(mentions.c.id, mentions.c.received_at).where(breaches)).all()
    for mention_id, received_at in found:
        # SQLite hands a time out without its zone, which is UTC.
        aware = received_at if received_at.tzinfo else received_at.replace(tzinfo=UTC)
        op.execute(sa.update(mentions).where(mentions.c.id == mention_id).values(answer_by=_end_of_next_weekday(aware)))


def _end_of_next_weekday(received_at: datetime) -> datetime:
    """Return 17:00 in London on the weekday after the one on which it counts, as the usual office hours have it."""
    local = received_at.astimezone(ZoneInfo("Europe/London"))
    counted_on = _weekday(local.date() + timedelta(days=local.hour >= CLOSES_AT))
    end = time(CLOSES_AT, tzinfo=local.tzinfo)
    return datetime.combine(_weekday(counted_on + timedelta(days=1)), end).astimezone(UTC)


def _weekday(day: date) -> date:
    """Return the day itself, or the Monday after it."""
    return day + timedelta(days=7 - day.weekday() if day.weekday() > FRIDAY else 0)


def _create_partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
