"""Who may do what to a mention, and what it then is.

One pure table serves both sides: a card draws the actions that `available` names, and the store allows what `decide`
allows. A mention has two sides that never settle each other: `rules.moderation` and `rules.answering`. Who owns it,
when the team is reminded of it, whom it was passed to and whether a life is at risk is in `rules.handling`.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from rules.answering import (
    ANSWERING,
    ANSWERS_GIVEN,
    NEEDS_TEXT,
    answer,
    answer_to_undo,
    answered_by,
    answers_standing,
    undo_answer,
)
from rules.assessment import Kind
from rules.handling import ANY_TIME, SIDES, Given, any_detail, handle, held_up
from rules.moderation import moderate
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

FOR_CONTACTS = frozenset({Action.ACKNOWLEDGE_RISK, Action.CLOSE_RISK})
"""What somebody may do who is told of risks to life without being a member of the channel."""


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
    return Side.ANSWERING if action in ANSWERING else Side.MODERATION


def undoes(status: Status, action: Action) -> Action | None:
    """Return the decision that an undo would take back; None for any other action, or where nothing can be."""
    if action is Action.UNDO:
        return status.latest
    return answer_to_undo(status) if action is Action.ANSWER_UNDO else None


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
    return _next(status, action, answers) or Refusal(
        Obstacle.ALREADY_DECIDED, "That can no longer be done to this mention.", side_of(action)
    )


def _referred(status: Status, action: Action, detail: str | None, pals_before: Pals) -> Status:
    """Open a referral to PALS with the decision that passes it on; taken back, it stands as it did before that."""
    if action is Action.REFER and detail == Referral.PASSED_ON:
        return replace(status, pals=Pals.PASSED_ON)
    return replace(status, pals=pals_before) if action is Action.ANSWER_UNDO else status


def _next(status: Status, action: Action, answers: Iterable[Action]) -> Status | None:
    match action:
        case Action.SHOW_PERSONAL_DETAILS:
            return status
        case Action.ANSWER_UNDO:
            return undo_answer(status, answers)
        case _:
            return answer(status, action) or moderate(status, action)
