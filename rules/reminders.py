"""What the team is to be reminded of and when, and how often a risk to life is announced (P3, P4). Pure.

The first reminder comes when three quarters of the working time have gone, the second when the target passes, then one
each working hour, on the hour, so that all that is overdue is said together. How much, how often and from when on the
leads are named is data in `targets.toml`. Every moment is one that people can read off a clock: a whole minute, within
office hours. What would fall outside them is said at the next opening, and so is what has waited since the day before.
Whoever comes late is told the newest alone: nobody is helped by hearing "due in an hour" an hour late.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from rules.office_hours import OfficeHours

SNOOZE_OVER = 0
"""The stage of a reminder that says that the time for which a mention was put off is over."""
BEFORE = 1
"""The stage before the target passes."""
PASSED = 2
"""The stage at which it passes; the stages after it come one each working hour, on the hour."""

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often the team is reminded: its own choice, kept as data."""

    first_at: float
    """The share of the working time that has gone when the first reminder comes; below 1."""
    then_every: timedelta
    """Working time between two reminders once the target has passed."""
    leads_from: int
    """The stage from which on the leads are named."""
    announce_every: timedelta
    """Time on any clock, day and night, between two announcements of a risk to life."""
    gather: timedelta
    """Time from one message of reminders until the next; what comes up meanwhile is said together then."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder of a mention: what is due when (for `SNOOZE_OVER`, until when it was put off), and which it is."""

    due_at: datetime
    stage: int


@dataclass(frozen=True, slots=True)
class Watched:
    """A mention that is not settled, as far as the clock needs to know it. All times are aware."""

    received_at: datetime
    counted_from: datetime
    """From when the time until it is due runs: its arrival, or the holding reply that set a new time."""
    due_at: datetime | None
    """None while nothing of it is due."""
    snoozed_until: datetime | None = None
    owner_acted_at: datetime | None = None
    """When whoever claimed it last did something with it; None when nobody has claimed it."""
    unacknowledged_risk: bool = False
    """True while a life may be at risk and nobody has said that they are seeing to it."""
    said: Reminder | None = None
    """The newest reminder that was said, or that an announcement or the end of a snooze stood for."""
    announced: int = 0
    """How many times the risk was announced."""
    police_asked_at: datetime | None = None
    """When somebody asked for a report to the police; None while no such request waits for an answer."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What follows for a mention now, and when it must be looked at again."""

    look_at: datetime | None
    """None: not before something is decided."""
    say: Reminder | None = None
    said: Reminder | None = None
    """What counts as said from now on; as before where nothing was said."""
    announce: int | None = None
    """The number of the announcement to make, from 1."""
    ask_again: int | None = None
    """The stage at which the leads are asked again about a report to the police, as often as `look` is asked."""
    release: bool = False
    """True when its claim has run out. Nothing else is told with it: look at it again once it is released."""
    snooze_over: bool = False


@cache
def cadence() -> Cadence:
    """Return the shipped cadence."""
    return read_cadence(resources.files("rules").joinpath("targets.toml").read_text(encoding="utf-8"))


def read_cadence(text: str) -> Cadence:
    """Read the `[reminders]` of targets.toml. Raises ValueError saying what can't be followed."""
    entry: Mapping[str, Any] = tomllib.loads(text).get("reminders", {})
    wanted = {"first_at", "then_every_working_minutes", "leads_from", "announce_every_minutes", "gather_minutes"}
    if entry.keys() != wanted:
        wrong = ", ".join(sorted(entry.keys() ^ wanted))
        raise ValueError(f"targets.toml, reminders: missing or unknown: {wrong}")
    read = Cadence(
        first_at=entry["first_at"],
        then_every=timedelta(minutes=entry["then_every_working_minutes"]),
        leads_from=entry["leads_from"],
        announce_every=timedelta(minutes=entry["announce_every_minutes"]),
        gather=timedelta(minutes=entry["gather_minutes"]),
    )
    if not 0 < read.first_at < 1 or min(read.then_every, read.announce_every, read.gather) < _MINUTE:
        raise ValueError("targets.toml, reminders: first_at lies between 0 and 1, and the minutes are 1 or more")
    return read


def look(watched: Watched, now: datetime, hours: OfficeHours, how_often: Cadence) -> Outlook:
    """Return what is to be said of a mention now, and when to look again.

    Looking later than `look_at`, or more often, changes nothing but the time at which it is said.
    """
    if watched.owner_acted_at and claim_ends_at(watched.owner_acted_at, hours) <= now:
        return Outlook(now, said=watched.said, release=True)
    see = _announcement if watched.unacknowledged_risk else _reminder
    outlook = see(watched, now, hours, how_often)
    if watched.police_asked_at:
        outlook = _asked_again(outlook, watched.police_asked_at, now, hours, how_often)
    if watched.owner_acted_at is None:
        return outlook
    ends_at = claim_ends_at(watched.owner_acted_at, hours)
    return replace(outlook, look_at=min(ends_at, outlook.look_at or ends_at))


def first_look(
    received_at: datetime, due_at: datetime | None, hours: OfficeHours, how_often: Cadence
) -> datetime | None:
    """Return when a mention that has just come is to be looked at; None where nothing of it is due. Aware."""
    if due_at is None:
        return None
    return max(received_at, moment_of(BEFORE, Watched(received_at, received_at, due_at), hours, how_often))


def gathered_at(last_said_at: datetime | None, now: datetime, how_often: Cadence) -> datetime | None:
    """Return when a reminder that comes up now is said with others, since the last was said so lately; None for now."""
    if last_said_at is None or not last_said_at <= now < last_said_at + how_often.gather:
        return None
    return last_said_at + how_often.gather


def claim_ends_at(acted_at: datetime, hours: OfficeHours) -> datetime:
    """Return when a claim runs out whose owner last acted then: one whole working day without action. Aware UTC."""
    return hours.end_of_next_working_day(acted_at)


def moment_of(stage: int, watched: Watched, hours: OfficeHours, how_often: Cadence) -> datetime:
    """Return when a stage of what is due is to be said. Aware UTC. The mention must have something due."""
    start, due = watched.counted_from, watched.due_at
    assert due is not None  # noqa: S101 - narrows the type
    if stage > PASSED:
        at = hours.add(due, (stage - PASSED) * how_often.then_every)
        whole = _to_hour(at, hours)
        # What waited since the day before is said as the office opens, and then in each of its hours.
        waited = due < _opening_of_the_day(at, hours)
        at = whole if waited or whole == at else whole + _HOUR
    elif stage == BEFORE and start < due:
        at = hours.add(start, how_often.first_at * hours.elapsed(start, due))
    else:
        at = due
    return hours.next_opening(_to_minute(at))


def _announcement(watched: Watched, now: datetime, hours: OfficeHours, how_often: Cadence) -> Outlook:
    """Announce a risk; while that goes on, what falls due counts as said, since nothing is said more loudly."""
    number = int((now - watched.received_at) / how_often.announce_every) + 1
    stage = _newest_stage(watched, now, hours, how_often) if watched.due_at else 0
    said = Reminder(watched.due_at, stage) if watched.due_at and stage else watched.said
    return Outlook(
        look_at=watched.received_at + number * how_often.announce_every,
        said=said,
        announce=number if number > watched.announced else None,
    )


def _reminder(watched: Watched, now: datetime, hours: OfficeHours, how_often: Cadence) -> Outlook:
    until = watched.snoozed_until
    if until and now < (again := hours.next_opening(_to_minute(until))):
        return Outlook(again, said=watched.said)
    if watched.due_at is None:
        stage = 0
        following = None
    else:
        stage = _newest_stage(watched, now, hours, how_often)
        following = moment_of(stage + 1, watched, hours, how_often)
    newest = Reminder(watched.due_at, stage) if watched.due_at and stage else None
    news = newest if newest and newest.stage > _said_stage(watched) else None
    if not (until or news):
        return Outlook(following, said=watched.said)
    if not hours.is_open(now):
        return Outlook(hours.next_opening(now), said=watched.said)
    say = Reminder(until, SNOOZE_OVER) if until else news
    return Outlook(following, say=say, said=news or watched.said, snooze_over=until is not None)


def _asked_again(
    outlook: Outlook, asked_at: datetime, now: datetime, hours: OfficeHours, how_often: Cadence
) -> Outlook:
    """Ask again for an answer, which was due as soon as it was asked for, as often as of all else that is overdue."""
    if not hours.is_open(now):
        stage, following = None, hours.next_opening(now)
    else:
        asked = Watched(asked_at, asked_at, due_at=asked_at)
        newest = _newest_stage(asked, now, hours, how_often)
        following = moment_of(newest + 1, asked, hours, how_often)
        # In office hours the first stages are the request itself, which was told at once.
        stage = newest if newest and moment_of(newest, asked, hours, how_often) > asked_at else None
    return replace(outlook, ask_again=stage, look_at=min(following, outlook.look_at or following))


def _newest_stage(watched: Watched, now: datetime, hours: OfficeHours, how_often: Cadence) -> int:
    """Return the last stage whose moment has come; 0 for none."""
    assert watched.due_at is not None  # noqa: S101 - narrows the type
    late = hours.elapsed(watched.due_at, now + _MINUTE)
    # A moment is moved by less than an hour, or on to the next opening: the stage is near this one.
    stage = PASSED + max(0, int((late + _HOUR) / how_often.then_every) + 1)
    while stage and moment_of(stage, watched, hours, how_often) > now:
        stage -= 1
    return stage


def _said_stage(watched: Watched) -> int:
    """Return the stage that was last said of what is due now."""
    return watched.said.stage if watched.said and watched.said.due_at == watched.due_at else 0


def _opening_of_the_day(at: datetime, hours: OfficeHours) -> datetime:
    """Return when the office opens on the local date of `at`, or next, on a day off."""
    return hours.next_opening(at.astimezone(hours.zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0))


def _to_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _to_hour(at: datetime, hours: OfficeHours) -> datetime:
    """Return when the clock on the office's wall last stood at a whole hour."""
    return _to_minute(at) - timedelta(minutes=at.astimezone(hours.zone).minute)
