"""The Events API: tells the app what was said and who opened its Home, again and again until it acknowledges."""

import asyncio
import logging
from typing import Any

from bot.sandbox.manifest import Manifest
from bot.sandbox.messages import Channel, ConversationKind, Message
from bot.sandbox.payloads import event_callback
from bot.sandbox.people import BOT_USER_ID, TEAM_ID
from bot.sandbox.shapes import message_json
from bot.sandbox.socket_mode import EnvelopeType, NotDelivered, SocketMode
from bot.sandbox.subscriptions import Change, WorkspaceEvent
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]
_log = logging.getLogger(__name__)
_SUBSCRIPTIONS = {
    ConversationKind.PUBLIC: "message.channels",
    ConversationKind.PRIVATE: "message.groups",
    ConversationKind.DIRECT: "message.im",
}


class EventsApi:
    """Sends what the manifest subscribes to, where the app is a member."""

    def __init__(self, workspace: Workspace, sockets: SocketMode, manifest: Manifest) -> None:
        self._workspace = workspace
        self._sockets = sockets
        self._manifest = manifest
        self._last: Json | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        workspace.observers.append(self._observe)

    def send(self, name: str, event: Json) -> None:
        """Send an event if the app subscribes to `name`, such as `app_home_opened`."""
        if not self._manifest.subscribes(name):
            return
        payload = event_callback(event, int(self._workspace.clock.now().timestamp()))
        self._last = payload
        task = asyncio.get_running_loop().create_task(self._deliver(payload))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def send_membership(self, channel: Channel, person_id: str, *, joined: bool) -> None:
        """Tell the app that somebody joined or left a channel that it is in."""
        if BOT_USER_ID in channel.members:
            name = "member_joined_channel" if joined else "member_left_channel"
            ts = self._workspace.next_ts()
            # Slack's one-letter kind: C for public channels, G for private ones.
            kind = "C" if channel.kind is ConversationKind.PUBLIC else "G"
            event = {"type": name, "user": person_id, "channel": channel.id, "channel_type": kind}
            self.send(name, event | {"team": TEAM_ID, "event_ts": ts})

    async def redeliver(self) -> bool:
        """Deliver the latest event once more, as Slack does when an acknowledgement got lost; tell if it was taken.

        Raise LookupError when there was none.
        """
        if self._last is None:
            raise LookupError("No event has been sent yet.")
        return await self._attempt(self._last, (1, "timeout"))

    def close(self) -> None:
        """Stop delivering."""
        for task in self._tasks:
            task.cancel()

    async def _deliver(self, payload: Json) -> None:
        for number, wait in enumerate((0.0, *self._workspace.options.redelivery_seconds)):
            await asyncio.sleep(wait)
            if await self._attempt(payload, (number, "timeout" if number else "")):
                return
        _log.warning("gave up delivering event %s", payload["event_id"])

    async def _attempt(self, payload: Json, retry: tuple[int, str]) -> bool:
        try:
            await self._sockets.deliver(EnvelopeType.EVENTS_API, payload, retry=retry)
        except NotDelivered:
            return False
        return True

    def _observe(self, change: WorkspaceEvent) -> None:
        """Turn what changed in a channel into the event that Slack makes of it."""
        channel = self._workspace.channels.get(change.channel or "")
        if channel is None or BOT_USER_ID not in channel.members:
            return
        if change.type is Change.MESSAGE and change.ts:
            self._send_message(channel, channel.messages[change.ts])
        elif change.type is Change.MESSAGE_CHANGED and change.ts and change.person is None:
            body = message_json(self._workspace, channel.messages[change.ts])
            self._send_in(channel, {"subtype": "message_changed", "message": body, "hidden": True})
        elif change.type is Change.MESSAGE_DELETED and change.ts and change.person is None:
            self._send_in(channel, {"subtype": "message_deleted", "deleted_ts": change.ts, "hidden": True})

    def _send_message(self, channel: Channel, message: Message) -> None:
        body = message_json(self._workspace, message, with_metadata=True)
        self._send_in(channel, body)
        if f"<@{BOT_USER_ID}>" in message.text and not message.by_app:
            mention = {**body, "type": "app_mention", "channel": channel.id, "event_ts": message.ts}
            self.send("app_mention", mention)

    def _send_in(self, channel: Channel, body: Json) -> None:
        ts = body.get("ts") or self._workspace.next_ts()
        event = {
            "type": "message",
            **body,
            "channel": channel.id,
            "channel_type": channel.kind.value,
            "ts": ts,
            "event_ts": ts,
            "team": TEAM_ID,
        }
        self.send(_SUBSCRIPTIONS[channel.kind], event)
