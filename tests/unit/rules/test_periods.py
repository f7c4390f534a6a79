from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.periods import Period, PeriodError, parse_period

LONDON = ZoneInfo("Europe/London")
SUNDAY = date(2026, 11, 22)
ZONES = st.sampled_from([LONDON, ZoneInfo("UTC"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Beirut")])
DAYS = st.dates(date(2000, 3, 1), date(2090, 1, 1))
CLOCK_CHANGES = (date(2026, 3, 29), date(2026, 10, 25))


def period(first: str, last: str | None = None) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last or first))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first = draw(DAYS)
    return Period(first, first + timedelta(days=draw(st.integers(0, 365))))


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("", period("2026-11-22")),
        ("today", period("2026-11-22")),
        ("Yesterday", period("2026-11-21")),
        ("2026-11-20", period("2026-11-20")),
        ("2026-11-16..2026-11-20", period("2026-11-16", "2026-11-20")),
        ("2026-11-16 .. 2026-11-20", period("2026-11-16", "2026-11-20")),
        ("2026-11-16 to 2026-11-20", period("2026-11-16", "2026-11-20")),
        # What an office program makes of two points or of a hyphen.
        ("2026-11-16…2026-11-20", period("2026-11-16", "2026-11-20")),
        ("2026-11-16 – 2026-11-20", period("2026-11-16", "2026-11-20")),
        ("yesterday to today", period("2026-11-21", "2026-11-22")),
        ("  this   WEEK ", period("2026-11-16", "2026-11-22")),
        ("week", period("2026-11-16", "2026-11-22")),
        ("last week", period("2026-11-09", "2026-11-15")),
        ("this month", period("2026-11-01", "2026-11-22")),
        ("last month", period("2026-10-01", "2026-10-31")),
    ],
)
def test_a_period_is_read_as_people_name_it(words: str, meant: Period):
    assert parse_period(words, SUNDAY) == meant


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("lst week", "Did you mean last week? For example: today"),
        ("yest", "Did you mean yesterday?"),
        ("last", "Did you mean last week?"),
        ("wek", "Did you mean this week?"),
        ("friday", "Did you mean 2026-11-20?"),
        ("sunday", "Did you mean 2026-11-22?"),
        ("20/11/2026", "Did you mean 2026-11-20?"),
        ("2026-11", "Did you mean 2026-11-01..2026-11-22?"),
        ("2026-10", "Did you mean 2026-10-01..2026-10-31?"),
        ("2026-11-31", "not a day in the calendar. Did you mean 2026-11-30?"),
        ("2026-13-01", "not a day in the calendar."),
        ("0000-00-00", "not a day in the calendar."),
        ("99/99/9999", "not a period that I know. For example"),
        ("bananas", "“bananas” is not a period that I know. For example: today"),
        ("2026-11-20 to", "not a period that I know"),
        ("..", "For example"),
        ("2026-W47-5", "For example"),
        ("२०२६-११-२०", "For example"),
        ("2026-11-23", "still to come, so there is nothing to sum up. Today is 2026-11-22."),
        ("2026-11-20..2026-12-24", "not over yet. Did you mean 2026-11-20..2026-11-22?"),
        ("2026-11-20..2026-11-16", "ends before it begins. Did you mean 2026-11-16..2026-11-20?"),
        ("2025-01-01..2026-11-01", "a summary takes 366. Did you mean 2025-11-01..2026-11-01?"),
        ("0001-01-01", "nothing from before 2000-01-01"),
    ],
)
def test_what_is_no_period_is_answered_by_example(words: str, answer: str):
    with pytest.raises(PeriodError) as refused:
        parse_period(words, SUNDAY)
    assert answer in str(refused.value)


@given(words=st.text(max_size=60), today=DAYS)
@example(words="a" * 10_000, today=SUNDAY)
def test_any_words_give_a_period_that_is_not_in_the_future_or_a_short_answer(words: str, today: date):
    try:
        found = parse_period(words, today)
    except PeriodError as refused:
        answer = str(refused)
    else:
        answer = str(found)
        assert found.first <= found.last <= today
    assert 10 <= len(answer) < 300


@given(periods())
def test_a_period_is_read_back_from_how_it_is_written(asked: Period):
    assert parse_period(str(asked), asked.last) == asked


@given(today=DAYS, name=st.sampled_from(["today", "yesterday", "this week", "last week", "last month", "this month"]))
def test_what_a_refusal_proposes_is_accepted(today: date, name: str):
    typed = name[:-1] + "x"
    with pytest.raises(PeriodError) as refused:
        parse_period(typed, today)
    proposed = str(refused.value).partition("Did you mean ")[2].partition("?")[0]
    assert parse_period(proposed, today) == parse_period(name, today)


@given(asked=periods(), zone=ZONES)
@example(asked=Period(CLOCK_CHANGES[0], CLOCK_CHANGES[0]), zone=LONDON)
@example(asked=Period(CLOCK_CHANGES[1], CLOCK_CHANGES[1]), zone=LONDON)
def test_days_in_a_row_leave_no_gap_and_share_no_moment(asked: Period, zone: ZoneInfo):
    begin, end = asked.bounds(zone)
    days = [Period(day, day) for day in (asked.first + timedelta(days=n) for n in range(asked.days))]
    edges = [day.bounds(zone) for day in days]
    assert [edges[0][0], edges[-1][1]] == [begin, end]
    assert all(one[1] == other[0] for one, other in pairwise(edges))
    inside = [begin.astimezone(zone).date(), (end - timedelta(microseconds=1)).astimezone(zone).date()]
    assert inside == [asked.first, asked.last]
    assert (begin - timedelta(microseconds=1)).astimezone(zone).date() == asked.first - timedelta(days=1)


@pytest.mark.parametrize(("day", "hours"), [(CLOCK_CHANGES[0], 23), (CLOCK_CHANGES[1], 25), (SUNDAY, 24)])
def test_a_day_on_which_the_clocks_change_is_an_hour_shorter_or_longer(day: date, hours: int):
    begin, end = Period(day, day).bounds(LONDON)
    assert end - begin == timedelta(hours=hours)


@given(periods())
def test_the_previous_period_has_the_same_weekdays_or_is_the_month_before(asked: Period):
    before = asked.previous()
    assert before.last < asked.first
    if asked.is_month:
        assert before.is_month
        assert before.last == asked.first - timedelta(days=1)
    else:
        assert (before.days, before.first.weekday()) == (asked.days, asked.first.weekday())
        assert (asked.first - before.last).days <= 7


@pytest.mark.parametrize(
    ("asked", "before"),
    [
        (period("2026-11-20"), period("2026-11-13")),
        (period("2026-11-16", "2026-11-20"), period("2026-11-09", "2026-11-13")),
        (period("2026-11-16", "2026-11-22"), period("2026-11-09", "2026-11-15")),
        (period("2026-11-09", "2026-11-20"), period("2026-10-26", "2026-11-06")),
        (period("2026-03-01", "2026-03-31"), period("2026-02-01", "2026-02-28")),
        (period("2026-01-01", "2026-01-31"), period("2025-12-01", "2025-12-31")),
    ],
)
def test_a_period_is_compared_with_its_like(asked: Period, before: Period):
    assert asked.previous() == before


def test_half_a_day_is_compared_with_half_a_day_of_wall_clock_even_across_a_clock_change():
    now = datetime(2026, 10, 26, 11, 30, tzinfo=UTC)
    monday = period("2026-10-26")
    assert monday.so_far(now, LONDON) == (datetime(2026, 10, 26, tzinfo=UTC), now)
    # 11:30 in London a week before was 10:30 UTC.
    week_before = datetime(2026, 10, 18, 23, tzinfo=UTC), datetime(2026, 10, 19, 10, 30, tzinfo=UTC)
    assert monday.previous_so_far(now, LONDON) == week_before


def test_a_period_that_is_over_is_compared_with_all_of_the_one_before():
    friday = period("2026-11-20")
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert friday.so_far(now, LONDON) == friday.bounds(LONDON)
    assert friday.previous_so_far(now, LONDON) == friday.previous().bounds(LONDON)
