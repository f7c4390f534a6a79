"""The ticks of the clock: one that fails is told in the log, and the next does its work."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

import pytest
from slack_sdk import WebClient
from sqlalchemy import Engine, text
from structlog.testing import capture_logs

from bot.clock import SystemClock
from bot.jobs import create_scheduler
from bot.members import Members
from bot.recipients import Recipients
from bot.watch import Watcher
from tests.clocked import LONDON, Office
from tests.integration.delivery.waiting import until

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])

SECRET = "words that nobody may read in a log"


class StumblingClock(SystemClock):
    """A clock that can't be read the first time, and then stands where it was put."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.stumbled = False

    def now(self) -> datetime:
        if not self.stumbled:
            self.stumbled = True
            raise RuntimeError(SECRET)
        return self._now


@contextmanager
def ticking(office: Office, monkeypatch: pytest.MonkeyPatch, clock: StumblingClock) -> Iterator[list[str]]:
    monkeypatch.setattr("bot.jobs.TICK_EVERY", 0.05)
    committed: list[str] = []
    members = Members(WebClient(), lambda: "C0MENTIONS", ())
    watcher = Watcher(
        office.watch,
        Recipients(members),
        office.hours,
        clock,
        summary_at=time(23, 59),
        committed=lambda: committed.append("committed"),
    )
    scheduler = create_scheduler(members, watcher, LONDON)
    scheduler.start()
    try:
        yield committed
    finally:
        scheduler.shutdown()


def test_a_tick_that_fails_is_logged_without_its_words_and_the_next_goes_on(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(engine, "2026-11-24 10:00")
    office.receive()
    clock = StumblingClock(office.now + timedelta(minutes=45))
    with capture_logs() as logs, ticking(office, monkeypatch, clock) as committed:
        until(lambda: committed)
    assert len(office.said()) == 1
    [failed] = [each for each in logs if each["event"] == "A tick of the clock failed"]
    assert failed["kind"] == "RuntimeError"
    assert SECRET not in str(logs)


def test_while_the_database_is_away_nothing_is_lost(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(engine, "2026-11-24 10:00")
    office.receive()
    clock = StumblingClock(office.now + timedelta(minutes=45))
    clock.stumbled = True
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE mentions RENAME TO elsewhere"))
    with capture_logs() as logs, ticking(office, monkeypatch, clock) as committed:
        until(lambda: [each for each in logs if each["event"] == "The clock could not read or write the database"])
        assert office.said() == []
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE elsewhere RENAME TO mentions"))
        until(lambda: committed)
    assert len(office.said()) == 1
