"""Serve only the members of the mentions channel, and for a risk to life those who are told of it.

Slash commands, shortcuts and the App Home reach the whole workspace, guests too.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from slack_bolt import Ack, App, BoltContext, BoltResponse, Respond
from slack_sdk.models.blocks import Block

from handlers.blocks.answers import MEMBERSHIP_UNKNOWN, NOT_A_MEMBER, note
from handlers.blocks.modals import notice_modal
from handlers.desk import Desk, MembershipUnknownError
from handlers.home import Homes, is_on_home, note_visit, shown_on
from handlers.ids import Callback
from handlers.requests import Body, asked_for
from handlers.said import said_to_bot
from rules.decisions import FOR_CONTACTS, Role

_log = logging.getLogger(__name__)


def register(app: App, desk: Desk, homes: Homes) -> None:
    """Put the guard in front of every listener; behind it the context holds the `Member` who asks."""

    def guard(
        context: BoltContext, body: Body, ack: Ack, respond: Respond, next_: Callable[[], Any]
    ) -> BoltResponse | None:
        user_id = context.user_id
        if user_id is None:
            next_()
            return None

        on_home = is_on_home(body)
        if on_home:
            note_visit(homes, user_id, body)
            # Slack gives no response_url there: what would be said to who clicked stands at the top of their Home.
            context["respond"] = _respond_on_home(homes, user_id, body)

        def refuse(why: str) -> BoltResponse:
            _log.warning("Not served", extra={"person": user_id, "asked": asked_for(body), "why": why})
            if on_home:
                # Else the Home would go on showing what they saw as a member, or nothing.
                homes.refuse(user_id, note(why).blocks)
                return ack()
            if said := said_to_bot(body):
                said.answer(context.client, note(why))
                return ack()
            return _refuse(body, ack, respond, why)

        try:
            member = desk.member(user_id)
        except MembershipUnknownError:
            return refuse(MEMBERSHIP_UNKNOWN)
        if member.role is Role.OUTSIDER or (member.role is Role.CONTACT and not _is_for_contacts(body)):
            return refuse(NOT_A_MEMBER)
        context["member"] = member
        next_()
        return None

    app.use(guard)


def _respond_on_home(homes: Homes, user_id: str, body: Body) -> Callable[..., None]:
    def respond(*, blocks: Sequence[Block], **_: object) -> None:
        homes.show(user_id, shown_on(body), blocks)

    return respond


def _is_for_contacts(body: Body) -> bool:
    """Tell whether somebody who is told of risks to life may do that: see to one, and say how it ended."""
    if body.get("type") == "view_submission":
        # Which action it is about, the table of decisions looks at.
        return bool(body["view"].get("callback_id") == Callback.DETAIL)
    clicked = {action.get("action_id") for action in body.get("actions", [])}
    return bool(clicked) and clicked <= FOR_CONTACTS


def _refuse(body: Body, ack: Ack, respond: Respond, why: str) -> BoltResponse:
    """Say so where that person will see it; an event has nobody to tell."""
    if body.get("type") == "view_submission":
        return ack(response_action="update", view=notice_modal("Not done", why))
    if "command" in body:
        answer = note(why)
        return ack(text=answer.text, blocks=answer.blocks, response_type="ephemeral")
    response = ack()
    if body.get("response_url"):
        tell(respond, why)
    return response


def tell(respond: Respond, text: str) -> None:
    """Say something to the person who clicked, seen by nobody else, leaving the message they clicked on as it is."""
    answer = note(text)
    respond(text=answer.text, blocks=answer.blocks, response_type="ephemeral", replace_original=False)
