"""Drives the local Slack workspace in tests, as people do: read, click, fill in, command, and wait for what comes.

    def test_hiding(sandbox, workspace):
        card = workspace.wait_for_message(ANNA, MENTIONS, "Jo B")
        workspace.click(ANNA, card, "hide")

Fixtures: `sandbox` is a running `SandboxServer` with no rate limit, `workspace` a driver for it, and `start_sandbox`
makes further servers with other options. Import them in a `conftest.py`.
"""

import contextlib
import json
import ssl
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx
import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.clock import Clock, MovableClock
from bot.sandbox.options import SandboxOptions
from bot.sandbox.people import ANNA, MENTIONS, ChannelPlan, Person
from bot.sandbox.server import SandboxServer

__all__ = [
    "MONDAY",
    "Refused",
    "StartSandbox",
    "Workspace",
    "connected",
    "driving",
    "sandbox",
    "start_sandbox",
    "web_client",
    "workspace",
]

MONDAY = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
"""The office is open. In winter, when London's time is UTC."""

Json = dict[str, Any]
T = TypeVar("T")
StartSandbox = Callable[..., SandboxServer]

WAIT_SECONDS = 5.0
# Nothing here speaks TLS, and loading the system's certificate authorities takes each client 30 ms.
_NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Refused(AssertionError):
    """The workspace answered 4xx; `status` and `error` say how and why."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(f"{status}: {error}")
        self.status = status
        self.error = error


class Workspace:
    """People's side of a running workspace. People and channels are given as objects of `bot.sandbox.people` or ids."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=10.0, verify=_NO_AUTHORITIES)

    def close(self) -> None:
        """End its connections."""
        self._http.close()

    # Reading

    def messages(
        self, as_: Person | str, channel: ChannelPlan | str = MENTIONS, thread_ts: str | None = None
    ) -> list[Json]:
        """Return what a person sees in a channel or a thread, oldest first, ephemeral messages of theirs included."""
        query = {"as": _id(as_), "channel": _id(channel)} | ({"thread_ts": thread_ts} if thread_ts else {})
        found: list[Json] = self.get("/sandbox/messages", **query)["messages"]
        return found

    def modals(self, as_: Person | str) -> list[Json]:
        """Return a person's open modals, the one on top last."""
        found: list[Json] = self.get("/sandbox/views", **{"as": _id(as_)})["views"]
        return found

    def modal(self, as_: Person | str) -> Json:
        """Return a person's topmost modal, which must be there."""
        modals = self.modals(as_)
        assert modals, "no modal is open"
        return modals[-1]

    def home(self, as_: Person | str) -> Json | None:
        """Return a person's App Home, None until the app published one."""
        view: Json | None = self.get("/sandbox/home", **{"as": _id(as_)})["view"]
        return view

    # Acting: each returns {"outcome": …}, "failed" when the app did not acknowledge in time.

    def say(
        self, as_: Person | str, text: str, channel: ChannelPlan | str = MENTIONS, thread_ts: str | None = None
    ) -> Json:
        """Write a message and return it."""
        body = {"as": _id(as_), "channel": _id(channel), "text": text, "thread_ts": thread_ts}
        message: Json = self.post("/sandbox/messages", body)["message"]
        return message

    def click(
        self,
        as_: Person | str,
        where: Json,
        action_id: str,
        value: Any = None,
        *,
        block_id: str | None = None,
        **more: Any,
    ) -> Json:
        """Use an element of a message or a view: press a button, or choose `value` in a select or an overflow menu."""
        place = {"view_id": where["id"]} if "hash" in where else {"channel": where["channel"], "ts": where["ts"]}
        body = {"as": _id(as_), "action_id": action_id, "block_id": block_id, "value": value, **place, **more}
        return self.post("/sandbox/actions", body)

    def submit(self, as_: Person | str, values: Json | None = None) -> Json:
        """Submit the topmost modal. `values` by block_id: a value, or {action_id: value}."""
        view = self.modal(as_)
        elements = {block["block_id"]: block.get("element", {}) for block in view["blocks"]}
        named = {
            block_id: value if isinstance(value, dict) else {elements[block_id].get("action_id", ""): value}
            for block_id, value in (values or {}).items()
        }
        return self.post(f"/sandbox/views/{view['id']}/submit", {"as": _id(as_), "values": named})

    def close_modal(self, as_: Person | str, *, everything: bool = False) -> Json:
        """Close the topmost modal, or all of them."""
        return self.post(f"/sandbox/views/{self.modal(as_)['id']}/close", {"as": _id(as_), "all": everything})

    def command(self, as_: Person | str, text: str, channel: ChannelPlan | str = MENTIONS) -> Json:
        """Send a slash command."""
        return self.post("/sandbox/commands", {"as": _id(as_), "channel": _id(channel), "text": text})

    def shortcut(self, as_: Person | str, callback_id: str, message: Json | None = None) -> Json:
        """Use a shortcut on a message, or a global one."""
        place = {"channel": message["channel"], "ts": message["ts"]} if message else {}
        return self.post("/sandbox/shortcuts", {"as": _id(as_), "callback_id": callback_id, **place})

    def open_home(self, as_: Person | str, tab: str = "home") -> Json:
        """Open the App Home."""
        return self.post("/sandbox/home", {"as": _id(as_), "tab": tab})

    # Slack's own doings

    def set_faults(self, **faults: Json) -> Json:
        """Switch faults on, all others off; `chat_postMessage={"kind": "500"}`, and `every` for all methods."""
        named = {"*" if name == "every" else name.replace("_", ".", 1): fault for name, fault in faults.items()}
        return self.put("/sandbox/faults", named)

    def advance(self, seconds: float) -> Json:
        """Move the workspace's clock on."""
        return self.post("/sandbox/clock", {"advance_seconds": seconds})

    def disconnect(self, reason: str = "refresh_requested") -> Json:
        """Ask the app's connections to be replaced."""
        return self.post("/sandbox/disconnect", {"reason": reason})

    def redeliver(self) -> Json:
        """Deliver the latest event once more."""
        return self.post("/sandbox/redeliver", {})

    # Waiting

    def wait_for(self, predicate: Callable[[], T], timeout: float = WAIT_SECONDS, as_: Person | str = ANNA) -> T:
        """Return what `predicate` returns once it is truthy; it is asked again with each change that `as_` is told of.

        Raise AssertionError when that does not happen within `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        with contextlib.suppress(httpx.ReadTimeout), contextlib.closing(self.events(as_, timeout)) as events:
            for _ in events:
                if result := predicate():
                    return result
                if time.monotonic() > deadline:
                    break
        if result := predicate():
            return result
        raise AssertionError(f"did not happen within {timeout} s")

    def wait_for_message(
        self,
        as_: Person | str,
        channel: ChannelPlan | str,
        text: str,
        thread_ts: str | None = None,
        timeout: float = WAIT_SECONDS,
    ) -> Json:
        """Return the first message that has `text` somewhere in its text or its blocks, once there is one."""

        def find() -> Json | None:
            said = self.messages(as_, channel, thread_ts)
            return next((message for message in said if text in told_by(message)), None)

        found = self.wait_for(find, timeout, as_)
        assert found is not None
        return found

    def events(self, as_: Person | str, timeout: float = WAIT_SECONDS) -> Generator[Json, None, None]:
        """Yield `hello`, and then each change that concerns a person; raise httpx.ReadTimeout after a silence."""
        with self._http.stream("GET", "/sandbox/events", params={"as": _id(as_)}, timeout=timeout) as stream:
            if stream.is_error:
                raise Refused(stream.status_code, stream.read().decode())
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))

    # HTTP

    def get(self, path: str, **query: str) -> Json:
        """Ask for something; raise Refused for a 4xx."""
        return self._answer(self._http.get(path, params=query))

    def post(self, path: str, body: Json) -> Json:
        """Do something; raise Refused for a 4xx."""
        return self._answer(self._http.post(path, json=body))

    def put(self, path: str, body: Any) -> Json:
        """Replace something; raise Refused for a 4xx."""
        return self._answer(self._http.put(path, json=body))

    def _answer(self, response: httpx.Response) -> Json:
        body: Json = response.json()
        if response.status_code >= httpx.codes.BAD_REQUEST:
            raise Refused(response.status_code, body["error"])
        return body


def told_by(message: Json) -> str:
    """Return everything that a message tells: its text and the texts in its blocks."""
    return "\n".join([message["text"], *_texts(message.get("blocks", []))])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def web_client(server: SandboxServer, token: str | None = None) -> WebClient:
    """Return slack_sdk's client for a workspace, with the app's token and no retries."""
    return WebClient(
        token or server.options.bot_token, base_url=server.api_url, retry_handlers=[], timeout=10, ssl=_NO_AUTHORITIES
    )


@contextmanager
def connected(server: SandboxServer, app: App) -> Iterator[SocketModeHandler]:
    """Connect a Bolt app over Socket Mode while the block runs."""
    handler = SocketModeHandler(app, server.options.app_token, concurrency=10)
    handler.connect()
    try:
        yield handler
    finally:
        # By itself the client waits for the end of a 3 s read, and of a 1 s look into its queue.
        handler.client.auto_reconnect_enabled = False
        server.on_loop(server.sandbox.sockets.hang_up)
        handler.client.current_session_runner.shutdown()
        handler.client.closed = True
        handler.client.message_queue.put(None)
        handler.close()


@contextmanager
def driving(server: SandboxServer) -> Iterator[Workspace]:
    """Drive a workspace while the block runs."""
    driver = Workspace(server.url)
    try:
        yield driver
    finally:
        driver.close()


@pytest.fixture
def start_sandbox(request: pytest.FixtureRequest) -> Iterator[StartSandbox]:
    """Return a function that starts a workspace with the options given; all stop after the test.

    Unlike Slack it has no rate limit, and redelivers and processes files at once, unless the options say so. It goes by
    `clock`; without one it is a Monday morning, whatever the day is.
    """
    servers: list[SandboxServer] = []

    def start(clock: Clock | None = None, **options: Any) -> SandboxServer:
        quick: Json = {"rate_limit": None, "redelivery_seconds": (0.05, 0.05, 0.05), "file_seconds": 0.0}
        server = SandboxServer(SandboxOptions(**(quick | options)), clock or MovableClock(MONDAY))
        servers.append(server.start())
        return server

    yield start
    for server in servers:
        server.ask_to_stop()
        # The end of the run waits for it, and not each test.
        request.config.add_cleanup(server.stop)


@pytest.fixture
def sandbox(start_sandbox: StartSandbox) -> SandboxServer:
    """Return a running workspace."""
    return start_sandbox()


@pytest.fixture
def workspace(sandbox: SandboxServer) -> Iterator[Workspace]:
    """Return a driver for the workspace that runs."""
    with driving(sandbox) as driver:
        yield driver


def _id(thing: Person | ChannelPlan | str) -> str:
    return thing if isinstance(thing, str) else thing.id
