"""What a person says to the bot, read from Slack's events, and how it is answered."""

import re
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from handlers.blocks.markup import flatten
from handlers.blocks.message import Message
from handlers.requests import Body

_NAMED = re.compile(r"<@[^>]*>")
_DIRECT = "D"
"""The first letter of a direct message's id."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something that a person said to the bot, and where the answer goes."""

    words: str
    person: str
    channel: str
    thread_ts: str | None

    @property
    def is_direct(self) -> bool:
        """True when nobody else can read it, or the answer."""
        return self.channel.startswith(_DIRECT)

    def answer(self, client: WebClient, message: Message) -> None:
        """Answer it so that only that person reads it; raises what the Slack client raises."""
        if self.is_direct:
            client.chat_postMessage(channel=self.channel, thread_ts=self.thread_ts, **message.payload())
            return
        client.chat_postEphemeral(
            channel=self.channel, user=self.person, thread_ts=self.thread_ts, text=message.text, blocks=message.blocks
        )


def said_to_bot(body: Body) -> Said | None:
    """Return what a person said to the bot by this event, or None for any other request.

    What bots say, what was edited or deleted, and what Slack itself says (joining, say) is none. Naming the bot in a
    direct message makes two events; the message counts.
    """
    event: Any = body.get("event") or {}
    channel = str(event.get("channel") or "")
    direct = event.get("type") == "message" and channel.startswith(_DIRECT)
    named = event.get("type") == "app_mention" and not channel.startswith(_DIRECT)
    if not (direct or named) or event.get("bot_id") or event.get("subtype") or event.get("edited"):
        return None
    if not event.get("user"):
        return None
    words = " ".join(flatten(_NAMED.sub(" ", str(event.get("text") or ""))).split())
    return Said(words, str(event["user"]), channel, event.get("thread_ts"))
