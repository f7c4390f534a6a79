"""The main path: mentions, their assessments, the staff, the decision log, the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Written out, and not taken from db.models or rules: this step must stay what it was when they have moved on.
KINDS = ("mention", "post", "comment", "reply", "review", "direct_message")
VISIBILITIES = ("undecided", "left_up", "hide_pending", "hidden", "unhide_pending")
REPORTINGS = ("not_reported", "report_pending", "reported")
ANSWERINGS = ("unanswered", "reply_pending", "replied", "refer_pending", "referred", "not_needed")
SUGGESTIONS = ("approve", "hide", "report", "refer", "reply")
ROUTES = ("none", "question", "own_care", "staff_concern", "complaint", "suggestion", "thanks", "risk_to_life")
URGENCIES = ("normal", "high", "urgent")
STATES = ("waiting", "attempting", "done", "failed")

INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(40)

SQLITE_TRIGGERS = (
    """
    CREATE TRIGGER decisions_refuse_update BEFORE UPDATE ON decisions
    BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END
    """,
    """
    CREATE TRIGGER decisions_refuse_delete BEFORE DELETE ON decisions
    BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END
    """,
    # INSERT OR REPLACE deletes without firing the trigger above on a connection that has recursive_triggers off.
    """
    CREATE TRIGGER decisions_refuse_replace BEFORE INSERT ON decisions
    WHEN EXISTS (SELECT 1 FROM decisions WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the decision log is append-only'); END
    """,
)
POSTGRESQL_TRIGGERS = (
    """
    CREATE FUNCTION decisions_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the decision log is append-only'; END $$
    """,
    """
    CREATE TRIGGER decisions_refuse_change BEFORE UPDATE OR DELETE ON decisions
    FOR EACH ROW EXECUTE FUNCTION decisions_refuse_change()
    """,
    """
    CREATE TRIGGER decisions_refuse_truncate BEFORE TRUNCATE ON decisions
    FOR EACH STATEMENT EXECUTE FUNCTION decisions_refuse_change()
    """,
)


def upgrade() -> None:
    """Create the tables, and the triggers that keep the decision log append-only."""
    _create_mentions()
    _create_assessments()
    _create_decisions()
    _create_outbox()
    triggers = POSTGRESQL_TRIGGERS if op.get_bind().dialect.name == "postgresql" else SQLITE_TRIGGERS
    for trigger in triggers:
        op.execute(trigger)


def downgrade() -> None:
    """Refuse: the decision log would go with the tables."""
    raise NotImplementedError("Going back would delete the decision log. Restore a backup instead.")


def _one_of(column: str, table: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))


def _create_mentions() -> None:
    op.create_table(
        "mentions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("external_id", sa.Text, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author_name", sa.Text),
        sa.Column("author_handle", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("posted_at", INSTANT),
        sa.Column("in_reply_to", sa.Text),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("respond_by", INSTANT),
        sa.Column("visibility", WORD, nullable=False),
        sa.Column("reporting", WORD, nullable=False),
        sa.Column("answering", WORD, nullable=False),
        sa.Column("latest", WORD),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("settled_at", INSTANT),
        sa.Column("card_channel", sa.Text),
        sa.Column("card_ts", sa.Text),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentions")),
        sa.UniqueConstraint("platform", "external_id", name=op.f("uq_mentions_platform_external_id")),
        _one_of("kind", "mentions", KINDS),
        _one_of("visibility", "mentions", VISIBILITIES),
        _one_of("reporting", "mentions", REPORTINGS),
        _one_of("answering", "mentions", ANSWERINGS),
        sqlite_autoincrement=True,
    )
    _create_partial_index("ix_mentions_open", "mentions", ["respond_by"], "settled_at IS NULL")
    op.create_index("ix_mentions_received_at", "mentions", ["received_at"])


def _create_assessments() -> None:
    op.create_table(
        "assessments",
        sa.Column("mention_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("suggestion", WORD, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("route", WORD, nullable=False),
        sa.Column("urgency", WORD, nullable=False),
        sa.Column("findings", sa.JSON, nullable=False),
        sa.Column("personal_details", sa.JSON, nullable=False),
        sa.Column("masked_text", sa.Text, nullable=False),
        sa.Column("searchable", sa.Text, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("mention_id", name=op.f("pk_assessments")),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.id"], name=op.f("fk_assessments_mention_id_mentions")),
        _one_of("suggestion", "assessments", SUGGESTIONS),
        _one_of("route", "assessments", ROUTES),
        _one_of("urgency", "assessments", URGENCIES),
    )


def _create_decisions() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("mention_id", sa.Integer, nullable=False),
        sa.Column("staff_id", sa.String(64), nullable=False),
        sa.Column("action", WORD, nullable=False),
        sa.Column("principle", sa.String(100)),
        sa.Column("undoes", WORD),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.id"], name=op.f("fk_decisions_mention_id_mentions")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_decisions_staff_id_staff")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decisions_mention_id", "decisions", ["mention_id"])
    op.create_index("ix_decisions_at", "decisions", ["at"])


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("effect", WORD, nullable=False),
        sa.Column("mention_id", sa.Integer, nullable=False),
        sa.Column("decision_id", sa.Integer),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", sa.Double, nullable=False),
        sa.Column("attempted_at", sa.Double),
        sa.Column("looked_up_at", sa.Double),
        sa.Column("doubtful_since", sa.Double),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sa.UniqueConstraint("id", name=op.f("uq_outbox_id")),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.id"], name=op.f("fk_outbox_mention_id_mentions")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_outbox_decision_id_decisions")),
        _one_of("state", "outbox", STATES),
        sqlite_autoincrement=True,
    )
    _create_partial_index("ix_outbox_waiting", "outbox", ["priority", "seq"], "state = 'waiting'")
    _create_partial_index("ix_outbox_waiting_mention_id", "outbox", ["mention_id"], "state = 'waiting'")
    _create_partial_index("ix_outbox_attempting", "outbox", ["attempted_at"], "state = 'attempting'")


def _create_partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
