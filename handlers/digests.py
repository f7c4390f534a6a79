"""Clicks on a digest card, and what is done in its list: approve together or singly, hide, report, give it a card."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient
from slack_sdk.models.views import View

from handlers.blocks.answers import REFUSALS, declined, said_of
from handlers.blocks.digest import LISTED, digest_list, digest_principle_modal
from handlers.blocks.modals import notice_modal
from handlers.blocks.words import past
from handlers.desk import Declined, Desk, Recorded, UnknownDigestError
from handlers.digest_place import DigestPlace, digest_id, read_place, read_seen
from handlers.guard import tell
from handlers.ids import Callback, Control
from handlers.requests import Body, asker, clicked_order, mention_id, other_principle_order, submitted_order
from rules.decisions import Action, Side, side_of

UNKNOWN_DIGEST = "That list is not kept any more. /mentions shows what is to be decided or answered."
CARD_COMES = "Its card comes to the channel, and everything can be done there."
CARD_IS_THERE = "It has a card of its own in the channel already."


def register(app: App, desk: Desk) -> None:
    """Listen to the digest card and to its list."""
    app.action(Control.OPEN_DIGEST.value)(_open(desk))
    app.action(re.compile(f"^{Control.DIGEST_PAGE}_"))(_turn(desk))
    app.action(Control.DIGEST_APPROVE.value)(_changing(desk, _approve))
    app.action(Control.DIGEST_CARD.value)(_changing(desk, _show_card))
    app.action(Control.DIGEST_PRINCIPLE.value)(_choose_principle(desk))
    app.view(Callback.DIGEST.value)(_approve_all(desk))
    app.view(Callback.DIGEST_PRINCIPLE.value)(_hide_or_report(desk))


def _open(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, respond: Respond, client: WebClient) -> None:
        ack()
        try:
            view = _page(desk, DigestPlace(digest_id(body["actions"][0].get("value"))))
        except UnknownDigestError:
            tell(respond, UNKNOWN_DIGEST)
            return
        client.views_open(trigger_id=body["trigger_id"], view=view)

    return listen


def _turn(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, client: WebClient) -> None:
        ack()
        _redraw(client, body["view"]["id"], desk, body["actions"][0].get("value"))

    return listen


def _changing(desk: Desk, change: Callable[..., str]) -> Callable[..., None]:
    """Return a listener that commits first, then acknowledges, and then shows the list as it has become."""

    def listen(ack: Ack, body: Body, context: BoltContext, client: WebClient) -> None:
        try:
            said = change(desk, body, context)
        except REFUSALS as error:
            said = said_of(error)
        ack()
        _redraw(client, body["view"]["id"], desk, body["view"].get("private_metadata"), said)

    return listen


def _approve(desk: Desk, body: Body, context: BoltContext) -> str:
    member = asker(context)
    answer = desk.order(clicked_order(body, Action.APPROVE, member))
    if isinstance(answer, Declined):
        return declined(answer, member.person, desk.zone, Action.APPROVE)
    return "1 approved by you."


def _show_card(desk: Desk, body: Body, _: BoltContext) -> str:
    return CARD_COMES if desk.show_card(mention_id(body["actions"][0].get("value"))) else CARD_IS_THERE


def _choose_principle(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, context: BoltContext, client: WebClient) -> None:
        ack()
        place = body["view"].get("private_metadata")
        try:
            order = other_principle_order(body, asker(context))
            view = digest_principle_modal(
                desk.case(order.mention_id), order.action, order.seen_version, read_place(place)
            )
        except (*REFUSALS, UnknownDigestError) as error:
            _redraw(client, body["view"]["id"], desk, place, said_of(error))
            return
        client.views_push(trigger_id=body["trigger_id"], view=view)

    return listen


def _approve_all(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, view: Mapping[str, Any], context: BoltContext) -> None:
        """Commit first, then acknowledge with what comes next in the list."""
        place = view.get("private_metadata")
        try:
            seen = read_seen(place)
            said = _told(desk.approve_all(seen, asker(context)), len(seen))
        except REFUSALS as error:
            said = said_of(error)
        except UnknownDigestError:
            said = UNKNOWN_DIGEST
        ack(response_action="update", view=_page_or_notice(desk, place, said))

    return listen


def _hide_or_report(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, view: Mapping[str, Any], context: BoltContext, client: WebClient) -> None:
        member = asker(context)
        order_asked, _, place = str(view.get("private_metadata")).partition(" ")
        chosen = view["state"]["values"]["principle"]["principle"].get("selected_option") or {}
        try:
            order = submitted_order(order_asked, chosen.get("value"), member)
            answer = desk.order(order)
        except REFUSALS as error:
            ack(response_action="update", view=notice_modal("Not done", said_of(error)))
            return
        if isinstance(answer, Declined):
            why = declined(answer, member.person, desk.zone, order.action)
            ack(response_action="update", view=notice_modal("Not done", why))
            return
        ack()
        _redraw(client, view["root_view_id"], desk, place, f"Recorded. {CARD_COMES}")

    return listen


def _told(answers: Sequence[Recorded | Declined], shown: int) -> str:
    """Say how many were approved, and who was first with those that were not."""
    refused = [answer for answer in answers if isinstance(answer, Declined)]
    said = [f"{len(answers) - len(refused)} approved by you."]
    if answers and len(refused) == len(answers):
        said = ["Nothing was left for you to approve."]
    if refused:
        first = Counter(map(_first, refused))
        told = "; ".join(f"{who} ({times})" for who, times in first.items())
        said.append(f"Somebody was first with {len(refused)}: {told}.")
    if gone := shown - len(answers):
        said.append(f"{gone} not kept any more.")
    return " ".join(said)


def _first(answer: Declined) -> str:
    """Say who decided on it, and what."""
    made = [each for each in answer.case.decisions if side_of(each.action) is Side.MODERATION]
    if not made:
        return answer.refusal.reason.rstrip(".")
    return f"{made[-1].person.name} {past(made[-1].action, made[-1].undoes, answer.case.mention)}"


def _redraw(client: WebClient, view_id: str, desk: Desk, place: str | None, said: str | None = None) -> None:
    client.views_update(view_id=view_id, view=_page_or_notice(desk, place, said))


def _page_or_notice(desk: Desk, place: str | None, said: str | None) -> View:
    """Return the page of the list, or what there is to say where no list is known."""
    try:
        return _page(desk, read_place(place), said)
    except UnknownDigestError:
        return notice_modal("Not done", said or UNKNOWN_DIGEST)


def _page(desk: Desk, place: DigestPlace, said: str | None = None) -> View:
    page = desk.digest(place.digest_id, decided=place.decided, limit=LISTED, offset=place.offset)
    at = place.at(page.offset)
    return digest_list(page.digest, page.cases, at, listed=page.total, zone=desk.zone, said=said)
