"""Web API: chat.*."""

from typing import Any

from bot.sandbox.block_kit import accept_blocks, text_length
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.escaping import keep_control_sequences
from bot.sandbox.messages import Channel, ConversationKind, Message
from bot.sandbox.people import BOT_USER_ID, TEAM_DOMAIN
from bot.sandbox.rate_limits import Tier
from bot.sandbox.shapes import message_json
from bot.sandbox.uploads import check_images
from bot.sandbox.web_api import Call, Method

Json = dict[str, Any]

TEXT_LIMIT = 40_000
"""Most characters of a message's text."""
UPDATED_TEXT_LIMIT = 4_000
"""Most characters of the text that chat.update takes, as its page says."""
BLOCKS_TEXT_LIMIT = 12_000
"""Most characters of text in all blocks of a message together; not on Slack's pages, but told by its engineers."""
BLOCK_OVERHEAD = 20
"""What each block counts beside its text. Slack's own number is not known; this fits what others have measured."""
METADATA_LIMIT = 16_000
"""Most bytes of a message's metadata."""


def post_message(call: Call) -> Json:
    """chat.postMessage."""
    channel = _channel_to_write_in(call)
    text, blocks = _content(call, TEXT_LIMIT)
    metadata = _metadata(call)
    thread_ts = find_thread(call, channel)
    broadcast = bool(thread_ts) and call.args.flag("reply_broadcast")
    message = call.sandbox.workspace.post(
        channel,
        BOT_USER_ID,
        text,
        blocks,
        thread_ts=thread_ts,
        broadcast=broadcast,
        metadata=metadata,
        formatted=call.args.flag("mrkdwn", default=True),
    )
    body = message_json(call.sandbox.workspace, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": body}


def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral."""
    channel = _channel_to_write_in(call)
    person = call.args.required("user")
    if person not in channel.members or person == BOT_USER_ID:
        raise SlackRefusal("user_not_in_channel")
    text, blocks = _content(call, TEXT_LIMIT)
    thread_ts = find_thread(call, channel)
    message = call.sandbox.workspace.post(
        channel,
        BOT_USER_ID,
        text,
        blocks,
        thread_ts=thread_ts,
        ephemeral_to=person,
        formatted=call.args.flag("mrkdwn", default=True),
    )
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """chat.update.

    Text alone removes the blocks and marks the message as edited; blocks alone leave the text; metadata stays unless
    it is sent, and an empty object removes it.
    """
    channel = find_channel(call, members_only=True)
    message = _own_message(call, channel, "cant_update_message")
    has_blocks = call.args.has("blocks")
    if call.args.has("text") or has_blocks:
        text, blocks = _content(call, UPDATED_TEXT_LIMIT)
        message.text = text if call.args.has("text") else message.text
        message.blocks = blocks
        if not blocks:
            message.edited = call.sandbox.workspace.next_ts()
    elif not call.args.has("metadata"):
        raise SlackRefusal("no_text")
    if call.args.has("metadata"):
        message.metadata = _metadata(call)
    call.sandbox.workspace.changed(message)
    body = message_json(call.sandbox.workspace, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": body}


def delete(call: Call) -> Json:
    """chat.delete."""
    channel = find_channel(call, members_only=True)
    message = _own_message(call, channel, "cant_delete_message")
    call.sandbox.workspace.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def permalink(call: Call) -> Json:
    """chat.getPermalink."""
    channel = find_channel(call)
    message = channel.messages.get(call.args.required("message_ts"))
    if message is None:
        raise SlackRefusal("message_not_found")
    address = f"https://{TEAM_DOMAIN}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        address += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": address}


def find_channel(call: Call, *, members_only: bool = False) -> Channel:
    """Return the channel that `channel` names by id; raise SlackRefusal (`channel_not_found`, `not_in_channel`).

    A private channel without the app in it does not exist for the app.
    """
    channel = call.sandbox.workspace.channels.get(call.args.required("channel"))
    if channel is None:
        raise SlackRefusal("channel_not_found")
    if BOT_USER_ID not in channel.members:
        if channel.kind is not ConversationKind.PUBLIC:
            raise SlackRefusal("channel_not_found")
        if members_only:
            raise SlackRefusal("not_in_channel")
    return channel


def _channel_to_write_in(call: Call) -> Channel:
    """Return where to post: `channel` is an id, a name, or a person's id for their direct messages."""
    name = call.args.required("channel")
    workspace = call.sandbox.workspace
    if name in workspace.people and name != BOT_USER_ID:
        return workspace.direct_messages(name)
    if name not in workspace.channels:
        for channel in workspace.channels.values():
            if channel.name == name.removeprefix("#") and channel.kind is not ConversationKind.DIRECT:
                return find_channel(call.with_args(channel=channel.id), members_only=True)
    return find_channel(call, members_only=True)


def _content(call: Call, limit: int) -> tuple[str, list[Json]]:
    text = call.args.text("text")
    if len(text) > limit:
        raise SlackRefusal("msg_too_long")
    for unknown in ("attachments", "markdown_text"):
        if call.args.values.get(unknown) not in (None, "", "[]", []):
            raise SlackRefusal("invalid_arguments", [f"the local workspace shows no {unknown}: use blocks"])
    given = call.args.json("blocks", "invalid_blocks_format")
    blocks = accept_blocks(given) if given is not None else []
    if text_length(blocks) + BLOCK_OVERHEAD * len(blocks) > BLOCKS_TEXT_LIMIT:
        raise SlackRefusal("msg_blocks_too_long")
    check_images(call.sandbox.workspace, blocks)
    if not text.strip() and not blocks:
        raise SlackRefusal("no_text")
    return keep_control_sequences(text), blocks


def _metadata(call: Call) -> Json | None:
    metadata = call.args.json("metadata", "invalid_metadata_format")
    if metadata is None or metadata == {}:
        return None
    if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
        raise SlackRefusal("invalid_metadata_format")
    event_type, payload = metadata["event_type"], metadata["event_payload"]
    if not isinstance(event_type, str) or not event_type or not isinstance(payload, dict):
        raise SlackRefusal("invalid_metadata_format")
    if len(str(metadata).encode()) > METADATA_LIMIT:
        raise SlackRefusal("metadata_too_large")
    return metadata


def find_thread(call: Call, channel: Channel) -> str | None:
    """Return the parent that `thread_ts` names, None without one; a reply cannot be replied to."""
    thread_ts = call.args.text("thread_ts")
    if not thread_ts:
        return None
    parent = channel.messages.get(thread_ts)
    if parent is None:
        raise SlackRefusal("thread_not_found")
    if parent.thread_ts or parent.deleted:
        raise SlackRefusal("cannot_reply_to_message")
    return thread_ts


def _own_message(call: Call, channel: Channel, error: str) -> Message:
    message = channel.messages.get(call.args.required("ts"))
    if message is None or message.deleted:
        raise SlackRefusal("message_not_found")
    if not message.by_app:
        raise SlackRefusal(error)
    return message


METHODS = {
    "chat.postMessage": Method(post_message, Tier.POSTING, ("chat:write",), per_channel=True),
    "chat.postEphemeral": Method(post_ephemeral, Tier.TIER_4, ("chat:write",)),
    "chat.update": Method(update, Tier.TIER_3, ("chat:write",)),
    "chat.delete": Method(delete, Tier.TIER_3, ("chat:write",)),
    "chat.getPermalink": Method(permalink, Tier.SPECIAL),
}
