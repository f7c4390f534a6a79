"""What the figures of a day cost after years of work, against the first weeks: the past must not be read for them."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from db.reports import Reports
from rules.figures import windows
from rules.periods import Period
from tests.bench.history import NOW, years_of_work
from tests.bench.row import Row, compare

_LONDON = ZoneInfo("Europe/London")
_FRIDAY = Period(date(2026, 11, 20), date(2026, 11, 20))
_MANY, _FEW = 100_000, 1_000


def rows() -> Iterator[Row]:
    """Yield the one row."""
    asked = windows(_FRIDAY, NOW, _LONDON, and_since=True)
    with years_of_work(_MANY) as long, years_of_work(_FEW) as short:
        yield compare(
            f"a daily summary, {_MANY:,} decided and 1,000 open",
            lambda: Reports(long).summary(asked),
            f"{_FEW:,} decided and 1,000 open",
            lambda: Reports(short).summary(asked),
            calls=5,
            peer_calls=5,
            # 1.5 times as long at most.
            at_least=1 / 1.5,
        )
