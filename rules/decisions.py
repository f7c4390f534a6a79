"""Who may do what to a mention, and what it then is.

One pure table serves both sides: a card draws the actions that `available` names, and the store allows what `decide`
allows. A mention has two sides that never settle each other: moderation (approve, hide, report) and answering
(reply, refer, no reply needed). Hiding and reporting may both be taken (P8, P9).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from rules.assessment import Kind, Route
from rules.platforms import platform


class Visibility(StrEnum):
    """Where the item stands on its platform, as far as the team has decided it."""

    UNDECIDED = "undecided"
    LEFT_UP = "left_up"
    HIDE_PENDING = "hide_pending"
    """Decided, and still to be done on the platform."""
    HIDDEN = "hidden"
    UNHIDE_PENDING = "unhide_pending"
    """The hiding was undone, and the item is still to be shown again on the platform."""


class Reporting(StrEnum):
    """Whether the item was reported to its platform (P9)."""

    NOT_REPORTED = "not_reported"
    REPORT_PENDING = "report_pending"
    REPORTED = "reported"


class Answering(StrEnum):
    """Whether its author was answered (P4, P6)."""

    UNANSWERED = "unanswered"
    REPLY_PENDING = "reply_pending"
    REPLIED = "replied"
    REFER_PENDING = "refer_pending"
    REFERRED = "referred"
    NOT_NEEDED = "not_needed"


class Role(StrEnum):
    """What a person is to the bot."""

    OUTSIDER = "outsider"
    """Not a member of the mentions channel: served nothing."""
    STAFF = "staff"
    LEAD = "lead"


class Action(StrEnum):
    """What a person may do to a mention; also the key in the decision log."""

    APPROVE = "approve"
    HIDE = "hide"
    REPORT = "report"
    HIDE_DONE = "hide_done"
    UNHIDE_DONE = "unhide_done"
    REPORT_DONE = "report_done"
    UNDO = "undo"
    REPLY = "reply"
    REPLY_DONE = "reply_done"
    REFER = "refer"
    REFER_DONE = "refer_done"
    NO_REPLY_NEEDED = "no_reply_needed"
    ANSWER_UNDO = "answer_undo"
    SHOW_PERSONAL_DETAILS = "show_personal_details"


class Side(StrEnum):
    """The two sides of a mention; what is decided on one leaves the other as it is."""

    MODERATION = "moderation"
    ANSWERING = "answering"


NEEDS_PRINCIPLE = frozenset({Action.HIDE, Action.REPORT})
"""A post can be hidden or reported only under a named principle (P7, P8)."""

ANSWERS_GIVEN = frozenset({Action.REPLY_DONE, Action.REFER_DONE})
"""What says that its author was told something; another answer may follow."""


@dataclass(frozen=True, slots=True)
class Status:
    """Where a mention stands on both its sides."""

    visibility: Visibility = Visibility.UNDECIDED
    reporting: Reporting = Reporting.NOT_REPORTED
    answering: Answering = Answering.UNANSWERED
    latest: Action | None = None
    """The last moderation decision that stands and can be undone: approve, hide or report."""

    @property
    def moderated(self) -> bool:
        """True once somebody approved, hid or reported it."""
        return self.visibility is not Visibility.UNDECIDED or self.reporting is not Reporting.NOT_REPORTED

    @property
    def answered(self) -> bool:
        """True once its author was replied to or referred, or a person said that no reply is needed."""
        return self.answering in {Answering.REPLIED, Answering.REFERRED, Answering.NOT_NEEDED}

    @property
    def to_do(self) -> bool:
        """True while something decided is still to be done on the platform."""
        return (
            self.visibility in {Visibility.HIDE_PENDING, Visibility.UNHIDE_PENDING}
            or self.reporting is Reporting.REPORT_PENDING
            or self.answering in {Answering.REPLY_PENDING, Answering.REFER_PENDING}
        )

    def settled(self, *, needs_answer: bool) -> bool:
        """Tell whether nothing is left to decide or to do; reminders end then."""
        return self.moderated and not self.to_do and (self.answered or not needs_answer)


def needs_answer(kind: Kind, route: Route) -> bool:
    """Tell whether a message calls for an answer, by its kind or by what it is about (P4, P6)."""
    return kind is Kind.DIRECT_MESSAGE or route in {
        Route.QUESTION,
        Route.COMPLAINT,
        Route.OWN_CARE,
        Route.STAFF_CONCERN,
        Route.RISK_TO_LIFE,
    }


class Obstacle(StrEnum):
    """Why an action is refused."""

    NOT_A_MEMBER = "not_a_member"
    ALREADY_DECIDED = "already_decided"
    """Somebody was first, or the card it was clicked on is out of date."""
    NEEDS_PRINCIPLE = "needs_principle"
    NOTHING_TO_HIDE = "nothing_to_hide"
    NO_HIDING = "no_hiding"
    """The platform can't do it: it has no hiding, or nothing hidden there can be shown again."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An action that the table does not allow, with a sentence fit for the person who tried it."""

    obstacle: Obstacle
    reason: str
    side: Side | None = None
    """On which side somebody was first, for ALREADY_DECIDED."""


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
    principle: str | None = None,
    answers: Iterable[Action] = (),
) -> Status | Refusal:
    """Return the status after `action`, or why it is refused. Pure: changes nothing.

    `place` is the key of the platform; some have no hiding. `principle` is the key under which something is hidden or
    reported; both are refused without one (P7, P8). `answers` are the decisions made so far, oldest first: an undo of
    an answer goes back to what stood before it. Left out, nothing did but what the status itself tells.
    """
    if role is Role.OUTSIDER:
        return Refusal(Obstacle.NOT_A_MEMBER, "Only members of the mentions channel can do that.")
    if action is Action.HIDE and kind is Kind.DIRECT_MESSAGE:
        return Refusal(
            Obstacle.NOTHING_TO_HIDE, "A direct message is seen by nobody else, so there is nothing to hide."
        )
    if refusal := _impossible_there(status, action, place):
        return refusal
    changed = _answer_undone(status, answers) if action is Action.ANSWER_UNDO else _next(status, action)
    if changed is None:
        return Refusal(Obstacle.ALREADY_DECIDED, "That can no longer be done to this mention.", side_of(action))
    if action in NEEDS_PRINCIPLE and principle is None:
        return Refusal(
            Obstacle.NEEDS_PRINCIPLE,
            "A post can be hidden or reported only under one of the published principles. Please choose one.",
        )
    return changed


def side_of(action: Action) -> Side | None:
    """Return the side of a mention that an action is on; None for one that changes neither."""
    if action is Action.SHOW_PERSONAL_DETAILS:
        return None
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
    standing = [Answering.UNANSWERED]
    for action in made:
        if action is Action.ANSWER_UNDO and len(standing) > 1:
            standing.pop()
        elif answering := _ANSWERING.get((standing[-1], action)):
            standing.append(answering)
    return tuple(standing)


def out_of_date(action: Action, made_since: Iterable[Action]) -> bool:
    """Tell whether a click came too late: somebody decided on the same side since the card was drawn."""
    side = side_of(action)
    return side is not None and any(side_of(made) is side for made in made_since)


def available(status: Status, role: Role, kind: Kind = Kind.COMMENT, place: str = "other") -> frozenset[Action]:
    """Return the actions that `role` can take now on that platform; a card draws these and no others."""
    any_principle = "any"
    return frozenset(
        action
        for action in Action
        if isinstance(decide(status, action, role, kind=kind, place=place, principle=any_principle), Status)
    )


def _impossible_there(status: Status, action: Action, place: str) -> Refusal | None:
    where = platform(place)
    if action is Action.HIDE and not where.can_hide:
        return Refusal(Obstacle.NO_HIDING, f"{where.name} has no hiding; report it instead.")
    hidden = status.visibility is Visibility.HIDDEN and status.latest is Action.HIDE
    if action is Action.UNDO and hidden and not where.can_show_again:
        return Refusal(Obstacle.NO_HIDING, f"What was removed from {where.name} can’t be shown again.")
    return None


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
