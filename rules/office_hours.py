"""Working time: how much of it lies between two instants, and which instant lies a given amount of it ahead (P3).

The office is open when the clock on its wall stands within its hours on a day that counts, so an hour that the spring
change skips is not worked, and one that the autumn change repeats is worked twice if it is a working hour.

Each local year is laid out once as a sorted list of open periods with running totals. Every question is then one or two
binary searches: it costs the same for instants a day and a year apart.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rules.opening_pattern import Dates, OfficeHoursError, Span, Week, parse_dates, parse_week, together, without

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS_A_MINUTE = 60_000_000
_MICROSECONDS_A_SECOND = 1_000_000
_YEARS_LOOKED_AHEAD = 5
"""An office that does not open for longer than this never will: the settings close it for good."""

# The wall clocks of one date lie between UTC-12 and UTC+14.
_EARLIEST_START = timedelta(hours=-15)
_LATEST_END = timedelta(hours=24 + 15)


class NeverOpenError(OfficeHoursError):
    """The settings leave no working time ahead."""


class Period(NamedTuple):
    """An unbroken time in which the office is open: from `start` up to, not including, `end`, both aware UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class _Year:
    """The open periods of one local year, in microseconds since 1970, and the time worked before and after each."""

    opens: tuple[int, ...]
    closes: tuple[int, ...]
    worked_before: tuple[int, ...]
    worked_after: tuple[int, ...]
    total: int

    def worked_until(self, instant: int) -> int:
        """Return the microseconds worked in this year before `instant`."""
        at = bisect_right(self.opens, instant) - 1
        if at < 0:
            return 0
        return self.worked_before[at] + min(instant, self.closes[at]) - self.opens[at]


@dataclass(frozen=True)
class OfficeHours:
    """When the team works: a weekly pattern in a time zone, without bank holidays, with days that differ.

    Make one with `OfficeHours.parse`. Threads may share it.
    """

    week: Week
    zone: ZoneInfo
    holidays: str
    """Code of the country, and its part, whose public holidays are days off, such as GB-ENG; empty for none."""
    closed: Dates
    opened: Dates
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def parse(
        cls,
        pattern: str = "mon-fri 09:00-17:00",
        *,
        timezone: str = "Europe/London",
        holidays: str = "GB-ENG",
        extra_closed: str = "",
        extra_open: str = "",
    ) -> "OfficeHours":
        """Read the settings as people write them (the formats are those of `rules.opening_pattern`).

        `extra_closed`: dates on which the office is closed, or closed in the hours given.
        `extra_open`: dates on which it is open although it would not be, a bank holiday for instance: with the hours
        given, or, for a date alone, with those of its weekday. On a usual working day the hours given come on top.
        Where both speak of the same hours, closed wins; the same date in both without hours is refused.

        Raises OfficeHoursError, a ValueError, naming what is wrong, with an example.
        """
        week, closed, opened = parse_week(pattern), parse_dates(extra_closed), parse_dates(extra_open)
        for day, hours in opened.items():
            if hours is None and not week[day.weekday()]:
                raise OfficeHoursError(
                    f"Opening hours: {day} is a {day:%A}, which has no hours of its own. Example: {day} 10:00-14:00"
                )
            if day in closed and closed[day] is None:
                raise OfficeHoursError(f"Opening hours: {day} is named both as an extra open day and as a closed one.")
        _check_code(holidays)
        return cls(week, _zone(timezone), holidays, closed, opened)

    def is_open(self, at: datetime) -> bool:
        """Tell whether the office is open at `at` (aware)."""
        instant, (_, year) = _microseconds(at), self._year_of(at)
        index = bisect_right(year.opens, instant) - 1
        return index >= 0 and instant < year.closes[index]

    def next_opening(self, at: datetime) -> datetime:
        """Return `at` itself when the office is open then, else the next time it opens. Aware UTC.

        Raises NeverOpenError when the settings leave no working time in the years ahead.
        """
        return at.astimezone(UTC) if self.is_open(at) else next(self._periods_after(at)).start

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time between two aware instants; negative when `end` comes first."""
        begun, ended = _microseconds(start), _microseconds(end)
        first, first_year = self._year_of(start)
        last, last_year = self._year_of(end)
        worked = last_year.worked_until(ended) - first_year.worked_until(begun)
        sign = 1 if first <= last else -1
        worked += sign * sum(self._laid_out(number).total for number in range(min(first, last), max(first, last)))
        return worked * _MICROSECOND

    def add(self, start: datetime, work: timedelta) -> datetime:
        """Return the first instant, aware UTC, by which `work` has been worked since `start`.

        Eight hours from an opening at 09:00 end at that day's 17:00, not at the next opening. Raises ValueError for a
        negative `work`, and NeverOpenError when the settings leave too little working time in the years ahead.
        """
        if work < timedelta():
            raise ValueError("Working time is added forwards only.")
        if not work:
            return start.astimezone(UTC)
        begun, (number, year) = _microseconds(start), self._year_of(start)
        wanted = year.worked_until(begun) + work // _MICROSECOND
        idle = 0
        while year.total < wanted:
            idle = 0 if year.total else idle + 1
            if idle > _YEARS_LOOKED_AHEAD:
                raise NeverOpenError("Opening hours: the settings leave no working time ahead.")
            wanted -= year.total
            number, year = number + 1, self._laid_out(number + 1)
        index = bisect_left(year.worked_after, wanted)
        return _instant(year.opens[index] + wanted - year.worked_before[index])

    def periods(self, day: date) -> tuple[Period, ...]:
        """Return when the office is open on a local date, in order of time; empty for a day off."""
        return tuple(Period(_instant(start), _instant(end)) for start, end in self._laid_out_day(day))

    def next_working_day(self, day: date) -> date:
        """Return the first local date after `day` on which the office opens. Raises NeverOpenError if none comes."""
        for ahead in range(1, _YEARS_LOOKED_AHEAD * 366):
            if self._laid_out_day(later := day + timedelta(days=ahead)):
                return later
        raise NeverOpenError("Opening hours: the settings leave no working time ahead.")

    def end_of_next_working_day(self, at: datetime) -> datetime:
        """Return when the office closes on the working day after the one on which `at` counts. Aware UTC.

        What happens outside hours counts on the day of the next opening: Saturday's on Monday, and Tuesday's 20:00 on
        Wednesday. A lunch break is no closing. Raises NeverOpenError when the settings leave no such day.
        """
        counted_on = self.next_opening(at).astimezone(self.zone).date()
        return self.periods(self.next_working_day(counted_on))[-1].end

    def _periods_after(self, at: datetime) -> Iterator[Period]:
        instant, (number, year) = _microseconds(at), self._year_of(at)
        for ahead in range(_YEARS_LOOKED_AHEAD + 1):
            for index in range(bisect_right(year.opens, instant), len(year.opens)):
                yield Period(_instant(year.opens[index]), _instant(year.closes[index]))
            year = self._laid_out(number + ahead + 1)
        raise NeverOpenError("Opening hours: the settings leave no working time ahead.")

    def _year_of(self, at: datetime) -> tuple[int, _Year]:
        number = at.astimezone(self.zone).year
        return number, self._laid_out(number)

    def _laid_out(self, number: int) -> _Year:
        # Two threads may both lay out the same year; they make the same one.
        if number not in self._years:
            days = (date(number, 1, 1) + timedelta(days=n) for n in range(366))
            spans = sorted(span for day in days if day.year == number for span in self._laid_out_day(day))
            opens, closes = [start for start, _ in spans], [end for _, end in spans]
            before, total = [], 0
            for start, end in spans:
                before.append(total)
                total += end - start
            after = [*before[1:], total] if spans else []
            self._years[number] = _Year(tuple(opens), tuple(closes), tuple(before), tuple(after), total)
        return self._years[number]

    def _laid_out_day(self, day: date) -> list[tuple[int, int]]:
        return _on_the_clock(day, self._hours_of(day), self.zone)

    def _hours_of(self, day: date) -> tuple[Span, ...]:
        usual = self.week[day.weekday()]
        hours = () if self.holidays and day in bank_holidays(self.holidays, day.year) else usual
        if day in self.opened:
            hours = together((*hours, *(self.opened[day] or usual)))
        if day in self.closed:
            cut = self.closed[day]
            hours = () if cut is None else without(hours, cut)
        return hours


@lru_cache(maxsize=256)
def bank_holidays(code: str, year: int) -> frozenset[date]:
    """Return a year's public holidays, substitute days included, of a code such as GB-ENG or GB.

    Raises OfficeHoursError for a code that the `holidays` library does not know.
    """
    _check_code(code)
    # Takes a tenth of a second, which a command that never asks the clock need not wait for.
    from holidays import country_holidays  # noqa: PLC0415

    country, _, part = code.partition("-")
    try:
        found = country_holidays(country, subdiv=part or None, years=year, observed=True)
    except NotImplementedError as unknown:
        raise OfficeHoursError(f"Holidays: “{code}” is not known ({unknown}). Example: GB-ENG") from None
    return frozenset(day for day in found if day.year == year)


def _check_code(code: str) -> None:
    if code and not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", code):
        raise OfficeHoursError(f"Holidays: “{code}” is no code of a country or of a part of one. Example: GB-ENG")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise OfficeHoursError(f"Time zone: “{name}” is not known. Example: Europe/London") from None


def _on_the_clock(day: date, spans: tuple[Span, ...], zone: ZoneInfo) -> list[tuple[int, int]]:
    """Return when, in microseconds since 1970, the wall clock of `zone` stands within `spans` on `day`."""
    if not spans:
        return []
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    low, high = midnight + _EARLIEST_START, midnight + _LATEST_END
    before, after = _offset(low, zone), _offset(high, zone)
    wall = _microseconds(midnight)
    times = [(wall + s.start * _MICROSECONDS_A_MINUTE, wall + s.end * _MICROSECONDS_A_MINUTE) for s in spans]
    if before == after:
        return [(start - before, end - before) for start, end in times]
    change = _change_between(low, high, zone)
    early = [(start - before, min(end - before, change)) for start, end in times]
    late = [(max(start - after, change), end - after) for start, end in times]
    return sorted(period for period in early + late if period[0] < period[1])


def _change_between(low: datetime, high: datetime, zone: ZoneInfo) -> int:
    """Return the second, in microseconds since 1970, at which the zone's offset changes between two instants."""
    before = _offset(low, zone)
    seconds = int((high - low).total_seconds())
    first = bisect_left(range(seconds), True, key=lambda s: _offset(low + timedelta(seconds=s), zone) != before)
    return _microseconds(low) + first * _MICROSECONDS_A_SECOND


def _offset(at: datetime, zone: ZoneInfo) -> int:
    return (at.astimezone(zone).utcoffset() or timedelta()) // _MICROSECOND


def _microseconds(at: datetime) -> int:
    if at.tzinfo is None:
        raise ValueError("Office hours are asked about aware times only.")
    return (at - _EPOCH) // _MICROSECOND


def _instant(microseconds: int) -> datetime:
    return _EPOCH + microseconds * _MICROSECOND
