"""Words looked for in mentions, whatever their case; personal details are never looked through."""

import unicodedata

from sqlalchemy import ColumnElement, and_, false, func, select
from sqlalchemy.orm import Session

from db.columns import check_text
from db.errors import Unstorable
from db.models import AssessmentRow

_ESCAPE = "\\"


def fold(text: str) -> str:
    """Return `text` without differences of case or of styled letters, as both databases then compare it.

    Done here because SQLite folds only ASCII, and PostgreSQL what its locale knows.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def searchable(masked_text: str, author_name: str | None, author_handle: str | None) -> str:
    """Return what a search looks through for one mention: never the text with its personal details."""
    handle = "@" + author_handle.removeprefix("@") if author_handle else ""
    return fold("\n".join([masked_text, author_name or "", handle]))


def contains(words: str) -> ColumnElement[bool]:
    """Return the condition that all of the words, separated by blanks, occur; `%` and `_` stand for themselves.

    No words, and words that no database can keep, occur nowhere.
    """
    try:
        check_text(words)
    except Unstorable:
        return false()
    if not words.split():
        return false()
    return and_(
        *(AssessmentRow.searchable.contains(fold(word), autoescape=True, escape=_ESCAPE) for word in words.split())
    )


def find(session: Session, words: str, limit: int, offset: int) -> tuple[list[int], int]:
    """Return the ids of a page of the mentions that have all of the words, newest first, and how many have in all.

    Looks through everything once, which no index makes up for in what it costs (docs/decisions/0004-search.md).
    """
    ids = select(AssessmentRow.mention_id, func.count().over()).where(contains(words))
    page = session.execute(ids.order_by(AssessmentRow.mention_id.desc()).limit(limit).offset(offset)).all()
    if not page and offset:
        # Past the end no row is there to tell how many there are.
        total = session.scalar(select(func.count()).select_from(AssessmentRow).where(contains(words)))
        return [], total or 0
    return [row[0] for row in page], page[0][1] if page else 0
