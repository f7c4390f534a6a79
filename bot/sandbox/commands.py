"""What people do without an element: slash commands, shortcuts, and opening the app's Home."""

from typing import Any

from bot.sandbox import payloads
from bot.sandbox.errors import BadRequest, SlackRefusal
from bot.sandbox.interactions import OK, Outcome, Result
from bot.sandbox.messages import Channel, Message
from bot.sandbox.people import Person
from bot.sandbox.response_urls import ResponseUrl, carry_out
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.shapes import channel_reference, message_json, view_json
from bot.sandbox.socket_mode import EnvelopeType, NotDelivered

Json = dict[str, Any]


async def run_command(sandbox: Sandbox, person: Person, channel: Channel, text: str) -> Outcome:
    """Let a person send a slash command, such as `/mentions open`, and show what the app acknowledges it with.

    A command that the app does not have fails with `invalid_command`, an answer that Slack would not take with
    `invalid_command_response`.
    """
    command, _, rest = text.strip().partition(" ")
    if not command.startswith("/"):
        raise BadRequest("text must begin with a slash command.")
    if not sandbox.manifest.has_command(command):
        return Outcome(Result.FAILED, "invalid_command")
    payload = payloads.slash_command(person, channel, command, rest.strip())
    payload |= {
        "trigger_id": sandbox.triggers.issue(person.id),
        "response_url": sandbox.response_urls.issue(person.id, channel),
    }
    try:
        answer = await sandbox.sockets.deliver(EnvelopeType.SLASH_COMMANDS, payload, accepts_response=True)
        if answer:
            carry_out(sandbox.workspace, ResponseUrl(person.id, channel), answer)
    except NotDelivered as failure:
        return Outcome(Result.FAILED, failure.error)
    except SlackRefusal:
        return Outcome(Result.FAILED, "invalid_command_response")
    return OK


async def use_shortcut(sandbox: Sandbox, person: Person, callback_id: str, message: Message | None) -> Outcome:
    """Let a person use a shortcut: on a message, or a global one where there is none."""
    if not sandbox.manifest.has_shortcut(callback_id, on_message=message is not None):
        raise BadRequest(f"callback_id: the app has no such shortcut as {callback_id}.", 404)
    payload = payloads.act("message_action" if message else "shortcut", person)
    payload |= {
        "callback_id": callback_id,
        "trigger_id": sandbox.triggers.issue(person.id),
        "action_ts": sandbox.workspace.next_ts(),
    }
    if message:
        channel = sandbox.workspace.channels[message.channel]
        payload |= {
            "message_ts": message.ts,
            "response_url": sandbox.response_urls.issue(person.id, channel, message),
            "channel": channel_reference(channel),
            "message": message_json(sandbox.workspace, message, with_metadata=True),
        }
    try:
        await sandbox.sockets.deliver(EnvelopeType.INTERACTIVE, payload)
    except NotDelivered as failure:
        return Outcome(Result.FAILED, failure.error)
    return OK


def open_home(sandbox: Sandbox, person: Person, tab: str) -> None:
    """Let a person open the app's `home` or `messages` tab; the app is told by an event."""
    home = sandbox.workspace.views.home(person.id)
    event: Json = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": sandbox.workspace.direct_messages(person.id).id,
        "tab": tab,
        "event_ts": sandbox.workspace.next_ts(),
    }
    if tab == "home" and home:
        event["view"] = view_json(home)
    sandbox.events.send("app_home_opened", event)
