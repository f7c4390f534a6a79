"""The e-mails that pass a mention on to PALS, each with its referral."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the table, empty: nothing was e-mailed before."""
    op.create_table(
        "emails",
        sa.Column("decision_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("mention_id", sa.Integer, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", sa.Double, nullable=False),
        sa.Column("attempted_at", sa.Double),
        sa.Column("sent_at", INSTANT),
        sa.Column("error", sa.Text),
        sa.CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed')", name=op.f("ck_emails_state")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_emails")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_emails_decision_id_decisions")),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.id"], name=op.f("fk_emails_mention_id_mentions")),
    )
    op.create_index(op.f("ix_emails_mention_id"), "emails", ["mention_id"])
    op.create_index("ix_emails_due", "emails", ["state", "due_at"])


def downgrade() -> None:
    """Refuse: e-mails that still wait would be forgotten."""
    raise NotImplementedError("Going back would delete e-mails that may not be sent yet. Restore a backup instead.")
