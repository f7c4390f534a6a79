"""The thresholds that the team's decisions led to."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the table, empty: the thresholds are as they were shipped."""
    op.create_table(
        "team_thresholds",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("principle", sa.String(100), nullable=False),
        sa.Column("value", sa.Double, nullable=False),
        sa.Column("set_by_id", sa.String(64), nullable=False),
        sa.Column("set_by", sa.Text, nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.Column("ended_by_id", sa.String(64)),
        sa.Column("ended_by", sa.Text),
        sa.Column("ended_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_thresholds")),
    )
    in_force = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_team_thresholds_principle", "team_thresholds", ["principle"], unique=True,
        sqlite_where=in_force, postgresql_where=in_force,
    )  # fmt: skip


def downgrade() -> None:
    """Refuse: who changed what the triage suggests, and when, would be forgotten."""
    raise NotImplementedError("Going back would delete the team's thresholds. Restore a backup instead.")
