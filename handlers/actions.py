"""Clicks on the buttons of a card."""

import re
from collections.abc import Callable
from functools import partial

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

from handlers.blocks.answers import REFUSALS, UNKNOWN_MENTION, declined, said_of
from handlers.blocks.modals import principle_modal, text_modal
from handlers.commands import answer_list
from handlers.desk import Declined, Desk, Order, UnknownMentionError
from handlers.guard import tell
from handlers.home import is_on_home, publish
from handlers.ids import Control
from handlers.requests import Body, asker, clicked_order, mention_id, other_principle_order, page_asked
from rules.decisions import Action, Obstacle

LOOK_IS_LOGGED = "Only you see this. Your look at the personal details is in the log."
FULL_TEXT = "Personal details are masked."


def register(app: App, desk: Desk) -> None:
    """Listen to every button that a card can show."""
    for action in Action:
        app.action(action.value)(_decide(desk, partial(clicked_order, action=action)))
    app.action(Control.OPEN_LINK.value)(_open_link)
    app.action(Control.OTHER_PRINCIPLE.value)(_decide(desk, other_principle_order))
    app.action(Control.SHOW_TEXT.value)(_show_text(desk))
    app.action(re.compile(f"^{Control.LIST_PAGE}_"))(_turn_page(desk))


def _decide(desk: Desk, ordered: Callable[..., Order]) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, context: BoltContext, respond: Respond, client: WebClient) -> None:
        """Commit first, then acknowledge: Slack's tick means that the decision is on disk."""
        member = asker(context)
        try:
            order = ordered(body, by=member)
            answer = desk.order(order)
        except REFUSALS as error:
            ack()
            tell(respond, said_of(error))
            return
        ack()
        if isinstance(answer, Declined) and answer.refusal.obstacle is Obstacle.NEEDS_PRINCIPLE:
            client.views_open(
                trigger_id=body["trigger_id"], view=principle_modal(answer.case, order.action, order.seen_version)
            )
        elif isinstance(answer, Declined):
            tell(respond, declined(answer, member.person, desk.zone, order.action))
        elif order.action is Action.SHOW_PERSONAL_DETAILS:
            view = text_modal(answer.case, answer.case.mention.text, desk.zone, LOOK_IS_LOGGED)
            client.views_open(trigger_id=body["trigger_id"], view=view)

    return listen


def _open_link(ack: Ack) -> None:
    """Acknowledge a button whose link the browser opens; Slack shows a warning otherwise."""
    ack()


def _show_text(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, respond: Respond, client: WebClient) -> None:
        ack()
        try:
            case = desk.case(mention_id(body["actions"][0].get("value")))
        except UnknownMentionError:
            tell(respond, UNKNOWN_MENTION)
            return
        view = text_modal(case, case.assessment.masked_text, desk.zone, FULL_TEXT)
        client.views_open(trigger_id=body["trigger_id"], view=view)

    return listen


def _turn_page(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, respond: Respond, client: WebClient) -> None:
        ack()
        offset, query = page_asked(body)
        answer = answer_list(desk, query, offset=offset)
        if is_on_home(body):
            publish(client, body["user"]["id"], answer)
            return
        respond(text=answer.text, blocks=answer.blocks, replace_original=True)

    return listen
