"""What the clock says in Slack, as people see it: reminders, announcements of a risk to life, what is passed on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.clock import MovableClock
from bot.sandbox.people import ANNA, BEN, CARYS, DEV, ELLA, MENTIONS, Person
from bot.sandbox.server import SandboxServer
from db.store import Store
from rules.decisions import Action, Role
from rules.mention import Person as Staff
from tests.cards import buttons, card_of
from tests.integration.delivery.waiting import drained, failures, until
from tests.running_bot import RunningBot
from tests.sandbox import MONDAY, Workspace, told_by, web_client

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])

QUESTION = "Does anyone know if the blood test clinic takes walk-ins?"
BREACH = "The receptionist is an idiot"
RISK = "I want to end my life"
SUNDAY_NIGHT = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def quick_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.jobs.TICK_EVERY", 0.2)


@pytest.fixture
def starts_at(request: pytest.FixtureRequest) -> datetime:
    return getattr(request, "param", MONDAY)


@pytest.fixture
def clock(starts_at: datetime) -> MovableClock:
    return MovableClock(starts_at)


@pytest.fixture
def contacts() -> dict[str, str]:
    return {"urgent_contacts": ELLA.id, "escalation_contacts": f"legal: {ELLA.id}", "summary_at": "23:59"}


@pytest.fixture
def own_settings(contacts: dict[str, str]) -> dict[str, Any]:
    return {"slack_timeout": 0.5, **contacts}


def move_to(clock: MovableClock, hour: int, minute: int = 0, day: int = 23) -> None:
    clock.advance(datetime(2026, 11, day, hour, minute, 1, tzinfo=UTC) - clock.now())


def direct(sandbox: SandboxServer, person: Person) -> str:
    """Return the id of a person's direct messages with the bot."""
    return str(web_client(sandbox).conversations_open(users=person.id)["channel"]["id"])


def said(workspace: Workspace, words: str, person: Person = ANNA, channel: Any = MENTIONS) -> list[Json]:
    return [each for each in workspace.messages(person, channel) if words in told_by(each)]


def replies(workspace: Workspace, card: Json) -> list[str]:
    return [told_by(each) for each in workspace.messages(ANNA, MENTIONS, thread_ts=card["ts"])[1:]]


def settle(engine: Engine, clock: MovableClock, mention_id: int = 1) -> None:
    Store(engine).decide(mention_id, Staff(BEN.id, BEN.name), Role.STAFF, Action.APPROVE, now=clock.now())


def test_a_reminder_stands_once_in_the_thread_and_in_the_channel_and_stops_once_it_is_settled(
    bot: RunningBot, workspace: Workspace, engine: Engine, clock: MovableClock
):
    bot.receive(BREACH)
    card = card_of(workspace, BREACH)
    move_to(clock, 9, 51)
    reminder = workspace.wait_for_message(ANNA, MENTIONS, "Due soon.", thread_ts=card["ts"])
    assert "decide by Mon 23 Nov, 10:05" in told_by(reminder)
    assert len(said(workspace, "Due soon.")) == 1, "the same message is seen in the channel"
    move_to(clock, 10, 5)
    workspace.wait_for_message(ANNA, MENTIONS, "overdue since Mon 23 Nov, 10:05", thread_ts=card["ts"])
    until(lambda: "Overdue since Mon 23 Nov, 10:05" in told_by(card_of(workspace, BREACH)))
    settle(engine, clock)
    drained(engine)
    move_to(clock, 12, 30)
    bot.receive(QUESTION, external_id="2")
    drained(engine)
    assert len(replies(workspace, card)) == 3, "two reminders, and who approved it"


def test_several_reminders_are_one_message_that_links_each_card_and_names_the_leads_when_late(
    bot: RunningBot, workspace: Workspace, engine: Engine, clock: MovableClock
):
    for number in range(4):
        bot.receive(f"{BREACH} {number}", external_id=str(number))
    drained(engine)
    move_to(clock, 10, 5)
    gathered = workspace.wait_for_message(ANNA, MENTIONS, "4 mentions are overdue")
    links = [element["url"] for element in elements_of(gathered) if element["type"] == "link"]
    assert len(set(links)) == 4
    assert not [each for each in elements_of(gathered) if each["type"] == "usergroup"]
    move_to(clock, 13, 0)
    until(lambda: len(said(workspace, "4 mentions are overdue")) == 2)
    later = said(workspace, "4 mentions are overdue")[-1]
    assert [each["usergroup_id"] for each in elements_of(later) if each["type"] == "usergroup"] == ["S0TEAMLEAD"]
    assert said(workspace, "Due soon.") == []


def elements_of(message: Json) -> list[Json]:
    found: list[Json] = []
    waiting: list[Any] = list(message["blocks"])
    while waiting:
        item = waiting.pop(0)
        if "elements" in item:
            waiting += item["elements"]
        found.append(item)
    return found


def test_after_five_nothing_is_said_until_the_next_opening(
    bot: RunningBot, workspace: Workspace, engine: Engine, clock: MovableClock
):
    move_to(clock, 16, 40)
    bot.receive(BREACH)
    card_of(workspace, BREACH)
    move_to(clock, 18, 40)
    bot.receive(QUESTION, external_id="2")
    drained(engine)
    move_to(clock, 9, 25, day=24)
    workspace.wait_for_message(ANNA, MENTIONS, "Due soon.")
    assert len(said(workspace, "Due soon.")) == 1
    assert said(workspace, "Overdue since") == []


def test_a_reminder_that_was_not_sent_by_five_waits_for_the_opening(
    bot: RunningBot, workspace: Workspace, engine: Engine, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.notice_effects.LOOK_AGAIN", 0.3)
    move_to(clock, 15, 50)
    bot.receive(BREACH)
    card = card_of(workspace, BREACH)
    workspace.set_faults(chat_postMessage={"kind": "429", "seconds": 2, "times": 1})
    move_to(clock, 16, 59)
    until(lambda: reminders_ordered(engine) == 1)
    move_to(clock, 17, 1)
    until(lambda: "the office is closed" in errors(engine))
    assert replies(workspace, card) == []
    move_to(clock, 9, 0, day=24)
    workspace.wait_for_message(ANNA, MENTIONS, "overdue since", thread_ts=card["ts"])
    drained(engine)
    assert len(replies(workspace, card)) == 1


def reminders_ordered(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM reminders").scalar_one()


def errors(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT error FROM outbox WHERE effect = 'notice'")]


def test_what_is_settled_before_its_reminder_is_sent_is_not_reminded_of(
    bot: RunningBot, workspace: Workspace, engine: Engine, clock: MovableClock
):
    bot.receive(BREACH)
    card = card_of(workspace, BREACH)
    workspace.set_faults(chat_postMessage={"kind": "429", "seconds": 1, "times": 1})
    move_to(clock, 10, 5)
    until(lambda: reminders_ordered(engine) == 1)
    settle(engine, clock)
    drained(engine)
    assert len(replies(workspace, card)) == 1, "who approved it, and no reminder"


def test_a_reminder_whose_answer_was_lost_is_not_repeated(
    bot: RunningBot, workspace: Workspace, engine: Engine, clock: MovableClock
):
    bot.receive(BREACH)
    card = card_of(workspace, BREACH)
    workspace.set_faults(chat_postMessage={"kind": "lose_answer", "times": 1})
    move_to(clock, 9, 51)
    workspace.wait_for_message(ANNA, MENTIONS, "Due soon.", thread_ts=card["ts"])
    drained(engine)
    assert len(said(workspace, "Due soon.")) == 1
    assert failures(engine) == []


def test_where_the_card_was_deleted_the_reminder_stands_in_the_channel(
    bot: RunningBot, workspace: Workspace, sandbox: SandboxServer, engine: Engine, clock: MovableClock
):
    bot.receive(BREACH)
    card = card_of(workspace, BREACH)
    web_client(sandbox).chat_delete(channel=card["channel"], ts=card["ts"])
    move_to(clock, 9, 51)
    workspace.wait_for_message(ANNA, MENTIONS, "1 mention is due soon")
    drained(engine)
    assert failures(engine) == []


@pytest.mark.parametrize("starts_at", [SUNDAY_NIGHT], indirect=True)
def test_a_risk_is_announced_at_night_again_after_ten_minutes_and_no_more_once_a_contact_sees_to_it(
    bot: RunningBot, workspace: Workspace, sandbox: SandboxServer, engine: Engine, clock: MovableClock
):
    inbox = direct(sandbox, ELLA)
    bot.receive(RISK)
    first = workspace.wait_for_message(ELLA, inbox, "A life may be at risk.")
    for number in ("999", "111", "116 123", "85258"):
        assert number in told_by(first)
    clock.advance(timedelta(minutes=10, seconds=1))
    workspace.wait_for_message(ELLA, inbox, "Unacknowledged since Sun 29 Nov, 03:00.")
    assert workspace.click(ELLA, first, "acknowledge_risk")["outcome"] == "ok"
    until(lambda: "Acknowledged by Ella Novak" in told_by(card_of(workspace, RISK)))
    clock.advance(timedelta(minutes=30))
    bot.receive(QUESTION, external_id="2")
    drained(engine)
    assert said(workspace, "A life may be at risk.", ELLA, inbox) == []
    first = workspace.messages(ELLA, inbox)[0]
    assert "Risk to life, acknowledged. Ella Novak acknowledged it" in first["text"]
    assert buttons(first) == ["Outcome…"]
    workspace.click(ELLA, first, "close_risk")
    workspace.wait_for(lambda: workspace.modals(ELLA), as_=ELLA)
    workspace.submit(ELLA, {"choice": "called_999"})
    until(lambda: "called 999" in told_by(card_of(workspace, RISK)))
    until(lambda: len(said(workspace, "Risk to life, closed.", ELLA, inbox)) == 3)
    assert not any(buttons(each) for each in workspace.messages(ELLA, inbox))


def test_who_is_told_of_risks_without_being_a_member_can_do_nothing_else(
    bot: RunningBot, workspace: Workspace, sandbox: SandboxServer, engine: Engine
):
    inbox = direct(sandbox, ELLA)
    bot.receive(RISK)
    workspace.wait_for_message(ELLA, inbox, "A life may be at risk.")
    workspace.command(ELLA, "/mentions", channel=inbox)
    until(lambda: said(workspace, "commsbot serves the members of the mentions channel", ELLA, inbox))
    assert list(Store(engine).decisions()) == []


@pytest.mark.parametrize("contacts", [{"urgent_contacts": "", "summary_at": "23:59"}])
def test_without_contacts_the_leads_are_named_in_the_channel(bot: RunningBot, workspace: Workspace):
    bot.receive(RISK)
    told = workspace.wait_for_message(ANNA, MENTIONS, "It is announced every 10 minutes")
    assert [each["usergroup_id"] for each in elements_of(told) if each["type"] == "usergroup"] == ["S0TEAMLEAD"]


@pytest.mark.parametrize("contacts", [{"urgent_contacts": "U0NOBODY00", "summary_at": "23:59"}])
def test_where_a_contact_cannot_be_reached_the_channel_is_told(bot: RunningBot, workspace: Workspace, engine: Engine):
    bot.receive(RISK)
    workspace.wait_for_message(ANNA, MENTIONS, "It is announced every 10 minutes")
    drained(engine)
    assert failures(engine) == [("notice", "user_not_found")]


def test_who_something_is_passed_on_to_is_told_by_whom_and_why(
    bot: RunningBot, workspace: Workspace, sandbox: SandboxServer
):
    inbox = direct(sandbox, ELLA)
    bot.receive(QUESTION)
    card = card_of(workspace, QUESTION)
    workspace.click(ANNA, card, "more")
    workspace.wait_for(lambda: workspace.modals(ANNA))
    workspace.click(ANNA, workspace.modal(ANNA), "escalate")
    workspace.wait_for(lambda: workspace.modal(ANNA)["title"]["text"] == "Escalate")
    workspace.submit(ANNA, {"choice": "legal"})
    told = told_by(workspace.wait_for_message(ELLA, inbox, "Anna Shaw passes a mention on to you"))
    assert QUESTION in told
    assert "The team does not reply while it is with you" in told


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("contacts", [{"summary_at": "09:15"}])
def test_the_summary_comes_once_to_each_lead_when_its_time_has_come(
    workspace: Workspace, sandbox: SandboxServer, engine: Engine, clock: MovableClock
):
    move_to(clock, 9, 15)
    for lead in (CARYS, DEV):
        until(lambda lead=lead: workspace.messages(lead, direct(sandbox, lead)))
    drained(engine)
    with engine.connect() as connection:
        keys = connection.exec_driver_sql("SELECT key, content FROM notices ORDER BY key").all()
    assert [key for key, _ in keys] == [f"summary:2026-11-23:{lead.id}" for lead in (CARYS, DEV)]
    assert "2026-11-20" in str(keys[0][1]), "of the Friday before"


@pytest.mark.parametrize("contacts", [{"summary_at": "09:15"}])
@pytest.mark.parametrize("starts_at", [SUNDAY_NIGHT + timedelta(hours=9)], indirect=True)
def test_on_a_day_off_no_summary_comes(bot: RunningBot, workspace: Workspace, sandbox: SandboxServer):
    bot.receive(RISK)
    workspace.wait_for_message(ANNA, MENTIONS, "It is announced every 10 minutes")
    assert workspace.messages(CARYS, direct(sandbox, CARYS)) == []


def test_a_second_acknowledgement_is_told_who_was_first(bot: RunningBot, workspace: Workspace, sandbox: SandboxServer):
    inbox = direct(sandbox, ELLA)
    bot.receive(RISK)
    announced = workspace.wait_for_message(ELLA, inbox, "A life may be at risk.")
    workspace.click(BEN, card_of(workspace, RISK), "acknowledge_risk")
    workspace.click(ELLA, announced, "acknowledge_risk")
    until(lambda: said(workspace, "Ben Okafor was first", ELLA, inbox))
