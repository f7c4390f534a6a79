"""Profane and crude words, and insults (P11, P12), as `lexicons/lexicon.toml` has them."""

from collections.abc import Iterator

from rules.reading import Reading
from rules.signals import Signal

NAME = "lexicon"


def find(reading: Reading) -> Iterator[Signal]:
    """Yield what the list found in the text."""
    return reading.signals(NAME)
