"""A fortnight, minute by minute: a process killed and restarted over and over says what one that ran through said.

Easter and the change to summer time lie in it.
"""

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, text

import db.watch
from db.engine import connect
from db.errors import UnknownMention
from db.store import NewMention, Store
from rules.assessment import Kind, Route
from rules.decisions import Action, Role
from rules.office_hours import OfficeHours
from rules.targets import answer_by, respond_by
from tests.clocked import Office, london
from tests.mentions import ABUSIVE, ANNA, BEN, mention, new_mention

START, END = "2026-03-26 07:00", "2026-04-09 07:00"
MENTIONS, KILLS = 50, 50
ACTIONS = (
    Action.APPROVE,
    Action.REPLY,
    Action.REPLY_DONE,
    Action.NO_REPLY_NEEDED,
    Action.UNDO,
    Action.CLAIM,
    Action.SNOOZE,
    Action.WAKE,
    Action.HOLD,
    Action.ESCALATE,
    Action.ESCALATION_OVER,
    Action.ACKNOWLEDGE_RISK,
    Action.CLOSE_RISK,
)
SETTLING = (Action.ESCALATION_OVER, Action.CLOSE_RISK, Action.APPROVE, Action.REPLY, Action.REPLY_DONE)
DETAILS = {Action.ESCALATE: "legal", Action.CLOSE_RISK: "false_alarm"}


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Script:
    """What people do in the fortnight, by the minute."""

    seed: int
    arrivals: dict[datetime, list[tuple[Route, bool]]] = field(default_factory=dict)
    decisions: dict[datetime, list[tuple[int, Action]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)  # noqa: S311 - a script that can be repeated
        minutes = list(ticks())
        for mention_id, arrival in enumerate(sorted(chance.choices(range(len(minutes) - 600), k=MENTIONS)), start=1):
            route = chance.choice([Route.NONE, Route.NONE, Route.QUESTION, Route.COMPLAINT, Route.RISK_TO_LIFE])
            self.arrivals.setdefault(minutes[arrival], []).append((route, chance.random() < 0.4))
            steps = [(chance.randrange(1, 600), chance.choice(ACTIONS)) for _ in range(chance.randrange(5))]
            if route is Route.RISK_TO_LIFE:
                steps.append((chance.randrange(1, 40), Action.ACKNOWLEDGE_RISK))
            # In the end somebody settles most of them.
            steps += [(600, action) for action in SETTLING] if chance.random() < 0.9 else []
            for delay, action in steps:
                self.decisions.setdefault(minutes[arrival + delay - 1], []).append((mention_id, action))


def ticks() -> Iterator[datetime]:
    """Yield every minute in and around office hours, and every tenth at night and on days off."""
    hours, now, end = OfficeHours.parse(), london(START), london(END)
    while now < end:
        soon = now + timedelta(minutes=20)
        busy = hours.is_open(now) or hours.is_open(soon)
        yield now
        now += timedelta(minutes=1 if busy else 10)


def live(url: str, script: Script, kills: set[int]) -> list[tuple[str, ...]]:
    """Live through the fortnight, killed in the ticks with these numbers; return all that was said and done."""
    office = restarted(url)
    chance = random.Random(script.seed)  # noqa: S311
    for number, now in enumerate(ticks()):
        office.now = now
        for route, breach in script.arrivals.get(now, []):
            receive(office, route, breach=breach)
        for mention_id, action in script.decisions.get(now, []):
            try_to(office.store, mention_id, action, now)
        if number in kills:
            with killed_at(office.engine, after_commits=chance.choice([0, 0, 1, 2])):
                office.tick()
            office.engine.dispose()
            office = restarted(url)
            office.now = now
        office.tick()
    told = everything_told(office.engine)
    office.engine.dispose()
    return told


def restarted(url: str) -> Office:
    engine = connect(url)
    # A process that is killed loses nothing that the system was handed; only a power cut would.
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
    return Office(engine, START, urgent_to=("U0ONCALL", None))


@contextmanager
def killed_at(engine: Engine, after_commits: int) -> Iterator[None]:
    """Kill what the block does as it is about to commit once more than `after_commits` times."""
    left = after_commits

    def commit(_: Connection) -> None:
        nonlocal left
        if left == 0:
            raise Killed
        left -= 1

    event.listen(engine, "commit", commit)
    with suppress(Killed):
        yield


def receive(office: Office, route: Route, *, breach: bool) -> None:
    findings = (ABUSIVE,) if breach else ()
    plain = new_mention(mention(), route=route, findings=findings)
    times = (Kind.COMMENT, plain.assessment, office.now, office.hours)
    office.take(NewMention(plain.mention, plain.assessment, respond_by(*times), answer_by(*times)))


def try_to(store: Store, mention_id: int, action: Action, now: datetime) -> None:
    """Do what a person tries to do, who may be refused, or be faster than the mention comes."""
    person, until = (ANNA, BEN)[mention_id % 2], now + timedelta(minutes=37 + 400 * (mention_id % 3))
    with suppress(UnknownMention):
        store.decide(mention_id, person, Role.LEAD, action, detail=DETAILS.get(action), until=until, now=now)


def everything_told(engine: Engine) -> list[tuple[str, ...]]:
    """Return the reminders, the announcements and the claims that ended, each with its time."""
    queries = (
        "SELECT 'reminder', mention_id, due_at, stage, said_at FROM reminders",
        "SELECT 'announcement', mention_id, key, recipient, at FROM notices WHERE kind = 'urgent'",
        "SELECT 'released', mention_id, staff_id, action, at FROM decisions WHERE staff_id = 'commsbot'",
    )
    with engine.connect() as connection:
        return sorted(tuple(map(str, row)) for query in queries for row in connection.execute(text(query)))


def test_a_process_killed_at_any_minute_says_what_one_that_ran_through_says(
    migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Script(seed=20260326)
    number = sum(1 for _ in ticks())
    ran_through, killed = (f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / name)}" for name in ("a.db", "b.db"))
    told = live(ran_through, script, kills=set())

    # So few at once that a tick has several commits to be killed between.
    monkeypatch.setattr(db.watch, "AT_ONCE", 2)
    kills = set(random.Random(script.seed).sample(range(number), KILLS))  # noqa: S311
    assert live(killed, script, kills) == told

    kinds = [each[0] for each in told]
    assert len(set(told)) == len(told)
    assert kinds.count("reminder") > MENTIONS
    assert kinds.count("announcement") > MENTIONS / 4
    assert kinds.count("released") > 0
