"""By when a message is to be dealt with (P4): the team's own aims, kept as data in `targets.toml`.

The clock runs in office hours only (P3). A message that comes outside them starts at the next opening, so a question on
Saturday starts on Monday and is due when Tuesday's hours end; a risk to life is due at once, at any hour.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from rules.assessment import Assessment, Kind, Route, Urgency
from rules.decisions import ANSWERS_GIVEN, NEEDS_TEXT, Action, Safety, Side, Status, needs_answer
from rules.mention import Case
from rules.office_hours import OfficeHours

_WORKING_HOURS = re.compile(r"(\d+) working hours?")


@dataclass(frozen=True, slots=True)
class Target:
    """One of the team's aims: which messages it fits, and by when they are to be dealt with."""

    key: str
    respond_by: str
    """`at once`, `N working hours` or `end of next working day`."""
    says: str
    """The aim in a sentence, for the people who work with it."""
    finding: bool = False
    everything: bool = False
    kinds: frozenset[Kind] = frozenset()
    routes: frozenset[Route] = frozenset()
    urgencies: frozenset[Urgency] = frozenset()

    def fits(self, kind: Kind, assessment: Assessment) -> bool:
        """Tell whether any of its conditions holds for a message."""
        return (
            self.everything
            or (self.finding and bool(assessment.findings))
            or kind in self.kinds
            or assessment.route in self.routes
            or assessment.urgency in self.urgencies
        )

    def due(self, received_at: datetime, hours: OfficeHours) -> datetime:
        """Return when a message received then is to be dealt with. Aware UTC."""
        if self.respond_by == "at once":
            return received_at.astimezone(UTC)
        if working_hours := _WORKING_HOURS.fullmatch(self.respond_by):
            return hours.add(received_at, timedelta(hours=int(working_hours[1])))
        return hours.end_of_next_working_day(received_at)


@cache
def targets() -> tuple[Target, ...]:
    """Return the shipped targets, the first that fits counting."""
    return read_targets(resources.files("rules").joinpath("targets.toml").read_text(encoding="utf-8"))


def read_targets(text: str) -> tuple[Target, ...]:
    """Read targets from TOML. Raises ValueError naming the target that can't be followed."""
    listed = tuple(_target(entry) for entry in tomllib.loads(text).get("target", []))
    if not listed or not listed[-1].everything:
        raise ValueError("targets.toml: the last target must say everything = true, so that no message is without one.")
    return listed


def respond_by(kind: Kind, assessment: Assessment, received_at: datetime, hours: OfficeHours) -> datetime:
    """Return by when a message is to be dealt with, aware UTC; for a risk to life, the moment it was received.

    For a suspected breach that means decided; for what calls for an answer, answered; for everything else, read: a
    person has looked at it and said so by Approve, Hide or Report (P5).
    """
    return _first_that_fits(kind, assessment).due(received_at, hours)


def answer_by(kind: Kind, assessment: Assessment, received_at: datetime, hours: OfficeHours) -> datetime | None:
    """Return by when a message is to be answered, aware UTC, or None when it calls for no answer.

    Differs from `respond_by` for a suspected breach that also asks something: the breach is decided first, and deciding
    it does not stop the clock of the answer.
    """
    if not needs_answer(kind, assessment.route):
        return None
    answers = (target for target in targets() if kind in target.kinds or assessment.route in target.routes)
    target = next(answers, None) or _first_that_fits(kind, assessment)
    return target.due(received_at, hours)


def due_at(
    status: Status,
    needs_answer: bool,
    respond_by: datetime | None,
    answer_by: datetime | None,
    *,
    held: bool = False,
) -> datetime | None:
    """Return by when the next thing left to do is due, or None when nothing is left.

    A risk to life, the moderation and what it decided wait until `respond_by`; an answer, until `answer_by`, or
    `respond_by` where no time of its own is known. What is with somebody else is not the team's to answer meanwhile.
    The outcome of a risk to life shows that somebody has read it, so that none of it is due to be moderated.

    `held` tells that a holding reply was sent to what seems to be no breach: somebody has read it, so that the decision
    on it can wait until the answer is due.
    """
    times = []
    if status.at_risk or status.moderation_to_do or (not status.read and not held):
        times.append(respond_by)
    elif not status.read:
        times.append(max((time for time in (respond_by, answer_by) if time is not None), default=None))
    unanswered = status.answer_to_do or (needs_answer and not status.answered)
    if unanswered and status.escalated is None:
        times.append(answer_by or respond_by)
    return min((time for time in times if time is not None), default=None)


def further_answer_from(case: Case, status: Status, action: Action, at: datetime) -> datetime | None:
    """Return when an answer was decided that is still to be given and that no target waits for, or None.

    It is none of the target's when the message called for no answer or has had one. `case` is as it was before
    `action`, done `at` that time, and `status` is what came of it.
    """
    if not status.answer_to_do:
        return None
    standing = [(made.action, made.at) for made in case.answers]
    if action is Action.ANSWER_UNDO:
        standing = standing[:-1]
    elif action in NEEDS_TEXT:
        standing.append((action, at))
    answered = status.safety is Safety.CLOSED or any(made in ANSWERS_GIVEN for made, _ in standing[:-1])
    return standing[-1][1] if standing and (answered or not case.needs_answer) else None


def counts_for(kind: Kind, assessment: Assessment) -> Side:
    """Return the side of a mention that `respond_by` waits for: its moderation (read included) or its answer."""
    breach = _first_that_fits(kind, assessment).finding and assessment.findings
    return Side.ANSWERING if needs_answer(kind, assessment.route) and not breach else Side.MODERATION


def _first_that_fits(kind: Kind, assessment: Assessment) -> Target:
    return next(target for target in targets() if target.fits(kind, assessment))


def _target(entry: Mapping[str, Any]) -> Target:
    if unknown := entry.keys() - {part.name for part in fields(Target)}:
        raise ValueError(f"targets.toml, target {entry.get('key', '?')}: it can’t say {', '.join(sorted(unknown))}")
    try:
        target = Target(
            key=entry["key"],
            respond_by=entry["respond_by"],
            says=entry["says"],
            finding=entry.get("finding", False),
            everything=entry.get("everything", False),
            kinds=frozenset(Kind(word) for word in entry.get("kinds", [])),
            routes=frozenset(Route(word) for word in entry.get("routes", [])),
            urgencies=frozenset(Urgency(word) for word in entry.get("urgencies", [])),
        )
    except (KeyError, ValueError) as wrong:
        raise ValueError(f"targets.toml, target {entry.get('key', '?')}: {wrong}") from None
    known = target.respond_by in {"at once", "end of next working day"} or _WORKING_HOURS.fullmatch(target.respond_by)
    if not known:
        raise ValueError(
            f"targets.toml, target {target.key}: respond_by “{target.respond_by}” is none of “at once”, "
            "“2 working hours”, “end of next working day”"
        )
    return target
