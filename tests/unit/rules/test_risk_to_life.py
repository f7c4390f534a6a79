"""A risk to life is looked at once and never hidden; ways of speaking and what is long past are no alarm."""

from collections.abc import Callable

import pytest

from rules import Route, Suggestion, Urgency, assess
from tests.evaluate.probes.templates import Probe, probes

PROBES = list(probes("risk", each=2))
LEAST_FOUND, MOST_ALARMS = 0.95, 0.1


def share(chosen: Callable[[Probe], bool]) -> float:
    """Return how many of the chosen probes are taken for a risk to life."""
    texts = [probe.text for probe in PROBES if chosen(probe)]
    return sum(assess(text).route is Route.RISK_TO_LIFE for text in texts) / len(texts)


def test_nearly_every_risk_is_found():
    assert share(lambda probe: probe.risk) >= LEAST_FOUND


def test_few_that_only_sound_like_one_are_alarms():
    assert share(lambda probe: not probe.risk) <= MOST_ALARMS


@pytest.mark.parametrize("text", [probe.text for probe in PROBES if probe.risk][::7])
def test_nobody_at_risk_is_hidden(text: str):
    assert assess(text).suggestion is not Suggestion.HIDE


@pytest.mark.parametrize("words", ["I cant go on livin like this", "shes colapsed and barely breathin"])
def test_haste_and_phones_spell_as_they_like(words: str):
    found = assess(words)

    assert (found.route, found.urgency) == (Route.RISK_TO_LIFE, Urgency.URGENT)


@pytest.mark.parametrize("text", ["thinking about sewerslide", "I keep thinking of unaliving myself", "I want to d1e"])
def test_words_that_get_round_the_filters_of_platforms_are_known(text: str):
    assert assess(text).urgency is Urgency.URGENT
