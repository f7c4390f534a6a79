"""Tells whoever looks at the workspace what has changed in it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Change(StrEnum):
    """What changed."""

    MESSAGE = "message"
    MESSAGE_CHANGED = "message_changed"
    MESSAGE_DELETED = "message_deleted"
    EPHEMERAL = "ephemeral"
    VIEW = "view"
    """A person's modals: one was opened, updated, pushed or closed."""
    HOME = "home"
    MEMBERS = "members"
    CLOCK = "clock"
    FAULTS = "faults"
    CONNECTION = "connection"
    """The app connected to Socket Mode, or went away."""


@dataclass(frozen=True, slots=True)
class WorkspaceEvent:
    """Something changed: what, where, and who may know."""

    type: Change
    channel: str | None = None
    ts: str | None = None
    thread_ts: str | None = None
    """Parent of the thread, when it is a reply."""
    person: str | None = None
    """The only one whom it concerns; None for everybody who can see the channel."""

    def as_json(self) -> dict[str, Any]:
        """Return it for the people's side; fields that do not apply are left out."""
        fields = {"type": self.type.value, "channel": self.channel, "ts": self.ts, "thread_ts": self.thread_ts}
        return {name: value for name, value in fields.items() if value is not None}


class Subscriptions:
    """Who is listening. Only to be used on the event loop."""

    def __init__(self) -> None:
        self._queues: dict[asyncio.Queue[WorkspaceEvent | None], Callable[[WorkspaceEvent], bool]] = {}
        self._closed = False

    def publish(self, event: WorkspaceEvent) -> None:
        """Tell everybody whom it concerns."""
        for queue, concerns in self._queues.items():
            if concerns(event):
                queue.put_nowait(event)

    def open(self, concerns: Callable[[WorkspaceEvent], bool]) -> AsyncIterator[WorkspaceEvent]:
        """Return the events from now on for which `concerns` says yes. Ends when the workspace closes."""
        queue: asyncio.Queue[WorkspaceEvent | None] = asyncio.Queue()
        if self._closed:
            queue.put_nowait(None)
        self._queues[queue] = concerns
        return self._read(queue)

    def close(self) -> None:
        """End all subscriptions."""
        self._closed = True
        for queue in self._queues:
            queue.put_nowait(None)

    async def _read(self, queue: asyncio.Queue[WorkspaceEvent | None]) -> AsyncIterator[WorkspaceEvent]:
        try:
            while (event := await queue.get()) is not None:
                yield event
        finally:
            self._queues.pop(queue, None)
