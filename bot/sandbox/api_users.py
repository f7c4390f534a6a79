"""Web API: users.info, users.list, usergroups.*."""

from typing import Any

from bot.sandbox.errors import SlackRefusal
from bot.sandbox.paging import page_of
from bot.sandbox.rate_limits import Tier
from bot.sandbox.shapes import user_group_json, user_json
from bot.sandbox.web_api import Call, Method

Json = dict[str, Any]


def info(call: Call) -> Json:
    """users.info."""
    return {"user": user_json(call.sandbox.workspace.person(call.args.required("user")))}


def everybody(call: Call) -> Json:
    """users.list."""
    members, more = page_of(list(call.sandbox.workspace.people.values()), call.args, default=1000)
    return {"members": [user_json(person) for person in members], **more}


def groups(call: Call) -> Json:
    """usergroups.list."""
    with_users = call.args.flag("include_users")
    return {
        "usergroups": [
            {**user_group_json(group), **({"users": list(group.members)} if with_users else {})}
            for group in call.sandbox.workspace.user_groups.values()
        ]
    }


def group_members(call: Call) -> Json:
    """usergroups.users.list."""
    group = call.sandbox.workspace.user_groups.get(call.args.required("usergroup"))
    if group is None:
        raise SlackRefusal("no_such_subteam")
    return {"users": list(group.members)}


METHODS = {
    "users.info": Method(info, Tier.TIER_4, ("users:read",)),
    "users.list": Method(everybody, Tier.TIER_2, ("users:read",)),
    "usergroups.list": Method(groups, Tier.TIER_2, ("usergroups:read",)),
    "usergroups.users.list": Method(group_members, Tier.TIER_2, ("usergroups:read",)),
}
