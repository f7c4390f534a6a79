"""What the tests of the local workspace share: blocks, Slack's refusals, and an app's end of a socket."""

import json
import queue
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.sync.client import ClientConnection, connect

from bot.sandbox.server import SandboxServer
from tests.sandbox import connected, web_client

Json = dict[str, Any]
TS = re.compile(r"\d{10}\.\d{6}")


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(action_id: str = "press", text: str = "Press", **fields: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text), **fields}


def actions(*elements: Json, **fields: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **fields}


def section(text: str, **fields: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **fields}


def text_input(block_id: str = "reason", *, element: Json | None = None, **fields: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "text"} | (element or {})
    return {"type": "input", "block_id": block_id, "label": plain("Why?"), "element": element, **fields}


def option(value: str) -> Json:
    return {"text": plain(value.title()), "value": value}


def modal(*blocks: Json, **fields: Any) -> Json:
    return {"type": "modal", "title": plain("Hide"), "submit": plain("Hide"), "blocks": list(blocks), **fields}


def home(*blocks: Json, **fields: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **fields}


def refusal(call: Callable[..., Any], **arguments: Any) -> Json:
    """Make a call that Slack refuses, and return the body of its answer."""
    with pytest.raises(SlackApiError) as refused:
        call(**arguments)
    body: Json = refused.value.response.data
    return body


def error(call: Callable[..., Any], **arguments: Any) -> str:
    """Make a call that Slack refuses, and return its word for why."""
    return str(refusal(call, **arguments)["error"])


class RecordingApp:
    """A Bolt app that takes whatever comes and keeps it. `answer` decides what each payload is acknowledged with."""

    def __init__(self, server: SandboxServer) -> None:
        self.client = web_client(server)
        self.received: queue.Queue[Json] = queue.Queue()
        self.answer: Callable[[Json, WebClient], Any] = lambda _body, _client: None
        self.bolt = App(client=self.client)
        anything = re.compile(".*")
        self.bolt.action(anything)(self._take)
        self.bolt.view(anything)(self._take)
        self.bolt.view_closed(anything)(self._take)
        self.bolt.command(anything)(self._take)
        self.bolt.shortcut(anything)(self._take)
        self.bolt.event(anything)(self._take_event)

    def _take(self, ack: Ack, body: Json, client: WebClient) -> None:
        self.received.put(body)
        answer = self.answer(body, client)
        ack(**answer) if isinstance(answer, dict) else ack()

    def _take_event(self, body: Json) -> None:
        self.received.put(body)

    def next(self, timeout: float = 5.0) -> Json:
        """Return the next payload, waiting for it."""
        return self.received.get(timeout=timeout)


@contextmanager
def recording(server: SandboxServer) -> Iterator[RecordingApp]:
    """Run a RecordingApp while the block runs."""
    app = RecordingApp(server)
    with connected(server, app.bolt):
        yield app


class Wire:
    """An app's end of one Socket Mode connection, envelope by envelope."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self.hello = self.next()

    def next(self, timeout: float = 5.0) -> Json:
        """Return the next message from Slack."""
        message: Json = json.loads(self._connection.recv(timeout))
        return message

    def acknowledge(self, envelope: Json, payload: Json | None = None) -> None:
        """Acknowledge an envelope."""
        self.send(json.dumps({"envelope_id": envelope["envelope_id"]} | ({"payload": payload} if payload else {})))

    def send(self, text: str) -> None:
        """Send anything."""
        self._connection.send(text)

    def close(self) -> None:
        """Go away."""
        self._connection.close()


@contextmanager
def wire(server: SandboxServer) -> Iterator[Wire]:
    """Keep one Socket Mode connection open while the block runs."""
    with connect(web_client(server).apps_connections_open(app_token=server.options.app_token)["url"]) as connection:
        yield Wire(connection)
