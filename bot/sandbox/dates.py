"""Times as people in London read them, and Slack's date tokens."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.sandbox.scene import LONDON

TOKEN = re.compile(r"\{([a-z_]+)\}")


def from_ts(ts: str) -> datetime:
    """Return the instant of a Slack timestamp such as "1700000000.000100"; the epoch for one that is not a number."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def clock_time(moment: datetime) -> str:
    """Return the time of day in London: "09:05"."""
    return moment.astimezone(LONDON).strftime("%H:%M")


def day(moment: datetime) -> str:
    """Return the day in London: "Monday, 23 November 2026"."""
    local = moment.astimezone(LONDON)
    return f"{local:%A}, {local.day} {local:%B %Y}"


def day_heading(moment: datetime, now: datetime) -> str:
    """Return the day as a divider between messages shows it: "Today", "Yesterday", or the day and month."""
    near = _near(moment, now)
    if near:
        return near.capitalize()
    local = moment.astimezone(LONDON)
    year = f" {local.year}" if local.year != now.astimezone(LONDON).year else ""
    return f"{local:%A}, {local.day} {local:%B}{year}"


def exact(moment: datetime) -> str:
    """Return the instant in full, London time: "Monday, 23 November 2026 at 09:05:30"."""
    return f"{day(moment)} at {moment.astimezone(LONDON):%H:%M:%S}"


def formatted(timestamp: str | int, pattern: str, now: datetime) -> str:
    """Fill in Slack's date tokens, such as "{date_short_pretty} at {time}"; an unknown token stays as it is."""
    moment = from_ts(str(timestamp))

    def fill(match: re.Match[str]) -> str:
        write = _FORMATS.get(match[1])
        return write(moment, now) if write else match[0]

    return TOKEN.sub(fill, pattern)


def ago(moment: datetime, now: datetime) -> str:
    """Return how long ago, roughly: "3 hours ago"; "in 2 days" for what is to come."""
    distance = now - moment
    seconds = abs(distance.total_seconds())
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            count = int(seconds // length)
            words = f"{count} {unit}{'' if count == 1 else 's'}"
            return f"in {words}" if distance < timedelta(0) else f"{words} ago"
    return "just now"


def _near(moment: datetime, now: datetime) -> str | None:
    days = (moment.astimezone(LONDON).date() - now.astimezone(LONDON).date()).days
    return {0: "today", -1: "yesterday", 1: "tomorrow"}.get(days)


def _date(moment: datetime, _now: datetime) -> str:
    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%B %Y}"


def _date_short(moment: datetime, _now: datetime) -> str:
    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%b %Y}"


def _pretty(otherwise: Callable[[datetime, datetime], str]) -> Callable[[datetime, datetime], str]:
    return lambda moment, now: _near(moment, now) or otherwise(moment, now)


def _date_long(moment: datetime, _now: datetime) -> str:
    return day(moment)


# Slack's tokens: https://docs.slack.dev/messaging/formatting-message-text#date-formatting
_FORMATS: dict[str, Callable[[datetime, datetime], str]] = {
    "date_num": lambda moment, _now: moment.astimezone(LONDON).strftime("%Y-%m-%d"),
    "date_slash": lambda moment, _now: moment.astimezone(LONDON).strftime("%d/%m/%Y"),
    "date": _date,
    "date_short": _date_short,
    "date_long": _date_long,
    "date_long_full": _date_long,
    "date_pretty": _pretty(_date),
    "date_short_pretty": _pretty(_date_short),
    "date_long_pretty": _pretty(_date_long),
    "day_divider_pretty": day_heading,
    "time": lambda moment, _now: clock_time(moment),
    "time_secs": lambda moment, _now: moment.astimezone(LONDON).strftime("%H:%M:%S"),
    "ago": ago,
}
