"""Read what a setting says about opening hours: the usual week, and the days that differ from it.

A week is groups separated by commas, each one or more days and one or more spans of hours, in 24-hour local time:

    mon-thu 08:30-17:00, fri 08:30-12:30 13:30-16:30

Days that differ are ISO dates separated by commas, each alone or with spans of hours; `..` makes a range of dates:

    2026-12-24, 2026-12-27..2026-12-31, 2027-01-04 13:00-17:00

Hours end before midnight or at 24:00. An office open past midnight says so on both days:

    fri 20:00-24:00, sat 00:00-02:00
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEK_EXAMPLE = "mon-thu 08:30-17:00, fri 08:30-12:30 13:30-16:30"
DATES_EXAMPLE = "2026-12-24, 2026-12-27..2026-12-31, 2027-01-04 13:00-17:00"

_HOURS = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-"})
_MINUTES_A_DAY = 24 * 60
_LONGEST_RANGE = timedelta(days=366)
"""A longer one is a mistyped year rather than a closure."""


class OfficeHoursError(ValueError):
    """A setting about opening hours that can't be followed. Says which part is wrong and shows a right one."""


class Span(NamedTuple):
    """Hours of one day, in minutes of its local clock after midnight: from `start` up to, not including, `end`."""

    start: int
    end: int


Week = tuple[tuple[Span, ...], ...]
"""The spans of each weekday, Monday first, each in order of time; none for a day off."""

Dates = Mapping[date, tuple[Span, ...] | None]
"""The days that differ, each with its hours, or None where only the date is given."""


def parse_week(pattern: str) -> Week:
    """Return the hours of each weekday. Raises OfficeHoursError naming the part that is wrong."""
    spans: list[list[Span]] = [[] for _ in DAYS]
    for group in _groups(pattern):
        days, *hours = group.split()
        if _HOURS.fullmatch(days):
            raise _wrong(f"“{group}” has hours but no day", WEEK_EXAMPLE)
        if not hours:
            raise _wrong(f"“{group}” has no hours", WEEK_EXAMPLE)
        for weekday in _weekdays(days):
            spans[weekday] += [_span(part, WEEK_EXAMPLE) for part in hours]
    if not any(spans):
        raise _wrong("it names no day, so the office would never be open", WEEK_EXAMPLE)
    return tuple(_in_order(day, DAYS[weekday], WEEK_EXAMPLE) for weekday, day in enumerate(spans))


def parse_dates(listed: str) -> Dates:
    """Return the days that differ; nothing for an empty text. Raises OfficeHoursError naming the part that is wrong."""
    found: dict[date, tuple[Span, ...] | None] = {}
    for group in _groups(listed):
        days, *hours = group.split()
        spans = _in_order([_span(part, DATES_EXAMPLE) for part in hours], days, DATES_EXAMPLE) if hours else None
        for day in _dates(days):
            if day in found:
                raise _wrong(f"{day} is there twice", DATES_EXAMPLE)
            found[day] = spans
    return found


def without(spans: Iterable[Span], taken: Iterable[Span]) -> tuple[Span, ...]:
    """Return what is left of `spans` once the hours `taken` are cut out of them."""
    left = list(spans)
    for cut in taken:
        left = [
            piece
            for span in left
            for piece in (Span(span.start, min(span.end, cut.start)), Span(max(span.start, cut.end), span.end))
            if piece.start < piece.end
        ]
    return tuple(left)


def together(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the same hours in order of time, with those that overlap or touch made one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def _groups(text: str) -> list[str]:
    tidy = re.sub(r"\s*-\s*", "-", text.translate(_DASHES).lower())
    return [group.strip() for group in tidy.split(",") if group.strip()]


def _weekdays(days: str) -> list[int]:
    first, dash, last = days.partition("-")
    start = _weekday(first, days)
    end = _weekday(last, days) if dash else start
    return [(start + step) % len(DAYS) for step in range((end - start) % len(DAYS) + 1)]


def _weekday(word: str, within: str) -> int:
    shortest = 3
    matching = [n for n, name in enumerate(DAYS) if len(word) >= shortest and name.startswith(word)]
    if not matching:
        raise _wrong(f"“{word or within}” is no day of the week (mon, tue, wed, thu, fri, sat, sun)", WEEK_EXAMPLE)
    return matching[0]


def _dates(days: str) -> list[date]:
    first, dots, last = days.partition("..")
    start = _date(first)
    end = _date(last) if dots else start
    if end < start:
        raise _wrong(f"“{days}” ends before it begins", DATES_EXAMPLE)
    if end - start > _LONGEST_RANGE:
        raise _wrong(f"“{days}” is longer than a year", DATES_EXAMPLE)
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def _date(word: str) -> date:
    # fromisoformat alone also takes 20261224 and 2026-W52-4, which nobody means to write.
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
        try:
            return date.fromisoformat(word)
        except ValueError:
            raise _wrong(f"“{word}” is not in the calendar", DATES_EXAMPLE) from None
    raise _wrong(f"“{word}” is no date written as year-month-day", DATES_EXAMPLE)


def _span(hours: str, example: str) -> Span:
    match = _HOURS.fullmatch(hours)
    if match is None:
        raise _wrong(f"“{hours}” is no span of hours such as 09:00-17:00", example)
    start = _minutes(match[1], match[2], hours, example)
    end = _minutes(match[3], match[4], hours, example)
    if end <= start:
        raise _wrong(f"“{hours}” ends before it begins (past midnight, write both days)", example)
    return Span(start, end)


def _minutes(hour: str, minute: str, within: str, example: str) -> int:
    last_minute = 59
    total = int(hour) * 60 + int(minute)
    if int(minute) > last_minute or total > _MINUTES_A_DAY:
        raise _wrong(f"“{hour}:{minute}” in “{within}” is no time of day", example)
    return total


def _in_order(spans: list[Span], day: str, example: str) -> tuple[Span, ...]:
    ordered = tuple(sorted(spans))
    for earlier, later in pairwise(ordered):
        if later.start < earlier.end:
            raise _wrong(f"hours overlap on {day}", example)
    return ordered


def _wrong(what: str, example: str) -> OfficeHoursError:
    return OfficeHoursError(f"Opening hours: {what}. Example: {example}")
