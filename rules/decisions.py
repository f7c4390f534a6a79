"""Who may do what to a mention, and what it then is.

One pure table serves both sides: a card draws the actions that `available` names, and the store allows what `decide`
allows. A mention has two sides that never settle each other: moderation (approve, hide, report) and answering
(reply, refer, no reply needed). Hiding and reporting may both be taken (P8, P9). Who owns it, when the team is reminded
of it, whom it was passed to and whether a life is at risk is in `rules.handling`.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from rules.assessment import Kind
from rules.handling import ANY_TIME, SIDES, Given, any_detail, handle, held_up
from rules.platforms import platform
from rules.referrals import Pals, Referral
from rules.status import (
    Action,
    Answering,
    Obstacle,
    Refusal,
    Reporting,
    Role,
    Safety,
    Side,
    Status,
    Visibility,
    first_status,
    needs_answer,
)

__all__ = [
    "ANSWERS_GIVEN",
    "FOR_CONTACTS",
    "NEEDS_PRINCIPLE",
    "NEEDS_TEXT",
    "Action",
    "Answering",
    "Obstacle",
    "Refusal",
    "Reporting",
    "Role",
    "Safety",
    "Side",
    "Status",
    "Visibility",
    "answered_by",
    "answers_standing",
    "available",
    "decide",
    "first_status",
    "needs_answer",
    "out_of_date",
    "side_of",
    "undoes",
]

NEEDS_PRINCIPLE = frozenset({Action.HIDE, Action.REPORT})
"""A post can be hidden or reported only under a named principle (P7, P8)."""

NEEDS_TEXT = frozenset({Action.REPLY, Action.REFER})
"""What is decided with the words that somebody is told."""

FOR_CONTACTS = frozenset({Action.ACKNOWLEDGE_RISK, Action.CLOSE_RISK})
"""What somebody may do who is told of risks to life without being a member of the channel."""

ANSWERS_GIVEN = frozenset({Action.REPLY_DONE, Action.REFER_DONE})
"""What says that its author was told something; another answer may follow."""


_VISIBILITY: dict[tuple[Visibility, Action], Visibility] = {
    (Visibility.UNDECIDED, Action.APPROVE): Visibility.LEFT_UP,
    (Visibility.UNDECIDED, Action.HIDE): Visibility.HIDE_PENDING,
    (Visibility.HIDE_PENDING, Action.HIDE_DONE): Visibility.HIDDEN,
    (Visibility.UNHIDE_PENDING, Action.UNHIDE_DONE): Visibility.UNDECIDED,
}
_REPORTING: dict[tuple[Reporting, Action], Reporting] = {
    (Reporting.NOT_REPORTED, Action.REPORT): Reporting.REPORT_PENDING,
    (Reporting.REPORT_PENDING, Action.REPORT_DONE): Reporting.REPORTED,
}
_ANSWERING: dict[tuple[Answering, Action], Answering] = {
    (Answering.UNANSWERED, Action.REPLY): Answering.REPLY_PENDING,
    (Answering.UNANSWERED, Action.REFER): Answering.REFER_PENDING,
    (Answering.UNANSWERED, Action.NO_REPLY_NEEDED): Answering.NOT_NEEDED,
    (Answering.REPLY_PENDING, Action.REPLY_DONE): Answering.REPLIED,
    (Answering.REFER_PENDING, Action.REFER_DONE): Answering.REFERRED,
    # Who was replied to may still be referred, and the other way round; either may need a second message.
    (Answering.REPLIED, Action.REPLY): Answering.REPLY_PENDING,
    (Answering.REPLIED, Action.REFER): Answering.REFER_PENDING,
    (Answering.REFERRED, Action.REPLY): Answering.REPLY_PENDING,
    (Answering.REFERRED, Action.REFER): Answering.REFER_PENDING,
}
_ANSWERED_BY: dict[Answering, Action] = {end: action for (_, action), end in _ANSWERING.items()}
"""The decision that leads to each state, and that an undo takes back there."""


def decide(
    status: Status,
    action: Action,
    role: Role,
    *,
    kind: Kind = Kind.COMMENT,
    place: str = "other",
    under_post: bool = True,
    principle: str | None = None,
    answers: Iterable[Action] = (),
    pals_before: Pals = Pals.NOT_PASSED_ON,
    needs_answer: bool = False,
    person: str | None = None,
    detail: str | None = None,
    until: datetime | None = None,
    at: datetime | None = None,
) -> Status | Refusal:
    """Return the status after `action`, or why it is refused. Pure: changes nothing.

    `place` is the key of the platform; some have no hiding, and some only for what is `under_post`, as far as is known.
    `principle` is the key under which something is hidden or reported; both are refused without one (P7, P8). `answers`
    are the decisions made so far, oldest first: an undo of an answer goes back to what stood before it. Left out,
    nothing did but what the status itself tells. `pals_before` is where the referral to PALS stands without the latest
    of them, which the undo of an answer goes back to.

    `needs_answer` tells whether the mention calls for an answer. `person` is the Slack user id of who tries it: a claim
    becomes theirs, and is released by them or by a lead; None asks what could be done, whoever it is. `detail` is the
    key of how somebody is referred, of a reason to escalate or to ask for the police, or of the outcome of a risk to
    life; for POLICE_TOLD the reference that the police gave, empty for none. `until` is the time to snooze until or to
    answer by; it must lie after `at`, the present, by 31 days at most. A mention that this settles has no owner and no
    snooze.
    """
    given = Given(role, needs_answer, person, detail, until, at)
    there = _impossible_there(status, action, kind, place, under_post=under_post)
    if refusal := _impossible(status, action, role, kind) or there:
        return refusal
    changed = _changed(status, action, given, answers)
    if isinstance(changed, Refusal):
        return changed
    changed = _referred(changed, action, detail, pals_before)
    if action in NEEDS_PRINCIPLE and principle is None:
        return Refusal(
            Obstacle.NEEDS_PRINCIPLE,
            "A post can be hidden or reported only under one of the published principles. Please choose one.",
        )
    if action is Action.REFER and detail not in list(Referral):
        return Refusal(Obstacle.NEEDS_DETAIL, "Please say whether they are told where to go, or passed on to PALS.")
    if changed.settled(needs_answer=needs_answer):
        return replace(changed, owner=None, snoozed_until=None)
    return changed


def side_of(action: Action) -> Side | None:
    """Return the side of a mention that an action is on; None for one that changes neither."""
    if action is Action.SHOW_PERSONAL_DETAILS:
        return None
    if action in SIDES:
        return SIDES[action]
    answers = {Action.ANSWER_UNDO, *(answer for _, answer in _ANSWERING)}
    return Side.ANSWERING if action in answers else Side.MODERATION


def undoes(status: Status, action: Action) -> Action | None:
    """Return the decision that an undo would take back; None for any other action, or where nothing can be."""
    if action is Action.UNDO:
        return status.latest
    return _ANSWERED_BY.get(status.answering) if action is Action.ANSWER_UNDO else None


def answers_standing(made: Iterable[Action]) -> tuple[Answering, ...]:
    """Return where the answering stood after each decision that was not taken back, the first being unanswered.

    `made` are the decisions on a mention, oldest first; those on its other side change nothing here.
    """
    return tuple(answering for answering, _ in _answers(made))


def answered_by(made: Iterable[Action]) -> int | None:
    """Return which of the decisions on a mention, oldest first, is its answer; None while none stands.

    It is the first that was not taken back: what comes after it, such as a second reply, changes nothing, and neither
    does taking that back. For a risk to life the outcome is an answer too.
    """
    made, closed = list(made), None
    for number, action in enumerate(made):
        if action in {Action.CLOSE_RISK, Action.REOPEN_RISK}:
            closed = number if action is Action.CLOSE_RISK else None
    given = next((number for answering, number in _answers(made) if Status(answering=answering).answered), None)
    return min((number for number in (given, closed) if number is not None), default=None)


def _answers(made: Iterable[Action]) -> list[tuple[Answering, int]]:
    """Return where the answering stood after each decision that stands, and which decision led there, -1 for none."""
    standing = [(Answering.UNANSWERED, -1)]
    for number, action in enumerate(made):
        if action is Action.ANSWER_UNDO and len(standing) > 1:
            standing.pop()
        elif answering := _ANSWERING.get((standing[-1][0], action)):
            standing.append((answering, number))
    return standing


def out_of_date(action: Action, made_since: Iterable[Action]) -> bool:
    """Tell whether a click came too late: somebody decided on the same side since the card was drawn."""
    side = side_of(action)
    return side is not None and any(side_of(made) is side for made in made_since)


@lru_cache(maxsize=1024)  # a card asks for each of its buttons
def available(
    status: Status,
    role: Role,
    kind: Kind = Kind.COMMENT,
    place: str = "other",
    *,
    under_post: bool = True,
    needs_answer: bool = False,
    person: str | None = None,
) -> frozenset[Action]:
    """Return the actions that `role` can take now on that platform; a card draws these and no others.

    One that asks for a principle, a reason, an outcome or a time is there when some choice would be taken; Release,
    when somebody has claimed it, since one card serves them all, unless a `person` is given by their Slack id.
    """
    return frozenset(
        action
        for action in Action
        if isinstance(
            decide(
                status,
                action,
                role,
                kind=kind,
                place=place,
                under_post=under_post,
                principle="any",
                needs_answer=needs_answer,
                person=person,
                detail=any_detail(action),
                until=ANY_TIME,
            ),
            Status,
        )
    )


def _impossible(status: Status, action: Action, role: Role, kind: Kind) -> Refusal | None:
    if role is Role.OUTSIDER or (role is Role.CONTACT and action not in FOR_CONTACTS):
        return Refusal(Obstacle.NOT_A_MEMBER, "Only members of the mentions channel can do that.")
    if action is Action.HIDE and kind is Kind.DIRECT_MESSAGE:
        return Refusal(
            Obstacle.NOTHING_TO_HIDE, "A direct message is seen by nobody else, so there is nothing to hide."
        )
    return held_up(status, action)


def _impossible_there(status: Status, action: Action, kind: Kind, place: str, *, under_post: bool) -> Refusal | None:
    where = platform(place)
    if action is Action.HIDE and not where.can_hide_it(kind, under_post=under_post):
        why = "hides only replies to our own posts" if where.can_hide else "has no hiding"
        return Refusal(Obstacle.NO_HIDING, f"{where.name} {why}; report it instead.")
    hidden = status.visibility is Visibility.HIDDEN and status.latest is Action.HIDE
    if action is Action.UNDO and hidden and not where.can_show_again:
        return Refusal(Obstacle.NO_HIDING, f"What was removed from {where.name} can’t be shown again.")
    return None


def _changed(status: Status, action: Action, given: Given, answers: Iterable[Action]) -> Status | Refusal:
    if action in SIDES:
        return handle(status, action, given)
    changed = _answer_undone(status, answers) if action is Action.ANSWER_UNDO else _next(status, action)
    return changed or Refusal(Obstacle.ALREADY_DECIDED, "That can no longer be done to this mention.", side_of(action))


def _referred(status: Status, action: Action, detail: str | None, pals_before: Pals) -> Status:
    """Open a referral to PALS with the decision that passes it on; taken back, it stands as it did before that."""
    if action is Action.REFER and detail == Referral.PASSED_ON:
        return replace(status, pals=Pals.PASSED_ON)
    return replace(status, pals=pals_before) if action is Action.ANSWER_UNDO else status


def _next(status: Status, action: Action) -> Status | None:
    if action is Action.SHOW_PERSONAL_DETAILS:
        return status
    if action is Action.UNDO:
        return _undone(status)
    if answering := _ANSWERING.get((status.answering, action)):
        return replace(status, answering=answering)
    return _moderated(status, action)


def _answer_undone(status: Status, made: Iterable[Action]) -> Status | None:
    """Take back the latest step of the answering: Done on a reply leaves the reply to be done."""
    last = _ANSWERED_BY.get(status.answering)
    if last is None:
        return None
    before, now = (None, *answers_standing(made))[-2:]
    if before is None or now is not status.answering:
        before = next(
            (start for (start, action), end in _ANSWERING.items() if (action, end) == (last, status.answering))
        )
    return replace(status, answering=before)


def _moderated(status: Status, action: Action) -> Status | None:
    reporting = _REPORTING.get((status.reporting, action))
    if reporting and status.visibility is not Visibility.LEFT_UP:
        return _with_latest(replace(status, reporting=reporting), Action.REPORT)
    visibility = _VISIBILITY.get((status.visibility, action))
    # Hiding may follow a report; approving may not, since it says that nothing is wrong.
    if visibility and not (action is Action.APPROVE and status.reporting is not Reporting.NOT_REPORTED):
        latest = action if action in {Action.APPROVE, Action.HIDE} else status.latest
        return replace(status, visibility=visibility, latest=latest)
    return None


def _undone(status: Status) -> Status | None:
    """Take back the latest moderation decision that can be taken back; a report made cannot."""
    match status.latest:
        case Action.APPROVE | Action.HIDE:
            hidden = status.visibility is Visibility.HIDDEN
            back = Visibility.UNHIDE_PENDING if hidden else Visibility.UNDECIDED
            return _with_latest(replace(status, visibility=back), Action.REPORT)
        case Action.REPORT:
            return _with_latest(replace(status, reporting=Reporting.NOT_REPORTED), Action.HIDE)
        case _:
            return None


def _with_latest(status: Status, preferred: Action) -> Status:
    """Name the decision that a next undo takes back: the preferred one if it stands, else the other."""
    standing = []
    if status.reporting is Reporting.REPORT_PENDING:
        standing.append(Action.REPORT)
    if status.visibility is Visibility.LEFT_UP:
        standing.append(Action.APPROVE)
    if status.visibility in {Visibility.HIDE_PENDING, Visibility.HIDDEN}:
        standing.append(Action.HIDE)
    return replace(status, latest=preferred if preferred in standing else standing[0] if standing else None)
