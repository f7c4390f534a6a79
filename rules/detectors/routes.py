"""What a message is besides a breach or none (P2, P4, P6, P17), as `lexicons/routes.toml` has it."""

from collections.abc import Iterator

from rules.assessment import Route
from rules.reading import Reading
from rules.signals import Signal

NAME = "routes"
_QUESTION_MARK = 0.55
"""A question mark makes a question of anything but a statement that only sounds like one ("Really?!")."""


def find(reading: Reading) -> Iterator[Signal]:
    """Yield what speaks for each route."""
    yield from reading.signals(NAME)
    at = reading.folded.text.find("?")
    if at >= 0:
        start, end = reading.folded.span(at, at + 1)
        yield Signal(Route.QUESTION, start, end, _QUESTION_MARK, "a question mark", NAME)
