"""A database that the first version filled, brought to this one: nothing is lost, and the clock knows what is open."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, RowMapping, text
from sqlalchemy.exc import DBAPIError

from db import migrate
from db.engine import connect
from db.outbox import Effect, Outbox
from db.store import Decided, Store
from rules.assessment import Kind
from rules.decisions import Action, Role, Safety
from rules.referrals import Pals
from tests.mentions import ANNA, BEN, MONDAY, new_mention

FIRST = "0001"
DUE = MONDAY + timedelta(hours=8)
WHEN = [MONDAY + timedelta(minutes=minutes) for minutes in range(10)]

OPEN, HIDDEN, QUESTION, ANSWERED, RISK, RISK_OVER, RISK_ANSWERED = range(1, 8)


@pytest.fixture
def old_engine(bare_database_url: str) -> Iterator[Engine]:
    """Give a database as the first version left it."""
    engine = connect(bare_database_url)
    migrate.upgrade(engine, to=FIRST)
    fill(engine)
    yield engine
    engine.dispose()


def fill(engine: Engine) -> None:
    mention(engine, OPEN)
    mention(engine, HIDDEN, visibility="hidden", latest="hide", version=3, settled_at=WHEN[2])
    decision(engine, HIDDEN, "hide", WHEN[1], principle="abusive")
    decision(engine, HIDDEN, "hide_done", WHEN[2])
    mention(engine, QUESTION, route="question", visibility="left_up", latest="approve", version=2)
    decision(engine, QUESTION, "approve", WHEN[3])
    mention(engine, ANSWERED, kind="direct_message", answering="replied", version=3)
    decision(engine, ANSWERED, "reply", WHEN[4])
    decision(engine, ANSWERED, "reply_done", WHEN[5])
    mention(engine, RISK, route="risk_to_life")
    mention(engine, RISK_OVER, route="risk_to_life", visibility="left_up", answering="replied", settled_at=WHEN[6])
    mention(engine, RISK_ANSWERED, route="risk_to_life", answering="reply_pending", version=2)
    decision(engine, RISK_ANSWERED, "reply", WHEN[7])
    effect(engine, 1, "show_card", HIDDEN, "done", priority=40)
    effect(engine, 2, "redraw_card", HIDDEN, "attempting", priority=5, attempted_at=5.0)
    effect(engine, 3, "show_card", OPEN, "waiting", priority=40)
    effect(engine, 4, "show_card", RISK, "waiting", priority=0)


def insert(engine: Engine, table: str, **values: Any) -> None:
    # As the first version kept its times on SQLite: UTC, without saying so.
    if engine.dialect.name == "sqlite":
        for name, value in values.items():
            if isinstance(value, datetime):
                values[name] = value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    names = ", ".join(f":{name}" for name in values)
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({names})"), values)  # noqa: S608


def mention(engine: Engine, number: int, route: str = "none", findings: str = "[]", **values: Any) -> None:
    usual = {
        "platform": "facebook", "external_id": f"old-{number}", "kind": "comment", "text": "The clinic",
        "received_at": MONDAY, "respond_by": DUE, "visibility": "undecided", "reporting": "not_reported",
        "answering": "unanswered", "version": 1, "card_channel": "C1", "card_ts": f"{number}.1",
    }  # fmt: skip
    insert(engine, "mentions", **(usual | values))
    insert(
        engine, "assessments", mention_id=number, suggestion="approve", reason="", route=route, urgency="normal",
        findings=findings, personal_details="[]", masked_text="The clinic", searchable="the clinic", made_at=MONDAY,
    )  # fmt: skip


def decision(engine: Engine, number: int, action: str, at: datetime, **values: str | None) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO staff (id, name) VALUES (:id, :name) ON CONFLICT DO NOTHING"),
            {"id": ANNA.id, "name": ANNA.name},
        )
    insert(engine, "decisions", mention_id=number, staff_id=ANNA.id, action=action, at=at, **values)


def effect(engine: Engine, number: int, what: str, of: int, state: str, *, priority: int, **values: Any) -> None:
    usual = {"id": f"{number:032x}", "effect": what, "mention_id": of, "priority": priority, "state": state}
    insert(engine, "outbox", **(usual | {"attempts": 0, "due_at": 0.0} | values))


def rows(engine: Engine, query: str) -> list[RowMapping]:
    with engine.connect() as connection:
        return list(connection.execute(text(query)).mappings())


def test_the_log_is_as_it_was_and_still_refuses_to_be_changed(old_engine: Engine) -> None:
    query = "SELECT id, mention_id, staff_id, action, principle, undoes, at FROM decisions ORDER BY id"
    before = rows(old_engine, query)

    migrate.upgrade(old_engine)

    assert rows(old_engine, query) == before
    assert len(before) == 6
    for statement in ("UPDATE decisions SET detail = 'x'", "DELETE FROM decisions"):
        with pytest.raises(DBAPIError, match="append-only"), old_engine.begin() as connection:
            connection.execute(text(statement))


def test_every_mention_stands_where_it_stood_and_the_open_ones_are_due(old_engine: Engine) -> None:
    migrate.upgrade(old_engine)

    store = Store(old_engine)
    cases = [store.case(number) for number in range(OPEN, RISK_ANSWERED + 1)]
    assert [case.version for case in cases] == [1, 3, 2, 3, 1, 1, 2]
    assert {case.id for case in cases if case.due_at} == {OPEN, QUESTION, ANSWERED, RISK, RISK_ANSWERED}
    assert {case.due_at for case in cases} == {DUE, None}
    assert {case.id for case in cases if case.answer_by} == {QUESTION, ANSWERED, RISK, RISK_OVER, RISK_ANSWERED}
    assert {case.id for case in cases if not case.settled} == {case.id for case in cases if case.due_at}
    looked_at = rows(old_engine, "SELECT id FROM mentions WHERE look_at = received_at ORDER BY id")
    assert [row["id"] for row in looked_at] == [OPEN, QUESTION, ANSWERED, RISK, RISK_ANSWERED]


@pytest.mark.parametrize("decided", [False, True])
def test_a_breach_that_asks_something_is_decided_first_and_answered_by_the_end_of_the_next_working_day(
    old_engine: Engine, decided: bool
) -> None:
    both, friday = 8, datetime(2026, 11, 27, 17, 30, tzinfo=UTC)
    seen = {"visibility": "left_up", "latest": "approve", "version": 2} if decided else {}
    mention(old_engine, both, "question", findings='[{"principle": "abusive"}]', received_at=friday, **seen)

    migrate.upgrade(old_engine)

    [row] = rows(old_engine, f"SELECT answer_by, due_at, respond_by FROM mentions WHERE id = {both}")  # noqa: S608
    assert str(row["answer_by"]).startswith("2026-12-01 17:00"), "Friday evening counts on Monday"
    assert row["due_at"] == (row["answer_by"] if decided else row["respond_by"])


def test_a_risk_to_life_that_nobody_dealt_with_is_announced_and_a_settled_one_stays_settled(
    old_engine: Engine,
) -> None:
    migrate.upgrade(old_engine)

    store = Store(old_engine)
    safety = {number: store.case(number).status.safety for number in range(OPEN, RISK_ANSWERED + 1)}
    assert {number: found for number, found in safety.items() if found is not Safety.NO_RISK} == {
        RISK: Safety.OPEN,
        RISK_OVER: Safety.CLOSED,
        RISK_ANSWERED: Safety.ACKNOWLEDGED,
    }


def test_what_was_done_before_keeps_its_moment_but_no_working_time(old_engine: Engine) -> None:
    migrate.upgrade(old_engine)

    found = rows(old_engine, "SELECT id, moderated_at IS NOT NULL AS m, answered_at IS NOT NULL AS a FROM mentions")
    assert {row["id"] for row in found if row["m"]} == {HIDDEN, QUESTION}
    assert {row["id"] for row in found if row["a"]} == {ANSWERED}
    for column, expected, number in (("moderated_at", WHEN[2], HIDDEN), ("answered_at", WHEN[5], ANSWERED)):
        [row] = rows(old_engine, f"SELECT {column} AS at FROM mentions WHERE id = {number}")  # noqa: S608
        assert str(row["at"]).startswith(expected.strftime("%Y-%m-%d %H:%M"))
    assert rows(old_engine, "SELECT id FROM mentions WHERE moderation_seconds IS NOT NULL") == []


def test_the_queue_goes_on_where_it_was(old_engine: Engine) -> None:
    migrate.upgrade(old_engine)

    outbox = Outbox(old_engine)
    assert [row.id for row in outbox.in_doubt(before=10.0, now=10.0)] == [f"{2:032x}"]
    cards = [outbox.claim(10.0, [Effect.SHOW_CARD]) for _ in range(3)]
    assert [row and row.mention_id for row in cards] == [RISK, OPEN, None]
    Store(old_engine).add_mentions([new_mention()], MONDAY)
    assert outbox.claim(10.0, [Effect.SHOW_CARD])


def test_people_go_on_working(old_engine: Engine) -> None:
    migrate.upgrade(old_engine)

    store = Store(old_engine)
    now = MONDAY + timedelta(hours=1)
    claim = store.decide(OPEN, BEN, Role.STAFF, Action.CLAIM, seen_version=1, now=now)
    assert isinstance(claim, Decided)
    undo = store.decide(ANSWERED, BEN, Role.STAFF, Action.ANSWER_UNDO, seen_version=3, now=now)
    assert isinstance(undo, Decided)
    assert undo.decision.undoes is Action.REPLY_DONE
    assert undo.case.mention.kind is Kind.DIRECT_MESSAGE
    again = store.decide(ANSWERED, BEN, Role.STAFF, Action.REPLY_DONE, now=now)
    assert isinstance(again, Decided)
    [row] = rows(old_engine, f"SELECT answer_seconds FROM mentions WHERE id = {ANSWERED}")  # noqa: S608
    assert row["answer_seconds"] == 3600


STEPS: list[tuple[list[tuple[str, str | None]], Pals]] = [
    ([("refer", "passed_on"), ("refer_done", None)], Pals.PASSED_ON),
    ([("refer", "passed_on"), ("answer_undo", None), ("refer", "signposted")], Pals.NOT_PASSED_ON),
    ([("refer", "passed_on"), ("refer_done", None), ("reply", None)], Pals.PASSED_ON),
    ([("refer", "passed_on"), ("refer_done", None), ("answer_undo", None)], Pals.PASSED_ON),
    ([("refer", "signposted"), ("refer_done", None)], Pals.NOT_PASSED_ON),
]


def test_only_what_stands_as_passed_on_to_pals_is_an_open_referral(bare_database_url: str) -> None:
    engine = connect(bare_database_url)
    migrate.upgrade(engine, to="0008")
    for number, (made, _) in enumerate(STEPS, 1):
        mention(engine, number, safety="no_risk")
        for action, detail in made:
            decision(engine, number, action, WHEN[0], detail=detail)

    migrate.upgrade(engine)

    store = Store(engine)
    found = [store.case(number).status.pals for number in range(1, len(STEPS) + 1)]
    engine.dispose()
    assert found == [expected for _, expected in STEPS]


def test_upgrading_again_changes_nothing(old_engine: Engine) -> None:
    migrate.upgrade(old_engine)
    before = rows(old_engine, "SELECT * FROM mentions ORDER BY id")

    migrate.upgrade(old_engine)

    assert rows(old_engine, "SELECT * FROM mentions ORDER BY id") == before
