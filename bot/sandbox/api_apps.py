"""Web API: api.test, auth.test, apps.connections.open, bots.info."""

from typing import Any

from bot.sandbox.errors import SlackRefusal
from bot.sandbox.people import BOT_ID, BOT_NAME, BOT_USER_ID, TEAM_DOMAIN, TEAM_ID, TEAM_NAME
from bot.sandbox.rate_limits import Tier
from bot.sandbox.shapes import bot_json
from bot.sandbox.web_api import Call, Method

Json = dict[str, Any]


def api_test(call: Call) -> Json:
    """api.test."""
    if error := call.args.text("error"):
        raise SlackRefusal(error, args=dict(call.args.values))
    return {"args": dict(call.args.values)}


def auth_test(_call: Call) -> Json:
    """auth.test."""
    return {
        "url": f"https://{TEAM_DOMAIN}.slack.com/",
        "team": TEAM_NAME,
        "user": BOT_NAME,
        "team_id": TEAM_ID,
        "user_id": BOT_USER_ID,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> Json:
    """apps.connections.open."""
    return {"url": call.sandbox.sockets.new_address()}


def bot_info(call: Call) -> Json:
    """bots.info."""
    if call.args.text("bot", BOT_ID) != BOT_ID:
        raise SlackRefusal("bot_not_found")
    return {"bot": bot_json()}


METHODS = {
    "api.test": Method(api_test, Tier.TIER_4, token=None),
    "auth.test": Method(auth_test, Tier.SPECIAL),
    "apps.connections.open": Method(open_connection, Tier.TIER_1, ("connections:write",), token="app"),  # noqa: S106
    "bots.info": Method(bot_info, Tier.TIER_3, ("users:read",)),
}
