"""Every action, by every role, in every state of a mention: what is drawn is what is allowed, and nothing else is."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import cycle, product

import pytest

from rules.decisions import (
    Action,
    Answering,
    Obstacle,
    Refusal,
    Reporting,
    Role,
    Safety,
    Status,
    Visibility,
    available,
    decide,
)
from rules.handling import any_detail
from rules.police import Police
from rules.referrals import Pals

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ME, OTHER = "U0ME", "U0OTHER"
OPEN_TO_ANSWER = {Answering.UNANSWERED, Answering.REPLIED, Answering.REFERRED}


def unsettled(status: Status) -> bool:
    return not status.settled(needs_answer=True)


ALLOWED: dict[Action, Callable[[Status], bool]] = {
    Action.APPROVE: lambda s: s.visibility is Visibility.UNDECIDED and s.reporting is Reporting.NOT_REPORTED,
    Action.HIDE: lambda s: s.visibility is Visibility.UNDECIDED,
    Action.REPORT: lambda s: s.reporting is Reporting.NOT_REPORTED and s.visibility is not Visibility.LEFT_UP,
    Action.HIDE_DONE: lambda s: s.visibility is Visibility.HIDE_PENDING,
    Action.UNHIDE_DONE: lambda s: s.visibility is Visibility.UNHIDE_PENDING,
    Action.REPORT_DONE: lambda s: s.reporting is Reporting.REPORT_PENDING,
    Action.UNDO: lambda s: s.latest is not None,
    Action.REPLY: lambda s: s.answering in OPEN_TO_ANSWER and not s.escalated,
    Action.REPLY_DONE: lambda s: s.answering is Answering.REPLY_PENDING,
    Action.REFER: lambda s: s.answering in OPEN_TO_ANSWER and not s.escalated,
    Action.REFER_DONE: lambda s: s.answering is Answering.REFER_PENDING,
    Action.NO_REPLY_NEEDED: lambda s: s.answering is Answering.UNANSWERED and not s.escalated and not s.at_risk,
    Action.ANSWER_UNDO: lambda s: s.answering is not Answering.UNANSWERED,
    Action.CLAIM: lambda s: s.owner is None and unsettled(s),
    Action.RELEASE: lambda s: s.owner == ME,
    Action.SNOOZE: lambda s: unsettled(s) and not s.at_risk,
    Action.WAKE: lambda s: s.snoozed_until is not None,
    Action.HOLD: lambda s: not s.answered and not s.escalated and not s.at_risk,
    Action.ESCALATE: lambda s: not s.escalated,
    Action.ESCALATION_OVER: lambda s: bool(s.escalated),
    Action.ACKNOWLEDGE_RISK: lambda s: s.safety is Safety.OPEN,
    Action.CLOSE_RISK: lambda s: s.at_risk,
    Action.REOPEN_RISK: lambda s: s.safety is Safety.CLOSED,
    Action.POLICE_ASK: lambda s: s.police is Police.NOT_ASKED,
    Action.POLICE_AGREE: lambda _: False,
    Action.POLICE_DECLINE: lambda _: False,
    Action.POLICE_WITHDRAW: lambda s: s.police_open and s.police_asker == ME,
    Action.POLICE_TOLD: lambda s: s.police is Police.AGREED,
    Action.PALS_ACKNOWLEDGED: lambda _: False,
    Action.PALS_REOPEN: lambda _: False,
    Action.SHOW_PERSONAL_DETAILS: lambda _: True,
}
"""What one of staff may do to something that calls for an answer."""

LEADS: dict[Action, Callable[[Status], bool]] = ALLOWED | {
    Action.RELEASE: lambda s: s.owner is not None,
    Action.POLICE_AGREE: lambda s: s.police is Police.ASKED and s.police_asker != ME,
    Action.POLICE_DECLINE: lambda s: s.police is Police.ASKED and s.police_asker != ME,
    Action.POLICE_WITHDRAW: lambda s: s.police_open,
    Action.PALS_ACKNOWLEDGED: lambda s: s.pals is Pals.PASSED_ON,
    Action.PALS_REOPEN: lambda s: s.pals is Pals.ACKNOWLEDGED,
}
CONTACTS: dict[Action, Callable[[Status], bool]] = {
    Action.ACKNOWLEDGE_RISK: ALLOWED[Action.ACKNOWLEDGE_RISK],
    Action.CLOSE_RISK: ALLOWED[Action.CLOSE_RISK],
}
TABLE = {Role.OUTSIDER: {}, Role.CONTACT: CONTACTS, Role.STAFF: ALLOWED, Role.LEAD: LEADS}


@cache
def states() -> tuple[Status, ...]:
    return tuple(_states())


def _states() -> Iterator[Status]:
    police = [(Police.NOT_ASKED, None), *product([Police.ASKED, Police.AGREED], [ME, OTHER]),
              (Police.REPORTED, OTHER)]  # fmt: skip
    others = product(
        Visibility, Reporting, Answering, Safety, police, [None, ME, OTHER], [None, MONDAY], [None, "media"]
    )
    # Nothing else depends on where it stands with PALS: each of the others is looked at with one of its states.
    for (visibility, reporting, answering, safety, (asked, asker), owner, snoozed, escalated), pals in zip(
        others, cycle(Pals), strict=False
    ):
        if visibility is Visibility.LEFT_UP and reporting is not Reporting.NOT_REPORTED:
            continue  # what was approved is not reported, nor the other way round
        yield Status(
            visibility, reporting, answering, _latest(visibility, reporting), safety, owner, snoozed, escalated,
            asked, asker, pals,
        )  # fmt: skip


def _latest(visibility: Visibility, reporting: Reporting) -> Action | None:
    if visibility is Visibility.LEFT_UP:
        return Action.APPROVE
    if visibility in {Visibility.HIDE_PENDING, Visibility.HIDDEN}:
        return Action.HIDE
    return Action.REPORT if reporting is Reporting.REPORT_PENDING else None


def tried(status: Status, action: Action, role: Role, person: str | None = ME) -> Status | Refusal:
    return decide(
        status,
        action,
        role,
        principle="abusive",
        needs_answer=True,
        person=person,
        detail=any_detail(action),
        until=MONDAY + timedelta(hours=1),
        at=MONDAY,
    )


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_every_action_by_every_role_in_every_state(action: Action, role: Role):
    may = TABLE[role].get(action, lambda _: False)
    for status in states():
        answer = tried(status, action, role)
        assert isinstance(answer, Status) is may(status), (status, answer)
        if isinstance(answer, Refusal):
            assert answer.reason.endswith(".")
        if role in {Role.OUTSIDER, Role.CONTACT} and action not in CONTACTS:
            assert isinstance(answer, Refusal)
            assert answer.obstacle is Obstacle.NOT_A_MEMBER


@pytest.mark.parametrize("role", Role)
def test_what_is_drawn_for_a_role_is_what_somebody_in_it_may_do(role: Role):
    # Every hundredth or so, a number that shares no factor with the sizes above: the table itself is looked at above.
    for status in states()[::97]:
        allowed = {action for action in Action if isinstance(tried(status, action, role, None), Status)}
        assert available(status, role, needs_answer=True) == allowed
