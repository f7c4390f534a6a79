"""The card: one mention in the channel, what the principles suggest, what can be decided and what was."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ContextBlock,
    PlainTextObject,
)

from handlers.blocks.alerts import alarm, alerts
from handlers.blocks.buttons import action_button, link_button, more_button, row, show_text_button
from handlers.blocks.message import Message
from handlers.blocks.offers import HANDLING, behind_more, has_evidence, offered
from handlers.blocks.reasons import assessment, lead
from handlers.blocks.steps import due, suggested
from handlers.blocks.text import (
    bold,
    escape,
    line,
    moment,
    plain,
    quote,
    rich,
    shorten,
)
from handlers.blocks.tracks import answering, moderation
from handlers.blocks.words import author, deed, what_and_where
from rules.assessment import Kind
from rules.decisions import Action, Role, Side, side_of
from rules.mention import Case
from rules.safety import Helplines

QUOTE_LIMIT = 600
"""Characters of a mention on its card; the rest is a click away, so that a channel can be read at a glance."""
NOTIFICATION_LIMIT = 200
"""Characters of a mention in the notification text."""

_SHIPPED = Helplines()


def card(
    case: Case, zone: ZoneInfo, now: datetime, helplines: Helplines = _SHIPPED, failure: str | None = None
) -> Message:
    """Return the card of a mention as it stands `now`.

    `helplines` are named where a life may be at risk. `failure` is Slack's word for why it refused the card as it
    should be: this one says so, and has no links.
    """
    if failure:
        case = replace(case, mention=replace(case.mention, url=None))
    blocks = [*alerts(case, zone, helplines), _heading(case, zone), assessment(case), *_clock(case, zone, now)]
    sides = [moderation(case, zone), answering(case, zone)]
    if side_of(suggested(case)) is Side.ANSWERING:
        sides.reverse()
    for side in sides:
        blocks += side
    if further := [*_handling(case), *_looks(case)]:
        blocks.append(row(case, "further", *further))
    if failure:
        said = f"Slack refused this card as it should be ({failure}), so it is shown without links."
        blocks.append(ContextBlock(elements=[PlainTextObject(text=said, emoji=False)]))
    return Message(text=_notification(case, zone), blocks=blocks)


def _heading(case: Case, zone: ZoneInfo) -> Block:
    return rich(
        line(
            bold(what_and_where(case.mention)),
            plain(" from "),
            bold(shorten(author(case.mention), 120)),
            plain(f" · {moment(case.said_at, zone, case.received_at)}"),
        ),
        quote(shorten(case.assessment.masked_text, QUOTE_LIMIT)),
    )


def _clock(case: Case, zone: ZoneInfo, now: datetime) -> Sequence[Block]:
    """Say by when it is to be dealt with, who looks after it, and until when nobody is reminded."""
    notes = []
    if by := due(case, zone, now):
        notes.append(by)
    if case.owner:
        since = f", {moment(case.owned_since, zone, case.received_at)}" if case.owned_since else ""
        notes.append(f"Claimed by {case.owner.name}{since}")
    snoozed = case.status.snoozed_until
    if snoozed and snoozed > now:
        notes.append(f"Snoozed until {moment(snoozed, zone, case.received_at)}")
    if Action.APPROVE in case.available(Role.STAFF):
        private = case.mention.kind is Kind.DIRECT_MESSAGE
        notes.append("Approve = nothing against it" if private else "Approve = leave up, which is not agreement")
    return [ContextBlock(elements=[PlainTextObject(text=" · ".join(notes), emoji=False)])] if notes else []


def _handling(case: Case) -> Sequence[ButtonElement]:
    """Offer who looks after it and when to be reminded; what is rarer stands behind More."""
    buttons = [action_button(case, action) for action in offered(case, HANDLING)]
    # Drawn for whoever can do most: what stands behind it is chosen by who opens it.
    more = behind_more(case, Role.LEAD) or has_evidence(case, Role.LEAD)
    return [*buttons, more_button(case)] if more else buttons


def _looks(case: Case) -> Sequence[ButtonElement]:
    """Offer what shows more and decides nothing."""
    buttons = []
    if case.mention.url:
        buttons.append(link_button(case, case.mention.url))
    if len(case.assessment.masked_text) > QUOTE_LIMIT:
        buttons.append(show_text_button(case))
    if case.assessment.personal_details:
        buttons.append(action_button(case, Action.SHOW_PERSONAL_DETAILS))
    return buttons


def _notification(case: Case, zone: ZoneInfo) -> str:
    said = shorten(" ".join(case.assessment.masked_text.split()), NOTIFICATION_LIMIT)
    heard = f"{what_and_where(case.mention)} from {author(case.mention)}: {said} – {lead(case)}."
    return escape(f"{alarm(case)}{heard}{_standing(case, zone)}")


def _standing(case: Case, zone: ZoneInfo) -> str:
    """Say the last decision, so that a screen reader hears what a redrawn card says."""
    decided = [decision for decision in case.decisions if decision.action is not Action.SHOW_PERSONAL_DETAILS]
    if not decided:
        return ""
    last = decided[-1]
    return f" {last.person.name} {deed(last, case.mention, zone, case.received_at)}."
