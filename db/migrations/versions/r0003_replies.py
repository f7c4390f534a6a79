"""What people are told: the text of each reply and referral, by the decision that chose it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; what was decided before has no text in it."""
    op.create_table(
        "replies",
        sa.Column("decision_id", sa.Integer, nullable=False),
        sa.Column("mention_id", sa.Integer, nullable=False),
        sa.Column("template_key", sa.String(100)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("passed_on", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_replies")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_replies_decision_id_decisions")),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.id"], name=op.f("fk_replies_mention_id_mentions")),
    )
    op.create_index(op.f("ix_replies_mention_id"), "replies", ["mention_id"])


def downgrade() -> None:
    """Refuse: what people were told would be forgotten."""
    raise NotImplementedError("Going back would delete the replies that were sent. Restore a backup instead.")
