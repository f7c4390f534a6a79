"""What somebody is told whose click changed nothing."""

from handlers.blocks.answers import declined
from handlers.desk import Declined
from rules.decisions import Action, Obstacle, Refusal, Side
from rules.mention import Person
from tests.unit.handlers.drawn import ANNA, CLEAN, LONDON, case_of

TOO_LATE = Refusal(Obstacle.ALREADY_DECIDED, "Somebody was faster.", Side.MODERATION)
HIDDEN = Declined(case_of(CLEAN, Action.HIDE), TOO_LATE)


def test_who_clicked_twice_is_told_that_it_is_done_already():
    assert declined(HIDDEN, ANNA, LONDON, Action.HIDE) == (
        f"You did that already: {ANNA.name} decided: hide, Mon 23 Nov, 09:06. Nothing was changed."
    )


def test_who_decided_otherwise_before_is_told_what_they_decided():
    assert declined(HIDDEN, ANNA, LONDON, Action.APPROVE) == (
        "The card has changed since: you decided: hide, Mon 23 Nov, 09:06. "
        "Nothing was changed; please look at the card again."
    )


def test_who_comes_second_is_told_who_was_first_whatever_they_tried():
    for tried in (Action.HIDE, Action.APPROVE):
        assert declined(HIDDEN, Person("U0BEN", "Ben"), LONDON, tried).startswith(f"{ANNA.name} was first:")


def test_an_undo_is_told_with_what_it_took_back():
    undone = Declined(case_of(CLEAN, Action.HIDE, Action.UNDO), TOO_LATE)
    assert "you took back: hide" in declined(undone, ANNA, LONDON, Action.REPORT)
