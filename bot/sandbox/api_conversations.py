"""Web API: conversations.* and users.conversations."""

import re
from collections.abc import Sequence
from typing import Any

from bot.sandbox.api_chat import find_channel
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.messages import Channel, ConversationKind, Message
from bot.sandbox.paging import next_page, page_of, read_cursor
from bot.sandbox.people import BOT_USER_ID
from bot.sandbox.rate_limits import Tier
from bot.sandbox.shapes import channel_json, message_json
from bot.sandbox.web_api import Call, Method

Json = dict[str, Any]

_TYPES = {
    "public_channel": ConversationKind.PUBLIC,
    "private_channel": ConversationKind.PRIVATE,
    "im": ConversationKind.DIRECT,
    "mpim": None,
}
_TS = re.compile(r"\d+(\.\d+)?")
_HISTORY = ("channels:history", "groups:history", "mpim:history", "im:history")
_READ = ("channels:read", "groups:read", "mpim:read", "im:read")


def history(call: Call) -> Json:
    """conversations.history: the newest first, without threads' replies unless they were sent to the channel too."""
    channel = _readable(call)
    messages = [m for m in channel.messages.values() if m.thread_ts is None or m.broadcast]
    limit = call.args.number("limit", 100, 999)
    newest_first = list(reversed(_between(call, messages)))
    before = read_cursor(call.args.text("cursor"), "next_ts")
    if before:
        newest_first = [message for message in newest_first if message.ts < before]
    page = newest_first[:limit]
    has_more = len(newest_first) > limit
    body: Json = {"messages": _shown(call, page), "has_more": has_more, "pin_count": 0, "is_limited": False}
    return body | (next_page("next_ts", page[-1].ts) if has_more else {})


def replies(call: Call) -> Json:
    """conversations.replies: the parent first, then its replies, the oldest first."""
    channel = _readable(call)
    message = channel.messages.get(call.args.required("ts"))
    if message is None:
        raise SlackRefusal("thread_not_found")
    answers = [] if message.thread_ts else channel.thread(message.ts)[1:]
    limit = call.args.number("limit", 1000, 1000)
    after = read_cursor(call.args.text("cursor"), "next_ts") or ""
    found = [answer for answer in _between(call, answers) if answer.ts > after]
    # The parent counts, and heads every page.
    page = found[: max(1, limit - 1)]
    has_more = len(found) > len(page)
    body: Json = {"messages": _shown(call, [message, *page]), "has_more": has_more}
    return body | (next_page("next_ts", page[-1].ts) if has_more else {})


def info(call: Call) -> Json:
    """conversations.info."""
    channel = _found(call, "read")
    return {"channel": channel_json(channel, counted=call.args.flag("include_num_members"))}


def members(call: Call) -> Json:
    """conversations.members."""
    channel = _found(call, "read")
    page, more = page_of(sorted(channel.members), call.args)
    return {"members": list(page), **more}


def everything(call: Call) -> Json:
    """conversations.list: public channels, and what else the app is in."""
    return _listed(call, [c for c in _of_types(call) if _exists_for_app(c)])


def joined(call: Call) -> Json:
    """users.conversations: what a person is in, as far as the app may know; without `user`, what the app is in."""
    user = call.args.text("user") or BOT_USER_ID
    call.sandbox.workspace.person(user)
    return _listed(call, [c for c in _of_types(call) if user in c.members and _exists_for_app(c)])


def open_direct(call: Call) -> Json:
    """conversations.open: the app's direct messages with one person."""
    users = [user for user in call.args.text("users").split(",") if user]
    if not users:
        if not call.args.text("channel"):
            raise SlackRefusal("users_list_not_supplied")
        return _opened(call, find_channel(call))
    if len(users) > 1:
        call.require_scope("mpim:write")
        raise SlackRefusal("not_supported")
    if users[0] == BOT_USER_ID:
        raise SlackRefusal("cannot_dm_bot")
    return _opened(call, call.sandbox.workspace.direct_messages(users[0]))


def _opened(call: Call, channel: Channel) -> Json:
    whole = call.args.flag("return_im")
    return {"channel": channel_json(channel) if whole else {"id": channel.id}, "already_open": True, "no_op": True}


def _found(call: Call, right: str) -> Channel:
    channel = find_channel(call)
    call.require_scope(f"{channel.kind.scope_prefix}:{right}")
    return channel


def _readable(call: Call) -> Channel:
    channel = _found(call, "history")
    return find_channel(call, members_only=channel is not None)


def _exists_for_app(channel: Channel) -> bool:
    return channel.kind is ConversationKind.PUBLIC or BOT_USER_ID in channel.members


def _of_types(call: Call) -> list[Channel]:
    """Return the conversations of the `types` asked for, public channels by default; each needs its own scope."""
    types = [word.strip() for word in call.args.text("types", "public_channel").split(",")]
    if not set(types) <= set(_TYPES):
        raise SlackRefusal("invalid_types")
    kinds = [kind for kind in (_TYPES[word] for word in types) if kind]
    for kind in kinds:
        call.require_scope(f"{kind.scope_prefix}:read")
    return [channel for channel in call.sandbox.workspace.channels.values() if channel.kind in kinds]


def _listed(call: Call, channels: Sequence[Channel]) -> Json:
    page, more = page_of(channels, call.args)
    return {"channels": [channel_json(channel, counted=True) for channel in page], **more}


def _between(call: Call, messages: Sequence[Message]) -> Sequence[Message]:
    """Return the messages after `oldest` and before `latest`, or at those times too when `inclusive`."""
    oldest, latest = call.args.text("oldest"), call.args.text("latest")
    for name, ts in (("oldest", oldest), ("latest", latest)):
        if ts and not _TS.fullmatch(ts):
            raise SlackRefusal(f"invalid_ts_{name}")
    inclusive = call.args.flag("inclusive")
    lower, upper = _micros(oldest or "0"), _micros(latest or "99999999999")
    if inclusive:
        lower, upper = lower - 1, upper + 1
    return [message for message in messages if lower < _micros(message.ts) < upper]


def _micros(ts: str) -> int:
    """Return a `ts` in microseconds; it may have fewer than six decimals, or none."""
    seconds, _, decimals = ts.partition(".")
    return int(seconds) * 1_000_000 + int(decimals[:6].ljust(6, "0"))


def _shown(call: Call, messages: Sequence[Message]) -> list[Json]:
    with_metadata = call.args.flag("include_all_metadata")
    return [message_json(call.sandbox.workspace, message, with_metadata=with_metadata) for message in messages]


METHODS = {
    "conversations.history": Method(history, Tier.TIER_3, _HISTORY),
    "conversations.replies": Method(replies, Tier.TIER_3, _HISTORY),
    "conversations.info": Method(info, Tier.TIER_3, _READ),
    "conversations.members": Method(members, Tier.TIER_4, _READ),
    "conversations.list": Method(everything, Tier.TIER_2, _READ),
    "conversations.open": Method(
        open_direct, Tier.TIER_3, ("im:write", "mpim:write", "groups:write", "channels:manage")
    ),
    "users.conversations": Method(joined, Tier.TIER_3, _READ),
}
