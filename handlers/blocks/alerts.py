"""What stands at the top of a card before all else: somebody's life may be at risk, or somebody else answers."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, RichTextSectionElement

from handlers.blocks.buttons import action_button, row
from handlers.blocks.offers import SAFETY, offered
from handlers.blocks.steps import latest
from handlers.blocks.text import bold, line, moment, plain, rich
from handlers.blocks.words import outcome
from rules.decisions import Action, Safety
from rules.escalations import escalation
from rules.mention import Case, Decision
from rules.safety import Helplines


def alerts(case: Case, zone: ZoneInfo, helplines: Helplines) -> Sequence[Block]:
    """Return what a reader must not miss, and the buttons for a risk to life."""
    lines = [*_risk(case, zone, helplines), *_escalation(case, zone)]
    blocks: list[Block] = [rich(*lines)] if lines else []
    steps = [action_button(case, action) for action in offered(case, SAFETY)]
    return [*blocks, row(case, "safety", *steps)] if steps else blocks


def alarm(case: Case) -> str:
    """Say the same in a few words, to begin a notification with; empty where there is nothing."""
    risk = "Risk to life. " if case.status.at_risk else ""
    return risk + (f"{_dont_reply(case.status.escalated)}. " if case.status.escalated else "")


def _risk(case: Case, zone: ZoneInfo, helplines: Helplines) -> Sequence[RichTextSectionElement]:
    if case.status.safety is Safety.NO_RISK:
        return []
    if case.status.safety is Safety.CLOSED:
        closed = latest(case, Action.CLOSE_RISK)
        ended = outcome(closed.detail) if closed.detail else "closed"
        return [line(bold(f"Risk to life, closed: {ended}"), plain(_by(case, closed, zone)))]
    said = [line(bold("Risk to life."), plain(f" {published_help(helplines)}"))]
    if case.status.safety is Safety.OPEN:
        return [*said, line(bold("Nobody has acknowledged it yet."))]
    taken = latest(case, Action.ACKNOWLEDGE_RISK, Action.REOPEN_RISK)
    verb = "Acknowledged" if taken.action is Action.ACKNOWLEDGE_RISK else "Reopened"
    return [
        *said,
        line(bold(f"{verb} by {taken.person.name}"), plain(f" · {moment(taken.at, zone, case.received_at)}")),
    ]


def published_help(helplines: Helplines) -> str:
    """Name the published numbers, those that a setting leaves empty left out."""
    named = [
        f"NHS {helplines.nhs_111}" if helplines.nhs_111 else "",
        f"Samaritans {helplines.samaritans}" if helplines.samaritans else "",
        f"Shout, by text to {helplines.shout}" if helplines.shout else "",
    ]
    now = f"If somebody is in danger now, ring {helplines.emergency}. " if helplines.emergency else ""
    numbers = "; ".join(filter(None, named))
    return f"{now}To name in the reply: {numbers}." if numbers else now.rstrip()


def _escalation(case: Case, zone: ZoneInfo) -> Sequence[RichTextSectionElement]:
    if case.status.escalated is None:
        return []
    passed_on = latest(case, Action.ESCALATE)
    return [line(bold(f"{_dont_reply(case.status.escalated)}."), plain(f" Escalated{_by(case, passed_on, zone)}"))]


def _dont_reply(reason: str) -> str:
    return f"Don’t reply: with {escalation(reason).goes_to}"


def _by(case: Case, decision: Decision, zone: ZoneInfo) -> str:
    return f" by {decision.person.name} · {moment(decision.at, zone, case.received_at)}"
