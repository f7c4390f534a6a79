"""What the team has taught the triage: words that it allows or watches for."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the table, empty: the triage goes on as it was shipped."""
    op.create_table(
        "team_words",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("spoken", sa.Text, nullable=False),
        sa.Column("principle", sa.String(100)),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("added_by_id", sa.String(64), nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("taken_off_by_id", sa.String(64)),
        sa.Column("taken_off_by", sa.Text),
        sa.Column("taken_off_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_words")),
        sqlite_autoincrement=True,
    )
    listed = sa.text("taken_off_at IS NULL")
    op.create_index(
        "ix_team_words_spoken", "team_words", ["spoken"], unique=True, sqlite_where=listed, postgresql_where=listed
    )


def downgrade() -> None:
    """Refuse: what the team has taught would be forgotten."""
    raise NotImplementedError("Going back would delete the team's words. Restore a backup instead.")
