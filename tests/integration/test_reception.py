"""Mentions taken in: when they came and by when they are to be dealt with, by one clock."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from bot.reception import Reception
from db.store import Store
from rules.office_hours import OfficeHours
from tests.mentions import MONDAY, mention


class TickingClock:
    """Moves on a second each time it is read, so that two readings for one arrival differ."""

    def __init__(self) -> None:
        self._now = MONDAY

    def now(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


def test_a_risk_to_life_is_due_at_the_moment_it_came_in(engine: Engine):
    store = Store(engine)
    [new_id] = Reception(store, OfficeHours.parse(), TickingClock()).add([mention(text="I want to end my life")])
    assert new_id is not None
    case = store.case(new_id)
    assert case.respond_by == case.received_at
