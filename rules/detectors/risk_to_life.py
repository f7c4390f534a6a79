"""A risk to somebody's life, as `lexicons/risk_to_life.toml` has it: a suggestion to look at once, never a breach."""

from collections.abc import Iterator

from rules.reading import Reading
from rules.signals import Signal

NAME = "risk_to_life"


def find(reading: Reading) -> Iterator[Signal]:
    """Yield what the list found in the text."""
    return reading.signals(NAME)
