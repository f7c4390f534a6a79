"""What is said in the local workspace: conversations and the messages in them."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class ConversationKind(StrEnum):
    """What sort of conversation it is. The value is Slack's `channel_type`."""

    PUBLIC = "channel"
    PRIVATE = "group"
    DIRECT = "im"

    @property
    def scope_prefix(self) -> str:
        """Return what the scopes for such conversations begin with: `groups` of `groups:history`."""
        return {"channel": "channels", "group": "groups", "im": "im"}[self.value]


@dataclass(slots=True)
class Message:
    """One message. Those with `ephemeral_to` are seen by that person alone and are in no history."""

    ts: str
    """Identifies it within its channel, and orders it: seconds since 1970 with six decimals."""
    channel: str
    author: str
    """User id of the person, or of the app's own user."""
    text: str
    blocks: list[Json]
    by_app: bool = False
    thread_ts: str | None = None
    """The parent's `ts`, in a reply; None in a parent."""
    broadcast: bool = False
    """A reply that is shown in the channel as well."""
    formatted: bool = True
    """False for a text whose marks (`*`, `_`, …) stand for themselves: `mrkdwn: false`."""
    metadata: Json | None = None
    files: tuple[str, ...] = ()
    """Ids of the files shared with it."""
    edited: str | None = None
    """When it was edited, as a `ts`; None when it does not say "(edited)"."""
    ephemeral_to: str | None = None
    deleted: bool = False
    """A deleted parent whose replies are still there: Slack shows "This message was deleted."."""
    state: dict[str, Json] = field(default_factory=dict)
    """By person: what they chose in the message's selects and inputs, in the form of `state.values`."""

    @property
    def sent_at(self) -> datetime:
        """Return when it was sent: aware, UTC."""
        return at(self.ts)


@dataclass(slots=True)
class Channel:
    """A conversation with its messages in the order of their `ts`."""

    id: str
    name: str
    kind: ConversationKind
    members: set[str]
    topic: str = ""
    created: int = 0
    messages: dict[str, Message] = field(default_factory=dict)
    """By `ts`, oldest first; threads' replies among them."""
    ephemerals: list[Message] = field(default_factory=list)
    replies: dict[str, list[str]] = field(default_factory=dict)
    """By parent's `ts`: the `ts` of its replies, oldest first."""

    def thread(self, parent_ts: str) -> list[Message]:
        """Return a thread, the parent first; empty when there is no such message."""
        parent = self.messages.get(parent_ts)
        if parent is None:
            return []
        return [parent, *(self.messages[ts] for ts in self.replies.get(parent_ts, ()))]

    def add(self, message: Message) -> None:
        """Keep a new message, the latest of all."""
        if message.ephemeral_to:
            self.ephemerals.append(message)
            return
        self.messages[message.ts] = message
        if message.thread_ts:
            self.replies.setdefault(message.thread_ts, []).append(message.ts)

    def remove(self, message: Message) -> None:
        """Forget a message; a parent with replies stays as a mark that it was deleted."""
        if message.ephemeral_to:
            self.ephemerals.remove(message)
        elif self.replies.get(message.ts):
            message.deleted, message.text, message.blocks = True, "This message was deleted.", []
            message.files, message.metadata = (), None
        else:
            del self.messages[message.ts]
            if message.thread_ts:
                replies = self.replies[message.thread_ts]
                replies.pop(bisect_left(replies, message.ts))

    def find(self, ts: str) -> Message | None:
        """Return the message with this `ts`, ephemeral or not."""
        return self.messages.get(ts) or next((m for m in self.ephemerals if m.ts == ts), None)


def at(ts: str) -> datetime:
    """Return the time that a `ts` stands for: aware, UTC."""
    return datetime.fromtimestamp(float(ts), UTC)
