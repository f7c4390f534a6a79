"""What people are told by replies and referrals, kept by the decision that chose it."""

from sqlalchemy import insert
from sqlalchemy.orm import Session

from db.models import ReplyRow
from rules.mention import Reply
from rules.referrals import Referral


def keep_reply(session: Session, reply: Reply, decision_id: int, mention_id: int, detail: str | None) -> None:
    """Keep the words that a decision comes with; `detail` is the decision's."""
    session.execute(
        insert(ReplyRow).values(
            decision_id=decision_id,
            mention_id=mention_id,
            template_key=reply.template_key,
            template_version=reply.template_version,
            text=reply.text,
            passed_on=detail == Referral.PASSED_ON,
        )
    )


def read_reply(session: Session, decision_id: int) -> Reply | None:
    """Return what a decision says to somebody, or None where no words came with it."""
    row = session.get(ReplyRow, decision_id)
    return Reply(row.text, row.template_key, row.template_version) if row else None
