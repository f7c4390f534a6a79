"""Reading what Slack sends: who asks, and what for. What no view of ours can send is refused as an unknown mention."""

import re
from collections.abc import Mapping
from typing import Any

from slack_bolt import BoltContext

from handlers.blocks.buttons import seen_version
from handlers.desk import PRINCIPLE_TO_CHOOSE, Member, Order, UnknownMentionError
from rules.decisions import NEEDS_PRINCIPLE, Action

Body = Mapping[str, Any]

_LARGEST_ID = 2**31 - 1
"""PostgreSQL's largest `integer`, the type of the mentions' ids; a larger number is forged."""
_LARGEST_OFFSET = 10**9
"""Far beyond any list, and within what both databases take as an offset."""


def asker(context: BoltContext) -> Member:
    """Return who sent the request; the guard put them there."""
    member: Member = context["member"]
    return member


def mention_id(value: str | None) -> int:
    """Return the mention that a button stands for; raise UnknownMentionError for what can't be an id."""
    if value is None or not re.fullmatch(r"[0-9]{1,10}", value) or int(value) > _LARGEST_ID:
        raise UnknownMentionError(value)
    return int(value)


def clicked_order(body: Body, action: Action, by: Member) -> Order:
    """Return the order that a click on a card's button gives; raise UnknownMentionError."""
    clicked = body["actions"][0]
    return Order(
        mention_id=mention_id(clicked.get("value")),
        action=action,
        by=by,
        seen_version=seen_version(clicked.get("block_id", "")),
    )


def other_principle_order(body: Body, by: Member) -> Order:
    """Return the order that the menu for another principle gives, the principle still to be chosen.

    Raises UnknownMentionError.
    """
    clicked = body["actions"][0]
    action, _, value = str((clicked.get("selected_option") or {}).get("value")).partition(":")
    return Order(
        mention_id=mention_id(value),
        action=_needing_principle(action),
        by=by,
        principle=PRINCIPLE_TO_CHOOSE,
        seen_version=seen_version(clicked.get("block_id", "")),
    )


def submitted_order(private_metadata: str, principle: str | None, by: Member) -> Order:
    """Return the order that the modal of `handlers.blocks.modals.principle_modal` gives; raise UnknownMentionError."""
    asked = re.fullmatch(r"([a-z_]+):([0-9]+):v([0-9]{1,9})", private_metadata)
    if asked is None:
        raise UnknownMentionError(private_metadata)
    return Order(
        mention_id=mention_id(asked[2]),
        action=_needing_principle(asked[1]),
        by=by,
        principle=principle or PRINCIPLE_TO_CHOOSE,
        seen_version=int(asked[3]),
    )


def page_asked(body: Body) -> tuple[int, str]:
    """Return where in which list a page button leads: the offset, and the words after /mentions."""
    offset, _, query = str(body["actions"][0].get("value", "")).partition(":")
    known = re.fullmatch(r"[0-9]{1,10}", offset)
    return min(int(offset), _LARGEST_OFFSET) if known else 0, query


def _needing_principle(action: str) -> Action:
    if action not in NEEDS_PRINCIPLE:
        raise UnknownMentionError(action)
    return Action(action)
