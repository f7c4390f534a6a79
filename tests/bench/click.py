"""A click from Slack to its acknowledgement: decided, logged and on disk, against a listener that only acknowledges."""

from collections.abc import Iterator
from typing import Any

from slack_bolt import App

from bot.clock import SystemClock
from bot.sandbox.options import SandboxOptions
from bot.sandbox.people import ANNA, MENTIONS
from bot.sandbox.server import SandboxServer
from handlers.manifest import manifest
from tests.bench.row import RUNS, Row, compare
from tests.bench.scratch import database
from tests.running_bot import running_bot, settings_for
from tests.sandbox import Workspace, connected, driving, web_client

_CALLS = 5
_CARDS = (RUNS + 1) * _CALLS
_BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Approve"}, "action_id": "approve", "value": "1"}


def rows() -> Iterator[Row]:
    """Yield the one row."""
    with (
        database() as (engine, path),
        _slack() as slack,
        _slack() as bare,
        running_bot(settings_for(slack, f"sqlite:///{path}"), engine) as bot,
        connected(bare, _only_acknowledges(bare)),
        driving(slack) as workspace,
        driving(bare) as elsewhere,
    ):
        bot.post([_mention(number) for number in range(_CARDS)]).raise_for_status()
        cards = iter(workspace.wait_for(lambda: _all_of(workspace.messages(ANNA)), timeout=60))
        web_client(bare).chat_postMessage(
            channel=MENTIONS.id, text="a card", blocks=[{"type": "actions", "elements": [_BUTTON]}]
        )
        [message] = elsewhere.messages(ANNA)
        yield compare(
            "a click on Approve, until it is acknowledged",
            lambda: _click(workspace, next(cards)),
            "a listener that only acknowledges",
            lambda: _click(elsewhere, message),
            calls=_CALLS,
            peer_calls=_CALLS,
        )


def _slack() -> SandboxServer:
    return SandboxServer(SandboxOptions(manifest=manifest(), rate_limit=None), SystemClock())


def _only_acknowledges(server: SandboxServer) -> App:
    app = App(client=web_client(server), token_verification_enabled=False)
    app.action("approve")(lambda ack: ack())
    return app


def _mention(number: int) -> dict[str, str]:
    return {"platform": "facebook", "external_id": str(number), "kind": "comment", "text": "Thank you, Maple Ward."}


def _all_of(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return messages if len(messages) == _CARDS else []


def _click(workspace: Workspace, card: dict[str, Any]) -> None:
    answer = workspace.click(ANNA, card, "approve")
    assert answer == {"outcome": "ok"}, answer
