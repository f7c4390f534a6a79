"""Whoever was told of a risk to life, or had something passed on to them, is told once what became of it."""

import pytest
from sqlalchemy import Engine, text

from db.notices import NoticeKind
from db.outbox import Effect, Outbox
from rules.decisions import Action, Role
from tests.clocked import Office
from tests.mentions import ANNA, BEN

SUNDAY = "2026-11-22 20:30"
ELLA, DUTY = "U0ELLA", "C0DUTY"


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine, SUNDAY, urgent_to=(ELLA, DUTY, None))


def send(engine: Engine, *, refused: str | None = None) -> None:
    """Send every notice that waits; Slack refuses those to one recipient."""
    outbox = Outbox(engine)
    while row := outbox.claim(1e12, {Effect.NOTICE}):
        if refused is not None and recipient_of(engine, row.notice_id) == refused:
            outbox.failed(row.id, "user_not_found")
        else:
            outbox.done(row.id)


def recipient_of(engine: Engine, notice_id: int | None) -> str | None:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT recipient FROM notices WHERE id = :id"), {"id": notice_id})
        return found.scalar_one()


def follow_ups(engine: Engine) -> list[tuple[str, str | None]]:
    """Return what was decided, and who is told of it, in the order of their notices."""
    query = text(
        "SELECT d.action, n.recipient FROM notices n JOIN decisions d ON d.id = n.decision_id"
        " WHERE n.kind = 'follow_up' ORDER BY n.id"
    )
    with engine.connect() as connection:
        return [(row.action, row.recipient) for row in connection.execute(query)]


def test_everybody_who_was_told_of_a_risk_is_told_once_of_each_decision_on_it(office: Office, engine: Engine) -> None:
    risk = office.receive_risk()
    office.tick()
    send(engine)
    office.until("2026-11-22 20:45")
    send(engine)

    office.decide(risk, Action.ACKNOWLEDGE_RISK)
    office.decide(risk, Action.APPROVE)
    office.decide(risk, Action.CLOSE_RISK, detail="safeguarding_told")
    office.decide(risk, Action.REOPEN_RISK)

    decided = ("acknowledge_risk", "close_risk", "reopen_risk")
    assert follow_ups(engine) == [(action, recipient) for action in decided for recipient in (ELLA, DUTY, None)]


def test_who_was_not_told_of_a_risk_hears_nothing_of_what_became_of_it(office: Office, engine: Engine) -> None:
    unheard, heard = office.receive_risk(), office.receive_risk()
    office.decide(unheard, Action.ACKNOWLEDGE_RISK)
    office.tick()
    office.decide(heard, Action.CLAIM)
    send(engine, refused=ELLA)
    office.decide(unheard, Action.CLOSE_RISK, detail="false_alarm")
    office.decide(heard, Action.CLOSE_RISK, detail="false_alarm")
    assert follow_ups(engine) == [("close_risk", DUTY), ("close_risk", None)]


def test_a_refused_decision_tells_nobody(office: Office, engine: Engine) -> None:
    risk = office.receive_risk()
    office.tick()
    send(engine)
    office.decide(risk, Action.ACKNOWLEDGE_RISK)
    office.store.decide(risk, BEN, Role.STAFF, Action.ACKNOWLEDGE_RISK, now=office.now)
    assert [recipient for _, recipient in follow_ups(engine)] == [ELLA, DUTY, None]


def test_when_it_is_back_whoever_it_was_passed_on_to_last_is_told(office: Office, engine: Engine) -> None:
    mention = office.receive()
    for reason, contact in (("legal", "U0LEGAL"), ("media", "U0MEDIA")):
        office.decide(mention, Action.ESCALATE, ANNA, detail=reason, notify=(contact, None))
        send(engine)
        office.decide(mention, Action.ESCALATION_OVER)
    assert follow_ups(engine) == [("escalation_over", "U0LEGAL"), ("escalation_over", "U0MEDIA")]


def test_a_closed_risk_leaves_the_lists_and_is_chased_no_more(office: Office) -> None:
    risk = office.receive_risk()
    office.tick()
    office.decide(risk, Action.CLOSE_RISK, detail="safeguarding_told")
    assert (office.store.case(risk).settled, office.store.case(risk).due_at) == (True, None)
    assert office.store.open_cases(10, 0).total == 0
    office.until("2026-11-23 11:00")
    assert office.said() == []

    reopened = office.decide(risk, Action.REOPEN_RISK).case
    assert (reopened.settled, reopened.due_at) == (False, reopened.respond_by)
    assert office.store.open_cases(10, 0).total == 1


def test_each_who_is_told_finds_the_latest_of_what_they_were_told_before(office: Office, engine: Engine) -> None:
    risk, _ = office.receive_risk(), office.receive_risk()
    office.tick()
    send(engine, refused=DUTY)
    office.until("2026-11-22 20:40")
    send(engine, refused=DUTY)
    acknowledged = office.decide(risk, Action.ACKNOWLEDGE_RISK).decision.id
    send(engine)
    office.decide(risk, Action.CLOSE_RISK, detail="called_999")
    ended = office.ordered(NoticeKind.FOLLOW_UP)[-2:]
    of_risk = {NoticeKind.URGENT, NoticeKind.FOLLOW_UP}
    said = {notice.recipient: office.notices.said_before(notice, of_risk, 9) for notice in ended}
    told_of = {to: [each.decision_id for each in before] for to, before in said.items()}
    assert told_of == {ELLA: [acknowledged, None, None], None: [acknowledged, None, None]}
    assert len({each.row_id for before in said.values() for each in before}) == 6
    assert [each.decision_id for each in office.notices.said_before(ended[0], of_risk, 2)] == [acknowledged, None]
