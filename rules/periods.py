"""Stretches of days that a summary is about, as people name them: `today`, `last week`, `2026-11-16..2026-11-20`.

Days are those of the office's time zone, from midnight to midnight on its wall clock, so that one on which the clocks
change has 23 or 25 hours. Weeks begin on Monday.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from types import MappingProxyType
from zoneinfo import ZoneInfo

EXAMPLES = "today, yesterday, this week, last week, last month, 2026-11-20, 2026-11-16..2026-11-20"
"""What can be asked for, for a sentence that begins with "For example"."""

LONGEST = 366
"""Days in one summary: a whole year, and its rows still open in a spreadsheet."""
_EARLIEST = date(2000, 1, 1)
"""Before any team could have used the bot; so that "the week before" never falls out of the calendar."""
_DAYS_A_WEEK = 7
_DECEMBER = 12

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")
_TO = re.compile(r"\s*(?:\.\.+|…|–|\sto\s)\s*")


class PeriodError(ValueError):
    """What was asked for is no period; the message says why, with an example, fit for the person who asked."""


@dataclass(frozen=True, slots=True)
class Period:
    """Some whole days, both ends included."""

    first: date
    last: date

    def __str__(self) -> str:
        """Return it as `parse_period` reads it."""
        return str(self.first) if self.first == self.last else f"{self.first}..{self.last}"

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def is_month(self) -> bool:
        """True when it is all of one calendar month."""
        return self == _month_of(self.first)

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return when it begins and, not included, ends: midnights of `zone`, aware UTC."""
        return _midnight(self.first, zone), _midnight(self.last + timedelta(days=1), zone)

    def so_far(self, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the bounds, the end being `now` while the period is not over."""
        begin, end = self.bounds(zone)
        return begin, max(begin, min(end, now.astimezone(UTC)))

    def previous_so_far(self, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the bounds of the previous like period; while this one is not over, until the same time of its day.

        So half a Tuesday is compared with half of the Tuesday before.
        """
        before = self.previous()
        begin, end = before.bounds(zone)
        if now >= self.bounds(zone)[1]:
            return begin, end
        same_time = datetime.combine(before.last, now.astimezone(zone).time(), zone).astimezone(UTC)
        return begin, max(begin, min(end, same_time))

    def previous(self) -> "Period":
        """Return the like period to compare with: the month before a month, else the same weekdays of weeks before.

        A Monday is like the Monday before it, and not like Sunday. What is longer than a week goes back by as many
        whole weeks as it takes not to overlap.
        """
        if self.is_month:
            return _month_of(self.first - timedelta(days=1))
        back = timedelta(days=-(-self.days // _DAYS_A_WEEK) * _DAYS_A_WEEK)
        return Period(self.first - back, self.last - back)


def parse_period(words: str, today: date) -> Period:
    """Return the period that a person named; nothing said is today.

    `today` is the local date. Raises PeriodError for what is no period, is still to come, or ends before it begins.
    """
    asked = " ".join(words.split()).lower()
    if named := _NAMED.get(asked or "today"):
        return named(today)
    first, *rest = _TO.split(asked, maxsplit=1)
    if not rest:
        return _checked(Period(day := _day(asked, today), day), today)
    return _checked(Period(_day(first, today), _day(rest[0], today)), today)


def _day(words: str, today: date) -> date:
    """Return one day; raise PeriodError with the nearest thing that would have been right."""
    if words in {"today", "yesterday"}:
        return _NAMED[words](today).first
    if written := _DATE.fullmatch(words):
        return _on_calendar(*map(int, written.groups()))
    raise PeriodError(_not_understood(words, _guess(words, today)))


def _on_calendar(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        said = f"{year:04}-{month:02}-{day:02} is not a day in the calendar."
        if year and 1 <= month <= _DECEMBER:
            said += f" Did you mean {year:04}-{month:02}-{monthrange(year, month)[1]:02}?"
        raise PeriodError(said) from None


def _checked(period: Period, today: date) -> Period:
    if period.last < period.first:
        raise PeriodError(f"{period} ends before it begins. Did you mean {Period(period.last, period.first)}?")
    if period.first > today:
        raise PeriodError(f"{period} is still to come, so there is nothing to sum up. Today is {today}.")
    if period.last > today:
        raise PeriodError(f"{period} is not over yet. Did you mean {Period(period.first, today)}?")
    if period.first < _EARLIEST:
        raise PeriodError(f"There is nothing from before {_EARLIEST}. For example: {EXAMPLES}.")
    if period.days > LONGEST:
        latest = Period(period.last - timedelta(days=LONGEST - 1), period.last)
        raise PeriodError(f"{period} has {period.days:,} days; a summary takes {LONGEST}. Did you mean {latest}?")
    return period


def _guess(words: str, today: date) -> str | None:
    """Return what somebody who wrote this may have meant."""
    if written := _DAY_FIRST.fullmatch(words):
        day, month, year = map(int, written.groups())
        return _if_real(lambda: str(date(year, month, day)))
    if written := _MONTH.fullmatch(words):
        year, month = map(int, written.groups())
        return _if_real(lambda: str(_until(_month_of(date(year, month, 1)), today)))
    if words in _WEEKDAYS:
        return str(today - timedelta(days=(today.weekday() - _WEEKDAYS.index(words)) % _DAYS_A_WEEK))
    begun = [name for name in _NAMED if words and (name.startswith(words) or name.endswith(f" {words}"))]
    found = next(iter(begun or get_close_matches(words, _NAMED, n=1)), None)
    return f"this {found}" if found in {"week", "month"} else found


def _until(period: Period, today: date) -> Period:
    return Period(period.first, min(period.last, today)) if period.first <= today else period


def _if_real(made: Callable[[], str]) -> str | None:
    try:
        return made()
    except ValueError:
        return None


def _not_understood(words: str, meant: str | None) -> str:
    # Long input says nothing more than its beginning, and the answer has to stay readable.
    said = f"“{words[:40]}” is not a period that I know."
    return f"{said} Did you mean {meant}? For example: {EXAMPLES}." if meant else f"{said} For example: {EXAMPLES}."


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _day_before(today: date, days: int) -> Period:
    return Period(day := today - timedelta(days=days), day)


def _week_of(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=_DAYS_A_WEEK - 1))


def _month_of(day: date) -> Period:
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


_NAMED = MappingProxyType[str, Callable[[date], Period]](
    {
        "today": lambda today: _day_before(today, 0),
        "yesterday": lambda today: _day_before(today, 1),
        "this week": lambda today: _until(_week_of(today), today),
        "week": lambda today: _until(_week_of(today), today),
        "last week": lambda today: _week_of(today - timedelta(days=_DAYS_A_WEEK)),
        "this month": lambda today: _until(_month_of(today), today),
        "month": lambda today: _until(_month_of(today), today),
        "last month": lambda today: _month_of(today.replace(day=1) - timedelta(days=1)),
    }
)
