"""Clicks on the buttons of a card."""

import re
from collections.abc import Callable
from functools import partial

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient
from slack_sdk.models.views import View

from handlers.blocks.answers import REFUSALS, UNKNOWN_MENTION, declined, said_of
from handlers.blocks.buttons import is_drawn_anew
from handlers.blocks.cases import LISTED_REFERRAL
from handlers.blocks.modals import principle_modal, text_modal
from handlers.blocks.reply_modals import first_modal
from handlers.blocks.words import deed
from handlers.commands import answer_list
from handlers.desk import Declined, Desk, Order, Recorded, UnknownMentionError
from handlers.details import ask_for_detail, in_modal, say, show_modal
from handlers.guard import tell
from handlers.ids import Control
from handlers.requests import Body, asker, clicked_order, mention_id, other_principle_order, page_asked
from rules.board import Queue
from rules.decisions import NEEDS_TEXT, Action, Obstacle

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
            say(said_of(error), body, client, respond)
            return
        ack()
        if view := _asked_next(desk, order, answer):
            show_modal(view, body, client)
        elif isinstance(answer, Declined):
            say(declined(answer, member.person, desk.zone, order.action), body, client, respond)
        elif (body["actions"][0].get("block_id") or "").startswith(LISTED_REFERRAL):
            left = answer_list(desk, Queue.REFERRALS, member)
            respond(text=left.text, blocks=left.blocks, replace_original=True)
        elif in_modal(body) or not is_drawn_anew(body["actions"][0].get("block_id", "")):
            # Nothing that they look at is drawn anew, so nothing else tells them that it was recorded.
            said = f"You {deed(answer.decision, answer.case.mention, desk.zone, answer.case.received_at)}."
            say(said, body, client, respond, title="Done")

    return listen


def _asked_next(desk: Desk, order: Order, answer: Recorded | Declined) -> View | None:
    """Return the modal that an order leads to: for what it still needs, or with what it asked to see."""
    if isinstance(answer, Declined):
        if answer.refusal.obstacle is Obstacle.NEEDS_PRINCIPLE:
            return principle_modal(answer.case, order.action, order.seen_version)
        if answer.refusal.obstacle is Obstacle.NEEDS_DETAIL and order.action in NEEDS_TEXT:
            return first_modal(answer.case, desk.contacts, desk.templates(), order)
        if answer.refusal.obstacle is Obstacle.NEEDS_DETAIL:
            return ask_for_detail(desk, answer.case, order)
    elif order.action is Action.SHOW_PERSONAL_DETAILS:
        return text_modal(answer.case, answer.case.mention.text, desk.zone, LOOK_IS_LOGGED)
    return None


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
    def listen(ack: Ack, body: Body, context: BoltContext, respond: Respond) -> None:
        ack()
        offset, query = page_asked(body)
        answer = answer_list(desk, query, asker(context), offset=offset)
        respond(text=answer.text, blocks=answer.blocks, replace_original=True)

    return listen
