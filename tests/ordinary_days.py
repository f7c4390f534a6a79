"""Two invented weeks in which the team keeps up: the demo's mentions, nearly all decided as suggested and in time."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from db.store import Decided, NewMention, Store
from rules import assess
from rules.assessment import Assessment, Kind, Route, Suggestion
from rules.decisions import Action, Role, needs_answer
from rules.handling import any_detail
from rules.mention import Mention, Person
from rules.office_hours import OfficeHours
from rules.targets import answer_by, respond_by
from tests.mentions import ANNA, BEN

HOURS = OfficeHours.parse()
LONDON = ZoneInfo("Europe/London")
OVERRULED_EACH = 10
"""Of so many mentions, the people think otherwise about one, and are late with another."""
MINUTE = timedelta(minutes=1)


def samples() -> list[dict[str, Any]]:
    """Return the demo's mentions, as they are posted but for an id and a time."""
    text = (Path(__file__).parents[1] / "bot" / "samples.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["mentions"]
    return found


@dataclass(frozen=True)
class _Step:
    """What is done about a mention, and when."""

    at: datetime
    action: Action
    principle: str | None = None


def fill(engine: Engine, first: date, now: datetime) -> None:
    """Keep what came in from the morning of `first` on, and what was decided about it, until `now`."""
    store, listed = Store(engine, HOURS), samples()
    number = 0
    for day in _days(first, now.astimezone(LONDON).date()):
        for nth in range(4 if day.weekday() >= 5 else 16 + day.day % 7):
            came = datetime.combine(day, time(8, 40), LONDON) + nth * 21 * MINUTE
            sample = listed[number % len(listed)]
            said = Mention(**sample | {"external_id": str(number), "kind": Kind(sample["kind"]), "posted_at": came})
            judged = assess(said.text, said.kind)
            number += 1
            if came < now and not (judged.route is Route.RISK_TO_LIFE and day.weekday() >= 5):
                mention_id = _keep(store, said, judged, came)
                for step in sorted(_steps(said, judged, came, number), key=lambda step: step.at):
                    if step.at < now:
                        _take(store, mention_id, step, (ANNA, BEN)[number % 2])


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _keep(store: Store, said: Mention, judged: Assessment, came: datetime) -> int:
    due = respond_by(said.kind, judged, came, HOURS), answer_by(said.kind, judged, came, HOURS)
    [mention_id] = store.add_mentions([NewMention(said, judged, *due)], came)
    assert mention_id
    return mention_id


def _take(store: Store, mention_id: int, step: _Step, person: Person) -> None:
    detail = any_detail(step.action)
    made = store.decide(
        mention_id, person, Role.STAFF, step.action, principle=step.principle, detail=detail, now=step.at
    )
    assert isinstance(made, Decided), made


def _steps(said: Mention, judged: Assessment, came: datetime, number: int) -> Iterator[_Step]:
    at_risk = judged.route is Route.RISK_TO_LIFE
    if at_risk:
        yield _Step(came + 3 * MINUTE, Action.ACKNOWLEDGE_RISK)
        yield _Step(came + 40 * MINUTE, Action.CLOSE_RISK)
    late = number % OVERRULED_EACH == 5
    yield from _moderation(judged, HOURS.add(came, (70 if late else 5 + number * 7 % 45) * MINUTE), number)
    if needs_answer(said.kind, judged.route) and not at_risk:
        referred = judged.suggestion is Suggestion.REFER or judged.route is Route.OWN_CARE
        begun = HOURS.add(came, (75 + number * 17 % 90) * MINUTE)
        yield _Step(begun, Action.REFER if referred else Action.REPLY)
        yield _Step(begun + MINUTE, Action.REFER_DONE if referred else Action.REPLY_DONE)


def _moderation(judged: Assessment, at: datetime, number: int) -> Iterator[_Step]:
    overruled = number % OVERRULED_EACH == 8
    if overruled or judged.suggestion not in {Suggestion.HIDE, Suggestion.REPORT}:
        yield _Step(at, Action.APPROVE)
    elif judged.suggestion is Suggestion.HIDE:
        yield _Step(at, Action.HIDE, judged.principle)
        yield _Step(at + MINUTE, Action.HIDE_DONE)
    else:
        yield _Step(at, Action.REPORT, judged.principle)
        yield _Step(at + MINUTE, Action.REPORT_DONE)
