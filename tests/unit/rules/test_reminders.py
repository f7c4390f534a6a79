"""Reminders are compared with a plain walk over the minutes of a calendar, and looked at as people would meet them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.office_hours import OfficeHours
from rules.reminders import (
    BEFORE,
    PASSED,
    SNOOZE_OVER,
    Outlook,
    Reminder,
    Watched,
    cadence,
    first_look,
    gathered_at,
    look,
    read_cadence,
)

LONDON = ZoneInfo("Europe/London")
MINUTE = timedelta(minutes=1)
USUAL = OfficeHours.parse()
SPLIT = OfficeHours.parse("mon-thu 08:30-17:00, fri 08:30-12:30 13:30-16:30")
NIGHT = OfficeHours.parse("fri 09:00-17:00, sun 00:15-03:00", holidays="")
"""Open while the clocks change."""
HOW_OFTEN = cadence()
WELL_FORMED = """[reminders]
first_at = 0.75
then_every_working_minutes = 60
leads_from = 4
announce_every_minutes = 10
gather_minutes = 10
"""


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def due(received: str, due: str, **more: object) -> Watched:
    at = london(received)
    return Watched(received_at=at, counted_from=at, due_at=london(due), **more)  # type: ignore[arg-type]


def after(watched: Watched, outlook: Outlook) -> Watched:
    """Return the mention as it is kept once what was to be said is said."""
    return replace(
        watched,
        said=outlook.said,
        announced=outlook.announce or watched.announced,
        snoozed_until=None if outlook.snooze_over else watched.snoozed_until,
        owner_acted_at=None if outlook.release else watched.owner_acted_at,
    )


def told(
    watched: Watched, start: datetime, end: datetime, hours: OfficeHours = USUAL, step: timedelta = MINUTE
) -> Iterator[tuple[datetime, Outlook]]:
    """Tick through a time and yield what was to be told, as the clock job does: looking only when it is due."""
    now, look_at = start, start
    while now < end:
        while look_at is not None and look_at <= now:
            outlook = look(watched, now, hours, HOW_OFTEN)
            if outlook.say or outlook.announce or outlook.release:
                yield now, outlook
            watched, look_at = after(watched, outlook), outlook.look_at
        now += step


def said(watched: Watched, start: str, end: str, hours: OfficeHours = USUAL) -> list[str]:
    """Return "weekday time stage" of each reminder."""
    return [
        f"{at.astimezone(LONDON):%a %H:%M} {outlook.say.stage}"
        for at, outlook in told(watched, london(start), london(end), hours)
        if outlook.say
    ]


def asked_again(asked: str, start: str, end: str, **more: object) -> list[str]:
    """Return "weekday time" of each time that the leads are asked again, each told once."""
    watched = replace(due(asked, asked, police_asked_at=london(asked)), **{"due_at": None, **more})  # type: ignore[arg-type]
    now, look_at, times = london(start), london(start), {}
    while now < london(end):
        if look_at <= now:
            outlook = look(watched, now, USUAL, HOW_OFTEN)
            assert outlook.look_at is not None
            look_at = outlook.look_at
            if outlook.ask_again:
                times.setdefault(outlook.ask_again, f"{now.astimezone(LONDON):%a %H:%M}")
        now += MINUTE
    return list(times.values())


def test_leads_who_answered_no_request_for_the_police_are_asked_again_on_the_hour() -> None:
    assert asked_again("2026-11-24 10:10", "2026-11-24 10:10", "2026-11-24 14:30") == [
        "Tue 12:00",
        "Tue 13:00",
        "Tue 14:00",
    ]


@pytest.mark.parametrize("asked", ["2026-11-20 21:30", "2026-11-22 03:00", "2026-11-23 08:59"])
def test_what_was_asked_of_leads_while_the_office_was_closed_is_asked_again_as_it_opens(asked: str) -> None:
    assert asked_again(asked, asked, "2026-11-23 11:30") == ["Mon 09:00", "Mon 10:00", "Mon 11:00"]


def test_leads_are_asked_again_whatever_else_is_said_of_it() -> None:
    at = london("2026-11-24 10:00")
    hourly = ["Tue 11:00", "Tue 12:00"]
    for more in ({"unacknowledged_risk": True}, {"snoozed_until": at + timedelta(days=1)}, {"owner_acted_at": at}):
        assert asked_again("2026-11-24 10:00", "2026-11-24 10:00", "2026-11-24 12:30", **more) == hourly


def test_no_lead_is_asked_again_out_of_hours_however_late_the_clock_looks() -> None:
    asked = replace(
        due("2026-11-24 10:00", "2026-11-24 10:00"), due_at=None, police_asked_at=london("2026-11-24 10:00")
    )
    outlook = look(asked, london("2026-11-24 18:00"), USUAL, HOW_OFTEN)
    assert (outlook.ask_again, outlook.look_at) == (None, london("2026-11-25 09:00"))


def test_a_breach_is_reminded_of_before_it_is_due_when_it_is_and_each_hour_after() -> None:
    breach = due("2026-11-24 10:00", "2026-11-24 11:00")
    assert said(breach, "2026-11-24 10:00", "2026-11-24 14:30") == [
        "Tue 10:45 1",
        "Tue 11:00 2",
        "Tue 12:00 3",
        "Tue 13:00 4",
        "Tue 14:00 5",
    ]


def test_reminders_stop_at_five_on_friday_and_what_waited_is_said_once_on_monday_at_nine() -> None:
    breach = due("2026-11-27 15:20", "2026-11-27 16:20")
    assert said(breach, "2026-11-27 15:20", "2026-11-30 10:30") == [
        "Fri 16:05 1",
        "Fri 16:20 2",
        "Mon 09:00 3",
        "Mon 10:00 4",
    ]
    whole_hour = due("2026-11-27 15:00", "2026-11-27 16:00")
    assert said(whole_hour, "2026-11-27 15:00", "2026-11-30 10:30")[-2:] == ["Mon 09:00 3", "Mon 10:00 4"]


def test_what_is_overdue_is_reminded_of_on_the_hour_so_that_all_of_it_falls_together() -> None:
    one, another = due("2026-11-24 10:00", "2026-11-24 11:05"), due("2026-11-24 10:20", "2026-11-24 11:50")
    assert said(one, "2026-11-24 11:00", "2026-11-24 14:30")[1:] == ["Tue 11:05 2", "Tue 13:00 3", "Tue 14:00 4"]
    assert said(another, "2026-11-24 11:45", "2026-11-24 14:30")[1:] == ["Tue 11:50 2", "Tue 13:00 3", "Tue 14:00 4"]


def test_what_comes_up_soon_after_a_reminder_waits_for_the_others_and_never_for_long() -> None:
    last = london("2026-11-24 10:15")
    assert gathered_at(last, last + 9 * MINUTE, HOW_OFTEN) == last + 10 * MINUTE
    assert gathered_at(last, last + 10 * MINUTE, HOW_OFTEN) is None
    assert gathered_at(None, last, HOW_OFTEN) is None
    assert gathered_at(last + timedelta(days=365), last, HOW_OFTEN) is None, "the clock had been wrong"


def test_what_has_come_is_looked_at_when_its_first_reminder_is_due() -> None:
    received = london("2026-11-24 10:00")
    assert first_look(received, london("2026-11-24 11:00"), USUAL, HOW_OFTEN) == london("2026-11-24 10:45")
    assert first_look(received, received, USUAL, HOW_OFTEN) == received
    assert first_look(received, None, USUAL, HOW_OFTEN) is None


def test_what_is_due_as_the_office_closes_is_said_at_the_next_opening() -> None:
    question = due("2026-11-26 12:00", "2026-11-27 17:00")
    assert said(question, "2026-11-27 09:00", "2026-11-30 10:30") == ["Fri 13:45 1", "Mon 09:00 2", "Mon 10:00 3"]


def test_a_message_of_the_weekend_is_first_reminded_of_on_monday() -> None:
    saturday = due("2026-11-28 20:00", "2026-12-01 17:00")
    assert said(saturday, "2026-11-28 20:00", "2026-12-01 17:00") == ["Tue 13:00 1"]


def test_who_comes_late_says_the_newest_alone() -> None:
    breach = due("2026-11-24 10:00", "2026-11-24 11:00")
    assert said(breach, "2026-11-24 13:10", "2026-11-24 14:30") == ["Tue 13:10 4", "Tue 14:00 5"]


def test_a_late_tick_outside_office_hours_keeps_it_for_the_opening() -> None:
    breach = due("2026-11-24 15:50", "2026-11-24 16:50")
    outlook = look(breach, london("2026-11-24 17:00"), USUAL, HOW_OFTEN)
    assert (outlook.say, outlook.look_at) == (None, london("2026-11-25 09:00"))


def test_what_comes_within_one_minute_falls_together() -> None:
    received = london("2026-11-24 10:00")
    ends = {
        look(Watched(at, at, at + timedelta(hours=1)), received, USUAL, HOW_OFTEN).look_at
        for at in (received + timedelta(seconds=second, microseconds=7) for second in range(60))
    }
    assert ends == {london("2026-11-24 10:45")}


def test_a_new_time_to_answer_by_is_counted_from_the_holding_reply() -> None:
    held = due("2026-11-23 09:00", "2026-11-27 17:00")
    held = replace(held, counted_from=london("2026-11-27 13:00"), said=Reminder(london("2026-11-24 17:00"), 9))
    assert said(held, "2026-11-27 13:00", "2026-11-27 17:00") == ["Fri 16:00 1"]


@pytest.mark.parametrize(
    ("until", "heard"),
    [
        ("2026-11-24 12:34", ["Tue 12:34 0", "Tue 13:00 4"]),
        ("2026-11-24 18:30", ["Wed 09:00 0", "Wed 10:00 9"]),
    ],
)
def test_a_snoozed_mention_is_silent_and_reminded_of_once_when_its_time_is_over(until: str, heard: list[str]) -> None:
    snoozed = due("2026-11-24 10:00", "2026-11-24 11:00", snoozed_until=london(until))
    assert said(snoozed, "2026-11-24 10:00", "2026-11-25 10:30")[:2] == heard


def test_a_snooze_over_is_said_even_where_nothing_is_due() -> None:
    waiting = replace(
        due("2026-11-24 10:00", "2026-11-24 11:00"), due_at=None, snoozed_until=london("2026-11-24 12:00")
    )
    assert said(waiting, "2026-11-24 11:00", "2026-11-25 17:00") == ["Tue 12:00 0"]


def test_a_claim_ends_with_the_working_day_after_its_owner_last_acted() -> None:
    claimed = due("2026-11-27 10:00", "2026-12-04 17:00", owner_acted_at=london("2026-11-27 16:00"))
    released = [at for at, outlook in told(claimed, london("2026-11-27 16:00"), london("2026-12-03 17:00"))]
    assert released[0] == london("2026-11-30 17:00")


def test_a_risk_is_announced_at_once_at_any_hour_and_every_ten_minutes_until_somebody_sees_to_it() -> None:
    night = london("2026-11-29 03:00")
    risk = Watched(night, night, due_at=night, unacknowledged_risk=True)
    heard = [(at, outlook.announce) for at, outlook in told(risk, night, night + timedelta(minutes=25))]
    assert heard == [(night, 1), (night + 10 * MINUTE, 2), (night + 20 * MINUTE, 3)]
    late = night + timedelta(minutes=37)
    assert look(risk, late, USUAL, HOW_OFTEN).announce == 4
    assert look(replace(risk, announced=4), late, USUAL, HOW_OFTEN).announce is None


def test_a_risk_that_is_seen_to_in_office_hours_is_not_reminded_of_for_an_hour() -> None:
    risk = due("2026-11-24 10:00", "2026-11-24 10:00", unacknowledged_risk=True)
    announced = look(risk, london("2026-11-24 10:00"), USUAL, HOW_OFTEN)
    seen_to = replace(after(risk, announced), unacknowledged_risk=False)
    assert said(seen_to, "2026-11-24 10:03", "2026-11-24 12:30") == ["Tue 11:00 3", "Tue 12:00 4"]


def test_a_risk_seen_to_in_the_night_is_reminded_of_at_the_opening() -> None:
    risk = due("2026-11-29 03:00", "2026-11-29 03:00", unacknowledged_risk=True)
    announced = look(risk, london("2026-11-29 03:00"), USUAL, HOW_OFTEN)
    seen_to = replace(after(risk, announced), unacknowledged_risk=False)
    assert said(seen_to, "2026-11-29 03:04", "2026-11-30 10:30") == ["Mon 09:00 2", "Mon 10:00 3"]


# Against a plain count


starts = st.sampled_from(
    [
        london("2026-03-26 08:00"),  # the clocks go forward on Sunday 29 March
        london("2026-04-01 08:00"),  # Easter: 3 to 6 April
        london("2026-10-22 08:00"),  # the clocks go back on Sunday 25 October
        london("2026-12-23 08:00"),  # Christmas, and a substitute day on Monday 28
        london("2026-11-27 08:00"),  # a Friday
    ]
)
offices = st.sampled_from([USUAL, SPLIT, NIGHT])


def counted(watched: Watched, hours: OfficeHours, days: int) -> list[tuple[datetime, int]]:
    """Return when which stage is heard, by looking at each minute: whole minutes in, whole minutes out."""
    start, due_at = watched.counted_from, watched.due_at
    assert due_at
    ahead = [start + n * MINUTE for n in range(days * 1440)]
    is_open = {at: hours.is_open(at) for at in (start + n * MINUTE for n in range(-1440, (days + 1) * 1440))}
    opening = {}
    for at, opened in is_open.items():
        if opened:
            opening.setdefault(at.astimezone(LONDON).date(), at)
    late = dict(zip(is_open, accumulate((is_open[at] and at >= due_at for at in is_open), initial=0), strict=False))
    until_due = sum(is_open[at] for at in ahead if at < due_at)
    heard: dict[datetime, int] = {}
    worked = stage = 0
    for at in ahead:
        # Of the minute that begins here, three quarters may be what is missing.
        reached = stage < BEFORE and 4 * worked + 3 * is_open[at] >= 3 * until_due
        stage = max(stage, BEFORE if reached else 0, PASSED if at >= due_at else 0)
        local = at.astimezone(LONDON)
        if at >= due_at and is_open[at] and (local.minute == 0 or not is_open[at - MINUTE]):
            # What waits since before the day began is told of an hour that begins now, all else of one that is over.
            waited = due_at < opening[local.date()]
            stage = max(stage, PASSED + late[at + (59 - local.minute) * MINUTE if waited else at] // 60)
        if is_open[at] and stage > max(heard.values(), default=0):
            heard[at] = stage
        worked += is_open[at]
    return list(heard.items())


@settings(deadline=None, max_examples=60)
@given(starts, offices, st.integers(0, 4 * 1440), st.integers(1, 3 * 1440))
def test_reminders_come_at_the_minutes_that_a_plain_count_gives(
    start: datetime, hours: OfficeHours, after_minutes: int, until_due: int
) -> None:
    received = start + after_minutes * MINUTE
    watched = Watched(received, received, due_at=received + until_due * MINUTE)
    heard = [
        (at, outlook.say.stage)
        for at, outlook in told(watched, received, received + timedelta(9), hours)
        if outlook.say
    ]
    assert heard == counted(watched, hours, 9)


@settings(deadline=None, max_examples=60)
@given(
    starts,
    offices,
    st.tuples(st.integers(0, 3 * 86_400), st.integers(0, 3 * 86_400)),
    st.none() | st.integers(0, 4 * 86_400),
    st.lists(st.integers(1, 86_400), min_size=1, max_size=40),
)
def test_however_late_it_ticks_nothing_is_said_twice_or_out_of_hours_and_the_newest_is_said(
    start: datetime, hours: OfficeHours, seconds: tuple[int, int], snoozed: int | None, pauses: list[int]
) -> None:
    at = start + timedelta(seconds=seconds[0])
    watched = Watched(at, at, at + timedelta(seconds=seconds[1]))
    if snoozed is not None:
        watched = replace(watched, snoozed_until=at + timedelta(seconds=snoozed))
    now, look_at, heard = at, at, []
    for pause in pauses:
        now += timedelta(seconds=pause)
        often = look(watched, now, hours, HOW_OFTEN)
        if look_at is not None and look_at > now:
            assert (often.say, often.release) == (None, False), "looking before look_at changes nothing"
            continue
        look_at = often.look_at
        if often.say:
            assert hours.is_open(now)
            heard.append(often.say)
        watched = after(watched, often)
        assert look_at is None or look_at > now
        assert look(watched, now, hours, HOW_OFTEN).say is None, "what was said is not said again"
    stages = [each.stage for each in heard if each.stage != SNOOZE_OVER]
    assert stages == sorted(set(stages))
    assert len(heard) - len(stages) <= 1


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "[reminders]\nfirst_at = 0.75\nthen_every_working_minutes = 60\nleads_from = 4",
        "[reminders]\nfirst_at = 0.75\nthen_every_working_minutes = 60\nleads_from = 4\nannounce_every_minutes = 10",
        WELL_FORMED.replace("0.75", "1.5"),
        WELL_FORMED.replace("then_every_working_minutes = 60", "then_every_working_minutes = 0"),
        WELL_FORMED.replace("gather_minutes = 10", "gather_minutes = 0"),
    ],
)
def test_a_cadence_that_cannot_be_followed_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"targets\.toml, reminders"):
        read_cadence(wrong)
