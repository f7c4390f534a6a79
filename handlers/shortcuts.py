"""The shortcut on a message."""

import html
from dataclasses import dataclass

from slack_bolt import Ack, App
from slack_sdk import WebClient

from handlers.blocks.modals import add_mention_modal
from handlers.ids import Callback
from handlers.requests import Body


@dataclass(frozen=True, slots=True)
class MessageShortcut:
    """A shortcut in the menu of a message, as the manifest describes it."""

    callback: Callback
    name: str
    description: str


SHORTCUTS = (
    MessageShortcut(Callback.LOG_AS_MENTION, "Log as a mention", "Keep what this message quotes as a mention"),
)


def register(app: App) -> None:
    """Listen to every message shortcut."""
    for each in SHORTCUTS:
        app.message_shortcut(each.callback.value)(_log_as_mention)


def _log_as_mention(ack: Ack, body: Body, client: WebClient) -> None:
    """Open the modal with the message's words in it; the message names the mention, so twice is once."""
    ack()
    words = html.unescape(str(body["message"].get("text", "")))
    view = add_mention_modal(words, external_id=f"slack:{body['channel']['id']}:{body['message']['ts']}")
    client.views_open(trigger_id=body["trigger_id"], view=view)
