"""Reading what Slack sends: who asks, and what for."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import BoltContext

from handlers.blocks.buttons import seen_version
from handlers.desk import Member, Order, UnknownMentionError
from rules.decisions import Action

Body = Mapping[str, Any]

_MENTION_ID_DIGITS = 18
"""Fits the database's 64-bit ids; a longer number is forged."""


def asker(context: BoltContext) -> Member:
    """Return who sent the request; the guard put them there."""
    member: Member = context["member"]
    return member


def mention_id(value: str | None) -> int:
    """Return the mention that a button stands for; raise UnknownMentionError for what can't be an id."""
    if value is None or not value.isascii() or not value.isdigit() or len(value) > _MENTION_ID_DIGITS:
        raise UnknownMentionError(value)
    return int(value)


def clicked_order(body: Body, action: Action, by: Member) -> Order:
    """Return the order that a click on a card's button gives."""
    clicked = body["actions"][0]
    return Order(
        mention_id=mention_id(clicked.get("value")),
        action=action,
        by=by,
        seen_version=seen_version(clicked.get("block_id", "")),
    )
