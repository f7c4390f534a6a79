"""By when a formal complaint must be acknowledged."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.complaints import acknowledge_by
from rules.office_hours import OfficeHours, bank_holidays

HOURS = OfficeHours.parse()
START = datetime(2020, 1, 1, tzinfo=UTC)


def day_of(at: datetime) -> date:
    return at.astimezone(HOURS.zone).date()


@pytest.mark.parametrize(
    ("received", "by"),
    [
        ("2026-11-23 09:05", "2026-11-26"),
        ("2026-11-23 23:59", "2026-11-26"),
        ("2026-11-20 16:30", "2026-11-25"),
        ("2026-11-21 12:00", "2026-11-25"),
        # Good Friday and Easter Monday.
        ("2026-04-02 09:00", "2026-04-09"),
        # Boxing Day 2026 is a Saturday, so Monday the 28th is the bank holiday.
        ("2026-12-24 09:00", "2026-12-31"),
    ],
)
def test_it_is_the_third_working_day_after_the_day_on_which_it_came_in(received: str, by: str):
    came = datetime.fromisoformat(received).replace(tzinfo=HOURS.zone)
    assert day_of(acknowledge_by(came, HOURS)) == date.fromisoformat(by)


def test_a_day_begins_at_midnight_in_the_office():
    assert acknowledge_by(datetime(2026, 6, 1, 23, 30, tzinfo=UTC), HOURS).astimezone(HOURS.zone).date() == date(
        2026, 6, 5
    )


def test_days_on_which_the_office_is_closed_or_open_besides_make_no_difference():
    differing = OfficeHours.parse("sat-sun 10:00-16:00", extra_closed="2026-11-24")
    received = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    assert acknowledge_by(received, differing) == acknowledge_by(received, HOURS)


@given(st.integers(0, 11 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)))
def test_three_working_days_lie_between_and_no_more(received: datetime):
    by = day_of(acknowledge_by(received, HOURS))
    day = day_of(received)
    after = [day + timedelta(days=number) for number in range(1, (by - day).days + 1)]
    working = [each for each in after if each.weekday() < 5 and each not in bank_holidays("GB-ENG", each.year)]
    assert len(working) == 3
    assert working[-1] == by
