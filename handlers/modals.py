"""Submitted modals."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from slack_bolt import Ack, App, BoltContext

from handlers.blocks.answers import REFUSALS, declined, said_of
from handlers.blocks.modals import notice_modal
from handlers.desk import Declined, Desk
from handlers.ids import Callback
from handlers.requests import asker, submitted_order
from rules.assessment import Kind
from rules.mention import Mention

View = Mapping[str, Any]

_LONGEST_NAME = 500
"""Characters of an external_id, as intake takes it."""


def register(app: App, desk: Desk) -> None:
    """Listen to every modal that can be submitted."""
    app.view(Callback.PRINCIPLE.value)(_hide_or_report(desk))
    app.view(Callback.ADD_MENTION.value)(_add(desk))


def _hide_or_report(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, view: View, context: BoltContext) -> None:
        member = asker(context)
        try:
            order = submitted_order(view["private_metadata"], _chosen(view, "principle"), member)
            answer = desk.order(order)
        except REFUSALS as error:
            ack(response_action="update", view=notice_modal("Not done", said_of(error)))
        else:
            if isinstance(answer, Declined):
                why = declined(answer, member.person, desk.zone, order.action)
                ack(response_action="update", view=notice_modal("Not done", why))
            else:
                ack()

    return listen


def _add(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, view: View) -> None:
        mention = _mention(view)
        if not mention.text.strip():
            ack(response_action="errors", errors={"text": "Please give the words that they wrote."})
            return
        if mention.url and not mention.url.startswith(("http://", "https://")):
            ack(response_action="errors", errors={"url": "Please give an address that starts with https://."})
            return
        try:
            added = desk.add(mention)
        except REFUSALS as error:
            ack(response_action="errors", errors={"text": said_of(error)})
            return
        if added is None:
            said = "It was kept already, so nothing was added. /mentions search finds it."
            ack(response_action="update", view=notice_modal("Already there", said))
        else:
            said = "It is kept, and its card comes to the mentions channel."
            ack(response_action="update", view=notice_modal("Added", said))

    return listen


def _mention(view: View) -> Mention:
    """Return what was entered. The link names it, so that the same one is kept once; without one, the modal does."""
    url = _typed(view, "url")
    posted_at = view["state"]["values"]["posted_at"]["posted_at"].get("selected_date_time")
    return Mention(
        platform=_chosen(view, "platform") or "other",
        external_id=_named(view.get("private_metadata") or url or view["id"]),
        kind=Kind(_chosen(view, "kind") or Kind.COMMENT),
        text=_typed(view, "text") or "",
        author_name=_typed(view, "author"),
        url=url,
        posted_at=datetime.fromtimestamp(posted_at, UTC) if posted_at else None,
    )


def _named(name: str) -> str:
    """Return a name that fits, no two alike: a longer one ends in the SHA-256 of all of it."""
    if len(name) <= _LONGEST_NAME:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()
    return f"{name[: _LONGEST_NAME - len(digest) - 1]}#{digest}"


def _typed(view: View, block: str) -> str | None:
    value = view["state"]["values"][block][block].get("value")
    return str(value).strip() or None if value else None


def _chosen(view: View, block: str) -> str | None:
    option = view["state"]["values"][block][block].get("selected_option")
    return str(option["value"]) if option else None
