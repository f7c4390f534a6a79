"""What only somebody who forges could send: the local workspace's page makes no such payload."""

from typing import Any

from bot.sandbox import payloads
from bot.sandbox.people import ANNA, Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.socket_mode import EnvelopeType


def submit_forged(sandbox: SandboxServer, private_metadata: str, values: Any, callback_id: str = "principle") -> Any:
    """Send a submission that the local workspace's page would not make, and return what the bot answers."""
    view = {"id": "V1", "type": "modal", "callback_id": callback_id, "private_metadata": private_metadata}
    payload = payloads.act("view_submission", ANNA) | {
        "view": view | {"state": {"values": values}},
        "trigger_id": "1.2",
    }
    sockets = sandbox.sandbox.sockets
    return sandbox.on_loop(lambda: sockets.deliver(EnvelopeType.INTERACTIVE, payload, accepts_response=True))


def click_forged(sandbox: SandboxServer, person: Person, action: str, value: str = "1") -> None:
    """Send a click that the local workspace's page would not make."""
    clicked = {"type": "button", "action_id": action, "block_id": "forged:1:v1", "value": value}
    payload = payloads.act("block_actions", person) | {"actions": [clicked], "trigger_id": "1.2"}
    sockets = sandbox.sandbox.sockets
    sandbox.on_loop(lambda: sockets.deliver(EnvelopeType.INTERACTIVE, payload, accepts_response=True))
