"""Words looked for in mentions, whatever their case; personal details are never looked through."""

import unicodedata

from sqlalchemy import ColumnElement, and_, false

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
