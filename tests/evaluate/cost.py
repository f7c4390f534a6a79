"""What a judge costs: texts a second, the slowest of a hundred, and memory, in a process of its own."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from time import process_time


@dataclass(frozen=True)
class Cost:
    """Of asking about one text at a time, in seconds of one core, whatever else the machine is doing."""

    texts_a_second: float
    p99: float
    """Seconds."""
    memory: float
    """Bytes that loading and asking added to the process at its largest."""


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
    times = []
    for text in texts:
        start = process_time()
        asked(text)
        times.append(process_time() - start)
    return Cost(len(times) / sum(times), quantiles(times, n=100)[-1], _peak() - before)


def _peak() -> int:
    """Return the most memory that this process ever held, in bytes, as Linux tells (getrusage counts its parent)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024
