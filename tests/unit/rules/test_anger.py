"""Anger is no breach (P7), however loud, sarcastic or unfair."""

import pytest

from rules import Suggestion, assess
from tests.evaluate.probes.templates import probes


def test_swear_free_anger_is_never_hidden_or_reported():
    texts = [probe.text for probe in probes("angry", each=4)]

    assert texts
    assert [text for text in texts if assess(text).suggestion in {Suggestion.HIDE, Suggestion.REPORT}] == []


@pytest.mark.parametrize(
    "text", ["Absolute muppets. Rang again", "you people are useless", "what a bunch of clowns", "you lot are a joke"]
)
def test_a_rude_word_for_a_service_is_for_somebody_to_read(text: str):
    found = assess(text)

    assert (found.findings, found.unsure) == ((), True)
