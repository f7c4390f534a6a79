"""Words of somebody who tells of care, as `lexicons/about_care.toml` has them: evidence must be surer there (P7)."""

from collections.abc import Iterator

from rules.reading import Reading
from rules.signals import Signal

NAME = "about_care"


def find(reading: Reading) -> Iterator[Signal]:
    """Yield what the list found in the text."""
    return reading.signals(NAME)
