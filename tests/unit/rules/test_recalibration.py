"""What decisions say of a threshold: enough of them, a mostly right share, small steps within bounds."""

from dataclasses import replace

import pytest

from rules.principles import principle
from rules.recalibration import Advice, Decided, Share, bounds, propose, within_bounds

ABUSIVE = replace(principle("abusive"), threshold=0.5)
OTHER = "irrelevant_advertising"


def decided(sure: float, followed: int, overruled: int = 0) -> list[Decided]:
    """Return decisions on mentions that are equally surely abusive."""
    confidences = {ABUSIVE.key: sure}
    return [Decided(confidences, ABUSIVE.key)] * followed + [Decided(confidences, None)] * overruled


def test_suggestions_that_are_often_overruled_raise_it_to_where_they_are_mostly_followed():
    found = propose(ABUSIVE, 0.5, [*decided(0.52, 2, 12), *decided(0.58, 3, 9), *decided(0.82, 38, 2)])

    assert (found.advice, found.before, found.after) == (Advice.CHANGE, 0.5, 0.6)
    assert (found.suggested_before, found.suggested_after) == (Share(43, 66), Share(38, 40))
    assert (found.differently, found.rightly) == (26, 21)


def test_it_is_raised_no_further_than_needed():
    found = propose(ABUSIVE, 0.5, [*decided(0.52, 0, 20), *decided(0.58, 8, 1), *decided(0.82, 38, 2)])

    assert found.after == 0.55


def test_doubtful_ones_that_people_hid_lower_it():
    found = propose(ABUSIVE, 0.5, [*decided(0.42, 1, 9), *decided(0.47, 14, 1), *decided(0.82, 20)])

    assert (found.advice, found.after) == (Advice.CHANGE, 0.45)
    assert (found.differently, found.rightly) == (15, 14)


def test_many_sure_cases_are_no_reason_to_suggest_doubtful_ones():
    found = propose(ABUSIVE, 0.5, [*decided(0.47, 0, 12), *decided(0.82, 500)])

    assert (found.advice, found.after) == (Advice.KEEP, 0.5)


def test_too_few_decisions_change_nothing():
    found = propose(ABUSIVE, 0.5, decided(0.82, 0, 29))

    assert (found.advice, found.decisions, found.after) == (Advice.TOO_FEW, 29, 0.5)


def test_what_is_surely_none_or_was_hidden_under_another_principle_is_not_counted():
    another = [Decided({ABUSIVE.key: 0.8, OTHER: 0.8}, OTHER)] * 40

    assert propose(ABUSIVE, 0.5, [*decided(0.1, 0, 100), *another]).decisions == 0


def test_a_principle_that_is_wrong_however_sure_stays_as_it_is():
    found = propose(ABUSIVE, 0.5, decided(0.95, 10, 40))

    assert (found.advice, found.after) == (Advice.NO_BETTER, 0.5)


@pytest.mark.parametrize("sure", [0.3, 0.39])
def test_it_is_never_lowered_beyond_its_bound(sure: float):
    assert propose(ABUSIVE, 0.5, [*decided(sure, 500), *decided(0.41, 500)]).after == 0.4


def test_the_same_decisions_change_it_once():
    decisions = [*decided(0.52, 2, 12), *decided(0.58, 3, 9), *decided(0.82, 38, 2)]
    raised = propose(ABUSIVE, 0.5, decisions).after

    assert propose(ABUSIVE, raised, decisions).advice is Advice.KEEP


def test_the_bounds_go_with_the_shipped_threshold():
    assert bounds(0.6) == (0.5, 0.85)
    assert bounds(0.05) == (0.0, 0.3)
    assert (within_bounds(0.1, 0.5), within_bounds(0.6, 0.5), within_bounds(0.9, 0.5)) == (0.4, 0.6, 0.75)
