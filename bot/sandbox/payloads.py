"""The payloads that Slack sends an app when a person does something, in their documented shapes."""

from typing import Any

from bot.sandbox.messages import Channel, Message
from bot.sandbox.people import APP_ID, BOT_USER_ID, TEAM_DOMAIN, TEAM_ID, Person
from bot.sandbox.shapes import channel_reference, message_json, view_json
from bot.sandbox.views import View
from bot.sandbox.workspace import Workspace, new_id

Json = dict[str, Any]

# Slack's old way of proving who sends; apps ignore it over Socket Mode.
_VERIFICATION = "sandbox-verification"


def act(kind: str, person: Person) -> Json:
    """Return the fields that every interactive payload begins with."""
    return {
        "type": kind,
        "user": {"id": person.id, "username": person.handle, "name": person.handle, "team_id": TEAM_ID},
        "api_app_id": APP_ID,
        "token": _VERIFICATION,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def on_message(workspace: Workspace, channel: Channel, message: Message, values: Json) -> Json:
    """Return the fields of `block_actions` that tell where in a channel it happened.

    Slack sends no `message` for an ephemeral one.
    """
    ephemeral = message.ephemeral_to is not None
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
        **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
    }
    seen = {} if ephemeral else {"message": message_json(workspace, message, with_metadata=True)}
    return {"container": container, "channel": channel_reference(channel), "state": {"values": values}, **seen}


def in_view(view: View) -> Json:
    """Return the fields of `block_actions` that tell in which view it happened."""
    container = {"type": "view", "view_id": view.id}
    return {"container": container, "view": view_json(view), "state": {"values": view.values}}


def action(element: Json, block_id: str, state: Json, action_ts: str) -> Json:
    """Return one entry of `actions`: the element's own fields, and what was chosen."""
    own = ("type", "action_id", "text", "value", "style", "placeholder", "confirm", "accessibility_label")
    fields = {name: element[name] for name in own if name in element}
    return {**fields, **state, "block_id": block_id, "action_ts": action_ts}


def slash_command(person: Person, channel: Channel, command: str, text: str) -> Json:
    """Return a slash command's payload, without trigger_id and response_url."""
    reference = channel_reference(channel)
    return {
        "token": _VERIFICATION,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": reference["name"],
        "user_id": person.id,
        "user_name": person.handle,
        "command": command,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
    }


def event_callback(event: Json, event_time: int) -> Json:
    """Return the envelope that the Events API puts around an event."""
    authorisation = {
        "enterprise_id": None,
        "team_id": TEAM_ID,
        "user_id": BOT_USER_ID,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": _VERIFICATION,
        "team_id": TEAM_ID,
        "context_team_id": TEAM_ID,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": event_time,
        "authorizations": [authorisation],
        "is_ext_shared_channel": False,
        "event_context": f"4-{new_id('E')}",
    }
