"""What things look like in Slack's JSON: users, conversations, messages, views, files."""

from typing import Any

from bot.sandbox.files import File
from bot.sandbox.messages import Channel, ConversationKind, Message
from bot.sandbox.people import APP_ID, BOT_ID, BOT_NAME, BOT_USER_ID, TEAM_DOMAIN, TEAM_ID, Person, UserGroup
from bot.sandbox.views import View
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]


def bot_json() -> Json:
    """Return the app's bot as bots.info gives it."""
    icons = {f"image_{size}": f"https://a.slack-edge.com/bot_{size}.png" for size in (36, 48, 72)}
    return {"id": BOT_ID, "app_id": APP_ID, "user_id": BOT_USER_ID, "name": BOT_NAME, "deleted": False, "icons": icons}


def user_json(person: Person) -> Json:
    """Return a user as users.info gives it. Nobody's e-mail is in it: that needs a scope of its own."""
    profile = {"real_name": person.name, "display_name": person.name, "title": person.title, "team": TEAM_ID}
    if person.is_bot:
        profile |= {"bot_id": BOT_ID, "api_app_id": APP_ID}
    return {
        "id": person.id,
        "team_id": TEAM_ID,
        "name": person.handle,
        "real_name": person.name,
        "deleted": False,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "is_admin": False,
        "is_restricted": False,
        "tz": "Europe/London",
        "tz_label": "Greenwich Mean Time",
        "profile": profile,
    }


def user_group_json(group: UserGroup) -> Json:
    """Return a user group as usergroups.list gives it."""
    return {
        "id": group.id,
        "team_id": TEAM_ID,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "date_delete": 0,
        "user_count": len(group.members),
    }


def channel_json(channel: Channel, *, counted: bool = False) -> Json:
    """Return a conversation as conversations.info gives it; `counted` adds `num_members`."""
    direct = channel.kind is ConversationKind.DIRECT
    private = channel.kind is ConversationKind.PRIVATE
    shared: Json = {"id": channel.id, "created": channel.created, "is_im": direct, "is_mpim": False}
    if direct:
        person = next(member for member in sorted(channel.members) if member != BOT_USER_ID)
        return {**shared, "user": person, "is_archived": False, "is_open": True}
    return {
        **shared,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not private,
        "is_group": False,
        "is_private": private,
        "is_general": channel.name == "general",
        "is_archived": False,
        "is_member": BOT_USER_ID in channel.members,
        "is_shared": False,
        "is_ext_shared": False,
        "context_team_id": TEAM_ID,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        **({"num_members": len(channel.members)} if counted else {}),
    }


def channel_reference(channel: Channel) -> Json:
    """Return a conversation as payloads name it: Slack tells neither a private channel's name nor a person's."""
    hidden = {ConversationKind.PRIVATE: "privategroup", ConversationKind.DIRECT: "directmessage"}
    return {"id": channel.id, "name": hidden.get(channel.kind, channel.name)}


def message_json(workspace: Workspace, message: Message, *, with_metadata: bool = False) -> Json:
    """Return a message as conversations.history gives it."""
    body: Json = {"type": "message", "user": message.author, "ts": message.ts, "text": message.text, "team": TEAM_ID}
    if message.deleted:
        body |= {"subtype": "tombstone", "user": "USLACKBOT", "hidden": True}
    elif message.by_app:
        body |= {"bot_id": BOT_ID, "app_id": APP_ID, "bot_profile": {**bot_json(), "team_id": TEAM_ID, "updated": 0}}
    if message.blocks:
        body["blocks"] = message.blocks
    if message.files:
        body["files"] = [file_json(workspace, workspace.files[file_id]) for file_id in message.files]
    if message.edited:
        body["edited"] = {"user": message.author, "ts": message.edited}
    if with_metadata and message.metadata:
        body["metadata"] = message.metadata
    return body | _thread_fields(workspace.channels[message.channel], message)


def file_json(workspace: Workspace, file: File) -> Json:
    """Return a file as files.info gives it; until it is processed Slack does not know its type."""
    ready = file.processed(workspace.options.file_seconds)
    base = f"{workspace.options.url}/files-pri/{TEAM_ID}-{file.id}/{file.name}"
    body = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "size": file.length,
        "mimetype": file.mimetype if ready else "",
        "filetype": file.filetype if ready else "",
        "user": BOT_USER_ID,
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "alt_txt": file.alt_text,
        "url_private": base,
        "url_private_download": f"{base}?download=1",
        "permalink": f"https://{TEAM_DOMAIN}.slack.com/files/{BOT_USER_ID}/{file.id}/{file.name}",
        "channels": [c for c in file.shared_in if workspace.channels[c].kind is ConversationKind.PUBLIC],
        "groups": [c for c in file.shared_in if workspace.channels[c].kind is ConversationKind.PRIVATE],
        "ims": [c for c in file.shared_in if workspace.channels[c].kind is ConversationKind.DIRECT],
    }
    return body | ({"thumb_360": base} if ready and file.is_image else {})


def view_json(view: View) -> Json:
    """Return a view as views.open and the payloads give it."""
    defaults: Json = {"private_metadata": "", "callback_id": "", "external_id": "", "title": None, "close": None}
    defaults |= {"submit": None, "clear_on_close": False, "notify_on_close": False}
    return {
        **defaults,
        **view.definition,
        "id": view.id,
        "team_id": TEAM_ID,
        "state": {"values": view.values},
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": APP_ID,
        "app_installed_team_id": TEAM_ID,
        "bot_id": BOT_ID,
    }


def _thread_fields(channel: Channel, message: Message) -> Json:
    if message.thread_ts:
        parent = channel.messages.get(message.thread_ts)
        broadcast: Json = {"subtype": "thread_broadcast"} if message.broadcast else {}
        return {"thread_ts": message.thread_ts, **({"parent_user_id": parent.author} if parent else {}), **broadcast}
    replies = [channel.messages[ts] for ts in channel.replies.get(message.ts, ())]
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.author for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users,
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": False,
    }
