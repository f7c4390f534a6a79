"""What a judge costs: texts a second, the slowest of a hundred, and memory, in a process of its own."""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from time import process_time

_DRAWN = 1000
"""Times that the texts are drawn anew."""
_FEWEST_PASSES = 5
"""Times that each text is judged at least."""
_LONG_ENOUGH = 8.0
"""Seconds over which that goes on at least: a machine that others share is slow for seconds on end."""


@dataclass(frozen=True)
class Cost:
    """Of asking about one text at a time, in seconds of one core, whatever else the machine is doing."""

    times: tuple[float, ...]
    """Seconds, of each text in its turn: the least of several passes."""
    memory: float
    """Bytes that loading and asking added to the process at its largest."""

    @property
    def texts_a_second(self) -> float:
        """Return how many texts one core judges in a second, one by one."""
        return len(self.times) / sum(self.times)

    @property
    def p99(self) -> float:
        """Return the seconds that 99 of 100 texts need at most."""
        return quantiles(self.times, n=100)[-1]


def faster(one: Cost, other: Cost) -> tuple[float, float, float]:
    """Return how many times as fast `one` was on the same texts, and the 95 % interval of that (bootstrap by text)."""
    draw = random.Random(1)  # noqa: S311 - nothing to guess
    pairs = list(zip(one.times, other.times, strict=True))
    drawn = sorted(_ratio(draw.choices(pairs, k=len(pairs))) for _ in range(_DRAWN))
    return _ratio(pairs), drawn[_DRAWN // 40], drawn[-_DRAWN // 40]


def _ratio(pairs: Sequence[tuple[float, float]]) -> float:
    return sum(slow for _, slow in pairs) / sum(fast for fast, _ in pairs)


def cost_of(name: str, texts: Sequence[str]) -> Cost:
    """Ask the judge of that name about `texts`, one by one, in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_measure, name, texts).result()


def _measure(name: str, texts: Sequence[str]) -> Cost:
    before = _peak()
    from tests.evaluate.judges import judges  # noqa: PLC0415 - what it imports is part of what is measured

    asked = next(judge for judge in judges() if judge.name == name).load()
    for text in texts:  # patterns are compiled when they are first needed
        asked(text)
    passes: list[list[float]] = []
    start = process_time()
    while len(passes) < _FEWEST_PASSES or process_time() - start < _LONG_ENOUGH:
        passes.append([_seconds(asked, text) for text in texts])
    return Cost(tuple(map(min, zip(*passes, strict=True))), _peak() - before)


def _seconds(asked: Callable[[str], object], text: str) -> float:
    start = process_time()
    asked(text)
    return process_time() - start


def _peak() -> int:
    """Return the most memory that this process ever held, in bytes, as Linux tells (getrusage counts its parent)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024
