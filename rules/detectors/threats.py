"""Threats of violence (P11, P12), as `lexicons/threats.toml` has them."""

from collections.abc import Iterator

from rules.reading import Reading
from rules.signals import Signal

NAME = "threats"


def find(reading: Reading) -> Iterator[Signal]:
    """Yield what the list found in the text."""
    return reading.signals(NAME)
