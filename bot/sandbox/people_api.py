"""The people's side as JSON, under /sandbox/: what the page's script and the tests use."""

from dataclasses import asdict
from typing import Any

from starlette.routing import Route

from bot.sandbox import modals
from bot.sandbox.commands import open_home, run_command, use_shortcut
from bot.sandbox.errors import BadRequest
from bot.sandbox.interactions import Act, act_in_view, act_on_message, say
from bot.sandbox.messages import Message
from bot.sandbox.people_requests import Asked, endpoint
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.shapes import channel_json, message_json, user_group_json, user_json, view_json

Json = dict[str, Any]


async def people(asked: Asked) -> Json:
    """Return everybody, the app's user too, and the user groups with their members."""
    workspace = asked.sandbox.workspace
    groups = [{**user_group_json(group), "users": list(group.members)} for group in workspace.user_groups.values()]
    return {"people": [user_json(person) for person in workspace.people.values()], "user_groups": groups}


async def channels(asked: Asked) -> Json:
    """Return the conversations that a person sees; `joined` says where they can write."""
    person = asked.person()
    seen = asked.sandbox.workspace.channels_of(person.id)
    return {"channels": [{**channel_json(channel), "joined": person.id in channel.members} for channel in seen]}


async def messages(asked: Asked) -> Json:
    """Return what a person sees in a channel or, with thread_ts, in a thread; oldest first."""
    person, channel = asked.person(), asked.channel()
    thread_ts = asked.optional_text("thread_ts")
    limit = asked.optional_text("limit")
    if limit is not None and not limit.isdecimal():
        raise BadRequest("limit must be a whole number.")
    seen = asked.sandbox.workspace.visible_messages(person.id, channel.id, thread_ts, int(limit) if limit else None)
    return {"messages": [_seen(asked.sandbox, message) for message in seen]}


async def write(asked: Asked) -> Json:
    """Let a person write in a channel or a thread."""
    person, channel, text = asked.person(), asked.joined_channel(), asked.text("text")
    thread_ts = asked.optional_text("thread_ts")
    parent = channel.messages.get(thread_ts) if thread_ts else None
    if thread_ts and (parent is None or parent.thread_ts):
        raise BadRequest("thread_ts: there is no such thread.", 404)
    if not text.strip():
        raise BadRequest("text must not be blank.")
    return {"message": _seen(asked.sandbox, say(asked.sandbox, person, channel, text, thread_ts))}


async def act(asked: Asked) -> Json:
    """Let a person use an element of a message (`channel` and `ts`) or of a view (`view_id`)."""
    block_id, action_id = asked.optional_text("block_id"), asked.text("action_id")
    deed = Act(asked.person(), action_id, block_id, asked.values.get("value"), asked.structure("state"))
    view_id = asked.optional_text("view_id")
    if view_id:
        outcome = await act_in_view(asked.sandbox, asked.view(view_id), deed)
    else:
        outcome = await act_on_message(asked.sandbox, asked.message(), deed)
    return outcome.as_json()


async def views(asked: Asked) -> Json:
    """Return a person's open modals, the one on top last."""
    return {"views": [view_json(view) for view in asked.sandbox.workspace.views.stack(asked.person().id)]}


async def submit_view(asked: Asked) -> Json:
    """Let a person submit a modal with `values`: {block_id: {action_id: value}}."""
    outcome = await modals.submit(asked.sandbox, asked.view(asked.text("view_id")), asked.structure("values"))
    return outcome.as_json()


async def close_view(asked: Asked) -> Json:
    """Let a person close a modal; with `all`, those under it too."""
    view = asked.view(asked.text("view_id"))
    if view.kind != "modal":
        raise BadRequest("Only a modal can be closed.")
    modals.close(asked.sandbox, view, everything=asked.flag("all"))
    return {"outcome": "closed"}


async def command_list(asked: Asked) -> Json:
    """Return the slash commands of the manifest, for completion."""
    commands = asked.sandbox.manifest.commands or ()
    return {"commands": [asdict(command) for command in commands]}


async def command(asked: Asked) -> Json:
    """Let a person send a slash command."""
    person, channel, text = asked.person(), asked.joined_channel(), asked.text("text")
    return (await run_command(asked.sandbox, person, channel, text)).as_json()


async def shortcut(asked: Asked) -> Json:
    """Let a person use a shortcut: on the message `ts` of `channel`, or a global one without them."""
    message = asked.message() if asked.optional_text("ts") else None
    return (await use_shortcut(asked.sandbox, asked.person(), asked.text("callback_id"), message)).as_json()


async def home(asked: Asked) -> Json:
    """Return a person's App Home, null until the app published one."""
    view = asked.sandbox.workspace.views.home(asked.person().id)
    return {"view": view_json(view) if view else None}


async def visit_home(asked: Asked) -> Json:
    """Let a person open the App Home, or with `tab` its `messages`; the app is told."""
    tab = asked.optional_text("tab") or "home"
    if tab not in {"home", "messages"}:
        raise BadRequest("tab must be home or messages.")
    open_home(asked.sandbox, asked.person(), tab)
    return {"outcome": "ok"}


def _seen(sandbox: Sandbox, message: Message) -> Json:
    """Return a message as people's clients get it: Slack's form, where it is, and whether only they see it."""
    body = message_json(sandbox.workspace, message, with_metadata=True)
    return {**body, "channel": message.channel, "is_ephemeral": message.ephemeral_to is not None}


ROUTES = [
    Route("/sandbox/people", endpoint(people), methods=["GET"]),
    Route("/sandbox/channels", endpoint(channels), methods=["GET"]),
    Route("/sandbox/messages", endpoint(messages), methods=["GET"]),
    Route("/sandbox/messages", endpoint(write), methods=["POST"]),
    Route("/sandbox/actions", endpoint(act), methods=["POST"]),
    Route("/sandbox/views", endpoint(views), methods=["GET"]),
    Route("/sandbox/views/{view_id}/submit", endpoint(submit_view), methods=["POST"]),
    Route("/sandbox/views/{view_id}/close", endpoint(close_view), methods=["POST"]),
    Route("/sandbox/commands", endpoint(command_list), methods=["GET"]),
    Route("/sandbox/commands", endpoint(command), methods=["POST"]),
    Route("/sandbox/shortcuts", endpoint(shortcut), methods=["POST"]),
    Route("/sandbox/home", endpoint(home), methods=["GET"]),
    Route("/sandbox/home", endpoint(visit_home), methods=["POST"]),
]
