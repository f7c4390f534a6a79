"""Slurs, and hostility towards people for what they are (P10), as `lexicons/discriminatory.toml` has them."""

from collections.abc import Iterator

from rules.reading import Reading
from rules.signals import Signal

NAME = "discriminatory"


def find(reading: Reading) -> Iterator[Signal]:
    """Yield what the list found in the text."""
    return reading.signals(NAME)
