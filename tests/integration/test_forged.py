"""Whatever somebody sends by hand, nobody gets more than the table of decisions gives, and the log tells of it."""

from typing import Any

import pytest
from sqlalchemy import Engine

from bot.sandbox import payloads
from bot.sandbox.people import ANNA, BEN, ELLA, Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.socket_mode import EnvelopeType
from rules.decisions import Action
from tests.integration.delivery.waiting import drained, until
from tests.integration.test_main_path import card_of, log_of
from tests.running_bot import RunningBot
from tests.sandbox import Workspace

pytestmark = [
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("card"),
]

QUESTION = "Does anyone know if the blood test clinic takes walk-ins?"
NO_MENTIONS = ["", "x", "0x1", "-1", "１", "99999999999", "1; drop table mentions"]


@pytest.fixture
def card(bot: RunningBot, workspace: Workspace, engine: Engine) -> dict[str, Any]:
    bot.receive(QUESTION)
    shown = card_of(workspace, QUESTION)
    drained(engine)
    return shown


def click(sandbox: SandboxServer, person: Person, action: str, value: str = "1") -> None:
    """Send a click that the local workspace's page would not make."""
    clicked = {"type": "button", "action_id": action, "block_id": "forged:1:v1", "value": value}
    payload = payloads.act("block_actions", person) | {"actions": [clicked], "trigger_id": "1.2"}
    sockets = sandbox.sandbox.sockets
    sandbox.on_loop(lambda: sockets.deliver(EnvelopeType.INTERACTIVE, payload, accepts_response=True))


def logged(caplog: pytest.LogCaptureFixture, event: str) -> list[Any]:
    return [record for record in caplog.records if record.getMessage() == event]


@pytest.mark.parametrize("action", Action)
def test_somebody_outside_the_channel_does_nothing_and_is_noted(
    sandbox: SandboxServer, engine: Engine, caplog: pytest.LogCaptureFixture, action: Action
):
    click(sandbox, ELLA, action)
    [noted] = logged(caplog, "Not served")
    assert (noted.person, noted.asked) == (ELLA.id, action.value)
    assert log_of(engine) == []


@pytest.mark.parametrize("action", [Action.POLICE_AGREE, Action.POLICE_DECLINE, Action.POLICE_TOLD])
def test_one_of_staff_can_not_agree_by_a_click_that_no_card_offers(
    sandbox: SandboxServer, engine: Engine, action: Action
):
    click(sandbox, BEN, action)
    assert log_of(engine) == []


@pytest.mark.parametrize("value", NO_MENTIONS)
def test_what_is_no_mention_is_refused_and_noted_without_its_words(
    sandbox: SandboxServer, engine: Engine, caplog: pytest.LogCaptureFixture, value: str
):
    click(sandbox, ANNA, Action.APPROVE, value)
    until(lambda: logged(caplog, "A forged payload was refused"))
    [noted] = logged(caplog, "A forged payload was refused")
    assert (noted.person, noted.part) == (ANNA.id, "mention")
    assert "drop table" not in caplog.text
    assert log_of(engine) == []
