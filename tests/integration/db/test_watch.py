"""What the clock brings about, on both databases: each reminder once, at its minute, and nothing of what is settled."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, text

from db.models import NoticeKind
from db.store import CardPlace
from db.watch import Watch
from rules.assessment import Route
from rules.decisions import Action, Role, Safety
from rules.mention import BOT
from tests.clocked import CHANNEL, Office, london
from tests.mentions import ANNA, BEN

REMINDER, URGENT = NoticeKind.REMINDER, NoticeKind.URGENT
CARD = CardPlace("C0MENTIONS", "1.1")


def test_a_mention_is_reminded_of_before_it_is_due_when_it_is_and_each_hour_after(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    breach = office.receive()
    office.until("2026-11-24 12:30")
    assert office.said() == [("Tue 10:45", breach, 1), ("Tue 11:00", breach, 2), ("Tue 12:00", breach, 3)]
    assert [each.mention_id for each in office.ordered(REMINDER)] == [breach] * 3


def test_reminders_that_fall_together_are_one_notice(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    three = [office.receive() for _ in range(3)]
    office.now += timedelta(seconds=30)
    three.append(office.receive())
    office.until("2026-11-24 10:50")
    [notice] = office.ordered(REMINDER)
    assert notice.mention_id is None
    assert office.reminded_by(notice) == three


def test_they_stop_at_five_and_what_waited_over_the_weekend_is_one_notice_on_monday_at_nine(engine: Engine) -> None:
    office = Office(engine, "2026-11-27 15:30")
    waiting = [office.receive() for _ in range(2)]
    waiting.append(office.receive("2026-11-27 17:00"))
    office.until("2026-11-27 17:00")
    friday = len(office.ordered(REMINDER))
    saturday = Office(engine, "2026-11-28 11:00")
    waiting.append(saturday.receive(saturday.now.isoformat()[:16].replace("T", " ")))
    office.until("2026-11-30 09:10")
    [monday] = office.ordered(REMINDER)[friday:]
    assert monday.at == london("2026-11-30 09:00")
    assert office.reminded_by(monday) == waiting
    office.until("2026-11-30 09:59")
    assert len(office.ordered(REMINDER)) == friday + 1


def test_what_is_settled_is_never_reminded_of(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    done, open_ = office.receive(), office.receive()
    office.decide(done, Action.APPROVE)
    office.until("2026-11-24 13:00")
    assert {mention_id for _, mention_id, _ in office.said()} == {open_}
    assert office.notices.standing(office.ordered(REMINDER)[-1], office.now, 15).total == 1


def test_moderating_does_not_stop_the_clock_of_a_question(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    by = "2026-11-25 17:00"
    question = office.receive(by, answer_by=by, route=Route.QUESTION)
    office.decide(question, Action.APPROVE)
    office.until("2026-11-26 09:01")
    assert [(at, stage) for at, _, stage in office.said()] == [("Wed 13:15", 1), ("Thu 09:00", 2)]
    office.decide(question, Action.REPLY)
    office.decide(question, Action.REPLY_DONE)
    office.until("2026-11-26 17:00")
    assert len(office.said()) == 2


def test_a_holding_reply_sets_a_new_time_that_is_counted_from_then(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    by = "2026-11-24 16:00"
    question = office.receive(by, answer_by=by, route=Route.QUESTION)
    office.decide(question, Action.APPROVE)
    office.until("2026-11-24 15:00")
    assert [stage for _, _, stage in office.said()] == [1]
    office.decide(question, Action.HOLD, until=london("2026-11-25 15:00"))
    office.until("2026-11-25 15:00")
    assert [(at, stage) for at, _, stage in office.said()][1:] == [("Wed 13:00", 1), ("Wed 15:00", 2)]


def test_a_snoozed_mention_is_silent_until_its_time_is_over_and_then_drawn_anew(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    put_off = office.receive()
    office.store.place_card(put_off, CARD)
    office.decide(put_off, Action.SNOOZE, until=london("2026-11-24 13:20"))
    office.until("2026-11-24 13:19")
    assert office.said() == []
    drawn = len(office.effects("redraw_card"))
    office.until("2026-11-24 14:10")
    assert office.said() == [("Tue 13:20", put_off, 0), ("Tue 14:00", put_off, 5)]
    assert len(office.effects("redraw_card")) == drawn + 1
    assert office.store.case(put_off).status.snoozed_until is None


def test_a_snooze_that_is_taken_back_lets_the_reminders_go_on(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    put_off = office.receive()
    office.decide(put_off, Action.SNOOZE, until=london("2026-11-24 16:00"))
    office.until("2026-11-24 11:10")
    office.decide(put_off, Action.WAKE)
    office.until("2026-11-24 12:00")
    assert [(at, stage) for at, _, stage in office.said()] == [("Tue 11:11", 2), ("Tue 12:00", 3)]


def test_what_is_passed_on_is_not_reminded_of_until_it_is_taken_back(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    by = "2026-11-24 12:00"
    question = office.receive(by, answer_by=by, route=Route.QUESTION)
    office.decide(question, Action.APPROVE)
    office.decide(question, Action.ESCALATE, detail="legal")
    office.until("2026-11-24 15:00")
    assert office.said() == []
    office.decide(question, Action.ESCALATION_OVER)
    office.until("2026-11-24 15:30")
    assert office.said() == [("Tue 15:01", question, 5)]


def test_a_decision_that_is_taken_back_brings_nothing_twice(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    by = "2026-11-25 17:00"
    breach = office.receive("2026-11-24 11:00", answer_by=by, route=Route.QUESTION)
    office.until("2026-11-24 11:10")
    office.decide(breach, Action.APPROVE)
    office.until("2026-11-24 11:20")
    office.decide(breach, Action.UNDO)
    office.until("2026-11-24 12:10")
    assert [(at, stage) for at, _, stage in office.said()] == [("Tue 10:45", 1), ("Tue 11:00", 2), ("Tue 12:00", 3)]


def test_the_card_says_overdue_once_it_is(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    breach, unseen = office.receive(), office.receive()
    office.store.place_card(breach, CARD)
    office.until("2026-11-24 10:59")
    assert office.effects("redraw_card") == []
    office.until("2026-11-24 13:10")
    assert office.effects("redraw_card") == [breach], f"not {unseen}, which has no card yet"


def test_a_claim_without_action_ends_after_a_working_day_and_the_log_says_so(engine: Engine) -> None:
    office = Office(engine, "2026-11-27 10:00")
    by = "2026-12-04 17:00"
    question = office.receive(by, answer_by=by, route=Route.QUESTION)
    office.decide(question, Action.CLAIM, BEN)
    office.until("2026-11-27 16:00")
    office.decide(question, Action.APPROVE, BEN)
    office.now = london("2026-11-30 16:58")
    office.until("2026-11-30 16:59")
    assert office.store.case(question).owner == BEN
    office.until("2026-11-30 17:00")
    case = office.store.case(question)
    assert (case.owner, case.decisions[-1].action, case.decisions[-1].person) == (None, Action.RELEASE, BOT)
    assert office.effects("thread_note")[-1] == question


def test_what_others_do_does_not_keep_a_claim(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    by = "2026-12-04 17:00"
    question = office.receive(by, answer_by=by, route=Route.QUESTION)
    office.decide(question, Action.CLAIM, BEN)
    office.now = london("2026-11-25 16:30")
    office.decide(question, Action.APPROVE, ANNA)
    office.until("2026-11-25 17:00")
    assert office.store.case(question).owner is None


def test_a_risk_is_announced_at_three_on_sunday_and_every_ten_minutes_until_it_is_acknowledged(engine: Engine) -> None:
    office = Office(engine, "2026-11-29 03:00", urgent_to=("U0ONCALL", "C0DUTY"))
    risk = office.receive_risk()
    office.tick()
    assert [(each.recipient, each.content["number"]) for each in office.ordered(URGENT)] == [
        ("U0ONCALL", 1),
        ("C0DUTY", 1),
    ]
    office.until("2026-11-29 03:25")
    assert [each.at for each in office.ordered(URGENT)[2::2]] == [
        london("2026-11-29 03:10"),
        london("2026-11-29 03:20"),
    ]
    made = office.store.decide(risk, BEN, Role.CONTACT, Action.ACKNOWLEDGE_RISK, now=office.now)
    assert made.case.status.safety is Safety.ACKNOWLEDGED
    office.until("2026-11-30 08:59")
    assert len(office.ordered(URGENT)) == 6
    assert office.said() == []
    office.until("2026-11-30 10:00")
    assert [(at, stage) for at, _, stage in office.said()] == [("Mon 09:00", 2), ("Mon 10:00", 3)]


@pytest.mark.parametrize(
    ("received", "due", "said"),
    [
        ("2026-03-27 16:30", "2026-03-30 09:30", ["Mon 09:15", "Mon 09:30"]),
        ("2026-10-23 16:30", "2026-10-26 09:30", ["Mon 09:15", "Mon 09:30"]),
        ("2026-04-02 16:00", "2026-04-07 10:00", ["Tue 09:30", "Tue 10:00"]),
    ],
    ids=["clocks go forward", "clocks go back", "Easter"],
)
def test_reminders_keep_to_the_clock_on_the_wall(engine: Engine, received: str, due: str, said: list[str]) -> None:
    office = Office(engine, received)
    office.receive(due)
    office.tick()
    office.now = london(due) - timedelta(hours=2)
    office.until(due)
    assert [at for at, _, _ in office.said()] == said


def test_a_newer_reminder_stands_for_those_that_were_not_sent_yet(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    breach = office.receive()
    office.until("2026-11-24 12:00")
    older = [office.notices.standing(each, office.now, 15).total for each in office.ordered(REMINDER)]
    assert older == [0, 0, 1]
    office.decide(breach, Action.SNOOZE, until=london("2026-11-24 15:00"))
    assert office.notices.standing(office.ordered(REMINDER)[-1], office.now, 15).total == 0


def test_what_comes_late_is_said_once_by_its_newest(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    breach = office.receive()
    office.now = london("2026-11-24 14:25")
    office.tick()
    office.tick()
    assert office.said() == [("Tue 14:25", breach, 5)]


def test_all_that_is_due_is_said_in_one_tick_however_much_it_is(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.watch.AT_ONCE", 100)
    office = Office(engine, "2026-11-24 10:00")
    many = 300
    for _ in range(many):
        office.receive()
    office.now = london("2026-11-24 11:00")
    office.tick()
    [notice] = office.ordered(REMINDER)
    assert len(office.reminded_by(notice)) == many
    standing = office.notices.standing(notice, office.now, 15)
    assert (standing.total, len(standing.reminded), standing.newest_stage) == (many, 15, 2)


def test_processes_that_tick_at_once_say_each_thing_once(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    ids = [office.receive() for _ in range(40)]
    risk = office.receive_risk()
    office.now = london("2026-11-24 11:00")
    at_once = Barrier(4)

    def tick(_: int) -> bool:
        at_once.wait()
        return Watch(engine, office.hours).tick(office.now, CHANNEL)

    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(tick, range(4)))
    assert sum(told) == 1
    assert sorted(mention_id for _, mention_id, _ in office.said()) == ids
    assert [each.mention_id for each in office.ordered(URGENT)] == [risk]
    assert len(office.ordered(REMINDER)) == 1


def test_an_idle_tick_writes_nothing(engine: Engine) -> None:
    office = Office(engine, "2026-11-24 10:00")
    office.receive()
    office.tick()
    with engine.begin() as holding:
        # Whoever holds the lock, a tick with nothing to do does not wait for it.
        holding.execute(text("UPDATE mentions SET version = version"))
        office.now += timedelta(minutes=1)
        assert office.tick() is False
