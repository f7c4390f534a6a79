"""A report to the police: how far it has come, who asked for it, and the evidence that is kept for it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(40)

SQLITE_TRIGGERS = (
    """
    CREATE TRIGGER police_evidence_refuse_update BEFORE UPDATE ON police_evidence
    BEGIN SELECT RAISE(ABORT, 'the evidence for the police is append-only'); END
    """,
    """
    CREATE TRIGGER police_evidence_refuse_delete BEFORE DELETE ON police_evidence
    BEGIN SELECT RAISE(ABORT, 'the evidence for the police is append-only'); END
    """,
    # INSERT OR REPLACE deletes without firing the trigger above on a connection that has recursive_triggers off.
    """
    CREATE TRIGGER police_evidence_refuse_replace BEFORE INSERT ON police_evidence
    WHEN EXISTS (SELECT 1 FROM police_evidence WHERE decision_id = NEW.decision_id)
    BEGIN SELECT RAISE(ABORT, 'the evidence for the police is append-only'); END
    """,
)
POSTGRESQL_TRIGGERS = (
    """
    CREATE FUNCTION police_evidence_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the evidence for the police is append-only'; END $$
    """,
    """
    CREATE TRIGGER police_evidence_refuse_change BEFORE UPDATE OR DELETE ON police_evidence
    FOR EACH ROW EXECUTE FUNCTION police_evidence_refuse_change()
    """,
    """
    CREATE TRIGGER police_evidence_refuse_truncate BEFORE TRUNCATE ON police_evidence
    FOR EACH STATEMENT EXECUTE FUNCTION police_evidence_refuse_change()
    """,
)


def upgrade() -> None:
    """Add the columns, the table, and the triggers that keep the evidence as it is."""
    op.add_column("mentions", sa.Column("police", WORD, nullable=False, server_default=sa.text("'not_asked'")))
    # In SQL, since Alembic can't add a column that refers to another table on SQLite.
    op.execute(
        "ALTER TABLE mentions ADD COLUMN police_asker_id VARCHAR(64)"
        " CONSTRAINT fk_mentions_police_asker_id_staff REFERENCES staff (id)"
    )
    _create_evidence()
    triggers = POSTGRESQL_TRIGGERS if op.get_bind().dialect.name == "postgresql" else SQLITE_TRIGGERS
    for trigger in triggers:
        op.execute(trigger)


def downgrade() -> None:
    """Refuse: the evidence would go with the table."""
    raise NotImplementedError("Going back would delete the evidence for the police. Restore a backup instead.")


def _create_evidence() -> None:
    op.create_table(
        "police_evidence",
        sa.Column("decision_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("mention_id", sa.Integer, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("external_id", sa.Text, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author_name", sa.Text),
        sa.Column("author_handle", sa.Text),
        sa.Column("link", sa.Text),
        sa.Column("posted_at", INSTANT),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("screenshot", sa.Text),
        sa.Column("ground", sa.String(100), nullable=False),
        sa.Column("asked_by_id", sa.String(64), nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_police_evidence")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_police_evidence_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.id"], name=op.f("fk_police_evidence_mention_id_mentions")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff.id"], name=op.f("fk_police_evidence_asked_by_id_staff")),
    )
    op.create_index("ix_police_evidence_mention_id", "police_evidence", ["mention_id"])
