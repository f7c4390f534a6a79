"""Reminders that come up near each other are one message, and one that was ordered is said only while it is so."""

import pytest
from sqlalchemy import Engine, text

from db.models import NoticeKind
from rules.assessment import Route
from rules.decisions import Action
from tests.clocked import MINUTE, Office, london

REMINDER, URGENT = NoticeKind.REMINDER, NoticeKind.URGENT
BY = "2026-11-25 17:00"


def asked(engine: Engine) -> tuple[Office, int]:
    """Return an office that was asked something at ten on Tuesday, to be answered until Wednesday evening."""
    office = Office(engine, "2026-11-24 10:00")
    return office, office.receive(BY, answer_by=BY, route=Route.QUESTION)


def still_said(office: Office) -> int:
    """Return of how many mentions the last notice of reminders would tell now."""
    return office.notices.standing(office.ordered(REMINDER)[-1], office.now, 15).total


def test_forty_breaches_a_minute_apart_are_some_messages_a_morning_and_one_an_hour_after(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 09:30")
    for _ in range(40):
        office.receive()
        office.now += MINUTE
        office.tick()
    office.until("2026-11-24 16:59")
    times = [each.at for each in office.ordered(REMINDER)]
    assert [f"{at:%H:%M}" for at in times] == [
        *("10:15", "10:25", "10:35", "10:45", "10:55", "11:05", "11:15"),
        *("12:00", "13:00", "14:00", "15:00", "16:00"),
    ]
    assert {mention_id for _, mention_id, stage in office.said() if stage == 2} == set(range(1, 41))
    assert len(office.reminded_by(office.ordered(REMINDER)[-1])) == 40


def test_a_reminder_soon_after_another_waits_and_is_said_with_what_comes_up_meanwhile(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    first = office.receive("2026-11-24 11:00")
    second, third = office.receive("2026-11-24 11:04"), office.receive("2026-11-24 11:08")
    office.until("2026-11-24 11:20")
    assert office.said() == [
        *(("Tue 10:45", first, 1), ("Tue 10:55", second, 1), ("Tue 10:55", third, 1)),
        *(("Tue 11:05", first, 2), ("Tue 11:05", second, 2), ("Tue 11:15", third, 2)),
    ]


def test_a_risk_to_life_is_announced_though_a_reminder_was_just_said(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    office.receive()
    office.until("2026-11-24 10:45")
    assert len(office.ordered(REMINDER)) == 1
    office.now += MINUTE
    risk = office.receive_risk()
    office.tick()
    assert [each.mention_id for each in office.ordered(URGENT)] == [risk]


def test_what_a_process_wrote_down_before_it_ended_is_said_by_the_next_in_one_message(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.watch.AT_ONCE", 2)
    office = Office(engine, "2026-11-24 10:00")
    ids = [office.receive() for _ in range(5)]
    office.now = london("2026-11-24 10:45")

    def end(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("db.watch.say", end)
        with pytest.raises(KeyboardInterrupt):
            office.tick()
    assert len(office.said()) == 4
    assert office.ordered(REMINDER) == []
    office.now += MINUTE
    assert office.tick()
    [notice] = office.ordered(REMINDER)
    assert office.reminded_by(notice) == ids
    assert still_said(office) == 5


def test_a_new_mention_is_not_looked_at_before_its_first_reminder(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    office.receive()
    risk = office.receive_risk()
    with engine.connect() as connection:
        found = connection.execute(text("SELECT id FROM mentions WHERE look_at <= received_at")).all()
    assert [row.id for row in found] == [risk]


def test_a_reminder_of_what_is_with_somebody_else_by_now_is_not_said(engine: Engine) -> None:
    office, question = asked(engine)
    office.decide(question, Action.APPROVE)
    office.until("2026-11-25 13:15")
    assert still_said(office) == 1
    office.decide(question, Action.ESCALATE, detail="legal")
    assert still_said(office) == 0


def test_a_reminder_of_what_may_wait_by_now_is_not_said(engine: Engine) -> None:
    office, question = asked(engine)
    office.decide(question, Action.APPROVE)
    office.until("2026-11-25 13:15")
    office.decide(question, Action.HOLD, until=london("2026-11-30 12:00"))
    assert still_said(office) == 0


def test_a_reminder_of_a_breach_that_is_decided_by_now_is_not_said(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    breach = office.receive("2026-11-24 11:00", answer_by=BY, route=Route.QUESTION)
    office.until("2026-11-24 11:00")
    office.decide(breach, Action.APPROVE)
    assert still_said(office) == 0


def test_a_holding_reply_sets_the_time_though_nobody_has_approved_yet(engine: Engine) -> None:
    office, question = asked(engine)
    office.decide(question, Action.HOLD, until=london("2026-11-30 12:00"))
    assert office.store.case(question).due_at == london("2026-11-30 12:00")
    office.now = london("2026-11-26 08:50")
    office.until("2026-11-26 12:00")
    assert office.said() == []


@pytest.mark.parametrize("times_undone", [1, 2])
def test_taking_a_second_reply_back_leaves_the_time_of_the_first(engine: Engine, times_undone: int) -> None:
    office, question = asked(engine)
    for action in (Action.APPROVE, Action.REPLY, Action.REPLY_DONE):
        office.decide(question, action)
    office.now += MINUTE * 180
    for action in (Action.REPLY, Action.REPLY_DONE, *[Action.ANSWER_UNDO] * times_undone):
        office.decide(question, action)
    with engine.connect() as connection:
        [row] = connection.execute(text("SELECT answered_at, answer_seconds FROM mentions"))
    assert str(row.answered_at).startswith("2026-11-24 10:00")
    assert row.answer_seconds == 0
