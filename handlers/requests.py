"""Reading what Slack sends: who asks, and what for. What no view of ours can send is refused as an unknown mention."""

import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from slack_bolt import BoltContext

from handlers.blocks.buttons import seen_version
from handlers.blocks.own_words import kept_in
from handlers.blocks.reply_modals import OWN_WORDS, ReplyDraft
from handlers.desk import PRINCIPLE_TO_CHOOSE, Member, Order, UnknownMentionError
from handlers.ids import Field
from rules.decisions import NEEDS_PRINCIPLE, NEEDS_TEXT, Action
from rules.handling import NEEDS_DETAIL, NEEDS_TIME

Body = Mapping[str, Any]

_log = logging.getLogger(__name__)

_LARGEST_ID = 2**31 - 1
"""PostgreSQL's largest `integer`, the type of the mentions' ids; a larger number is forged."""
_LATEST = 2**33
"""Epoch seconds in the year 2242: beyond any time that somebody means, and within what Python takes."""
_LARGEST_OFFSET = 10**9
"""Far beyond any list, and within what both databases take as an offset."""


def asker(context: BoltContext) -> Member:
    """Return who sent the request; the guard put them there."""
    member: Member = context["member"]
    return member


def mention_id(value: str | None, by: Member | None = None) -> int:
    """Return the mention that a button stands for; raise UnknownMentionError for what can't be an id."""
    if value is None or not re.fullmatch(r"[0-9]{1,10}", value) or int(value) > _LARGEST_ID:
        raise _forged("mention", by)
    return int(value)


def asked_for(body: Body) -> str:
    """Name what a request asks for, for the log: our own names, and nothing that somebody wrote."""
    clicked = [action.get("action_id") for action in body.get("actions", [])]
    others = [body.get("command"), body.get("callback_id"), (body.get("view") or {}).get("callback_id")]
    event = (body.get("event") or {}).get("type")
    named = [str(each) for each in (*clicked, *others, event) if each]
    return next((each for each in named if re.fullmatch(r"/?[a-z_]{1,40}", each)), "something else")


def _forged(part: str, by: Member | None) -> UnknownMentionError:
    """Log that somebody sent what no view of ours sends, and return the error that refuses it."""
    _log.warning("A forged payload was refused", extra={"part": part, "person": by.person.id if by else None})
    return UnknownMentionError(part)


def clicked_order(body: Body, action: Action, by: Member) -> Order:
    """Return the order that a click on a card's button gives; raise UnknownMentionError."""
    clicked = body["actions"][0]
    return Order(
        mention_id=mention_id(clicked.get("value"), by),
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
        mention_id=mention_id(value, by),
        action=_needing_principle(action, by),
        by=by,
        principle=PRINCIPLE_TO_CHOOSE,
        seen_version=seen_version(clicked.get("block_id", "")),
    )


def submitted_order(private_metadata: str, principle: str | None, by: Member) -> Order:
    """Return the order that the modal of `handlers.blocks.modals.principle_modal` gives; raise UnknownMentionError."""
    action, mention, version = _asked_about(private_metadata, by)
    return Order(
        mention_id=mention,
        action=_needing_principle(action, by),
        by=by,
        principle=principle or PRINCIPLE_TO_CHOOSE,
        seen_version=version,
    )


def detailed_order(view: Mapping[str, Any], by: Member) -> Order:
    """Return the order that a modal of `handlers.blocks.detail_modals` gives; raise UnknownMentionError.

    What can't be a time or is no text becomes None, for which the order is declined.
    """
    action, mention, version = _asked_about(view["private_metadata"], by)
    if action not in (NEEDS_DETAIL | NEEDS_TIME) - NEEDS_TEXT:
        raise _forged("action", by)
    values = view["state"]["values"]
    chosen = _held(values, Field.CHOICE, "selected_option")
    choice = chosen.get("value") if isinstance(chosen, Mapping) else None
    choice = choice if isinstance(choice, str) else None
    picked = _instant(_held(values, Field.UNTIL, "selected_date_time"))
    return Order(
        mention_id=mention,
        action=Action(action),
        by=by,
        seen_version=version,
        detail=_detail(Action(action), choice, values),
        until=(picked or _iso_instant(choice)) if action in NEEDS_TIME else None,
        screenshot=_typed(values, Field.SCREENSHOT) or None,
    )


def _detail(action: Action, choice: str | None, values: Mapping[str, Any]) -> str | None:
    if action is Action.POLICE_TOLD:
        return _typed(values, Field.REFERENCE)
    return choice if action in NEEDS_DETAIL else None


def _typed(values: Mapping[str, Any], field: Field) -> str:
    typed = _held(values, field, "value")
    return typed.strip() if isinstance(typed, str) else ""


def reply_draft(view: Mapping[str, Any], by: Member) -> ReplyDraft:
    """Return the draft that a modal of `handlers.blocks.reply_modals` carries; raise UnknownMentionError."""
    # What follows in a line of its own is `handlers.blocks.email_modals.previewed`'s.
    asked, _, chosen = str(view["private_metadata"]).partition("\n")[0].partition(" ")
    action, mention, version = _asked_about(asked, by)
    if action not in NEEDS_TEXT:
        raise _forged("action", by)
    template, _, service = chosen.partition(" ")
    key, _, of_template = template.partition(":")
    known = re.fullmatch(r"[0-9]{1,9}", of_template)
    return ReplyDraft(
        action=Action(action),
        mention_id=mention,
        seen_version=version,
        template_key=None if key == OWN_WORDS else key,
        template_version=int(of_template) if known else None,
        service_key=service or None,
        writer=by.person.name,
        kept=kept_in(view),
    )


def _asked_about(private_metadata: str, by: Member) -> tuple[str, int, int]:
    """Return the action, the mention and the version of its card that a modal asked about."""
    asked = re.fullmatch(r"([a-z_]+):([0-9]+):v([0-9]{1,9})", private_metadata)
    if asked is None:
        raise _forged("private_metadata", by)
    return asked[1], mention_id(asked[2], by), int(asked[3])


def _held(values: Mapping[str, Any], field: Field, name: str) -> Any:
    return ((values.get(field) or {}).get(field) or {}).get(name)


def _instant(epoch_seconds: Any) -> datetime | None:
    known = isinstance(epoch_seconds, int) and 0 < epoch_seconds < _LATEST
    return datetime.fromtimestamp(epoch_seconds, UTC) if known else None


def _iso_instant(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return at if at.tzinfo else None


def page_asked(body: Body) -> tuple[int, str]:
    """Return where in which list a page button leads: the offset, and the words after /mentions."""
    offset, _, query = str(body["actions"][0].get("value", "")).partition(":")
    known = re.fullmatch(r"[0-9]{1,10}", offset)
    return min(int(offset), _LARGEST_OFFSET) if known else 0, query


def entered(view: Mapping[str, Any], block: str) -> str:
    """Return what was entered in a block of inputs, whatever its element; empty for nothing."""
    [state] = view["state"]["values"][block].values()
    chosen = state.get("selected_option") or {}
    return str(state.get("value") or state.get("selected_date") or chosen.get("value") or "")


def ticked(view: Mapping[str, Any], block: str) -> list[str]:
    """Return what is ticked in a block of checkboxes named as its element is; empty where there is no such block."""
    state = (view["state"]["values"].get(block) or {}).get(block) or {}
    return [str(option["value"]) for option in state.get("selected_options") or []]


def _needing_principle(action: str, by: Member) -> Action:
    if action not in NEEDS_PRINCIPLE:
        raise _forged("action", by)
    return Action(action)
