"""What a question about working time costs, and whether it grows with the days between."""

from datetime import UTC, datetime, timedelta
from timeit import repeat

from rules.office_hours import OfficeHours

_HOURS = OfficeHours.parse("mon-thu 08:30-17:00, fri 08:30-12:30 13:30-16:30")
_START = datetime(2026, 3, 2, 10, 15, tzinfo=UTC)
_CALLS = 2_000


def measure() -> tuple[float, float]:
    """Return the seconds that `elapsed` takes for instants a day apart and for instants a year apart."""
    return _seconds(timedelta(days=1)), _seconds(timedelta(days=365))


def _seconds(apart: timedelta) -> float:
    end = _START + apart
    _HOURS.elapsed(_START, end)  # lays the years out, which is done once
    return min(repeat(lambda: _HOURS.elapsed(_START, end), number=_CALLS, repeat=5)) / _CALLS
