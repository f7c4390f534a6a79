"""Who was told of a mention is found by an index, however much was ever said."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INDEXES = {"notices": "mention_id", "outbox": "notice_id"}


def upgrade() -> None:
    """Add the indexes of the rows that are about a mention, and of those that say a notice."""
    for table, column in INDEXES.items():
        where = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Take the indexes away again."""
    for table, column in INDEXES.items():
        op.drop_index(f"ix_{table}_{column}", table)
