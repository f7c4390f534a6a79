"""Mentions taken in: when they came and by when they are to be dealt with, by one clock."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from bot.clock import SystemClock
from bot.reception import Reception
from db.store import Store
from rules.office_hours import OfficeHours
from tests.mentions import MONDAY, mention


class TickingClock(SystemClock):
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


def test_a_question_is_to_be_answered_by_the_end_of_the_next_working_day(engine: Engine):
    store = Store(engine)
    said = mention(text="When does the clinic open on Saturdays?")
    [new_id] = Reception(store, OfficeHours.parse(), TickingClock()).add([said])
    assert new_id is not None
    case = store.case(new_id)
    tuesday_17_00 = (MONDAY + timedelta(days=1)).replace(hour=17, minute=0, second=0)
    assert (case.answer_by, case.due_at) == (tuesday_17_00, tuesday_17_00)


def test_thanks_are_to_be_read_and_need_no_answer(engine: Engine):
    store = Store(engine)
    [new_id] = Reception(store, OfficeHours.parse(), TickingClock()).add([mention(text="Thank you all so much!")])
    assert new_id is not None
    case = store.case(new_id)
    assert case.answer_by is None
    assert case.due_at == case.respond_by
