"""What the language model has still to read before its card is shown, and what is unsure."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the index of what is unread; what was assessed before counts as read."""
    op.add_column("assessments", sa.Column("hints", sa.JSON))
    op.add_column("assessments", sa.Column("unread", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index(
        "ix_assessments_unread",
        "assessments",
        ["mention_id"],
        sqlite_where=sa.text("unread = 1"),
        postgresql_where=sa.text("unread"),
    )


def downgrade() -> None:
    """Refuse: what was unsure would be shown as if nothing had been seen."""
    raise NotImplementedError("Going back would forget what was unsure. Restore a backup instead.")
