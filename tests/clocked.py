"""An office on a database whose time a test moves on: mentions come in, people decide, the clock ticks each minute."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, text

from db.models import NoticeKind
from db.notices import Notice
from db.standing import Notices
from db.store import Decided, NewMention, Store
from db.watch import Watch
from rules.assessment import Route
from rules.decisions import Action, Role
from rules.mention import Person
from rules.office_hours import OfficeHours
from tests.mentions import ANNA, mention, new_mention

LONDON = ZoneInfo("Europe/London")
MINUTE = timedelta(minutes=1)
CHANNEL = (None,)


def london(words: str) -> datetime:
    """Return the instant of "2026-11-24 10:00" on London's clocks."""
    return datetime.fromisoformat(words).replace(tzinfo=LONDON).astimezone(UTC)


class Office:
    """What comes in, what is decided and what the clock makes of it, at the time `now`."""

    def __init__(self, engine: Engine, now: str, urgent_to: tuple[str | None, ...] = CHANNEL) -> None:
        self.engine = engine
        self.hours = OfficeHours.parse()
        self.store = Store(engine, self.hours)
        self.watch = Watch(engine, self.hours)
        self.notices = Notices(engine)
        self.urgent_to = urgent_to
        self.now = london(now)

    def receive(self, due: str | None = None, *, answer_by: str | None = None, **assessed: Any) -> int:
        """Take in a mention, due by default after one working hour, and return its id."""
        by = london(due) if due else self.hours.add(self.now, timedelta(hours=1))
        item = replace(new_mention(mention(), by, **assessed), answer_by=london(answer_by) if answer_by else None)
        return self.take(item)

    def receive_risk(self) -> int:
        """Take in what tells of a risk to somebody's life."""
        return self.take(replace(new_mention(mention(), self.now, route=Route.RISK_TO_LIFE), answer_by=self.now))

    def take(self, item: NewMention) -> int:
        [new_id] = self.store.add_mentions([item], self.now)
        assert new_id is not None
        return new_id

    def decide(self, mention_id: int, action: Action, person: Person = ANNA, **more: Any) -> Decided:
        """Decide as a team lead, which must be taken."""
        made = self.store.decide(mention_id, person, Role.LEAD, action, now=self.now, **more)
        assert isinstance(made, Decided), made
        return made

    def tick(self) -> bool:
        return self.watch.tick(self.now, self.urgent_to)

    def until(self, then: str) -> None:
        """Let the time pass, with a tick each minute, the last one at `then`."""
        end = london(then)
        while self.now < end:
            self.now += MINUTE
            self.tick()

    def said(self) -> list[tuple[str, int, int]]:
        """Return each reminder that was said: when, of which mention, which stage."""
        rows = self._rows("SELECT said_at, mention_id, stage FROM reminders ORDER BY said_at, mention_id")
        return [(f"{_aware(at).astimezone(LONDON):%a %H:%M}", mention_id, stage) for at, mention_id, stage in rows]

    def ordered(self, kind: NoticeKind) -> list[Notice]:
        """Return the notices that were ordered, oldest first."""
        rows = self._rows("SELECT id FROM notices WHERE kind = :kind ORDER BY id", kind=kind.value)
        return [self.store.notice(notice_id) for (notice_id,) in rows]

    def reminded_by(self, notice: Notice) -> list[int]:
        """Return the mentions that a notice of reminders was ordered for."""
        query = (
            "SELECT reminders.mention_id FROM reminders JOIN notices ON notices.id = notice_id"
            " WHERE key = :key ORDER BY 1"
        )
        return [mention_id for (mention_id,) in self._rows(query, key=notice.key)]

    def effects(self, effect: str) -> list[int | None]:
        """Return the mentions that an effect was ordered for."""
        rows = self._rows("SELECT mention_id FROM outbox WHERE effect = :effect ORDER BY seq", effect=effect)
        return [mention_id for (mention_id,) in rows]

    def _rows(self, query: str, **values: Any) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(text(query), values))


def _aware(at: Any) -> datetime:
    # SQLite hands a time out as text, and without its zone, which is UTC.
    found = datetime.fromisoformat(at) if isinstance(at, str) else at
    return found if found.tzinfo else found.replace(tzinfo=UTC)
