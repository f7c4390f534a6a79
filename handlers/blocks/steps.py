"""What is still open on a mention: what to decide next, and by when."""

from zoneinfo import ZoneInfo

from handlers.blocks.text import moment
from handlers.blocks.words import SUGGESTED
from rules.assessment import Suggestion
from rules.decisions import ANSWERS_GIVEN, Action, Answering, Role, Side, side_of
from rules.mention import Case
from rules.platforms import platform
from rules.principles import policy
from rules.targets import counts_for


def suggested(case: Case) -> Action:
    """Return the action that is suggested; where the platform has no hiding, Report stands in for it."""
    action = SUGGESTED[case.assessment.suggestion]
    return Action.REPORT if action is Action.HIDE and not platform(case.mention.platform).can_hide else action


def suggestion_open(case: Case) -> bool:
    """Tell whether what is suggested is still to be decided."""
    action = suggested(case)
    undecided = side_of(action) is Side.MODERATION or case.status.answering is Answering.UNANSWERED
    return undecided and action in case.available(Role.STAFF)


def next_step(case: Case) -> Action | None:
    """Return the decision that a card points to: the suggested one, then what the other side still waits for."""
    if suggestion_open(case):
        return suggested(case)
    if case.status.to_do or case.settled:
        return None
    if not case.status.moderated:
        return Action.APPROVE
    route = next(each for each in policy().routes if each.route is case.assessment.route)
    return Action.REFER if route.suggestion is Suggestion.REFER else Action.REPLY


def due(case: Case, zone: ZoneInfo) -> str | None:
    """Say by when a mention is to be dealt with (P4); None once what that counts for is done.

    "Respond by" is for a suspected breach and for what wants an answer; the aim for the rest is to be read (P5).
    """
    side = counts_for(case.mention.kind, case.assessment)
    met = _answered_once(case) if side is Side.ANSWERING else case.status.moderated
    if case.respond_by is None or met:
        return None
    if case.respond_by <= case.received_at:
        return "Respond at once"
    responds = case.assessment.findings or case.needs_answer
    return f"{'Respond' if responds else 'Look at'} by {moment(case.respond_by, zone, case.received_at)}"


def _answered_once(case: Case) -> bool:
    """Tell whether an answer was given and stands, even if another is now to follow it."""
    return case.status.answered or any(decision.action in ANSWERS_GIVEN for decision in case.answers)
