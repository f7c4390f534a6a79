"""Referrals to PALS: which were passed on, and which of these PALS has acknowledged."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = sa.text("pals = 'passed_on'")


def upgrade() -> None:
    """Add the column; what was passed on before counts as not acknowledged yet."""
    op.add_column(
        "mentions", sa.Column("pals", sa.String(40), nullable=False, server_default=sa.text("'not_passed_on'"))
    )
    op.create_index("ix_mentions_open_referrals", "mentions", ["received_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.execute(
        "UPDATE mentions SET pals = 'passed_on' WHERE answering IN ('refer_pending', 'referred') AND EXISTS ("
        "SELECT 1 FROM decisions WHERE mention_id = mentions.id AND action = 'refer' AND detail = 'passed_on')"
    )


def downgrade() -> None:
    """Refuse: what PALS has acknowledged would be forgotten."""
    raise NotImplementedError("Going back would forget which referrals PALS acknowledged. Restore a backup instead.")
