"""What a question about working time costs, and whether it grows with the days between."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from rules.office_hours import OfficeHours
from tests.bench.row import Row, compare

_HOURS = OfficeHours.parse("mon-thu 08:30-17:00, fri 08:30-12:30 13:30-16:30")
_START = datetime(2026, 3, 2, 10, 15, tzinfo=UTC)
_CALLS = 2_000


def rows() -> Iterator[Row]:
    """Yield the working time of a year against that of a day: both are two searches, however far apart."""
    year, day = _START + timedelta(days=365), _START + timedelta(days=1)
    yield compare(
        "working time between instants a year apart",
        lambda: _HOURS.elapsed(_START, year),
        "a day apart",
        lambda: _HOURS.elapsed(_START, day),
        calls=_CALLS,
        peer_calls=_CALLS,
        at_least=0.5,
    )
