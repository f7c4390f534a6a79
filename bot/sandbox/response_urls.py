"""Response URLs: let the app answer where a person acted, five times within half an hour."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.block_kit import accept_blocks
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.escaping import keep_control_sequences
from bot.sandbox.messages import Channel, Message
from bot.sandbox.options import SandboxOptions
from bot.sandbox.people import BOT_USER_ID
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]

USES = 5
"""How often a response URL works, as Slack documents it."""


@dataclass(slots=True)
class ResponseUrl:
    """Where an answer goes: to whom, in which channel and thread, and about which message."""

    person: str
    channel: Channel
    about: Message | None = None
    issued_at: float = field(default_factory=time.monotonic)
    uses: int = 0


class ResponseUrls:
    """Issues response URLs and carries out what is posted to them."""

    def __init__(self, options: SandboxOptions) -> None:
        self._options = options
        self._urls: dict[str, ResponseUrl] = {}

    def issue(self, person: str, channel: Channel, about: Message | None = None) -> str:
        """Return a new address for answers to something that a person did."""
        key = secrets.token_urlsafe(18)
        self._urls[key] = ResponseUrl(person, channel, about)
        return f"{self._options.url}/response/{key}"

    def respond(self, workspace: Workspace, key: str, answer: Any) -> None:
        """Carry out one answer; raise SlackRefusal (`used_url`, `expired_url`, or what is wrong with it)."""
        url = self._urls.get(key)
        if url is None:
            raise SlackRefusal("invalid_url")
        if time.monotonic() - url.issued_at > self._options.response_url_seconds:
            raise SlackRefusal("expired_url")
        if url.uses >= USES:
            raise SlackRefusal("used_url")
        if not isinstance(answer, dict):
            raise SlackRefusal("invalid_payload")
        carry_out(workspace, url, answer)
        url.uses += 1


def carry_out(workspace: Workspace, url: ResponseUrl, answer: Json) -> None:
    """Post, replace or delete as an answer asks; also for what a slash command is acknowledged with.

    Only the app's own message can be replaced or deleted: an answer about a person's message is a new one.
    """
    original = url.about if url.about and url.about.by_app and url.channel.find(url.about.ts) else None
    if answer.get("delete_original"):
        if original:
            workspace.delete(original)
        return
    text = keep_control_sequences(str(answer.get("text") or ""))
    blocks = accept_blocks(answer["blocks"]) if answer.get("blocks") else []
    if not text.strip() and not blocks:
        raise SlackRefusal("no_text")
    if answer.get("replace_original") and original:
        original.text, original.blocks = text, blocks
        workspace.changed(original)
        return
    in_channel = answer.get("response_type") == "in_channel"
    thread_ts = _thread(url, answer.get("thread_ts"))
    ephemeral_to = None if in_channel else url.person
    workspace.post(
        url.channel,
        BOT_USER_ID,
        text,
        blocks,
        thread_ts=thread_ts,
        ephemeral_to=ephemeral_to,
        formatted=answer.get("mrkdwn") is not False,
    )


def _thread(url: ResponseUrl, asked: Any) -> str | None:
    """Return the thread for an answer: the one it asks for if that exists, else the one the person acted in."""
    if isinstance(asked, str) and asked in url.channel.messages:
        return asked
    return url.about.thread_ts if url.about else None
