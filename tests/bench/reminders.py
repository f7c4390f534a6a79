"""A tick of the clock when years of mentions are decided already and when hardly any are."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text

from db.watch import Watch
from rules.office_hours import OfficeHours
from tests.bench.row import Row, compare
from tests.bench.scratch import database

_MANY, _FEW, _OPEN = 100_000, 1_000, 1_000
_ASKED = 1 / 1.5
"""At most 1.5 times as long."""
_START = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
_IDLE_CALLS = 50

_FILL = (
    """
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :all)
    INSERT INTO mentions (platform, external_id, kind, text, received_at, visibility, reporting, answering, version,
                          settled_at, due_at, look_at)
    SELECT 'facebook', n, 'comment', 'words', '2026-11-20 16:40:00.000000',
           CASE WHEN n <= :decided THEN 'left_up' ELSE 'undecided' END, 'not_reported', 'unanswered', 2,
           CASE WHEN n <= :decided THEN '2026-11-20 16:50:00.000000' END,
           CASE WHEN n > :decided THEN '2026-11-24 11:00:00.000000' END,
           CASE WHEN n > :decided THEN '2026-11-24 11:00:00.000000' END
    FROM number
    """,
    "INSERT INTO staff (id, name) VALUES ('U0ANNA', 'Anna Shaw')",
    """
    INSERT INTO decisions (mention_id, staff_id, action, at)
    SELECT id, 'U0ANNA', 'approve', '2026-11-20 16:50:00.000000' FROM mentions
    """,
    """
    INSERT INTO notices (id, key, kind, at, content) VALUES (1, 'said', 'reminder', '2026-11-20 16:45:00.000000', '{}')
    """,
    """
    INSERT INTO reminders (mention_id, due_at, stage, said_at, notice_id)
    SELECT id, '2026-11-20 16:45:00.000000', 1, '2026-11-20 16:45:00.000000', 1 FROM mentions WHERE id <= :decided
    """,
)


def rows() -> Iterator[Row]:
    """Yield the cost of a tick that reminds of 1,000 open mentions, and of one with nothing to do."""
    with database() as (many, _), database() as (few, _):
        _fill(many, _MANY)
        _fill(few, _FEW)
        yield compare(
            "tick that reminds of 1,000 open, 100,000 decided",
            _hourly(many),
            "1,000 decided",
            _hourly(few),
            at_least=_ASKED,
        )
        yield compare(
            "tick with nothing due, 1,000 open, 100,000 decided",
            lambda: _tick(many, _START),
            "1,000 decided",
            lambda: _tick(few, _START),
            calls=_IDLE_CALLS,
            peer_calls=_IDLE_CALLS,
            at_least=_ASKED,
        )


def _fill(engine: Engine, decided: int) -> None:
    with engine.begin() as connection:
        for statement in _FILL:
            connection.execute(text(statement), {"decided": decided, "all": decided + _OPEN})


def _hourly(engine: Engine) -> Callable[[], None]:
    """Return a call that ticks one working hour after the last, when all that is open is reminded of again."""
    hours, passed = OfficeHours.parse(), 0

    def tick() -> None:
        nonlocal passed
        passed += 1
        at = hours.next_opening(hours.add(_START, timedelta(hours=passed)))
        told = _tick(engine, at)
        assert told

    return tick


def _tick(engine: Engine, at: datetime) -> bool:
    return Watch(engine, OfficeHours.parse()).tick(at, (None,))
