"""Who can't be told: the channel goes on meanwhile, and hears of what nobody else has heard."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from structlog.testing import capture_logs

from bot.clock import MovableClock
from bot.sandbox.options import BOT_SCOPES
from bot.sandbox.people import ANNA, ELLA, MENTIONS, TEAM_LEADS
from bot.sandbox.server import SandboxServer
from handlers.manifest import manifest
from tests.cards import card_of
from tests.integration.delivery.waiting import drained, failures, until
from tests.running_bot import RunningBot
from tests.sandbox import StartSandbox, Workspace, told_by, web_client

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

QUESTION = "Does anyone know if the blood test clinic takes walk-ins?"
RISK = "I want to end my life"
NOBODY = "U0NOBODY00"

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.jobs.TICK_EVERY", 0.2)
    monkeypatch.setattr("bot.notice_refusals.FIRST_WAIT", 0.02)


@pytest.fixture
def without() -> str:
    """The permission that the app was installed without."""
    return "im:write"


@pytest.fixture
def sandbox(start_sandbox: StartSandbox, clock: MovableClock, without: str) -> SandboxServer:
    scopes = tuple(scope for scope in BOT_SCOPES if scope != without)
    return start_sandbox(clock, manifest=manifest(), bot_scopes=scopes)


@pytest.fixture
def told() -> dict[str, str]:
    """The settings that say who is told."""
    return {"urgent_contacts": ELLA.id, "escalation_contacts": f"legal: {ELLA.id}", "summary_at": "23:59"}


@pytest.fixture
def own_settings(told: dict[str, str]) -> dict[str, Any]:
    return {"slack_timeout": 0.5, **told}


def cards(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(text("SELECT count(*) FROM mentions WHERE card_ts IS NOT NULL")).scalar_one()


def said(workspace: Workspace, words: str) -> list[Json]:
    return [each for each in workspace.messages(ANNA, MENTIONS) if words in told_by(each)]


def named(message: Json) -> set[str]:
    found: set[str] = set()
    waiting: list[Any] = list(message["blocks"])
    while waiting:
        item = waiting.pop()
        waiting += item.get("elements", [])
        found |= {item[key] for key in ("user_id", "usergroup_id") if key in item}
    return found


def escalate(workspace: Workspace, card: Json, reason: str = "legal") -> None:
    workspace.click(ANNA, card, "more")
    workspace.wait_for(lambda: workspace.modals(ANNA))
    workspace.click(ANNA, workspace.modal(ANNA), "escalate")
    workspace.wait_for(lambda: workspace.modal(ANNA)["title"]["text"] == "Escalate")
    workspace.submit(ANNA, {"choice": reason})


def test_a_contact_whom_slack_refuses_to_write_to_holds_up_no_card_and_the_channel_hears_of_the_risk(
    bot: RunningBot, workspace: Workspace, engine: Engine
):
    with capture_logs() as logs:
        bot.receive(RISK)
        announced = workspace.wait_for_message(ANNA, MENTIONS, "It is announced every 10 minutes")
        for number in range(8):
            bot.receive(f"{QUESTION} {number}", external_id=f"q{number}")
        until(lambda: cards(engine) == 9, within=10)
    assert {TEAM_LEADS.id, ELLA.id} <= named(announced)
    assert "can’t be reached" in told_by(announced)
    assert "nobody is set" not in told_by(announced)
    drained(engine)
    assert failures(engine) == [("notice", "missing_scope")]
    [lacking] = [each for each in logs if "lacks a permission" in each["event"]]
    assert "im:write" in lacking["permission"].split(",")


@pytest.mark.parametrize("told", [{"summary_at": "09:15"}])
def test_summaries_that_nobody_can_be_sent_hold_up_no_card_and_are_given_up_after_their_day(
    bot: RunningBot, engine: Engine, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
):
    clock.advance(timedelta(minutes=11))
    until(lambda: refused(engine) == 2)
    for number in range(8):
        bot.receive(f"{QUESTION} {number}", external_id=f"q{number}")
    until(lambda: cards(engine) == 8, within=10)
    assert failures(engine) == []
    monkeypatch.setattr("bot.notice_refusals.LONGEST_WAIT", 0.1)
    clock.advance(timedelta(hours=23))
    until(lambda: failures(engine) == [("notice", "its day is over")] * 2)


def refused(engine: Engine) -> int:
    with engine.connect() as connection:
        asked = text("SELECT count(*) FROM outbox WHERE effect = 'notice' AND error = 'missing_scope'")
        return connection.execute(asked).scalar_one()


@pytest.mark.parametrize(
    ("without", "told"),
    [
        pytest.param("", {"escalation_contacts": f"legal: {NOBODY}"}, id="who has left"),
        pytest.param("im:write", {"escalation_contacts": f"legal: {ELLA.id}"}, id="whom Slack refuses to write to"),
        pytest.param("usergroups:read", {"escalation_contacts": f"legal: {TEAM_LEADS.id}"}, id="a group not known"),
    ],
)
def test_an_escalation_that_reaches_nobody_is_told_under_its_card_and_to_the_leads_in_the_channel(
    bot: RunningBot, workspace: Workspace, engine: Engine
):
    bot.receive(QUESTION)
    card = card_of(workspace, QUESTION)
    escalate(workspace, card)
    # The worker looks for what is due again once a second, and it is told after six attempts.
    told = workspace.wait_for_message(ANNA, MENTIONS, "could not be told", thread_ts=card["ts"], timeout=20)
    assert "Legal" in told_by(told)
    assert TEAM_LEADS.id in named(told)
    assert len(said(workspace, "could not be told")) == 1, "the same message is seen in the channel"
    drained(engine)


@pytest.mark.parametrize(("without", "told"), [("", {"escalation_contacts": f"legal: {NOBODY}"})])
def test_an_escalation_taken_back_meanwhile_is_not_said_to_have_failed(
    bot: RunningBot, workspace: Workspace, engine: Engine
):
    bot.receive(QUESTION)
    card = card_of(workspace, QUESTION)
    workspace.set_faults(conversations_open={"kind": "429", "seconds": 2, "times": 1})
    escalate(workspace, card)
    until(lambda: "Don’t reply" in told_by(card_of(workspace, QUESTION)))
    workspace.click(ANNA, card_of(workspace, QUESTION), "escalation_over")
    drained(engine)
    assert said(workspace, "could not be told") == []


@pytest.mark.parametrize("without", ["im:history"])
def test_an_announcement_that_cannot_be_looked_up_keeps_no_card_from_being_found(
    bot: RunningBot, workspace: Workspace, sandbox: SandboxServer, engine: Engine
):
    inbox = str(web_client(sandbox).conversations_open(users=ELLA.id)["channel"]["id"])
    workspace.set_faults(chat_postMessage={"kind": "lose_answer"})
    bot.receive(RISK)
    workspace.wait_for_message(ELLA, inbox, "A life may be at risk.")
    bot.receive(QUESTION, external_id="2")
    card_of(workspace, QUESTION)
    workspace.set_faults()
    until(lambda: cards(engine) == 2)
    workspace.wait_for_message(ANNA, MENTIONS, "It is announced every 10 minutes")
    drained(engine)
    assert failures(engine) == [("notice", "missing_scope")]
    assert len(said(workspace, QUESTION)) == 1
