"""What can be chosen about the local workspace."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.people import APP_TOKEN, BOT_TOKEN, CHANNELS, PEOPLE, USER_GROUPS, ChannelPlan, Person, UserGroup

BOT_SCOPES = (
    "chat:write",
    "commands",
    "channels:read",
    "groups:read",
    "channels:history",
    "groups:history",
    "im:history",
    "im:write",
    "app_mentions:read",
    "files:read",
    "files:write",
    "users:read",
    "usergroups:read",
)
"""The bot token's scopes, as the app's manifest asks for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxOptions:
    """How the local workspace behaves. All durations are in real seconds; the defaults are Slack's documented ones."""

    url: str = "http://127.0.0.1:3000"
    """Where clients reach it; `SandboxServer` puts the port it really has."""
    host: str = "127.0.0.1"
    """Address to listen on; a loopback address."""
    port: int = 0
    """Port to listen on; 0 takes a free one."""
    bot_token: str = BOT_TOKEN
    app_token: str = APP_TOKEN
    bot_scopes: tuple[str, ...] = BOT_SCOPES
    app_scopes: tuple[str, ...] = ("connections:write",)
    people: tuple[Person, ...] = PEOPLE
    channels: tuple[ChannelPlan, ...] = CHANNELS
    user_groups: tuple[UserGroup, ...] = USER_GROUPS
    manifest: Mapping[str, Any] | None = None
    """The app's manifest: its slash commands, shortcuts and subscribed events. None allows any of them."""
    rate_limit: float | None = 1.0
    """Multiplies Slack's limits: 10 allows ten times as much; None lifts them."""
    ack_seconds: float = 3.0
    """How long the app has to acknowledge an envelope."""
    trigger_seconds: float = 3.0
    """How long a `trigger_id` works."""
    redelivery_seconds: tuple[float, ...] = (1.0, 60.0, 300.0)
    """Waits before an unacknowledged event is delivered again."""
    disconnect_seconds: float = 10.0
    """From a disconnect request until the socket is closed."""
    response_url_seconds: float = 1800.0
    """How long a `response_url` works."""
    file_seconds: float = 0.2
    """How long an uploaded file is processed before it can be shown in a message."""
