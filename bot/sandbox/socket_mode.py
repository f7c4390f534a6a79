"""Socket Mode, Slack's side: tickets, connections, envelopes, acknowledgements and disconnect requests."""

import asyncio
import contextlib
import json
import logging
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.json_text import parse_json
from bot.sandbox.options import SandboxOptions
from bot.sandbox.people import APP_ID

Json = dict[str, Any]
_log = logging.getLogger(__name__)

TICKET_SECONDS = 30.0
"""How long an address from apps.connections.open can be connected to."""


class EnvelopeType(StrEnum):
    """What an envelope carries."""

    EVENTS_API = "events_api"
    INTERACTIVE = "interactive"
    SLASH_COMMANDS = "slash_commands"


class DisconnectReason(StrEnum):
    """Why Slack asks the app to connect anew."""

    WARNING = "warning"
    REFRESH_REQUESTED = "refresh_requested"
    LINK_DISABLED = "link_disabled"


class NotDelivered(Exception):
    """The app did not take an envelope. `error` is the word that Slack shows the person who acted."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass(slots=True, eq=False)
class _Connection:
    socket: WebSocket
    leaving: bool = False
    """Asked to disconnect: it gets no more envelopes while there is another one."""
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def send(self, message: Json) -> bool:
        """Send a message and tell whether the socket still took it."""
        async with self.sending:
            try:
                await self.socket.send_text(json.dumps(message))
            except (WebSocketDisconnect, RuntimeError):
                return False
        return True


class SocketMode:
    """The app's connections. An envelope goes to one of them, each in turn."""

    def __init__(self, options: SandboxOptions, changed: Callable[[], None]) -> None:
        self._options = options
        self._changed = changed
        self._tickets: dict[str, float] = {}
        self._connections: list[_Connection] = []
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = 0

    @property
    def connected(self) -> int:
        """Return how many connections the app has open."""
        return len(self._connections)

    def new_address(self) -> str:
        """Return a websocket address that can be connected to once, and soon."""
        ticket = str(uuid.uuid4())
        self._tickets[ticket] = time.monotonic() + TICKET_SECONDS
        base = self._options.url.replace("http", "ws", 1)
        return f"{base}/link/?ticket={ticket}&app_id={secrets.token_hex(16)}"

    async def serve(self, socket: WebSocket) -> None:
        """Greet a connection and take its acknowledgements until it ends. An address used before is refused."""
        if self._tickets.pop(socket.query_params.get("ticket", ""), 0.0) < time.monotonic():
            await socket.close()
            return
        await socket.accept()
        connection = _Connection(socket)
        self._connections.append(connection)
        self._changed()
        try:
            await connection.send(self._hello())
            while True:
                self._take(await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError, KeyError):
            pass  # gone, or sent bytes: either way there is nobody left to talk to
        finally:
            self._connections.remove(connection)
            self._changed()

    async def deliver(
        self, kind: EnvelopeType, payload: Json, *, accepts_response: bool = False, retry: tuple[int, str] | None = None
    ) -> Json | None:
        """Send an envelope to one connection and return what the app acknowledged it with, None for nothing.

        `retry` is the number of the attempt and the reason, for events. Raise NotDelivered: `dispatch_failed` when
        the app is not connected, `operation_timeout` when it does not acknowledge in time.
        """
        envelope_id = str(uuid.uuid4())
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": kind.value,
            "accepts_response_payload": accepts_response,
            "payload": payload,
        }
        if kind is EnvelopeType.EVENTS_API:
            attempt, reason = retry or (0, "")
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        acknowledged: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = acknowledged
        try:
            await self._send_to_one(envelope)
            answer = await asyncio.wait_for(acknowledged, self._options.ack_seconds)
        except TimeoutError:
            raise NotDelivered("operation_timeout") from None
        finally:
            del self._waiting[envelope_id]
        return answer if isinstance(answer, dict) and accepts_response else None

    def ask_to_disconnect(self, reason: DisconnectReason) -> int:
        """Ask every connection to be replaced by a new one, and close it after a while; return how many were asked."""
        for connection in self._connections:
            connection.leaving = True
            self._start(self._part_from(connection, reason))
        return len(self._connections)

    async def close(self) -> None:
        """End what goes on, and all connections."""
        for task in self._tasks:
            task.cancel()
        await self.hang_up()

    async def hang_up(self) -> None:
        """Close all connections at once, as a network does that fails; the app may open new ones."""
        for connection in list(self._connections):
            # The app may have gone first.
            with contextlib.suppress(WebSocketDisconnect):
                await connection.socket.close(1001)

    async def _send_to_one(self, envelope: Json) -> None:
        self._turn += 1
        staying = [connection for connection in self._connections if not connection.leaving]
        first = self._turn % len(staying) if staying else 0
        leaving = [connection for connection in self._connections if connection.leaving]
        for connection in [*staying[first:], *staying[:first], *leaving]:
            if await connection.send(envelope):
                return
        raise NotDelivered("dispatch_failed")

    async def _part_from(self, connection: _Connection, reason: DisconnectReason) -> None:
        debug_info = {"host": "applink-sandbox"}
        await connection.send({"type": "disconnect", "reason": reason.value, "debug_info": debug_info})
        await asyncio.sleep(self._options.disconnect_seconds)
        if connection in self._connections:
            await connection.socket.close(1000)

    def _take(self, text: str) -> None:
        """Take an acknowledgement; anything else is ignored, as Slack does."""
        try:
            message = parse_json(text)
        except ValueError:
            _log.warning("the app sent something over the socket that is not JSON")
            return
        envelope_id = message.get("envelope_id") if isinstance(message, dict) else None
        waiting = self._waiting.get(envelope_id) if isinstance(envelope_id, str) else None
        if waiting and not waiting.done():
            waiting.set_result(message.get("payload"))

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "connection_info": {"app_id": APP_ID},
            "debug_info": {
                "host": "applink-sandbox",
                "build_number": 1,
                "approximate_connection_time": 3600,
            },
        }

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
