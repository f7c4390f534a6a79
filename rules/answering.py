"""The answering side of a mention: reply, refer, no reply needed, and what is taken back of them.

`rules.decisions.decide` puts it together with moderation and the rest; it never settles moderation.
"""

from collections.abc import Iterable
from dataclasses import replace

from rules.status import Action, Answering, Status

NEEDS_TEXT = frozenset({Action.REPLY, Action.REFER})
"""What is decided with the words that somebody is told."""

ANSWERS_GIVEN = frozenset({Action.REPLY_DONE, Action.REFER_DONE})
"""What says that its author was told something; another answer may follow."""

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

ANSWERING = frozenset({Action.ANSWER_UNDO, *(action for _, action in _ANSWERING)})
"""The actions on this side."""


def answer(status: Status, action: Action) -> Status | None:
    """Return the status after a step of the answering; None where the action is no such step, or not now."""
    answering = _ANSWERING.get((status.answering, action))
    return replace(status, answering=answering) if answering else None


def answer_to_undo(status: Status) -> Action | None:
    """Return the decision that an undo of the answer would take back; None where there is none."""
    return _ANSWERED_BY.get(status.answering)


def undo_answer(status: Status, made: Iterable[Action]) -> Status | None:
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
