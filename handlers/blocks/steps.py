"""What is still open on a mention: what to decide next, and by when."""

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.blocks.text import moment
from handlers.blocks.words import SUGGESTED
from rules.assessment import Suggestion
from rules.decisions import Action, Answering, Role, Safety, Side, side_of
from rules.language import other_language
from rules.mention import Case, Decision
from rules.platforms import platform
from rules.principles import policy


def suggested(case: Case) -> Action:
    """Return the action that is suggested; where the platform can't hide the item, Report stands in for that."""
    action, said = SUGGESTED[case.assessment.suggestion], case.mention
    hides = platform(said.platform).can_hide_it(said.kind, under_post=said.under_post)
    return Action.REPORT if action is Action.HIDE and not hides else action


def in_doubt(case: Case) -> bool:
    """Tell whether Approve would be a guess: something speaks for a breach, or nobody here has understood the text."""
    assessment = case.assessment
    if assessment.suggestion is not Suggestion.APPROVE or assessment.findings:
        return False
    return assessment.unsure or other_language(case.mention.text) is not None


def suggestion_open(case: Case) -> bool:
    """Tell whether what is suggested is still to be decided."""
    action = suggested(case)
    unanswered = case.status.answering is Answering.UNANSWERED and not case.status.answered
    return (side_of(action) is Side.MODERATION or unanswered) and action in case.available(Role.STAFF)


def next_step(case: Case) -> Action | None:
    """Return the decision that a card points to: a risk to life, the suggested one, what the other side waits for."""
    if case.status.safety is Safety.OPEN:
        return Action.ACKNOWLEDGE_RISK
    if suggestion_open(case):
        return suggested(case)
    if case.status.to_do or case.settled:
        return None
    if case.status.dealt_with(needs_answer=case.needs_answer) and not case.status.at_risk:
        return None
    if case.status.at_risk and case.status.answering is not Answering.UNANSWERED:
        return Action.CLOSE_RISK
    return answer_step(case) if case.status.moderated else Action.APPROVE


def answer_step(case: Case) -> Action:
    """Return how its author is best answered: what the policy says for messages like it."""
    route = next(each for each in policy().routes if each.route is case.assessment.route)
    return Action.REFER if route.suggestion is Suggestion.REFER else Action.REPLY


def due(case: Case, zone: ZoneInfo, now: datetime | None = None) -> str | None:
    """Say by when what is next on a mention is to be done (P4), and since when it is overdue; None once nothing is.

    "Decide by" is for a suspected breach, "Do it by" for what was decided on one, "Respond by" for a risk to life and
    what wants an answer; the aim for the rest is to be read (P5). Overdue is said where that is known `now`: it stays
    so until something is done, and the card is drawn anew.
    """
    if case.due_at is None:
        return None
    if case.due_at <= case.received_at:
        return "Respond at once" if case.status.at_risk else "Look at it now"
    # By the minute, as people read it: reminders go by that too.
    if now is not None and now >= case.due_at.replace(second=0, microsecond=0):
        return f"Overdue since {moment(case.due_at, zone, case.received_at)}"
    return f"{_asked_of_us(case)} by {moment(case.due_at, zone, case.received_at)}"


def _asked_of_us(case: Case) -> str:
    """Say what is due next: before a promised answer, for one, somebody still has to look at it."""
    status = case.status
    answer_is_next = case.due_at == (case.answer_by or case.respond_by)
    further_is_next = status.answer_to_do and case.due_at != case.respond_by
    answer = not status.answered and ((case.needs_answer and answer_is_next) or further_is_next)
    if status.at_risk and not status.escalated:
        return "Respond"
    if case.assessment.findings and status.moderation_to_do:
        return "Do it"
    if case.assessment.findings and not status.moderated:
        return "Decide"
    return "Respond" if answer and not status.escalated else "Look at"


def latest(case: Case, *actions: Action, undoes: Action | None = None) -> Decision:
    """Return the newest decision of these kinds; the status says that there is one."""
    return next(made for made in reversed(case.decisions) if made.action in actions and made.undoes is undoes)
