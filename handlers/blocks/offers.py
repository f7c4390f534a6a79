"""Which of the actions that are possible now stand on a card as buttons; the others stand behind More."""

from collections.abc import Sequence

from rules.decisions import Action, Role, Safety
from rules.mention import Case, Person

MODERATION = (Action.APPROVE, Action.HIDE, Action.REPORT)
ANSWERING = (Action.ESCALATION_OVER, Action.REPLY, Action.REFER, Action.NO_REPLY_NEEDED)
SAFETY = (Action.ACKNOWLEDGE_RISK, Action.CLOSE_RISK)
POLICE = (Action.POLICE_TOLD,)
HANDLING = (Action.CLAIM, Action.RELEASE, Action.WAKE, Action.SNOOZE)
_ELSEWHERE_ON_CARD = frozenset(
    {
        Action.HIDE_DONE,
        Action.UNHIDE_DONE,
        Action.REPORT_DONE,
        Action.REPLY_DONE,
        Action.REFER_DONE,
        Action.UNDO,
        Action.ANSWER_UNDO,
        Action.SHOW_PERSONAL_DETAILS,
    }
)
"""Beside what they carry out, take back or show."""
_RARER = (
    Action.PALS_ACKNOWLEDGED,
    Action.POLICE_AGREE,
    Action.POLICE_DECLINE,
    Action.POLICE_WITHDRAW,
    Action.HOLD,
    Action.ESCALATE,
    Action.SNOOZE,
    Action.NO_REPLY_NEEDED,
    Action.REOPEN_RISK,
    Action.POLICE_ASK,
    Action.PALS_REOPEN,
)


def offered(case: Case, actions: Sequence[Action]) -> list[Action]:
    """Return those of these actions that are possible now and stand on the card, in the same order.

    A card serves everybody who reads it, so it is drawn for staff; what a lead may do besides is refused to others.
    """
    allowed = case.available(Role.STAFF)
    return [action for action in actions if action in allowed and not _too_rare(case, action, allowed)]


def behind_more(case: Case, role: Role, person: Person | None = None) -> list[Action]:
    """Return what else this role can do now, in the order in which it is listed.

    A request for the police is withdrawn by who asked, so it is offered to that `person`, and to leads. Agreeing to
    one's own is offered too: what it is answered says that it takes two.
    """
    allowed = case.available(role)
    if Action.POLICE_WITHDRAW not in case.available(role, person):
        allowed -= {Action.POLICE_WITHDRAW}
    shown = {*offered(case, (*MODERATION, *ANSWERING, *SAFETY, *POLICE, *HANDLING)), *_ELSEWHERE_ON_CARD}
    return sorted((allowed - shown), key=_RARER.index)


def has_evidence(case: Case, role: Role) -> bool:
    """Tell whether something was kept for the police that this role may have: leads alone."""
    return role is Role.LEAD and any(made.action is Action.POLICE_ASK for made in case.decisions)


def _too_rare(case: Case, action: Action, allowed: frozenset[Action]) -> bool:
    """Keep the card calm: no other snooze while one lasts, and no “no reply needed” for what wants no reply.

    The outcome of a risk to life says already how it was answered.
    """
    if action is Action.SNOOZE:
        return Action.WAKE in allowed
    wants_reply = case.needs_answer and case.status.safety is not Safety.CLOSED
    return action is Action.NO_REPLY_NEEDED and not wants_reply
