"""Words of who tells of care or a service, or reproaches (`lexicons/about_care.toml`): evidence must be surer (P7)."""

from collections.abc import Iterator

from rules.reading import Reading
from rules.signals import Signal

NAME = "about_care"


def find(reading: Reading) -> Iterator[Signal]:
    """Yield what the list found in the text."""
    return reading.signals(NAME)
