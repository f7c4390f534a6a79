"""Handing out and noting one effect, when years of them are done already and when hardly any are."""

import time
from collections.abc import Iterator

from sqlalchemy import Engine, text

from db.outbox import Effect, Outbox
from tests.bench.row import RUNS, Row, compare
from tests.bench.scratch import database

_CALLS = 20
_MANY, _FEW = 100_000, 100
_WAITING = (RUNS + 1) * _CALLS

_FILL = (
    """
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :all)
    INSERT INTO mentions (platform, external_id, kind, text, received_at, visibility, reporting, answering, version,
                          card_channel, card_ts)
    SELECT 'facebook', n, 'comment', 'words', '2026-11-20 16:40:00.000000',
           'undecided', 'not_reported', 'unanswered', 0,
           CASE WHEN n <= :done THEN 'C0MENTIONS' END, CASE WHEN n <= :done THEN '1.' || n END
    FROM number
    """,
    """
    INSERT INTO outbox (id, effect, mention_id, priority, state, attempts, due_at)
    SELECT lower(hex(randomblob(16))), 'show_card', id, 40, CASE WHEN id <= :done THEN 'done' ELSE 'waiting' END, 0, 0
    FROM mentions
    """,
)


def rows() -> Iterator[Row]:
    """Yield the cost of one effect with 100,000 done against that with 100 done; it must not grow with the years."""
    with database() as (many, _), database() as (few, _):
        _fill(many, _MANY)
        _fill(few, _FEW)
        yield compare(
            "claim an effect and note it done, 100,000 done before",
            lambda: _carry_out(Outbox(many)),
            "100 done before",
            lambda: _carry_out(Outbox(few)),
            calls=_CALLS,
            peer_calls=_CALLS,
            at_least=0.5,
        )


def _fill(engine: Engine, done: int) -> None:
    with engine.begin() as connection:
        for statement in _FILL:
            connection.execute(text(statement), {"done": done, "all": done + _WAITING})


def _carry_out(outbox: Outbox) -> None:
    row = outbox.claim(time.time(), list(Effect))
    assert row
    outbox.done(row.id, channel="C0MENTIONS", ts=f"2.{row.mention_id}")
