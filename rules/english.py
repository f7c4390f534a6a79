"""The English words that the triage knows, so that it takes none of them for another misspelt."""

from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

RARE_WORDS = Path(__file__).parent / "model" / "known.txt"
"""Written by `tests/evaluate/known_words.py`."""
_ENDINGS = ("s", "es", "ed", "ing", "er", "ers", "ly")
_SHORTEST_STEM = 3


def rare_words() -> list[str]:
    """Return the words of a large dictionary that are easily taken for others, being a slip away from them."""
    return RARE_WORDS.read_text(encoding="utf-8").split()


def known_words() -> frozenset[str]:
    """Return the whole words of the model's vocabulary, and the rare ones. Read anew each time."""
    return frozenset(word for word in _vocabulary() if word.isalpha()).union(rare_words())


@cache
def commonest_words() -> frozenset[str]:
    """Return the hundred words that stand first in the model's vocabulary: letters, and the commonest words."""
    return frozenset(islice((word for word in _vocabulary() if word.isascii() and word.isalpha()), 100))


def _vocabulary() -> list[str]:
    return RARE_WORDS.with_name("vocabulary.txt").read_text(encoding="utf-8").split("\n")


def stems(word: str) -> Iterator[str]:
    """Yield `word` as it stands and without its ending: stopping, stopp, stoppe, stop."""
    yield word
    for ending in _ENDINGS:
        stem = word[: -len(ending)]
        if not word.endswith(ending) or len(stem) < _SHORTEST_STEM:
            continue
        yield stem
        if ending[0] in "ei":
            yield f"{stem}e"
            if stem[-1] == stem[-2]:
                yield stem[:-1]
        if stem[-1] == "i":
            yield f"{stem[:-1]}y"
