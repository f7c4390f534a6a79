"""What people are told when they click on what is out of date, ask for too much, or send what no view of ours holds."""

from typing import Any

import pytest
from sqlalchemy import Engine

from bot.sandbox import payloads
from bot.sandbox.people import ANNA, BEN, CARYS, ELLA, GENERAL, MENTIONS, ChannelPlan, Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.socket_mode import EnvelopeType
from db.store import Store
from tests.running_bot import RunningBot
from tests.sandbox import Workspace, told_by, web_client

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

INSULT = "The receptionist is an idiot"
GRUMBLE = "What a waste of money the new website is. Honestly useless."
NOT_KEPT = "not kept any more"


def told_only(workspace: Workspace, person: Person, words: str, channel: ChannelPlan = MENTIONS) -> dict[str, Any]:
    """Return what only that person sees, once it says these words."""

    def find() -> dict[str, Any] | None:
        seen = [message for message in workspace.messages(person, channel) if message["is_ephemeral"]]
        return next((message for message in seen if words in told_by(message)), None)

    found = workspace.wait_for(find, as_=person)
    assert found
    return found


def card_of(workspace: Workspace, said: str) -> dict[str, Any]:
    return workspace.wait_for_message(ANNA, MENTIONS, said)


def log_of(engine: Engine) -> list[tuple[str, str, str | None]]:
    return [(row.person.name, row.action.value, row.principle) for row in Store(engine).decisions()]


def remarks(bot: RunningBot, count: int) -> None:
    batch = [
        {"platform": "facebook", "external_id": str(number), "kind": "comment", "text": f"Remark number {number}."}
        for number in range(count)
    ]
    assert bot.post(batch).json()["accepted"] == count


def submit_forged(sandbox: SandboxServer, private_metadata: str, values: Any, callback_id: str = "principle") -> Any:
    """Send a submission that the local workspace's page would not make, and return what the bot answers."""
    view = {"id": "V1", "type": "modal", "callback_id": callback_id, "private_metadata": private_metadata}
    payload = payloads.act("view_submission", ANNA) | {
        "view": view | {"state": {"values": values}},
        "trigger_id": "1.2",
    }
    sockets = sandbox.sandbox.sockets
    return sandbox.on_loop(lambda: sockets.deliver(EnvelopeType.INTERACTIVE, payload, accepts_response=True))


def under(principle: str) -> dict[str, Any]:
    return {"principle": {"principle": {"type": "radio_buttons", "selected_option": {"value": principle}}}}


@pytest.mark.usefixtures("bot")
def test_a_modal_that_fails_says_so_with_a_reference_and_the_log_quotes_nobody(
    sandbox: SandboxServer, caplog: pytest.LogCaptureFixture
):
    answer = submit_forged(sandbox, "", {"text": {"text": {"value": GRUMBLE}}}, "add_mention")
    assert answer["response_action"] == "update"
    assert answer["view"]["title"]["text"] == "Not done"
    [logged] = [record for record in caplog.records if record.getMessage() == "A listener failed"]
    assert logged.reference in str(answer["view"])
    assert logged.kind == "KeyError"
    assert "handlers/modals.py" in logged.where[0]
    assert logged.exc_info is None
    assert GRUMBLE not in caplog.text


@pytest.mark.usefixtures("bot")
def test_a_command_that_fails_after_its_acknowledgement_says_so(workspace: Workspace):
    workspace.set_faults(views_open={"kind": "500"})
    workspace.command(ANNA, "/mentions add")
    told_only(workspace, ANNA, "Something went wrong and was noted as")
