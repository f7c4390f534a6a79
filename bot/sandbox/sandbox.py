"""The local workspace in one piece: its state, and each of the sides from which it is reached."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.clock import Clock
from bot.sandbox.events_api import EventsApi
from bot.sandbox.faults import Faults
from bot.sandbox.manifest import read_manifest
from bot.sandbox.options import SandboxOptions
from bot.sandbox.rate_limits import RateLimits
from bot.sandbox.response_urls import ResponseUrls
from bot.sandbox.socket_mode import SocketMode
from bot.sandbox.subscriptions import Change, WorkspaceEvent
from bot.sandbox.triggers import Triggers
from bot.sandbox.workspace import Workspace


class Sandbox:
    """Everything that a request may need. The page finds it at `request.app.state.sandbox`."""

    def __init__(self, options: SandboxOptions, clock: Clock) -> None:
        self.options = options
        self.clock = clock
        self.manifest = read_manifest(options.manifest)
        self.workspace = Workspace(options, clock)
        self.sockets = SocketMode(options, lambda: self.workspace.publish(WorkspaceEvent(Change.CONNECTION)))
        self.events = EventsApi(self.workspace, self.sockets, self.manifest)
        self.triggers = Triggers(options.trigger_seconds)
        self.response_urls = ResponseUrls(options)
        self.limits = RateLimits(options.rate_limit)
        self.faults = Faults()
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that nobody waits for."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End whatever goes on: subscriptions, deliveries and connections."""
        self.workspace.subscriptions.close()
        self.events.close()
        for task in self._tasks:
            task.cancel()
        await self.sockets.close()
