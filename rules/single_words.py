"""Words that the detector of advertising counts wherever they stand: `single_words.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_WORDS = Path(__file__).parent / "single_words.toml"


@dataclass(frozen=True, slots=True)
class SingleWords:
    """The lists of the file, in folded letters."""

    told_or_asked: frozenset[str]
    """What small advertisements do without."""
    of_trade: frozenset[str]
    of_plugs: frozenset[str]
    """What somebody writes under a video who wants to be watched, followed or bought from."""
    of_rescuers: frozenset[str]
    """What somebody writes who tells of a loss to sell its recovery."""
    lures: frozenset[str]
    """What often stands beside a link that sells or cheats."""


@cache
def single_words() -> SingleWords:
    """Return the lists, read on first use."""
    content = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return SingleWords(**{name: frozenset(words.split()) for name, words in content.items()})
