"""What became of a risk to life, a request about the police or what was passed on: for everybody told of it."""

from zoneinfo import ZoneInfo

from handlers.blocks.buttons import action_button, lasting_row
from handlers.blocks.cases import excerpt_of
from handlers.blocks.message import Message
from handlers.blocks.offers import SAFETY, offered
from handlers.blocks.text import bold, escape, line, link, moment, plain, quote, rich, shorten
from handlers.blocks.words import author, outcome, what_and_where
from rules.decisions import Action, Side, side_of
from rules.escalations import escalation
from rules.mention import Case, Decision

CARD_FOR_MEMBERS = "Open its card (for members of the channel)"
"""The words of a link for people outside the channel, whom Slack does not show the card."""

_POLICE = {
    Action.POLICE_AGREE: ("Report to the police, agreed", "agreed to it"),
    Action.POLICE_DECLINE: ("No report to the police", "declined it"),
    Action.POLICE_WITHDRAW: ("No report to the police", "withdrew the request"),
}


def follow_up(case: Case, decision: Decision, zone: ZoneInfo, *, card_url: str | None, in_channel: bool) -> Message:
    """Say what a decision changed for who was told before: that somebody sees to it, how it ended, that it is back.

    Stands by itself, since other messages may have come in between. `in_channel` tells that members read it.
    """
    title, became = news(case, decision, zone)
    lines = [
        line(bold(f"{title}."), plain(f" {became}")),
        line(
            plain(f"{what_and_where(case.mention)} from {shorten(author(case.mention), 120)} · "),
            plain(moment(case.said_at, zone, case.received_at)),
        ),
        quote(excerpt_of(case)),
    ]
    if card_url:
        lines.append(line(link(card_url, "Open its card" if in_channel else CARD_FOR_MEMBERS)))
    buttons = [action_button(case, action) for action in offered(case, SAFETY)]
    rows = [lasting_row(case, "follow-up", *buttons)] if buttons and _is_on_risk(decision) else []
    return Message(text=escape(f"{title}. {became}"), blocks=[rich(*lines), *rows])


def news(case: Case, decision: Decision, zone: ZoneInfo) -> tuple[str, str]:
    """Return what it is about, and who did what when."""
    who, at = decision.person.name, moment(decision.at, zone, case.received_at)
    match decision.action:
        case Action.ACKNOWLEDGE_RISK:
            return "Risk to life, acknowledged", f"{who} acknowledged it, {at}, and is seeing to it."
        case Action.REOPEN_RISK:
            return "Risk to life, reopened", f"{who} reopened it, {at}, and is seeing to it."
        case Action.CLOSE_RISK:
            return "Risk to life, closed", f"{who} closed it, {at}: {outcome(decision.detail or 'no outcome')}."
        case action if action in _POLICE:
            title, did = _POLICE[action]
            return title, f"{who} {did}, {at}."
        case _:
            return "Back with the communications team", f"{who} took it back{_from(case, decision)}, {at}."


def _from(case: Case, decision: Decision) -> str:
    """Name for what it had been passed on."""
    passed_on = [each for each in case.decisions if each.action is Action.ESCALATE and each.id < decision.id]
    return f" ({escalation(passed_on[-1].detail or '').title})" if passed_on else ""


def _is_on_risk(decision: Decision) -> bool:
    return side_of(decision.action) is Side.SAFETY
