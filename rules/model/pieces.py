"""Cut a text into the pieces of words that the model reads (WordPiece: Wu et al. 2016, section 4.1)."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rules.folding import Folded

_PART = re.compile(r"[^\W_]+|\S")
_WORD = re.compile(
    r"(?P<url>https?://\S+|www\.\S+)|(?P<user>@[a-z0-9_]+)"
    r"|(?<![^\W_])[a-z](?:([ .*_-])[a-z])(?:\3[a-z])+(?![^\W_])"
    r"|[a-z0-9]+(?:[$@!|][a-z0-9]+)+"
    rf"|{_PART.pattern}"
)
"""Letters with one sign between each, and words with a sign inside, are first tried as one word each."""
_SPELT = [
    str.maketrans({"0": "o", "1": one, "!": one, "|": one, "3": "e", "4": "a", "@": "a", "5": "s", "$": "s", "7": "t"})
    for one in "il"
]
_THRICE = re.compile(r"(.)\1{2,}")
_LETTERS_APART = re.compile(r"[a-z]([ .*_-])[a-z](?:\1[a-z])+")
_SHORTEST = 4
"""Shorter words in disguise are too often something else: a 4x4, a B12."""
_LONGEST = 100
"""Longer words are unknown, as in the vocabulary's own making (BERT)."""
_UNKNOWN = "[UNK]"
_FIRST_SYMBOL = "\u2190"
"""From here on, characters may be pictures, which are read by their names."""
_SKIN = dict(
    zip("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff", ("light", "light", "brown", "dark", "dark"), strict=True)
)
"""Signs for the colour of the skin of the person before them (Unicode Technical Standard 51, 2.4)."""


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
        if len(word) >= _SHORTEST and word not in self._numbers:
            if plain := next((each for each in _plain(word) if each in self._numbers), None):
                return (self._numbers[plain],)
            if not word.isalnum() and len(parts := _PART.findall(word)) > 1:
                return tuple(piece for part in parts for piece in self._pieces_of(part))
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


def _plain(word: str) -> Iterator[str]:
    """Yield what a word may be that is written with signs for letters, letters apart or letters drawn out."""
    if _LETTERS_APART.fullmatch(word):
        yield word[::2]
    elif 2 * sum(map(str.isalpha, word)) >= len(word):
        for table in _SPELT:
            yield word.translate(table)
        for fewer in (r"\1\1", r"\1"):
            yield _THRICE.sub(fewer, word)


def _name(character: str) -> str:
    """Return what a picture shows, in words, or nothing for what is no picture."""
    if colour := _SKIN.get(character):
        return f"{colour} skin"
    if unicodedata.category(character) != "So":
        return ""
    return unicodedata.name(character, "").lower().replace("sign", "").replace("-", " ")
