"""One line of the table that `python -m tests.bench` prints."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

RUNS = 9
"""Odd, so that the median is one of them."""


@dataclass(frozen=True)
class Row:
    """Something of ours measured against a peer, in the same process and minute."""

    what: str
    ours: float
    """Seconds for one."""
    peer: str
    theirs: float
    at_least: float | None = None
    """The ratio that an issue asks for."""

    @property
    def ratio(self) -> float:
        """How many times as fast as the peer ours is."""
        return self.theirs / self.ours


def compare(
    what: str,
    ours: Callable[[], object],
    peer: str,
    theirs: Callable[[], object],
    *,
    calls: int = 1,
    peer_calls: int = 1,
    at_least: float | None = None,
) -> Row:
    """Return the medians of several runs of each, taken in turn so that a busy machine slows both alike."""
    ours(), theirs()  # first calls load and compile
    times = [(_seconds(ours, calls), _seconds(theirs, peer_calls)) for _ in range(RUNS)]
    return Row(what, median(one for one, _ in times), peer, median(one for _, one in times), at_least)


def _seconds(call: Callable[[], object], calls: int) -> float:
    start = perf_counter()
    for _ in range(calls):
        call()
    return (perf_counter() - start) / calls
