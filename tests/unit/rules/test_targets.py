from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from rules.assessment import Assessment, Finding, Kind, Route, Suggestion, Urgency
from rules.decisions import Status, Visibility
from rules.office_hours import OfficeHours
from rules.targets import answer_by, due_at, read_targets, respond_by

HOURS = OfficeHours.parse()
LONDON = ZoneInfo("Europe/London")
ANSWERED_ROUTES = [Route.QUESTION, Route.COMPLAINT, Route.OWN_CARE, Route.STAFF_CONCERN]


def assessed(route: Route = Route.NONE, *, breach: bool = False, urgency: Urgency = Urgency.NORMAL) -> Assessment:
    return Assessment(
        suggestion=Suggestion.APPROVE,
        reason="",
        findings=(Finding("abusive", 0.9, ()),) if breach else (),
        route=route,
        urgency=urgency,
        personal_details=(),
        masked_text="",
    )


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


TUESDAY = london("2026-11-24 10:00")
WEDNESDAY_CLOSE = london("2026-11-25 17:00")


def test_a_suspected_breach_is_due_in_one_working_hour() -> None:
    assert respond_by(Kind.COMMENT, assessed(breach=True), TUESDAY, HOURS) == london("2026-11-24 11:00")
    friday = london("2026-11-27 16:30")
    assert respond_by(Kind.COMMENT, assessed(breach=True), friday, HOURS) == london("2026-11-30 09:30")


@pytest.mark.parametrize("route", ANSWERED_ROUTES)
@pytest.mark.parametrize("kind", list(Kind))
def test_what_calls_for_an_answer_is_due_by_the_end_of_the_next_working_day(kind: Kind, route: Route) -> None:
    assert respond_by(kind, assessed(route), TUESDAY, HOURS) == WEDNESDAY_CLOSE
    assert answer_by(kind, assessed(route), TUESDAY, HOURS) == WEDNESDAY_CLOSE


@pytest.mark.parametrize("route", [Route.NONE, Route.SUGGESTION, Route.THANKS])
def test_everything_else_is_read_by_the_end_of_the_next_working_day(route: Route) -> None:
    assert respond_by(Kind.COMMENT, assessed(route), TUESDAY, HOURS) == WEDNESDAY_CLOSE
    assert answer_by(Kind.COMMENT, assessed(route), TUESDAY, HOURS) is None


def test_a_direct_message_is_answered_whatever_it_says() -> None:
    assert answer_by(Kind.DIRECT_MESSAGE, assessed(Route.THANKS), TUESDAY, HOURS) == WEDNESDAY_CLOSE


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("breach", [True, False])
def test_a_risk_to_life_is_due_at_once_at_any_hour(kind: Kind, breach: bool) -> None:
    sunday = london("2026-11-22 03:00")
    risk = assessed(Route.RISK_TO_LIFE, breach=breach, urgency=Urgency.URGENT)
    assert respond_by(kind, risk, sunday, HOURS) == sunday
    assert answer_by(kind, risk, sunday, HOURS) == sunday


def test_whatever_is_urgent_is_due_in_one_working_hour() -> None:
    assert respond_by(Kind.POST, assessed(urgency=Urgency.URGENT), TUESDAY, HOURS) == london("2026-11-24 11:00")


def test_a_breach_that_asks_something_is_decided_first_and_answered_later() -> None:
    rude_question = assessed(Route.QUESTION, breach=True)
    assert respond_by(Kind.COMMENT, rude_question, TUESDAY, HOURS) == london("2026-11-24 11:00")
    assert answer_by(Kind.COMMENT, rude_question, TUESDAY, HOURS) == WEDNESDAY_CLOSE


def test_what_comes_outside_hours_starts_at_the_next_opening() -> None:
    saturday = london("2026-11-21 12:00")
    assert respond_by(Kind.COMMENT, assessed(breach=True), saturday, HOURS) == london("2026-11-23 10:00")
    assert respond_by(Kind.COMMENT, assessed(Route.QUESTION), saturday, HOURS) == WEDNESDAY_CLOSE.replace(day=24)


@pytest.mark.parametrize("assessment", [assessed(), assessed(breach=True), assessed(Route.RISK_TO_LIFE)])
def test_due_times_are_in_utc(assessment: Assessment) -> None:
    assert respond_by(Kind.COMMENT, assessment, london("2026-06-02 10:00"), HOURS).tzinfo is UTC


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        ('key = "a"\neverything = true\nrespond_by = "soon"\nsays = ""', "target a: respond_by “soon”"),
        ('key = "a"\neverything = true\nrespond_by = "at once"\nsays = ""\nroute = ["thanks"]', "target a: .* route"),
        ('key = "a"\neverything = true\nrespond_by = "at once"\nsays = ""\nroutes = ["thank"]', "target a: 'thank'"),
        ('key = "a"\neverything = true\nrespond_by = "at once"', "target a: 'says'"),
        ('key = "a"\nfinding = true\nrespond_by = "2 working hours"\nsays = ""', "the last target"),
    ],
)
def test_a_target_that_cannot_be_followed_is_named(entry: str, names: str) -> None:
    with pytest.raises(ValueError, match=names):
        read_targets(f"[[target]]\n{entry}")


def test_what_is_with_somebody_else_is_not_due_to_be_answered_but_to_be_looked_at() -> None:
    times = {"needs_answer": True, "respond_by": TUESDAY, "answer_by": WEDNESDAY_CLOSE}
    looked_at = Status(Visibility.LEFT_UP)
    assert due_at(looked_at, **times) == WEDNESDAY_CLOSE
    assert due_at(replace(looked_at, escalated="legal"), **times) is None
    assert due_at(Status(escalated="legal"), **times) == TUESDAY
