"""The language model on one text at its slowest of a hundred, in time of one core, against what was asked of it."""

from collections.abc import Iterator
from statistics import quantiles
from time import process_time

from rules import assess
from rules.model import load
from tests.bench.row import Row

_ASKED = 0.020
"""Seconds for one text, p99, on one core."""
_TEXTS = (
    "We sat there for over three hours with our little girl and nobody told us anything at all.",
    "Thank you to the nurse on ward 4, she was lovely.",
    "You people are a disgrace, I have never been treated so badly, and I will be writing to my MP about it.",
    "My operation was cancelled again 😡 third time now, and nobody will tell me why. Please can somebody ring me?",
)
_ROUNDS = 100


def rows() -> Iterator[Row]:
    """Yield a row for the p99 of some hundred texts."""
    model = load()
    for text in _TEXTS:  # patterns are compiled when they are first needed
        assess(text, model=model)
    times = []
    for _ in range(_ROUNDS):
        for text in _TEXTS:
            start = process_time()
            assess(text, model=model)
            times.append(process_time() - start)
    yield Row("assess with the language model, p99", quantiles(times, n=100)[-1], "what was asked", _ASKED, at_least=1)
