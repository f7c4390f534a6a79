"""A risk to somebody's life, as `lexicons/risk_to_life.toml` has it: a suggestion to look at once, never a breach."""

from collections.abc import Iterator

from rules.haste import spelt_out
from rules.reading import Reading, read_anew
from rules.signals import Signal

NAME = "risk_to_life"


def find(reading: Reading) -> Iterator[Signal]:
    """Yield what the list found in the text; where that is nothing, in the text with the slips of haste put right."""
    found = False
    for signal in reading.signals(NAME):
        found = True
        yield signal
    if not found and (spelt := spelt_out(reading.folded)):
        yield from read_anew(reading, spelt).signals(NAME)
