"""Who owns a mention, when the team is reminded of it, whom it was passed to, a risk to life, the police, and PALS.

The part of the table of decisions that neither moderates nor answers. `rules.decisions.decide` puts the two together.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from rules.escalations import escalation, escalations
from rules.police import GROUNDS, REFERENCE, Police
from rules.referrals import Pals, Referral
from rules.safety import OUTCOMES
from rules.status import Action, Obstacle, Refusal, Role, Safety, Side, Status

LONGEST_PAUSE = timedelta(days=31)
"""For how long a mention can be snoozed, or an answer put off: after a month somebody should look at it again."""

SIDES = {
    Action.CLAIM: Side.OWNERSHIP,
    Action.RELEASE: Side.OWNERSHIP,
    Action.SNOOZE: Side.REMINDING,
    Action.WAKE: Side.REMINDING,
    Action.HOLD: Side.REMINDING,
    Action.ESCALATE: Side.ESCALATION,
    Action.ESCALATION_OVER: Side.ESCALATION,
    Action.ACKNOWLEDGE_RISK: Side.SAFETY,
    Action.CLOSE_RISK: Side.SAFETY,
    Action.REOPEN_RISK: Side.SAFETY,
    Action.POLICE_ASK: Side.POLICE,
    Action.POLICE_AGREE: Side.POLICE,
    Action.POLICE_DECLINE: Side.POLICE,
    Action.POLICE_WITHDRAW: Side.POLICE,
    Action.POLICE_TOLD: Side.POLICE,
    Action.PALS_ACKNOWLEDGED: Side.REFERRAL,
    Action.PALS_REOPEN: Side.REFERRAL,
}
"""The actions of this part, each with the side of a mention that it is on."""

NEEDS_DETAIL = frozenset({Action.REFER, Action.ESCALATE, Action.CLOSE_RISK, Action.POLICE_ASK, Action.POLICE_TOLD})
"""What takes a key from a list (how somebody is referred, the reason, the outcome), or the reference that the police
gave (or "" for none)."""

NEEDS_TIME = frozenset({Action.SNOOZE, Action.HOLD})
"""What takes a time."""

DECIDES_NOTHING = frozenset(
    {
        Action.CLAIM,
        Action.RELEASE,
        Action.SNOOZE,
        Action.WAKE,
        Action.HOLD,
        Action.ESCALATE,
        Action.ESCALATION_OVER,
        Action.ACKNOWLEDGE_RISK,
        Action.SHOW_PERSONAL_DETAILS,
    }
)
"""What says who is on it and when, and leaves it open what becomes of it: nobody has judged its text by that."""

_ANSWERS = frozenset({Action.REPLY, Action.REFER, Action.NO_REPLY_NEEDED, Action.HOLD})
_NOT_AT_RISK = frozenset({Action.SNOOZE, Action.HOLD, Action.NO_REPLY_NEEDED})
_SOMEBODY = "somebody"

ANY_TIME = datetime.max.replace(tzinfo=UTC)
"""Stands for the time that a person would choose, to learn whether an action is possible at all."""


@dataclass(frozen=True, slots=True)
class Given:
    """What an action is tried with."""

    role: Role
    needs_answer: bool = False
    person: str | None = None
    """Slack user id; None asks what could be done, whoever does it."""
    detail: str | None = None
    """Key of a reason or of an outcome, or the reference of the police."""
    until: datetime | None = None
    at: datetime | None = None
    """The present, aware; None lets any time pass."""


def any_detail(action: Action) -> str | None:
    """Return a detail that the action takes, to learn whether it is possible at all."""
    return {
        Action.REFER: Referral.SIGNPOSTED.value,
        Action.ESCALATE: escalations()[0].key,
        Action.CLOSE_RISK: next(iter(OUTCOMES)),
        Action.POLICE_ASK: next(iter(GROUNDS)),
        Action.POLICE_TOLD: "",
    }.get(action)


def held_up(status: Status, action: Action) -> Refusal | None:
    """Return why an action has to wait: others are answering the mention, or a life is at risk."""
    if action in _ANSWERS and status.escalated is not None:
        goes_to = escalation(status.escalated).goes_to
        return Refusal(Obstacle.ESCALATED, f"Please don’t reply: it is with {goes_to}, until somebody takes it back.")
    if action in _NOT_AT_RISK and status.at_risk:
        return Refusal(
            Obstacle.AT_RISK, "A life may be at risk: that is possible only once the risk is closed with an outcome."
        )
    return None


def handle(status: Status, action: Action, given: Given) -> Status | Refusal:
    """Return the status after one of the actions of `SIDES`, or why it is refused."""
    return _STEPS[action](status, given)


def _claim(status: Status, given: Given) -> Status | Refusal:
    if status.owner is not None:
        return _too_late(Action.CLAIM)
    if status.settled(needs_answer=given.needs_answer):
        return _nothing_left("Nothing is left to do about this mention, so there is nothing to claim.")
    return replace(status, owner=given.person or _SOMEBODY)


def _release(status: Status, given: Given) -> Status | Refusal:
    if status.owner is None:
        return _too_late(Action.RELEASE)
    if given.person not in {None, status.owner} and given.role is not Role.LEAD:
        return Refusal(Obstacle.NOT_YOURS, "Only the person who claimed it, or a team lead, can release it.")
    return replace(status, owner=None)


def _snooze(status: Status, given: Given) -> Status | Refusal:
    if status.settled(needs_answer=given.needs_answer):
        return _nothing_left("Nothing is left to do about this mention, so nobody is reminded of it.")
    if refusal := _unusable_time(given, "Please choose when to be reminded of it again."):
        return refusal
    return replace(status, snoozed_until=given.until)


def _wake(status: Status, given: Given) -> Status | Refusal:  # noqa: ARG001 - as all steps
    return _too_late(Action.WAKE) if status.snoozed_until is None else replace(status, snoozed_until=None)


def _hold(status: Status, given: Given) -> Status | Refusal:
    if not given.needs_answer or status.answered:
        return _nothing_left("This mention waits for no answer, so there is none to put off.")
    return _unusable_time(given, "Please choose by when the full answer will follow.") or status


def _escalate(status: Status, given: Given) -> Status | Refusal:
    if status.escalated is not None:
        return _too_late(Action.ESCALATE)
    if given.detail not in {each.key for each in escalations()}:
        return Refusal(Obstacle.NEEDS_DETAIL, "Please choose one of the listed reasons to pass it on.")
    return replace(status, escalated=given.detail)


def _take_back(status: Status, given: Given) -> Status | Refusal:  # noqa: ARG001 - as all steps
    return _too_late(Action.ESCALATION_OVER) if status.escalated is None else replace(status, escalated=None)


def _acknowledge(status: Status, given: Given) -> Status | Refusal:  # noqa: ARG001 - as all steps
    if status.safety is not Safety.OPEN:
        return _too_late(Action.ACKNOWLEDGE_RISK)
    return replace(status, safety=Safety.ACKNOWLEDGED)


def _close(status: Status, given: Given) -> Status | Refusal:
    if not status.at_risk:
        return _too_late(Action.CLOSE_RISK)
    if given.detail not in OUTCOMES:
        return Refusal(Obstacle.NEEDS_DETAIL, "Please say how it ended: a risk to life closes only with an outcome.")
    return replace(status, safety=Safety.CLOSED)


def _reopen(status: Status, given: Given) -> Status | Refusal:  # noqa: ARG001 - as all steps
    if status.safety is not Safety.CLOSED:
        return _too_late(Action.REOPEN_RISK)
    return replace(status, safety=Safety.ACKNOWLEDGED)


def _ask_police(status: Status, given: Given) -> Status | Refusal:
    if status.police is not Police.NOT_ASKED:
        return _too_late(Action.POLICE_ASK)
    if given.detail not in GROUNDS:
        return Refusal(Obstacle.NEEDS_DETAIL, "Please choose why the police are right for it.")
    return replace(status, police=Police.ASKED, police_asker=given.person or _SOMEBODY)


def _agree(status: Status, given: Given) -> Status | Refusal:
    return _not_theirs_to_agree(status, given) or _answered(status, Action.POLICE_AGREE, Police.AGREED)


def _decline(status: Status, given: Given) -> Status | Refusal:
    answered = _not_theirs_to_agree(status, given) or _answered(status, Action.POLICE_DECLINE, Police.NOT_ASKED)
    return answered if isinstance(answered, Refusal) else replace(answered, police_asker=None)


def _withdraw(status: Status, given: Given) -> Status | Refusal:
    if not status.police_open:
        return _too_late(Action.POLICE_WITHDRAW)
    if given.person not in {None, status.police_asker} and given.role is not Role.LEAD:
        return Refusal(Obstacle.NOT_YOURS, "Only the person who asked for the report, or a team lead, can withdraw it.")
    return replace(status, police=Police.NOT_ASKED, police_asker=None)


def _not_theirs_to_agree(status: Status, given: Given) -> Refusal | None:
    """Refuse whoever is no lead, and whoever asked: P9 is for extreme cases, so it takes two people."""
    if given.role is not Role.LEAD:
        return Refusal(Obstacle.NOT_A_LEAD, "Only a team lead can agree to a report to the police, or decline it.")
    if status.police is Police.ASKED and given.person is not None and given.person == status.police_asker:
        return Refusal(
            Obstacle.OWN_REQUEST,
            "You asked for this report to the police. It takes two people, so another team lead agrees or declines.",
        )
    return None


def _answered(status: Status, action: Action, police: Police) -> Status | Refusal:
    return replace(status, police=police) if status.police is Police.ASKED else _too_late(action)


def _tell_police(status: Status, given: Given) -> Status | Refusal:
    if status.police is not Police.AGREED:
        return _too_late(Action.POLICE_TOLD)
    if given.detail is None or (given.detail and not REFERENCE.fullmatch(given.detail)):
        return Refusal(
            Obstacle.NEEDS_DETAIL,
            "Please give the reference alone: at most 40 letters, digits, spaces, full stops, slashes and hyphens.",
        )
    return replace(status, police=Police.REPORTED)


def _acknowledged_by_pals(status: Status, given: Given) -> Status | Refusal:
    return _note_pals(status, given, Action.PALS_ACKNOWLEDGED, Pals.PASSED_ON, Pals.ACKNOWLEDGED)


def _reopen_referral(status: Status, given: Given) -> Status | Refusal:
    return _note_pals(status, given, Action.PALS_REOPEN, Pals.ACKNOWLEDGED, Pals.PASSED_ON)


def _note_pals(status: Status, given: Given, action: Action, before: Pals, after: Pals) -> Status | Refusal:
    if given.role is not Role.LEAD:
        return Refusal(Obstacle.NOT_A_LEAD, "Only a team lead can note whether PALS has acknowledged a referral.")
    return replace(status, pals=after) if status.pals is before else _too_late(action)


def _unusable_time(given: Given, ask: str) -> Refusal | None:
    if given.until is None:
        return Refusal(Obstacle.NEEDS_DETAIL, ask)
    if given.at is None:
        return None
    if given.until <= given.at:
        return Refusal(Obstacle.NEEDS_DETAIL, "That time has passed already. Please choose a later one.")
    if given.until > given.at + LONGEST_PAUSE:
        return Refusal(
            Obstacle.NEEDS_DETAIL,
            f"That is too far ahead. Please choose a time within the next {LONGEST_PAUSE.days} days.",
        )
    return None


def _too_late(action: Action) -> Refusal:
    return Refusal(Obstacle.ALREADY_DECIDED, "That can no longer be done to this mention.", SIDES[action])


def _nothing_left(reason: str) -> Refusal:
    return Refusal(Obstacle.NOTHING_LEFT, reason)


_STEPS: dict[Action, Callable[[Status, Given], Status | Refusal]] = {
    Action.CLAIM: _claim,
    Action.RELEASE: _release,
    Action.SNOOZE: _snooze,
    Action.WAKE: _wake,
    Action.HOLD: _hold,
    Action.ESCALATE: _escalate,
    Action.ESCALATION_OVER: _take_back,
    Action.ACKNOWLEDGE_RISK: _acknowledge,
    Action.CLOSE_RISK: _close,
    Action.REOPEN_RISK: _reopen,
    Action.POLICE_ASK: _ask_police,
    Action.POLICE_AGREE: _agree,
    Action.POLICE_DECLINE: _decline,
    Action.POLICE_WITHDRAW: _withdraw,
    Action.POLICE_TOLD: _tell_police,
    Action.PALS_ACKNOWLEDGED: _acknowledged_by_pals,
    Action.PALS_REOPEN: _reopen_referral,
}
