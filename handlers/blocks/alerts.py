"""What stands at the top of a card before all else: a risk to life, that somebody else answers, the police."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, RichTextSectionElement

from handlers.blocks.buttons import action_button, row
from handlers.blocks.offers import POLICE, SAFETY, offered
from handlers.blocks.steps import latest
from handlers.blocks.text import bold, line, moment, plain, rich
from handlers.blocks.words import ground, outcome
from rules.assessment import Kind
from rules.decisions import Action, Safety, Side, side_of
from rules.escalations import escalation
from rules.mention import Case, Decision
from rules.safety import Helplines


def alerts(case: Case, zone: ZoneInfo, helplines: Helplines) -> Sequence[Block]:
    """Return what a reader must not miss, and the buttons for a risk to life and the police."""
    lines = [*_risk(case, zone, helplines), *_escalation(case, zone)]
    blocks: list[Block] = [rich(*lines)] if lines else []
    steps = [action_button(case, action) for action in offered(case, SAFETY)]
    if steps:
        blocks.append(row(case, "safety", *steps))
    return [*blocks, *_police(case, zone)]


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
    if case.mention.kind is not Kind.DIRECT_MESSAGE:
        said.append(line(bold("Don’t ask for details in public."), plain(" Anybody can read what they answer there.")))
    if case.status.safety is Safety.OPEN:
        return [*said, line(bold("Nobody has acknowledged it yet."))]
    taken = latest(case, Action.ACKNOWLEDGE_RISK, Action.REOPEN_RISK)
    verb = "Acknowledged" if taken.action is Action.ACKNOWLEDGE_RISK else "Reopened"
    return [
        *said,
        line(bold(f"{verb} by {taken.person.name}"), plain(f" · {moment(taken.at, zone, case.received_at)}")),
    ]


def published_help(helplines: Helplines) -> str:
    """Name the published numbers, those that a setting leaves empty left out.

    The emergency number goes first, whatever the danger is; the others help with a crisis of mental health alone.
    """
    named = [
        f"NHS {helplines.nhs_111}" if helplines.nhs_111 else "",
        f"Samaritans {helplines.samaritans}" if helplines.samaritans else "",
        f"Shout, by text to {helplines.shout}" if helplines.shout else "",
    ]
    now = f"Is somebody hurt, ill or in danger now? Ring {helplines.emergency}. " if helplines.emergency else ""
    numbers = "; ".join(filter(None, named))
    return f"{now}For a mental health crisis: {numbers}." if numbers else now.rstrip()


def _escalation(case: Case, zone: ZoneInfo) -> Sequence[RichTextSectionElement]:
    if case.status.escalated is None:
        return []
    passed_on = latest(case, Action.ESCALATE)
    return [line(bold(f"{_dont_reply(case.status.escalated)}."), plain(f" Escalated{_by(case, passed_on, zone)}"))]


def _police(case: Case, zone: ZoneInfo) -> Sequence[Block]:
    """Say how far a report to the police has come, with the button that says that it was made."""
    made = [each for each in case.decisions if side_of(each.action) is Side.POLICE]
    if not made:
        return []
    by = _by(case, made[-1], zone)
    match made[-1].action:
        case Action.POLICE_ASK:
            why = ground(made[-1].detail or "")
            said = line(
                bold(f"Report to the police? Asked for ({why})"),
                plain(f"{by}. Another person, a team lead, agrees or declines under More…"),
            )
        case Action.POLICE_AGREE:
            said = line(
                bold("To be reported to the police: agreed"),
                plain(f"{by}. Report it, then click Reported to the police. Team leads get the evidence under More…"),
            )
        case Action.POLICE_DECLINE | Action.POLICE_WITHDRAW:
            how = "declined" if made[-1].action is Action.POLICE_DECLINE else "withdrawn"
            said = line(bold(f"No report to the police: {how}"), plain(by))
        case _:
            reference = f", reference {made[-1].detail}" if made[-1].detail else ""
            said = line(bold("Reported to the police"), plain(f"{by}{reference}"))
    done = [action_button(case, action) for action in offered(case, POLICE)]
    return [rich(said), row(case, "police", *done)] if done else [rich(said)]


def _dont_reply(reason: str) -> str:
    return f"Don’t reply: with {escalation(reason).goes_to}"


def _by(case: Case, decision: Decision, zone: ZoneInfo) -> str:
    return f" by {decision.person.name} · {moment(decision.at, zone, case.received_at)}"
