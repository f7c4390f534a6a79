"""Referrals to PALS: which were passed on, and which of these PALS has acknowledged."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = sa.text("pals = 'passed_on'")
ANSWERS = ("reply", "reply_done", "refer", "refer_done", "no_reply_needed", "answer_undo")

Made = tuple[str, str | None]
"""An action on the answering of a mention, and its detail."""


def upgrade() -> None:
    """Add the column; what was passed on before counts as not acknowledged yet."""
    op.add_column(
        "mentions", sa.Column("pals", sa.String(40), nullable=False, server_default=sa.text("'not_passed_on'"))
    )
    op.create_index("ix_mentions_open_referrals", "mentions", ["received_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    passed_on = [mention_id for mention_id, made in _answers().items() if _is_passed_on(made)]
    mentions = sa.table("mentions", sa.column("id", sa.Integer), sa.column("pals", sa.String))
    for mention_id in passed_on:
        op.execute(mentions.update().where(mentions.c.id == mention_id).values(pals="passed_on"))


def _answers() -> Mapping[int, list[Made]]:
    """Return what was decided about the answering of each mention that was ever passed on, oldest first."""
    decisions = sa.table(
        "decisions",
        sa.column("id", sa.Integer),
        sa.column("mention_id", sa.Integer),
        sa.column("action", sa.String),
        sa.column("detail", sa.String),
    )
    columns = decisions.c
    ever = sa.select(columns.mention_id).where(columns.action == "refer", columns.detail == "passed_on")
    query = (
        sa.select(columns.mention_id, columns.action, columns.detail)
        .where(columns.action.in_(ANSWERS), columns.mention_id.in_(ever))
        .order_by(columns.id)
    )
    found: dict[int, list[Made]] = defaultdict(list)
    for mention_id, action, detail in op.get_bind().execute(query):
        found[mention_id].append((action, detail))
    return found


def _is_passed_on(made: Iterable[Made]) -> bool:
    """Tell whether one that passed it on stands: each undo takes back the latest step that was not taken back."""
    standing: list[Made] = []
    for each in made:
        if each[0] != "answer_undo":
            standing.append(each)
        elif standing:
            standing.pop()
    return ("refer", "passed_on") in standing


def downgrade() -> None:
    """Refuse: what PALS has acknowledged would be forgotten."""
    raise NotImplementedError("Going back would forget which referrals PALS acknowledged. Restore a backup instead.")
