"""The shortcut on a message."""

from dataclasses import dataclass

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

from handlers.blocks.markup import flatten
from handlers.blocks.modals import add_mention_modal
from handlers.guard import tell
from handlers.ids import Callback
from handlers.requests import Body


@dataclass(frozen=True, slots=True)
class MessageShortcut:
    """A shortcut in the menu of a message, as the manifest describes it."""

    callback: Callback
    name: str
    description: str


OURS = "That message is commsbot’s own, so it is not kept as a mention. Please choose what somebody else wrote."

SHORTCUTS = (
    MessageShortcut(Callback.LOG_AS_MENTION, "Log as a mention", "Keep what this message quotes as a mention"),
)


def register(app: App) -> None:
    """Listen to every message shortcut."""
    for each in SHORTCUTS:
        app.message_shortcut(each.callback.value)(_log_as_mention)


def _log_as_mention(ack: Ack, body: Body, context: BoltContext, respond: Respond, client: WebClient) -> None:
    """Open the modal with the message's words in it; the message names the mention, so twice is once."""
    ack()
    message = body["message"]
    if _is_ours(message, body, context):
        tell(respond, OURS)
        return
    words = flatten(str(message.get("text", "")))
    view = add_mention_modal(words, external_id=f"slack:{body['channel']['id']}:{message['ts']}")
    client.views_open(trigger_id=body["trigger_id"], view=view)


def _is_ours(message: Body, body: Body, context: BoltContext) -> bool:
    by_app, by_bot = message.get("app_id"), message.get("bot_id")
    return (by_app is not None and by_app == body.get("api_app_id")) or (
        by_bot is not None and by_bot == context.bot_id
    )
