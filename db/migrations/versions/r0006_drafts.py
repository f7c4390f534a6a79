"""Drafts: replies that somebody asks a colleague to check."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(40)


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("mention_id", sa.Integer, nullable=False),
        sa.Column("action", WORD, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("staff_id", sa.String(64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("template_key", sa.String(100)),
        sa.Column("template_version", sa.Integer),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.id"], name=op.f("fk_drafts_mention_id_mentions")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_drafts_staff_id_staff")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_drafts_mention_id"), "drafts", ["mention_id"])


def downgrade() -> None:
    """Refuse: what people wrote would be forgotten."""
    raise NotImplementedError("Going back would delete the drafts. Restore a backup instead.")
