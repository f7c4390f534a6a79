"""Serve only the members of the mentions channel.

Slash commands, shortcuts and the App Home reach the whole workspace, guests too.
"""

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, BoltContext, BoltResponse, Respond

from handlers.blocks.answers import MEMBERSHIP_UNKNOWN, NOT_A_MEMBER, note
from handlers.blocks.modals import notice_modal
from handlers.desk import Desk, MembershipUnknownError
from handlers.home import is_on_home, publish
from handlers.requests import Body
from rules.decisions import Role


def register(app: App, desk: Desk) -> None:
    """Put the guard in front of every listener; behind it the context holds the `Member` who asks."""

    def guard(
        context: BoltContext, body: Body, ack: Ack, respond: Respond, next_: Callable[[], Any]
    ) -> BoltResponse | None:
        user_id = context.user_id
        if user_id is None:
            next_()
            return None

        def refuse(why: str) -> BoltResponse:
            if is_on_home(body):
                # Else the Home would go on showing what they saw as a member, or nothing.
                publish(context.client, user_id, note(why))
                return ack()
            return _refuse(body, ack, respond, why)

        try:
            member = desk.member(user_id)
        except MembershipUnknownError:
            return refuse(MEMBERSHIP_UNKNOWN)
        if member.role is Role.OUTSIDER:
            return refuse(NOT_A_MEMBER)
        context["member"] = member
        next_()
        return None

    app.use(guard)


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
