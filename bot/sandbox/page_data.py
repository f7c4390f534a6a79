"""What one person sees of the workspace, gathered for the page's templates."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.sandbox.files import File
from bot.sandbox.messages import Channel, ConversationKind, Message
from bot.sandbox.people import BOT_USER_ID, Person
from bot.sandbox.render_message import Entry, entry
from bot.sandbox.scene import Attachment, Picture, Scene
from bot.sandbox.workspace import Workspace

PAGE_OF_MESSAGES = 60
"""How many messages are drawn at once; earlier ones come when asked for."""
MOST_MESSAGES = 400
"""The most that are drawn to reach back to one that a link names."""
TABS = {"home": "home", "messages": "messages", "about": "about"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the page somebody is: a channel, or a tab of the app."""

    title: str
    channel: str | None = None
    tab: str | None = None
    topic: str = ""
    members: tuple[str, ...] = ()
    """Names of those in the channel."""
    writable: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Messages of a channel, oldest first, and whether there are earlier ones."""

    entries: tuple[Entry, ...]
    earlier: bool


class Viewer:
    """The workspace as one person sees it."""

    def __init__(self, workspace: Workspace, person_id: str | None) -> None:
        """Look as that person; as the first one of the workspace when there is none with that id."""
        self.workspace = workspace
        everybody = workspace.options.people
        self.person: Person = next((person for person in everybody if person.id == person_id), everybody[0])

    @property
    def people(self) -> tuple[Person, ...]:
        """Return everybody but the app's own user."""
        return self.workspace.options.people

    @property
    def channels(self) -> list[Channel]:
        """Return the channels that the person sees, without direct messages."""
        return [channel for channel in self._readable() if channel.kind is not ConversationKind.DIRECT]

    @property
    def direct(self) -> Channel:
        """Return the person's conversation with the app."""
        return self.workspace.direct_messages(self.person.id)

    def scene(self) -> Scene:
        """Return what the renderers need to know."""
        workspace = self.workspace
        return Scene(
            now=workspace.clock.now(),
            viewer=self.person.id,
            people={person.id: person.name for person in workspace.people.values()},
            channels={channel.id: channel.name for channel in self.channels},
            user_groups={group.id: group.handle for group in workspace.user_groups.values()},
            pictures={
                file.id: Picture(f"/page/files/{file.id}", file.alt_text or file.title)
                for file in workspace.files.values()
                if file.is_image and file.content is not None
            },
            attachments={
                file.id: Attachment(f"/page/files/{file.id}?as={self.person.id}", file.name, file.title)
                for file in workspace.files.values()
                if self.may_save(file)
            },
        )

    def may_save(self, file: File) -> bool:
        """Tell whether that is a file, no image, that was shared in a conversation of the person's."""
        theirs = {channel.id for channel in self._readable()}
        return file.content is not None and not file.is_image and not theirs.isdisjoint(file.shared_in)

    def place(self, channel_id: str | None, tab: str | None) -> Place:
        """Return where the address leads: a tab of the app, a channel that the person sees, or the first such."""
        bot = self.workspace.people[BOT_USER_ID].name
        if tab in TABS or channel_id == self.direct.id:
            return Place(
                bot,
                self.direct.id if tab in {None, "messages"} else None,
                tab=TABS.get(tab or "messages"),
                writable=True,
            )
        channel = next((known for known in self.channels if known.id == channel_id), None)
        channel = channel or next(iter(self.channels), None)
        if channel is None:
            return Place("Nothing to see")
        names = sorted(self.workspace.people[member].name for member in channel.members)
        return Place(
            f"#{channel.name}",
            channel.id,
            topic=channel.topic,
            members=tuple(names),
            writable=self.person.id in channel.members,
        )

    def stretch(self, channel_id: str, before: str | None = None, down_to: str | None = None) -> Stretch:
        """Return the latest messages of a channel, or the latest before a `ts`.

        With `down_to`, all from that message on, if it is not too long ago.
        """
        seen = self.workspace.visible_messages(self.person.id, channel_id)
        if before:
            seen = [message for message in seen if message.ts < before]
        count = PAGE_OF_MESSAGES
        if down_to:
            since = sum(message.ts >= down_to for message in seen)
            count = max(count, since) if since <= MOST_MESSAGES else count
        return Stretch(self._entries(seen[-count:], in_thread=False), len(seen) > count)

    def thread(self, channel_id: str, parent_ts: str) -> tuple[Entry, ...]:
        """Return a thread, its parent first; empty when the person does not see it."""
        seen = self.workspace.visible_messages(self.person.id, channel_id, parent_ts)
        return self._entries(seen, in_thread=True) if seen and seen[0].ts == parent_ts else ()

    def message(self, channel_id: str, ts: str, thread_ts: str | None) -> Entry | None:
        """Return one message as the channel's list, or with `thread_ts` that thread's list, shows it; None if not."""
        seen = self.workspace.visible_messages(self.person.id, channel_id, thread_ts)
        found = next((message for message in reversed(seen) if message.ts == ts), None)
        return self._entries([found], in_thread=thread_ts is not None)[0] if found else None

    def can_write(self, channel_id: str) -> bool:
        """Tell whether the person may write in a channel."""
        channel = self.workspace.channels.get(channel_id)
        return channel is not None and self.person.id in channel.members

    def _readable(self) -> list[Channel]:
        return self.workspace.channels_of(self.person.id)

    def _entries(self, messages: Sequence[Message], *, in_thread: bool) -> tuple[Entry, ...]:
        scene = self.scene()
        return tuple(entry(message, scene, self._replies(message), in_thread=in_thread) for message in messages)

    def _replies(self, message: Message) -> list[Message]:
        if message.thread_ts or message.ephemeral_to:
            return []
        return self.workspace.channels[message.channel].thread(message.ts)[1:]
