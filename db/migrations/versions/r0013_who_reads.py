"""When a process that has the language model last said so, where several share the database."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, empty: the first process that has the model says so at once."""
    op.create_table(
        "model_readers",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_readers")),
    )


def downgrade() -> None:
    """Take the table away: it holds nothing that would be missed."""
    op.drop_table("model_readers")
