"""The app's manifest, from the same definitions that its listeners are registered from."""

from typing import Any

from handlers import home, talk
from handlers.commands import COMMANDS
from handlers.shortcuts import SHORTCUTS

BOT_SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "usergroups:read",
    "users:read",
)
"""What the bot's token must be allowed; the app-level token needs `connections:write` besides."""


def manifest() -> dict[str, Any]:
    """Return the manifest from which Slack creates the app (Slack's app manifest schema, version 1)."""
    return {
        "_metadata": {"major_version": 1},
        "display_information": {
            "name": "commsbot",
            "description": "Every mention as a card, with what the published principles suggest",
            "background_color": "#005eb8",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "commsbot", "always_online": True},
            "shortcuts": [
                {
                    "name": each.name,
                    "type": "message",
                    "callback_id": each.callback.value,
                    "description": each.description,
                }
                for each in SHORTCUTS
            ],
            "slash_commands": [
                {
                    "command": each.command.value,
                    "description": each.description,
                    **({"usage_hint": each.usage_hint} if each.usage_hint else {}),
                    "should_escape": False,
                }
                for each in COMMANDS
            ],
        },
        "oauth_config": {"scopes": {"bot": list(BOT_SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": [*home.EVENTS, *talk.EVENTS]},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }
