"""A search through 100,000 mentions, page and total, against the bare reading of the same text: a physical limit."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial

from sqlalchemy import Engine, text

from db.store import Store
from tests.bench.row import Row, compare
from tests.bench.scratch import database

_MANY = 100_000
_LENGTH = 200
"""Characters of each mention's text, about what people write."""

_FILL = (
    """
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :many)
    INSERT INTO mentions (platform, external_id, kind, text, received_at, visibility, reporting, answering, version)
    SELECT 'facebook', n, 'comment', 'words', '2026-11-20 16:40:00.000000', 'left_up', 'not_reported', 'unanswered', 2
    FROM number
    """,
    """
    INSERT INTO assessments (mention_id, suggestion, reason, route, urgency, findings, personal_details, masked_text,
                             searchable, made_at)
    SELECT id, 'approve', 'Nothing in it breaches the published principles.', 'none', 'normal', '[]', '[]',
           words, words, '2026-11-20 16:40:00.000000'
    FROM (SELECT id, substr('remark' || id || ' ' || hex(randomblob(:length)), 1, :length) AS words FROM mentions)
    """,
)


def rows() -> Iterator[Row]:
    """Yield a search that finds one mention, and one that finds them all."""
    with database() as (engine, path):
        _fill(engine)
        store = Store(engine)
        with closing(sqlite3.connect(path)) as bare:
            for words, said in ((f"remark{_MANY // 3}", "one"), ("remark", "all of them")):
                yield compare(
                    f"search 100,000 mentions, finding {said}",
                    partial(store.search, words, limit=8),
                    "LIKE over the same text, counting only",
                    partial(_read, bare),
                )


def _read(bare: sqlite3.Connection) -> None:
    [(found,)] = bare.execute("SELECT count(*) FROM assessments WHERE searchable LIKE '%nowhere%'")
    assert not found


def _fill(engine: Engine) -> None:
    with engine.begin() as connection:
        for statement in _FILL:
            connection.execute(text(statement), {"many": _MANY, "length": _LENGTH})
