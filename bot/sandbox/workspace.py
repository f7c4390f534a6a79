"""The state of the local workspace: who is in it, what was said, and what everybody may see.

Everything here is synchronous and runs on the server's event loop, so each call is seen whole or not at all.
"""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from bot.clock import Clock
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.files import File
from bot.sandbox.messages import Channel, ConversationKind, Message
from bot.sandbox.options import SandboxOptions
from bot.sandbox.people import BOT_USER_ID, COMMSBOT, ChannelPlan, Person, UserGroup
from bot.sandbox.subscriptions import Change, Subscriptions, WorkspaceEvent
from bot.sandbox.views import View, Views

Json = dict[str, Any]


class Workspace:
    """People, conversations, views and files, in memory."""

    def __init__(self, options: SandboxOptions, clock: Clock) -> None:
        self.options = options
        self.clock = clock
        self._last_ts = 0
        self.people: dict[str, Person] = {person.id: person for person in (*options.people, COMMSBOT)}
        self.user_groups: dict[str, UserGroup] = {group.id: group for group in options.user_groups}
        self.channels: dict[str, Channel] = {plan.id: self._channel(plan) for plan in options.channels}
        for person in options.people:
            self._open_direct_messages(person)
        self.views = Views()
        self.files: dict[str, File] = {}
        self.subscriptions = Subscriptions()
        self.observers: list[Callable[[WorkspaceEvent], None]] = []
        """Called with every event, before those who subscribed are told; the Events API is one."""

    # Time

    def next_ts(self) -> str:
        """Return a new `ts`: the Clock's time in microseconds, later than any before it."""
        now = int(self.clock.now().timestamp() * 1_000_000)
        self._last_ts = max(now, self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    # Who and where

    def person(self, person_id: str) -> Person:
        """Return a person or the app's own user; raise SlackRefusal (`user_not_found`)."""
        try:
            return self.people[person_id]
        except KeyError:
            raise SlackRefusal("user_not_found") from None

    def direct_messages(self, person_id: str) -> Channel:
        """Return the conversation between a person and the app."""
        self.person(person_id)
        return self.channels[f"D{person_id[1:]}"]

    def can_read(self, person_id: str, channel: Channel) -> bool:
        """Tell whether a person sees a channel: its members do, and everybody sees a public one."""
        return channel.kind is ConversationKind.PUBLIC or person_id in channel.members

    def channels_of(self, person_id: str) -> list[Channel]:
        """Return the conversations that a person sees, direct messages last."""
        seen = [channel for channel in self.channels.values() if self.can_read(person_id, channel)]
        return sorted(seen, key=lambda channel: channel.kind is ConversationKind.DIRECT)

    def set_member(self, channel: Channel, person_id: str, *, member: bool) -> None:
        """Let a person into a channel, or out of it."""
        self.person(person_id)
        if member:
            channel.members.add(person_id)
        else:
            channel.members.discard(person_id)
        self.publish(WorkspaceEvent(Change.MEMBERS, channel.id))

    # What was said

    def visible_messages(
        self, person_id: str, channel_id: str, thread_ts: str | None = None, limit: int | None = None
    ) -> list[Message]:
        """Return what a person sees in a channel, oldest first: nothing where they may not read.

        With `thread_ts` the thread, its parent first; without it the channel, where replies are not shown unless they
        were sent to the channel too. Ephemeral messages are among them for the one person who sees them. `limit`
        keeps the latest so many.
        """
        channel = self.channels.get(channel_id)
        if channel is None or not self.can_read(person_id, channel):
            return []
        if thread_ts:
            said = channel.thread(thread_ts)
        else:
            said = [m for m in channel.messages.values() if m.thread_ts is None or m.broadcast]
        private = [m for m in channel.ephemerals if m.ephemeral_to == person_id and m.thread_ts == thread_ts]
        seen = sorted([*said, *private], key=lambda message: message.ts) if private else said
        return seen[-limit:] if limit else seen

    def post(
        self,
        channel: Channel,
        author: str,
        text: str,
        blocks: Sequence[Json] = (),
        *,
        thread_ts: str | None = None,
        broadcast: bool = False,
        metadata: Json | None = None,
        files: tuple[str, ...] = (),
        ephemeral_to: str | None = None,
        formatted: bool = True,
        by_app: bool | None = None,
    ) -> Message:
        """Add a message and tell everybody who sees it."""
        message = Message(
            self.next_ts(),
            channel.id,
            author,
            text,
            list(blocks),
            by_app=author == BOT_USER_ID if by_app is None else by_app,
            thread_ts=thread_ts,
            broadcast=broadcast,
            metadata=metadata,
            files=files,
            ephemeral_to=ephemeral_to,
            formatted=formatted,
        )
        channel.add(message)
        change = Change.EPHEMERAL if ephemeral_to else Change.MESSAGE
        self.publish(WorkspaceEvent(change, channel.id, message.ts, thread_ts, ephemeral_to))
        return message

    def changed(self, message: Message) -> None:
        """Tell everybody who sees a message that it is another now."""
        self.publish(_about(Change.MESSAGE_CHANGED, message))

    def delete(self, message: Message) -> None:
        """Remove a message and tell everybody who saw it."""
        self.channels[message.channel].remove(message)
        self.publish(_about(Change.MESSAGE_DELETED, message))

    # Views

    def view_changed(self, view: View) -> None:
        """Tell a person that their modals, or their Home, are others now."""
        change = Change.HOME if view.kind == "home" else Change.VIEW
        self.publish(WorkspaceEvent(change, person=view.person))

    # Telling

    def publish(self, event: WorkspaceEvent) -> None:
        """Tell the observers, then the subscribers whom it concerns."""
        for observer in self.observers:
            observer(event)
        self.subscriptions.publish(event)

    def concerns(self, person_id: str, event: WorkspaceEvent) -> bool:
        """Tell whether a person may know of an event."""
        if event.person is not None:
            return event.person == person_id
        channel = self.channels.get(event.channel) if event.channel else None
        return channel is None or self.can_read(person_id, channel)

    # Making

    def _channel(self, plan: ChannelPlan) -> Channel:
        kind = ConversationKind.PRIVATE if plan.is_private else ConversationKind.PUBLIC
        return Channel(plan.id, plan.name, kind, set(plan.members), plan.topic, int(self.clock.now().timestamp()))

    def _open_direct_messages(self, person: Person) -> None:
        channel_id = f"D{person.id[1:]}"
        self.channels[channel_id] = Channel(
            channel_id, COMMSBOT.name, ConversationKind.DIRECT, {person.id, BOT_USER_ID}
        )


def new_id(letter: str) -> str:
    """Return a new id in Slack's form: a letter that says what it names, and ten letters and digits."""
    return letter + secrets.token_hex(5).upper()


def _about(change: Change, message: Message) -> WorkspaceEvent:
    return WorkspaceEvent(change, message.channel, message.ts, message.thread_ts, message.ephemeral_to)
