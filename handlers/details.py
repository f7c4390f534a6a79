"""What an action asks for before it is carried out, and what else can be done besides the buttons of a card."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient
from slack_sdk.models.views import View

from handlers.blocks.answers import REFUSALS, UNKNOWN_MENTION, declined, said_of
from handlers.blocks.detail_modals import (
    escalate_modal,
    hold_modal,
    more_modal,
    outcome_modal,
    police_modal,
    police_told_modal,
    snooze_modal,
)
from handlers.blocks.modals import notice_modal
from handlers.blocks.offers import behind_more, has_evidence
from handlers.desk import Declined, Desk, Order, UnknownMentionError
from handlers.guard import tell
from handlers.ids import Callback, Control, Field
from handlers.requests import Body, asker, detailed_order, mention_id
from rules.compose import compose, lacking
from rules.decisions import Action, Obstacle
from rules.escalations import escalations
from rules.mention import Case
from rules.police import is_screenshot
from rules.suiting import holding_reply

NO_ADDRESS = "Please give an address that starts with https://."


def register(app: App, desk: Desk) -> None:
    """Listen to More, and to the modals that ask for a detail."""
    app.action(Control.MORE.value)(_show_more(desk))
    app.view(Callback.DETAIL.value)(_submitted(desk))


def ask_for_detail(desk: Desk, case: Case, order: Order) -> View:
    """Return the modal that asks for the reason, the outcome or the time that an order was declined for."""
    seen = order.seen_version
    match order.action:
        case Action.ESCALATE:
            contacts = {each.key: desk.escalation_contacts(each.key) for each in escalations()}
            return escalate_modal(case, contacts, seen)
        case Action.CLOSE_RISK:
            return outcome_modal(case, seen)
        case Action.HOLD:
            answer_by = desk.answer_time(case)
            return hold_modal(case, answer_by, _holding_words(desk, case, answer_by), seen)
        case Action.POLICE_ASK:
            return police_modal(case, desk.contacts.helplines.emergency, seen)
        case Action.POLICE_TOLD:
            return police_told_modal(case, seen)
        case _:
            return snooze_modal(case, desk.snooze_times(), desk.zone, seen)


def _holding_words(desk: Desk, case: Case, answer_by: datetime) -> str | None:
    """Return the text that promises the answer for that day, or None where no template is made for such a message."""
    template = holding_reply(desk.templates(), case.mention, case.assessment.route)
    if template is None or lacking(template, desk.contacts):
        return None
    return compose(template, desk.contacts, None, {"day": str(answer_by.astimezone(desk.zone).date())})


def show_modal(view: View, body: Body, client: WebClient) -> None:
    """Open a modal, in the place of the one that was clicked in, if any."""
    if in_modal(body):
        client.views_update(view_id=body["view"]["id"], view=view)
    else:
        client.views_open(trigger_id=body["trigger_id"], view=view)


def say(text: str, body: Body, client: WebClient, respond: Respond, title: str = "Not done") -> None:
    """Tell the person who clicked, and nobody else, where they clicked: in a modal, under a title."""
    if in_modal(body):
        show_modal(notice_modal(title, text), body, client)
    else:
        tell(respond, text)


def in_modal(body: Body) -> bool:
    """Tell whether somebody clicked in a modal, where no message can answer them."""
    return (body.get("view") or {}).get("type") == "modal"


def _show_more(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, context: BoltContext, respond: Respond, client: WebClient) -> None:
        ack()
        try:
            case = desk.case(mention_id(body["actions"][0].get("value")))
        except UnknownMentionError:
            say(UNKNOWN_MENTION, body, client, respond)
            return
        member = asker(context)
        rest = behind_more(case, member.role, member.person)
        show_modal(more_modal(case, rest, evidence=has_evidence(case, member.role)), body, client)

    return listen


def _submitted(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, view: Mapping[str, Any], context: BoltContext) -> None:
        member = asker(context)
        try:
            order = detailed_order(view, member)
            if order.screenshot and not is_screenshot(order.screenshot):
                ack(response_action="errors", errors={Field.SCREENSHOT.value: NO_ADDRESS})
                return
            answer = desk.order(order)
        except REFUSALS as error:
            ack(response_action="update", view=notice_modal("Not done", said_of(error)))
            return
        if not isinstance(answer, Declined):
            ack()
        elif answer.refusal.obstacle is Obstacle.NEEDS_DETAIL:
            ack(response_action="errors", errors={_field(view): answer.refusal.reason})
        else:
            why = declined(answer, member.person, desk.zone, order.action)
            ack(response_action="update", view=notice_modal("Not done", why))

    return listen


def _field(view: Mapping[str, Any]) -> str:
    """Return the block whose answer counted: a time that was given, else what was chosen or typed."""
    values = view["state"]["values"]
    if Field.REFERENCE in values:
        return Field.REFERENCE.value
    given = (values.get(Field.UNTIL, {}).get(Field.UNTIL) or {}).get("selected_date_time")
    return Field.UNTIL.value if given or Field.CHOICE not in values else Field.CHOICE.value
