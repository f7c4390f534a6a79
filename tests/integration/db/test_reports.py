"""The figures of a summary, on both databases."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event

from db.reports import Reports
from db.store import Decided, NewMention, Store
from rules.assessment import Kind, Route, Suggestion, Urgency
from rules.decisions import Action, Role
from rules.figures import Aim, CameIn, Decisions, Summary, windows
from rules.office_hours import OfficeHours
from rules.periods import Period
from rules.referrals import Referral
from rules.targets import answer_by, respond_by
from tests.integration.db.slow_figures import SlowFigures
from tests.mentions import ABUSIVE, ANNA, BEN, PLAIN, mention

LONDON = ZoneInfo("Europe/London")
HOURS = OfficeHours.parse()
PRINCIPLES = ("abusive", "irrelevant_advertising")
PERSONAL = replace(ABUSIVE, principle="confidential_personal")
DAY = date(2026, 11, 20)
TAKEN = frozenset(
    {
        Action.APPROVE,
        Action.HIDE,
        Action.HIDE_DONE,
        Action.UNHIDE_DONE,
        Action.REPORT,
        Action.REPORT_DONE,
        Action.UNDO,
        Action.REPLY,
        Action.REPLY_DONE,
        Action.REFER,
        Action.REFER_DONE,
        Action.NO_REPLY_NEEDED,
        Action.ANSWER_UNDO,
        Action.ACKNOWLEDGE_RISK,
        Action.REOPEN_RISK,
        Action.CLAIM,
        Action.SHOW_PERSONAL_DETAILS,
    }
)
"""What is done at random. Named one by one: a later action must not change what the seeds make."""


@pytest.fixture
def reports(engine: Engine) -> Reports:
    return Reports(engine)


def friday(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 20, hour, minute, tzinfo=UTC)


def receive(store: Store, at: datetime, **assessed: object) -> int:
    fields = {name: assessed.pop(name) for name in ("kind", "platform", "text") if name in assessed}
    said = mention(**fields)
    assessment = replace(PLAIN, **{"masked_text": said.text, **assessed})  # type: ignore[arg-type]
    due = respond_by(said.kind, assessment, at, HOURS)
    [added] = store.add_mentions([NewMention(said, assessment, due, answer_by(said.kind, assessment, at, HOURS))], at)
    assert added is not None
    return added


def decide(store: Store, mention_id: int, action: Action, at: datetime, principle: str | None = None) -> None:
    made = store.decide(mention_id, ANNA, Role.STAFF, action, principle=principle, now=at)
    assert isinstance(made, Decided), made


def summary(reports: Reports, first: date = DAY, last: date | None = None, now: datetime | None = None) -> Summary:
    asked = Period(first, last or first)
    return reports.summary(windows(asked, now or asked.bounds(LONDON)[1] + timedelta(hours=9), LONDON))


def test_what_came_in_is_counted_by_platform_and_kind(store: Store, reports: Reports):
    for at in (friday(8), friday(9), friday(23, 59), friday(8) - timedelta(days=1)):
        receive(store, at)
    receive(store, friday(10), platform="x", kind=Kind.REPLY)
    told = summary(reports).figures
    assert told.came_in == (CameIn("facebook", Kind.COMMENT, 3), CameIn("x", Kind.REPLY, 1))
    assert told.by_platform() == {"facebook": 3, "x": 1}


def test_midnight_is_london_midnight_in_summer(store: Store, reports: Reports):
    last_minute_of_5_june = datetime(2026, 6, 5, 22, 59, tzinfo=UTC)
    receive(store, last_minute_of_5_june)
    receive(store, last_minute_of_5_june + timedelta(minutes=1))
    assert [summary(reports, date(2026, 6, day)).figures.received for day in (4, 5, 6)] == [0, 1, 1]


def test_a_decision_that_was_taken_back_is_not_counted_and_one_made_again_once(store: Store, reports: Reports):
    taken_back, again = receive(store, friday(8)), receive(store, friday(8))
    decide(store, taken_back, Action.HIDE, friday(9), "abusive")
    decide(store, taken_back, Action.UNDO, friday(9, 5))
    decide(store, again, Action.HIDE, friday(9), "abusive")
    decide(store, again, Action.UNDO, friday(9, 5))
    decide(store, again, Action.HIDE, friday(9, 10), "irrelevant_advertising")
    told = summary(reports).figures
    assert told.decisions == (Decisions(Action.HIDE, "irrelevant_advertising", 1),)


def test_a_decision_taken_back_the_day_after_is_no_longer_counted(store: Store, reports: Reports):
    one = receive(store, friday(8))
    decide(store, one, Action.APPROVE, friday(9))
    assert summary(reports).figures.decided == 1
    decide(store, one, Action.UNDO, friday(9) + timedelta(days=3))
    assert summary(reports).figures.decided == 0


def test_two_replies_of_which_one_was_taken_back_count_as_one(store: Store, reports: Reports):
    one = receive(store, friday(8), route=Route.QUESTION)
    for minute, action in enumerate((Action.REPLY, Action.REPLY_DONE, Action.REPLY, Action.ANSWER_UNDO)):
        decide(store, one, action, friday(9, minute))
    assert summary(reports).figures.decisions == (Decisions(Action.REPLY, None, 1),)


def test_referrals_are_told_apart_by_how_and_those_pals_has_not_acknowledged_are_counted(
    store: Store, reports: Reports
):
    told, passed_on, acknowledged = (receive(store, friday(8), route=Route.OWN_CARE) for _ in range(3))
    refer = partial(store.decide, person=ANNA, role=Role.STAFF, action=Action.REFER, now=friday(9))
    refer(told, detail=Referral.SIGNPOSTED)
    for one in (passed_on, acknowledged):
        refer(one, detail=Referral.PASSED_ON)
    store.decide(acknowledged, BEN, Role.LEAD, Action.PALS_ACKNOWLEDGED, now=friday(10))
    found = summary(reports)
    assert found.figures.decisions == (
        Decisions(Action.REFER, None, 2, Referral.PASSED_ON),
        Decisions(Action.REFER, None, 1, Referral.SIGNPOSTED),
    )
    assert found.open.with_pals == 1


def test_the_first_decision_on_its_side_follows_or_overrules_a_suggestion(store: Store, reports: Reports):
    asks = {"route": Route.QUESTION, "suggestion": Suggestion.REPLY}
    followed, overruled, not_yet = (receive(store, friday(8), **asks) for _ in range(3))
    decide(store, followed, Action.REPLY, friday(9))
    decide(store, overruled, Action.NO_REPLY_NEEDED, friday(9))
    decide(store, not_yet, Action.APPROVE, friday(9))
    changed_their_mind = receive(store, friday(8), suggestion=Suggestion.APPROVE)
    decide(store, changed_their_mind, Action.HIDE, friday(9), "abusive")
    decide(store, changed_their_mind, Action.UNDO, friday(9, 1))
    decide(store, changed_their_mind, Action.APPROVE, friday(9, 2))
    reported_then_hidden = receive(store, friday(8), suggestion=Suggestion.HIDE)
    decide(store, reported_then_hidden, Action.REPORT, friday(9), "abusive")
    decide(store, reported_then_hidden, Action.HIDE, friday(9, 1), "abusive")
    told = summary(reports).figures
    assert (told.followed, told.overruled) == (2, 2)


def test_what_was_unsure_suggested_nothing_that_could_be_followed(store: Store, reports: Reports):
    unsure = receive(store, friday(8), suggestion=Suggestion.APPROVE, hints=(ABUSIVE,))
    decide(store, unsure, Action.APPROVE, friday(9))
    sure = receive(store, friday(8), suggestion=Suggestion.APPROVE)
    decide(store, sure, Action.APPROVE, friday(9))
    told = summary(reports).figures
    assert (told.followed, told.overruled) == (1, 0)


def test_response_times_are_working_time_and_each_aim_has_its_own(store: Store, reports: Reports):
    saturday = friday(12) + timedelta(days=1)
    breach = receive(store, saturday, findings=(ABUSIVE,), suggestion=Suggestion.HIDE)
    question = receive(store, saturday, route=Route.QUESTION)
    plain = receive(store, saturday)
    monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    decide(store, breach, Action.HIDE, monday + timedelta(minutes=10), "abusive")
    # Decided is not done: the clock runs until it is hidden there.
    decide(store, breach, Action.HIDE_DONE, monday + timedelta(minutes=70))
    decide(store, question, Action.APPROVE, monday + timedelta(minutes=5))
    decide(store, question, Action.NO_REPLY_NEEDED, monday + timedelta(hours=2))
    decide(store, plain, Action.APPROVE, monday + timedelta(minutes=20))
    told = summary(reports, monday.date()).figures.responses
    assert {aim: (times.median, times.within) for aim, times in told.items()} == {
        Aim.DECIDED: (timedelta(minutes=70), 0),
        Aim.ANSWERED: (timedelta(hours=2), 1),
        Aim.READ: (timedelta(minutes=20), 1),
    }


def test_a_risk_to_life_is_told_by_the_wall_clock_and_spoils_no_response_time(store: Store, reports: Reports):
    at_night = friday(2)
    seen = receive(store, at_night, route=Route.RISK_TO_LIFE, urgency=Urgency.URGENT)
    receive(store, at_night, route=Route.RISK_TO_LIFE, urgency=Urgency.URGENT)
    decide(store, seen, Action.ACKNOWLEDGE_RISK, at_night + timedelta(minutes=6))
    decide(store, seen, Action.APPROVE, friday(9))
    told = summary(reports).figures
    assert (told.risks.count, told.risks.acknowledged, told.risks.slowest) == (2, 1, timedelta(minutes=6))
    assert told.responses == {}


def test_the_newest_suggestions_are_quoted_masked_and_never_one_with_a_breach(store: Store, reports: Reports):
    for number in range(5):
        receive(store, friday(9, number), route=Route.SUGGESTION, masked_text=f"Idea {number}, call [phone number].")
    receive(store, friday(10), route=Route.SUGGESTION, findings=(ABUSIVE,))
    receive(store, friday(8), route=Route.SUGGESTION, findings=(PERSONAL,))
    told = summary(reports).figures.suggestions
    assert told.count == 7
    assert [each.masked_text for each in told.quotations] == [f"Idea {n}, call [phone number]." for n in (4, 3)]


def test_what_is_still_open_tells_the_oldest_and_the_overdue(store: Store, reports: Reports):
    oldest = receive(store, friday(8) - timedelta(days=30))
    receive(store, friday(16))
    settled = receive(store, friday(8) - timedelta(days=60))
    decide(store, settled, Action.APPROVE, friday(9))
    told = summary(reports, now=friday(18)).open
    assert (told.count, told.overdue) == (2, 1)
    assert told.oldest
    assert told.oldest.mention_id == oldest


def test_nothing_at_all_is_told_as_quiet(reports: Reports):
    told = summary(reports)
    assert told.figures.is_quiet
    assert told.before.is_quiet
    assert (told.open.count, told.open.oldest) == (0, None)


def test_mondays_summary_of_friday_has_the_weekend_apart(store: Store, reports: Reports):
    for at in (friday(9), friday(9) + timedelta(days=1), friday(9) + timedelta(days=2)):
        receive(store, at)
    monday = friday(9) + timedelta(days=3)
    receive(store, monday + timedelta(minutes=30))
    told = reports.summary(windows(Period(DAY, DAY), monday, LONDON, and_since=True))
    assert told.since
    assert (told.figures.received, told.since.received) == (1, 2)


def test_records_have_what_came_in_or_was_decided_on_and_all_its_decisions(store: Store, reports: Reports):
    decided = receive(store, friday(9) - timedelta(days=7))
    decide(store, decided, Action.HIDE, friday(10) - timedelta(days=7), "abusive")
    decide(store, decided, Action.HIDE_DONE, friday(10))
    came_in = receive(store, friday(9))
    receive(store, friday(9) + timedelta(days=1))
    found = list(reports.records(*Period(DAY, DAY).bounds(LONDON)))
    assert [each.mention_id for each in found] == [decided, came_in]
    assert [made.action for made in found[0].decisions] == [Action.HIDE, Action.HIDE_DONE]


@pytest.mark.parametrize("seed", [20261120, 5])
def test_every_figure_is_what_plain_python_makes_of_all_the_rows(
    store: Store, reports: Reports, engine: Engine, seed: int
):
    chance = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    begin = datetime(2026, 10, 19, tzinfo=UTC)
    _busy_weeks(store, chance, begin, days=21, mentions=70)
    by_hand = SlowFigures(engine)
    now = begin + timedelta(days=21, hours=10)
    asked = [Period(begin.date() + timedelta(days=n), begin.date() + timedelta(days=n)) for n in (0, 5, 6, 11, 18)]
    asked += [Period(date(2026, 10, 19), date(2026, 10, 25)), Period(date(2026, 10, 26), date(2026, 11, 8))]
    asked += [Period(date(2026, 10, 1), date(2026, 10, 31)), Period(date(2026, 11, 9), date(2026, 11, 9))]
    asked += [Period(date(2026, 9, 1), date(2026, 11, 9))]
    told = [reports.summary(windows(period, now, LONDON, and_since=True)) for period in asked]
    for each in told:
        by_hand.check(each)
    # Else the seed would prove nothing.
    assert max(each.figures.decided for each in told) > 50
    assert {aim for each in told for aim in each.figures.responses} == set(Aim)


def _busy_weeks(store: Store, chance: random.Random, begin: datetime, days: int, mentions: int) -> None:
    """Let mentions come in at any time and people do to them whatever the table allows, undoing much of it."""
    came_in = sorted(begin + timedelta(seconds=chance.randrange(days * 86_400)) for _ in range(mentions))
    ids = [
        receive(
            store,
            at,
            kind=chance.choice(list(Kind)),
            platform=chance.choice(["facebook", "x", "google", "Their Forum"]),
            route=chance.choice(list(Route)),
            suggestion=chance.choice(list(Suggestion)),
            urgency=chance.choice(list(Urgency)),
            findings=chance.choice([(), (), (PERSONAL,), (ABUSIVE,), (PERSONAL, ABUSIVE)]),
        )
        for at in came_in
    ]
    waits = [chance.expovariate(1 / 30_000) for _ in range(4 * mentions)]
    moments = sorted((came_in[n % mentions] + timedelta(seconds=wait), n % mentions) for n, wait in enumerate(waits))
    for at, number in moments:
        case = store.case(ids[number])
        possible = sorted(case.available(Role.LEAD) & TAKEN)
        detail = None
        if case.status.at_risk and chance.random() < 0.3:
            action, detail = Action.CLOSE_RISK, "replied"
        elif possible:
            action = chance.choice(possible)
        else:
            continue
        store.decide(
            case.id,
            chance.choice([ANNA, BEN]),
            Role.LEAD,
            action,
            principle=chance.choice(PRINCIPLES),
            detail=detail,
            now=at,
        )


# PostgreSQL's planner reads small tables whole, which is right; the bench tells how a summary grows.
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_no_query_of_a_summary_reads_all_of_a_table(reports: Reports, engine: Engine):
    asked: list[tuple[str, object]] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _cu, sql, given, _x, _m: asked.append((sql, given)))
    summary(reports)
    with engine.connect() as connection:
        for sql, given in asked:
            if sql.startswith("SELECT"):
                plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given)]
                whole = [step for step in plan if step.startswith("SCAN") and "USING" not in step]
                assert not [step for step in whole if "mentions" in step or "decisions" in step], (sql, plan)
