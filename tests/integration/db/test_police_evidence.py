"""What is kept when a report to the police is asked for: with the request or not at all, and for good."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from db.errors import EvidenceChanged, NoEvidence
from db.notices import NoticeKind
from db.outbox import Effect, Outbox
from db.store import Decided, Refused, Store
from db.watch import Watch
from rules.decisions import Action, Role
from rules.mention import Person
from rules.office_hours import OfficeHours
from rules.police import Police
from tests.mentions import ANNA, BEN, MONDAY, mention, new_mention

CARYS, DEV = Person("U0CARYS", "Carys Evans"), Person("U0DEV", "Dev Patel")
LATER = MONDAY + timedelta(hours=1)
THREAT = "I know where you live. I will wait outside \U0001f480 – “soon”"
HEX = "0" * 64


@pytest.fixture
def threat(store: Store) -> int:
    [added] = store.add_mentions([new_mention(mention(text=THREAT, url="https://example.org/1"))], MONDAY)
    assert added is not None
    return added


def do(store: Store, mention_id: int, action: Action, person: Person = ANNA, **given: object) -> Decided | Refused:
    role = Role.LEAD if person in {CARYS, DEV} else Role.STAFF
    return store.decide(mention_id, person, role, action, now=LATER, **given)  # type: ignore[arg-type]


def ask(store: Store, mention_id: int, **given: object) -> Decided:
    answer = do(store, mention_id, Action.POLICE_ASK, **{"detail": "threat", **given})
    assert isinstance(answer, Decided), answer
    return answer


def changes(engine: Engine) -> list[str]:
    columns = (
        "(decision_id, mention_id, platform, external_id, kind, text, received_at, ground, asked_by_id, asked_by,"
        " asked_at, sha256)"
    )
    values = f"VALUES (1, 1, '', '', '', 'changed', '2026-11-23', '', 'U0ANNA', '', '2026-11-23', '{HEX}')"
    both = ["UPDATE police_evidence SET text = 'changed'", "DELETE FROM police_evidence"]
    if engine.dialect.name == "sqlite":
        return [*both, f"INSERT OR REPLACE INTO police_evidence {columns} {values}"]
    upsert = "ON CONFLICT (decision_id) DO UPDATE SET text = excluded.text"
    return [*both, f"INSERT INTO police_evidence {columns} {values} {upsert}", "TRUNCATE police_evidence CASCADE"]


def test_the_request_keeps_what_was_written_before_it_is_hidden(store: Store, threat: int):
    asked = ask(store, threat, screenshot="https://example.org/shot.png")
    do(store, threat, Action.HIDE, principle="abusive")
    do(store, threat, Action.HIDE_DONE)

    [kept] = store.evidence(threat)
    assert (kept.text, kept.link, kept.author_name) == (THREAT, "https://example.org/1", mention().author_name)
    assert (kept.screenshot, kept.ground) == ("https://example.org/shot.png", "threat")
    assert (kept.asked_by_id, kept.asked_by, kept.asked_at) == (ANNA.id, ANNA.name, LATER)
    assert (asked.case.status.police, asked.case.status.police_asker) == (Police.ASKED, ANNA.id)
    assert THREAT not in str(list(store.decisions()))


def test_nothing_changes_the_evidence(store: Store, engine: Engine, threat: int):
    ask(store, threat)
    before = store.evidence(threat)
    for statement in changes(engine):
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(statement))
    assert store.evidence(threat) == before


def test_evidence_that_was_changed_past_the_triggers_is_not_handed_out(store: Store, engine: Engine, threat: int):
    ask(store, threat)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER police_evidence_refuse_update"))
        else:
            connection.execute(text("ALTER TABLE police_evidence DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE police_evidence SET author_name = 'Somebody Else'"))
    with pytest.raises(EvidenceChanged):
        store.evidence(threat)


def test_a_refused_request_keeps_nothing_and_tells_nobody(store: Store, engine: Engine, threat: int):
    assert isinstance(do(store, threat, Action.POLICE_ASK, detail="rude", notify=[CARYS.id]), Refused)
    with pytest.raises(NoEvidence):
        store.evidence(threat)
    assert told(engine) == []


def told(engine: Engine) -> list[tuple[str, str | None]]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT kind, recipient FROM notices ORDER BY id"))
        return [(row.kind, row.recipient) for row in rows]


def test_leads_are_told_in_the_same_transaction_and_at_once(store: Store, engine: Engine, threat: int):
    ask(store, threat, notify=[CARYS.id, DEV.id, CARYS.id])
    assert told(engine) == [("police", CARYS.id), ("police", DEV.id)]
    row = Outbox(engine).claim(10.0, [Effect.NOTICE])
    assert row is not None
    assert row.notice_id is not None
    assert store.notice(row.notice_id).kind is NoticeKind.POLICE


def test_who_asks_second_is_told_who_asked_and_their_request_keeps_nothing_more(
    store: Store, engine: Engine, threat: int
):
    ask(store, threat)
    second = do(store, threat, Action.POLICE_ASK, BEN, detail="harassment", seen_version=1)
    assert isinstance(second, Refused)
    assert second.case.decisions[-1].person == ANNA
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM police_evidence")) == 1


@pytest.mark.parametrize("action", [Action.POLICE_DECLINE, Action.POLICE_WITHDRAW])
def test_a_request_that_came_to_nothing_keeps_its_evidence_and_a_second_has_its_own(
    store: Store, threat: int, action: Action
):
    ask(store, threat)
    do(store, threat, action, CARYS)
    do(store, threat, Action.POLICE_ASK, BEN, detail="harassment")
    kept = [(each.ground, each.asked_by) for each in store.evidence(threat)]
    assert kept == [("threat", ANNA.name), ("harassment", BEN.name)]


def test_the_log_tells_the_whole_of_it(store: Store, threat: int):
    ask(store, threat)
    do(store, threat, Action.POLICE_AGREE, CARYS)
    do(store, threat, Action.POLICE_TOLD, BEN, detail="CR/1234/26")
    assert [(row.person.name, row.action.value, row.detail) for row in store.decisions()] == [
        (ANNA.name, "police_ask", "threat"),
        (CARYS.name, "police_agree", None),
        (BEN.name, "police_told", "CR/1234/26"),
    ]
    assert store.case(threat).status.police is Police.REPORTED
    do(store, threat, Action.APPROVE)
    assert store.case(threat).settled


def leads_but(asker: str) -> list[str]:
    return [each.id for each in (CARYS, DEV) if each.id != asker]


def test_the_leads_who_can_agree_are_asked_again_once_an_hour_and_nobody_else_is_reminded(
    store: Store, engine: Engine, threat: int
):
    watch = Watch(engine, OfficeHours.parse())
    do(store, threat, Action.POLICE_ASK, CARYS, detail="threat", notify=[DEV.id])
    do(store, threat, Action.APPROVE)
    for minutes in (0, 89, 90, 120, 149, 150):
        watch.tick(LATER + timedelta(minutes=minutes), [], leads_but)
    assert [case.id for case in store.open_cases(10).cases] == [threat]
    assert told(engine) == [("police", DEV.id)] * 3


@pytest.mark.parametrize("answer", [Action.POLICE_AGREE, Action.POLICE_DECLINE, Action.POLICE_WITHDRAW])
def test_nobody_is_asked_again_once_it_is_answered(store: Store, engine: Engine, threat: int, answer: Action):
    ask(store, threat, notify=[CARYS.id])
    do(store, threat, answer, CARYS)
    do(store, threat, Action.APPROVE)
    Watch(engine, OfficeHours.parse()).tick(LATER + timedelta(days=1), [], leads_but)
    assert told(engine) == [("police", CARYS.id)]


def test_a_new_request_is_asked_again_about_by_its_own_time(store: Store, engine: Engine, threat: int):
    watch = Watch(engine, OfficeHours.parse())
    ask(store, threat)
    do(store, threat, Action.APPROVE)
    do(store, threat, Action.POLICE_WITHDRAW)
    asked = store.decide(
        threat, DEV, Role.LEAD, Action.POLICE_ASK, detail="harassment", now=LATER + timedelta(minutes=50)
    )
    assert isinstance(asked, Decided)
    assert not watch.tick(LATER + timedelta(minutes=90), [], leads_but)
    assert watch.tick(LATER + timedelta(minutes=150), [], leads_but)
    with engine.connect() as connection:
        [again] = connection.execute(text("SELECT decision_id, recipient FROM notices"))
    assert tuple(again) == (asked.decision.id, CARYS.id)
