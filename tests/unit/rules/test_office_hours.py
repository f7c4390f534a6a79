"""Working time is compared with a plain count of minutes on the wall clock, over years in which much happens to it."""

import subprocess
import sys
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.office_hours import NeverOpenError, OfficeHours, OfficeHoursError, bank_holidays
from rules.opening_pattern import DAYS

LONDON = ZoneInfo("Europe/London")
MINUTE = timedelta(minutes=1)
USUAL = OfficeHours.parse()
SPLIT = OfficeHours.parse("mon-thu 08:30-17:00, fri 08:30-12:30 13:30-16:30")

# In these years a bank holiday was moved (8 May 2020, 2 June 2022), others were substituted or added, and Easter and
# the clock changes fell on different days. As published on gov.uk.
YEARS = (2020, 2021, 2022)
PUBLISHED = """
2020-01-01 2020-04-10 2020-04-13 2020-05-08 2020-05-25 2020-08-31 2020-12-25 2020-12-28
2021-01-01 2021-04-02 2021-04-05 2021-05-03 2021-05-31 2021-08-30 2021-12-27 2021-12-28
2022-01-03 2022-04-15 2022-04-18 2022-05-02 2022-06-02 2022-06-03 2022-08-29 2022-09-19 2022-12-26 2022-12-27
"""
HOLIDAYS = frozenset(date.fromisoformat(day) for day in PUBLISHED.split())

# Weekday -> hours in minutes of the local clock, written out apart from the patterns.
Hours = dict[int, list[tuple[int, int]]]
AT = {"0830": 510, "1230": 750, "1330": 810, "1630": 990, "1700": 1020}
SPLIT_HOURS: Hours = {day: [(AT["0830"], AT["1700"])] for day in range(4)} | {
    4: [(AT["0830"], AT["1230"]), (AT["1330"], AT["1630"])]
}
NIGHT = OfficeHours.parse("tue 09:00-17:00, sat 22:15-24:00, sun 00:00-01:30 02:45-05:00", holidays="")
NIGHT_HOURS: Hours = {1: [(540, 1020)], 5: [(1335, 1440)], 6: [(0, 90), (165, 300)]}


@dataclass(frozen=True)
class MinuteCount:
    """Every minute of some years, looked at one by one on the clock of the wall."""

    start: datetime
    worked_before: list[int]
    """At index n: how many of the first n minutes were open; one longer than the minutes."""

    def elapsed(self, first: int, last: int) -> int:
        return self.worked_before[last] - self.worked_before[first]

    def is_open(self, minute: int) -> bool:
        return self.elapsed(minute, minute + 1) == 1

    def at(self, minute: int) -> datetime:
        return self.start + minute * MINUTE


def count_minutes(start: datetime, days: int, week: Hours, zone: ZoneInfo, days_off: frozenset[date]) -> MinuteCount:
    def is_open(minute: int) -> bool:
        local = (start + minute * MINUTE).astimezone(zone)
        spans = week.get(local.weekday())
        clock = local.hour * 60 + local.minute
        return bool(spans) and any(a <= clock < b for a, b in spans) and local.date() not in days_off

    return MinuteCount(start, list(accumulate((is_open(n) for n in range(days * 1440)), initial=0)))


@cache
def counted(name: str) -> tuple[OfficeHours, MinuteCount]:
    start, days = datetime(YEARS[0], 1, 1, tzinfo=UTC), sum(366 if year % 4 == 0 else 365 for year in YEARS)
    if name == "split":
        return SPLIT, count_minutes(start, days, SPLIT_HOURS, LONDON, HOLIDAYS)
    return NIGHT, count_minutes(start, days, NIGHT_HOURS, LONDON, frozenset())


LAST_MINUTE = 1440 * (366 + 365 + 365) - 1
minutes = st.integers(0, LAST_MINUTE)
names = st.sampled_from(["split", "night"])


# The first example pays for counting the minutes.
unhurried = settings(deadline=None)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@unhurried
@given(names, minutes, minutes)
def test_elapsed_time_is_the_number_of_open_minutes(name: str, first: int, last: int) -> None:
    hours, count = counted(name)
    assert hours.elapsed(count.at(first), count.at(last)) == count.elapsed(first, last) * MINUTE


@unhurried
@given(names, minutes, st.integers(1, 60 * 40))
def test_added_working_time_ends_at_the_first_minute_by_which_it_was_worked(name: str, first: int, work: int) -> None:
    hours, count = counted(name)
    last = bisect_left(count.worked_before, count.worked_before[first] + work)
    if last <= LAST_MINUTE:
        assert hours.add(count.at(first), work * MINUTE) == count.at(last)


@unhurried
@given(names, minutes)
def test_open_and_next_opening_agree_with_the_minutes(name: str, minute: int) -> None:
    hours, count = counted(name)
    assert hours.is_open(count.at(minute)) == count.is_open(minute)
    opening = bisect_left(count.worked_before, count.worked_before[minute] + 1) - 1
    if opening < LAST_MINUTE:
        assert hours.next_opening(count.at(minute)) == count.at(opening)


@st.composite
def weeks(draw: st.DrawFn) -> tuple[str, Hours]:
    week: Hours = {}
    for day in draw(st.sets(st.integers(0, 6), min_size=1)):
        edges = sorted(draw(st.sets(st.integers(0, 96), min_size=2, max_size=6)))
        week[day] = [(a * 15, b * 15) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    groups = (
        f"{DAYS[day]} " + " ".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in spans)
        for day, spans in week.items()
    )
    return ", ".join(groups), week


# Clock changes of London both ways, of a zone that moves by half an hour, of one at midnight, and a date that Samoa
# left out.
CHANGES = st.sampled_from(
    [
        ("Europe/London", datetime(2026, 3, 27, tzinfo=UTC)),
        ("Europe/London", datetime(2026, 10, 23, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 4, 3, tzinfo=UTC)),
        ("Africa/Cairo", datetime(2026, 4, 22, tzinfo=UTC)),
        ("Pacific/Apia", datetime(2011, 12, 28, tzinfo=UTC)),
    ]
)


@unhurried
@given(weeks(), CHANGES, st.integers(0, 1440), st.integers(0, 1440 * 4))
def test_any_week_is_exact_across_any_clock_change(
    pattern: tuple[str, Hours], change: tuple[str, datetime], first: int, length: int
) -> None:
    (text, week), (zone, start) = pattern, change
    hours = OfficeHours.parse(text, timezone=zone, holidays="")
    count = count_minutes(start, 5, week, ZoneInfo(zone), frozenset())
    last = first + length
    assert hours.elapsed(count.at(first), count.at(last)) == count.elapsed(first, last) * MINUTE


instants = st.datetimes(datetime(2019, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - made aware


@unhurried
@given(instants, instants, instants)
def test_elapsed_time_adds_up_and_is_negative_backwards(a: datetime, b: datetime, c: datetime) -> None:
    assert SPLIT.elapsed(a, b) + SPLIT.elapsed(b, c) == SPLIT.elapsed(a, c)
    assert SPLIT.elapsed(a, b) == -SPLIT.elapsed(b, a)


@unhurried
@given(instants, st.timedeltas(timedelta(microseconds=1), timedelta(days=200)))
def test_added_working_time_has_elapsed_to_the_microsecond(start: datetime, work: timedelta) -> None:
    end = SPLIT.add(start, work)
    assert SPLIT.elapsed(start, end) == work
    assert SPLIT.elapsed(start, end - timedelta(microseconds=1)) == work - timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        pytest.param("2026-11-27 16:30", 1, "2026-11-30 09:30", id="friday evening to monday"),
        pytest.param("2026-04-02 16:00", 2, "2026-04-07 10:00", id="thursday before easter"),
        pytest.param("2026-03-27 16:30", 1, "2026-03-30 09:30", id="clocks go forward on 29 march"),
        pytest.param("2026-10-23 16:30", 1, "2026-10-26 09:30", id="clocks go back on 25 october"),
        pytest.param("2026-12-24 16:30", 1, "2026-12-29 09:30", id="boxing day's substitute on monday"),
        pytest.param("2020-05-04 09:00", 1, "2020-05-04 10:00", id="early may bank holiday moved away"),
        pytest.param("2020-05-07 16:30", 1, "2020-05-11 09:30", id="early may bank holiday moved to friday"),
        pytest.param("2026-11-23 09:00", 8, "2026-11-23 17:00", id="a whole day ends when it closes"),
        pytest.param("2026-11-22 03:00", 0, "2026-11-22 03:00", id="nothing added moves nothing"),
    ],
)
def test_named_cases(start: str, hours: int, end: str) -> None:
    assert USUAL.add(london(start), timedelta(hours=hours)) == london(end)


@pytest.mark.parametrize(
    ("day", "worked"),
    [("2026-03-29", 3), ("2026-10-25", 5)],
    ids=["an hour is missing on 29 march", "an hour comes twice on 25 october"],
)
def test_hours_across_a_clock_change_count_what_was_worked(day: str, worked: int) -> None:
    hours = OfficeHours.parse("sun 00:00-04:00")
    noon = london(f"{day} 12:00")
    assert hours.elapsed(noon - timedelta(days=1), noon) == timedelta(hours=worked)


def test_an_instant_outside_hours_counts_from_the_next_opening() -> None:
    assert USUAL.next_opening(london("2026-11-21 12:00")) == london("2026-11-23 09:00")
    assert USUAL.next_opening(london("2026-11-23 10:00")) == london("2026-11-23 10:00")
    assert USUAL.next_opening(london("2026-11-23 17:00")) == london("2026-11-24 09:00")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-24 10:00", "2026-11-25 17:00"),
        ("2026-11-24 20:00", "2026-11-26 17:00"),
        ("2026-11-27 10:00", "2026-11-30 17:00"),
        ("2026-11-28 10:00", "2026-12-01 17:00"),
        ("2026-04-02 10:00", "2026-04-07 17:00"),
    ],
    ids=["tuesday", "tuesday evening counts on wednesday", "friday", "saturday counts on monday", "before easter"],
)
def test_end_of_the_next_working_day(received: str, due: str) -> None:
    assert USUAL.end_of_next_working_day(london(received)) == london(due)


def test_a_lunch_break_is_not_the_end_of_a_day() -> None:
    assert SPLIT.end_of_next_working_day(london("2026-11-26 10:00")) == london("2026-11-27 16:30")
    assert not SPLIT.is_open(london("2026-11-27 13:00"))


def test_closed_days_and_closed_hours_are_not_worked() -> None:
    hours = OfficeHours.parse(extra_closed="2026-11-24, 2026-11-25 12:00-24:00, 2026-12-29..2026-12-31")
    assert [len(hours.periods(date(2026, 11, day))) for day in (23, 24, 25)] == [1, 0, 1]
    assert hours.periods(date(2026, 11, 25))[0].end == london("2026-11-25 12:00")
    assert hours.next_working_day(date(2026, 12, 24)) == date(2027, 1, 4)


def test_open_days_are_worked_on_a_bank_holiday_or_a_weekend() -> None:
    hours = OfficeHours.parse(extra_open="2026-12-28, 2026-12-26 10:00-14:00, 2026-11-24 16:00-19:00")
    noon = london("2026-12-28 12:00")
    assert hours.is_open(noon)
    assert not USUAL.is_open(noon)
    assert hours.elapsed(london("2026-12-26 00:00"), london("2026-12-27 00:00")) == timedelta(hours=4)
    assert hours.elapsed(london("2026-11-24 00:00"), london("2026-11-25 00:00")) == timedelta(hours=10)


def test_closed_hours_win_over_open_ones() -> None:
    hours = OfficeHours.parse(extra_open="2026-12-26 10:00-14:00", extra_closed="2026-12-26 12:00-13:00")
    assert [period.start for period in hours.periods(date(2026, 12, 26))] == [
        london("2026-12-26 10:00"),
        london("2026-12-26 13:00"),
    ]


def test_published_bank_holidays_are_known_with_their_substitutes() -> None:
    found = {day for year in YEARS for day in bank_holidays("GB-ENG", year)}
    assert {day for day in found if day.weekday() < 5} == HOLIDAYS


def test_another_part_of_the_country_has_its_own_holidays() -> None:
    assert date(2026, 11, 30) in bank_holidays("GB-SCT", 2026)
    assert date(2026, 11, 30) not in bank_holidays("GB-ENG", 2026)
    assert OfficeHours.parse(holidays="").is_open(london("2026-12-25 12:00"))


@pytest.mark.parametrize(
    "pattern",
    [
        "Monday - Thursday 08:30 – 17:00, FRI 8:30-12:30  13:30-16:30",
        "fri 13:30-16:30, mon-thu 08:30-17:00, fri 08:30-12:30,",
        "tue 08:30-17:00, wed-thu 08:30-17:00, mon 08:30-17:00, fri 08:30-12:30 13:30-16:30",
    ],
)
def test_a_pattern_may_be_written_in_other_ways(pattern: str) -> None:
    assert OfficeHours.parse(pattern) == SPLIT


def test_days_may_run_over_the_end_of_the_week() -> None:
    hours = OfficeHours.parse("sat-mon 10:00-12:00")
    assert [hours.is_open(london(f"2026-11-{day} 11:00")) for day in (20, 21, 22, 23, 24)] == [
        False, True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("", "names no day"),
        ("mon-fry 09:00-17:00", "“fry”"),
        ("mo 09:00-17:00", "“mo”"),
        ("mon-fri", "“mon-fri” has no hours"),
        ("mon 09:00-12:00, 13:00-17:00", "“13:00-17:00” has hours but no day"),
        ("mon 9-17", "“9-17”"),
        ("mon 09:00-25:00", "“25:00”"),
        ("mon 09:60-17:00", "“09:60”"),
        ("mon 17:00-09:00", "“17:00-09:00” ends before it begins"),
        ("mon 09:00-13:00 12:00-17:00", "overlap on monday"),
    ],
)
def test_a_bad_pattern_is_named_with_an_example(pattern: str, names: str) -> None:
    with pytest.raises(OfficeHoursError, match=names) as error:
        OfficeHours.parse(pattern)
    assert "Example: mon-thu 08:30-17:00" in str(error.value)


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ({"extra_closed": "24/12/2026"}, "“24/12/2026”"),
        ({"extra_closed": "2026-02-30"}, "“2026-02-30” is not in the calendar"),
        ({"extra_closed": "2026-12-31..2026-12-24"}, "ends before it begins"),
        ({"extra_closed": "2026-12-24..2062-12-31"}, "longer than a year"),
        ({"extra_closed": "2026-12-24, 2026-12-24"}, "there twice"),
        ({"extra_open": "2026-12-26"}, "2026-12-26 is a Saturday"),
        ({"extra_open": "2026-12-28", "extra_closed": "2026-12-28"}, "both"),
        ({"timezone": "Europe/Londn"}, "“Europe/Londn”"),
        ({"timezone": "../etc"}, "“../etc”"),
        ({"holidays": "england"}, "“england”"),
    ],
)
def test_a_bad_setting_is_named_with_an_example(wrong: dict[str, str], names: str) -> None:
    with pytest.raises(OfficeHoursError, match=names):
        OfficeHours.parse(**wrong)


def test_a_code_that_the_holidays_library_does_not_know_is_named() -> None:
    with pytest.raises(OfficeHoursError, match="“GB-XYZ” is not known"):
        OfficeHours.parse(holidays="GB-XYZ").is_open(london("2026-11-23 12:00"))


def test_hours_that_never_come_are_said_so() -> None:
    hours = OfficeHours.parse("mon 09:00-09:01", holidays="", extra_closed="2026-11-23")
    assert hours.next_opening(london("2026-11-23 09:00")) == london("2026-11-30 09:00")
    never = OfficeHours.parse("fri 00:15-00:16", timezone="Pacific/Apia", holidays="")
    assert never.periods(date(2011, 12, 30)) == ()


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        USUAL.is_open(datetime(2026, 11, 23, 12))  # noqa: DTZ001 - that is what is refused


def test_working_time_is_not_added_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        USUAL.add(london("2026-11-23 12:00"), timedelta(hours=-1))


def test_an_office_closed_for_good_is_said_so() -> None:
    years = ", ".join(f"{year}-01-01..{year}-12-31" for year in range(2026, 2034))
    closed = OfficeHours.parse(holidays="", extra_closed=years)
    for ask in (
        lambda: closed.next_opening(london("2026-11-23 12:00")),
        lambda: closed.add(london("2026-11-23 12:00"), timedelta(hours=1)),
        lambda: closed.next_working_day(date(2026, 11, 23)),
    ):
        with pytest.raises(NeverOpenError):
            ask()


def test_commands_that_ask_no_clock_do_not_wait_for_the_holidays_library() -> None:
    program = "import sys, rules.targets; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0  # noqa: S603 - our own words
