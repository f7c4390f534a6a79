"""Cut a text into the pieces of words that the model reads (WordPiece: Wu et al. 2016, section 4.1)."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rules.folding import Folded

_WORD = re.compile(r"(?P<url>https?://\S+|www\.\S+)|(?P<user>@[a-z0-9_]+)|[^\W_]+|\S")
_LONGEST = 100
"""Longer words are unknown, as in the vocabulary's own making (BERT)."""
_UNKNOWN = "[UNK]"
_FIRST_SYMBOL = "\u2190"
"""From here on, characters may be pictures, which are read by their names."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, sign or emoji: characters `start` up to, not including, `end` of the folded text, and its pieces."""

    start: int
    end: int
    pieces: tuple[int, ...]


class Vocabulary:
    """The pieces of words that the model knows, one a line in the file; a piece's number is its line's."""

    def __init__(self, path: Path) -> None:
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
        self._numbers: Mapping[str, int] = {piece: number for number, piece in enumerate(lines)}
        self.opening = self._numbers["[CLS]"]
        self.closing = self._numbers["[SEP]"]
        self._known: dict[str, tuple[int, ...]] = {}

    def words(self, folded: Folded) -> Iterator[Word]:
        """Yield the words of a folded text in their order."""
        for found in _WORD.finditer(folded.text):
            spoken = found.lastgroup or found.group()
            yield Word(found.start(), found.end(), self._pieces_of(spoken))

    def _pieces_of(self, word: str) -> tuple[int, ...]:
        if len(word) == 1 and word >= _FIRST_SYMBOL and (name := _name(word)):
            return tuple(piece for part in name.split() for piece in self._cut(part))
        return self._cut(word)

    def _cut(self, word: str) -> tuple[int, ...]:
        """Return the longest known beginning, then the longest of what is left, and so on."""
        pieces = []
        start = 0
        while start < len(word) <= _LONGEST:
            opening = "##" if start else ""
            for end in range(len(word), start, -1):
                if (number := self._numbers.get(opening + word[start:end])) is not None:
                    pieces.append(number)
                    start = end
                    break
            else:
                return (self._numbers[_UNKNOWN],)
        return tuple(pieces) or (self._numbers[_UNKNOWN],)


def _name(character: str) -> str:
    """Return what a picture shows, in words, or nothing for what is no picture."""
    if unicodedata.category(character) != "So":
        return ""
    return unicodedata.name(character, "").lower().replace("sign", "").replace("-", " ")
