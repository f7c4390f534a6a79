"""The workspace's own controls as JSON: live changes, clock, faults, disconnect requests and redelivery."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.clock import MovableClock
from bot.sandbox.errors import BadRequest
from bot.sandbox.people_requests import Asked, endpoint, read
from bot.sandbox.socket_mode import DisconnectReason
from bot.sandbox.subscriptions import Change, WorkspaceEvent

Json = dict[str, Any]

KEEP_ALIVE_SECONDS = 15.0
"""A quiet stream of changes says this often that it is alive."""


async def events(request: Request) -> Response:
    """Stream what changes for a person, as server-sent events; nothing is missed from the first on, `hello`."""
    try:
        asked = await read(request)
        person = asked.person()
    except BadRequest as bad:
        return JSONResponse({"error": bad.error}, bad.status)
    workspace = asked.sandbox.workspace
    changes = workspace.subscriptions.open(lambda event: workspace.concerns(person.id, event))
    return StreamingResponse(_stream(changes), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def clock(asked: Asked) -> Json:
    """Return the workspace's time, and whether it can be moved."""
    movable = isinstance(asked.sandbox.clock, MovableClock)
    return {"now": asked.sandbox.clock.now().isoformat(), "movable": movable}


async def move_clock(asked: Asked) -> Json:
    """Move the clock on by `advance_seconds`."""
    moved = asked.sandbox.clock
    if not isinstance(moved, MovableClock):
        raise BadRequest("This workspace runs on the machine's own clock, which cannot be moved.", 409)
    seconds = asked.values.get("advance_seconds")
    if not isinstance(seconds, (int, float)) or isinstance(seconds, bool) or not 0 <= seconds <= 366 * 86_400:
        raise BadRequest("advance_seconds must be a number of seconds, from 0 to a year.")
    moved.advance(timedelta(seconds=seconds))
    asked.sandbox.workspace.publish(WorkspaceEvent(Change.CLOCK))
    return await clock(asked)


async def faults(asked: Asked) -> Json:
    """Return the faults that are switched on, by method."""
    return asked.sandbox.faults.as_json()


async def set_faults(asked: Asked) -> Json:
    """Switch on the faults given, and all others off."""
    asked.sandbox.faults.replace(asked.values)
    asked.sandbox.workspace.publish(WorkspaceEvent(Change.FAULTS))
    return asked.sandbox.faults.as_json()


async def connections(asked: Asked) -> Json:
    """Return how many Socket Mode connections the app has open."""
    return {"connections": asked.sandbox.sockets.connected}


async def disconnect(asked: Asked) -> Json:
    """Ask the app's connections to be replaced, for the `reason` given: refresh_requested unless it says another."""
    reason = asked.optional_text("reason") or DisconnectReason.REFRESH_REQUESTED.value
    if reason not in set(DisconnectReason):
        raise BadRequest(f"reason must be one of: {', '.join(DisconnectReason)}.")
    return {"asked": asked.sandbox.sockets.ask_to_disconnect(DisconnectReason(reason))}


async def redeliver(asked: Asked) -> Json:
    """Deliver the latest event once more."""
    try:
        return {"acknowledged": await asked.sandbox.events.redeliver()}
    except LookupError as nothing:
        raise BadRequest(str(nothing), 409) from None


async def set_member(asked: Asked) -> Json:
    """Let `user` into `channel`, or with `member` false out of it; the app is told by an event."""
    workspace, user, member = asked.sandbox.workspace, asked.text("user"), asked.flag("member")
    channel = workspace.channels.get(asked.text("channel"))
    if channel is None:
        raise BadRequest("channel: there is no such channel.", 404)
    if user not in workspace.people:
        raise BadRequest("user: nobody here has this id.", 404)
    if member != (user in channel.members):
        workspace.set_member(channel, user, member=member)
        asked.sandbox.events.send_membership(channel, user, joined=member)
    return {"members": sorted(channel.members)}


async def _stream(changes: AsyncIterator[WorkspaceEvent]) -> AsyncIterator[str]:
    yield _line({"type": "hello"})
    upcoming = asyncio.ensure_future(anext(changes, None))
    try:
        while True:
            done, _ = await asyncio.wait({upcoming}, timeout=KEEP_ALIVE_SECONDS)
            if not done:
                yield ": still here\n\n"
                continue
            event = upcoming.result()
            if event is None:
                return
            yield _line(event.as_json())
            upcoming = asyncio.ensure_future(anext(changes, None))
    finally:
        upcoming.cancel()


def _line(event: Json) -> str:
    return f"data: {json.dumps(event)}\n\n"


ROUTES = [
    Route("/sandbox/events", events, methods=["GET"]),
    Route("/sandbox/clock", endpoint(clock), methods=["GET"]),
    Route("/sandbox/clock", endpoint(move_clock), methods=["POST"]),
    Route("/sandbox/faults", endpoint(faults), methods=["GET"]),
    Route("/sandbox/faults", endpoint(set_faults), methods=["PUT"]),
    Route("/sandbox/connections", endpoint(connections), methods=["GET"]),
    Route("/sandbox/disconnect", endpoint(disconnect), methods=["POST"]),
    Route("/sandbox/redeliver", endpoint(redeliver), methods=["POST"]),
    Route("/sandbox/members", endpoint(set_member), methods=["POST"]),
]
