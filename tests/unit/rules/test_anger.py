"""Anger is no breach (P7), however loud, sarcastic or unfair."""

from rules import Suggestion, assess
from tests.evaluate.probes.templates import probes


def test_swear_free_anger_is_never_hidden_or_reported():
    texts = [probe.text for probe in probes("angry", each=4)]

    assert texts
    assert [text for text in texts if assess(text).suggestion in {Suggestion.HIDE, Suggestion.REPORT}] == []
