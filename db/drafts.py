"""Replies that somebody asks a colleague to check: kept, and posted under the mention's card."""

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, joinedload

from db.attempts import Attempt, Refused
from db.decide import examine, know
from db.errors import UnknownDraft
from db.models import DraftRow, MentionRow, NoticeKind
from db.notices import Notice, order_notice
from rules.decisions import Role
from rules.handling import any_detail
from rules.mention import Draft, Person, Reply


def keep_draft(session: Session, draft: Draft, role: Role) -> Refused | None:
    """Keep a draft and order it to be posted, if it could be decided on now; return why it could not be.

    `role` is that of who wrote it. The same draft from the same person is kept and posted once.
    """
    # Two clicks at once take turns, and the second finds what the first has kept.
    session.execute(select(MentionRow.id).where(MentionRow.id == draft.mention_id).with_for_update(key_share=True))
    detail = any_detail(draft.action)
    wanted = Attempt(draft.mention_id, draft.by, role, draft.action, None, draft.version, draft.at, detail)
    found = examine(session, wanted)
    if isinstance(found, Refused):
        return found
    know(session, draft.by)
    values = {
        "mention_id": draft.mention_id,
        "action": draft.action,
        "version": draft.version,
        "staff_id": draft.by.id,
        "template_key": draft.reply.template_key,
        "template_version": draft.reply.template_version,
        "text": draft.reply.text,
    }
    if session.scalar(select(DraftRow.id).filter_by(**values).limit(1)) is None:
        draft_id = session.scalar(insert(DraftRow).values(**values, at=draft.at).returning(DraftRow.id))
        key, content = f"{NoticeKind.DRAFT}:{draft_id}", {"draft": draft_id}
        order_notice(session, Notice(key, NoticeKind.DRAFT, draft.at, mention_id=draft.mention_id, content=content))
    return None


def read_draft(session: Session, draft_id: int) -> Draft:
    """Return the draft with this id; raise UnknownDraft."""
    row = session.get(DraftRow, draft_id, options=[joinedload(DraftRow.staff)])
    if row is None:
        raise UnknownDraft(draft_id)
    reply = Reply(row.text, row.template_key, row.template_version)
    return Draft(row.mention_id, row.action, reply, Person(row.staff.id, row.staff.name), row.at, row.version)
