"""Web API: views.*."""

import json
from typing import Any

from bot.sandbox.block_kit import accept_view
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.rate_limits import Tier
from bot.sandbox.shapes import view_json
from bot.sandbox.uploads import check_images
from bot.sandbox.views import View
from bot.sandbox.web_api import Call, Method

Json = dict[str, Any]

SIZE_LIMIT = 250_000
"""Most bytes of a view."""


def open_view(call: Call) -> Json:
    """views.open."""
    person = call.sandbox.triggers.check(call.args.required("trigger_id"))
    view = call.sandbox.workspace.views.open(person, _definition(call, "modal"))
    call.sandbox.triggers.use(call.args.required("trigger_id"))
    return _shown(call, view)


def push(call: Call) -> Json:
    """views.push."""
    person = call.sandbox.triggers.check(call.args.required("trigger_id"))
    view = call.sandbox.workspace.views.push(person, _definition(call, "modal"))
    call.sandbox.triggers.use(call.args.required("trigger_id"))
    return _shown(call, view)


def update(call: Call) -> Json:
    """views.update."""
    view_id, external_id = call.args.text("view_id"), call.args.text("external_id")
    if not view_id and not external_id:
        raise SlackRefusal("invalid_arguments", ["missing required field: view_id"])
    view = call.sandbox.workspace.views.find(view_id=view_id, external_id=external_id)
    if view is None:
        raise SlackRefusal("not_found")
    call.sandbox.workspace.views.update(view, _definition(call, view.kind), call.args.text("hash"))
    return _shown(call, view)


def publish(call: Call) -> Json:
    """views.publish."""
    person = call.sandbox.workspace.person(call.args.required("user_id"))
    if person.is_bot:
        raise SlackRefusal("user_not_found")
    if not call.sandbox.manifest.home_tab:
        raise SlackRefusal("not_enabled")
    view = call.sandbox.workspace.views.publish(person.id, _definition(call, "home"), call.args.text("hash"))
    return _shown(call, view)


def _definition(call: Call, kind: str) -> Json:
    given = call.args.json("view", "invalid_arguments")
    if given is None:
        raise SlackRefusal("invalid_arguments", ["missing required field: view"])
    if len(json.dumps(given).encode()) > SIZE_LIMIT:
        raise SlackRefusal("view_too_large")
    definition = accept_view(given, kind)
    check_images(call.sandbox.workspace, definition["blocks"], "invalid_arguments")
    return definition


def _shown(call: Call, view: View) -> Json:
    call.sandbox.workspace.view_changed(view)
    return {"view": view_json(view)}


METHODS = {
    "views.open": Method(open_view, Tier.TIER_4),
    "views.push": Method(push, Tier.TIER_4),
    "views.update": Method(update, Tier.TIER_4),
    "views.publish": Method(publish, Tier.TIER_4),
}
