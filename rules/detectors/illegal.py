"""Illegal or inappropriate material and activity (P13), as `lexicons/illegal.toml` has it."""

from collections.abc import Iterator

from rules.reading import Reading
from rules.signals import Signal

NAME = "illegal"


def find(reading: Reading) -> Iterator[Signal]:
    """Yield what the list found in the text."""
    return reading.signals(NAME)
