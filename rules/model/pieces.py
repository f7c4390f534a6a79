"""Cut a text into the pieces of words that the model reads (WordPiece: Wu et al. 2016, section 4.1)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rules.english import rare_words
from rules.folding import Folded
from rules.model.spelling import Spelling
from rules.wordlists import lexicon

_PART = re.compile(r"[^\W_]+|\S")
_LETTERS_APART = r"[a-z]([ .*_-]{1,3})[a-z](?:\1[a-z](?![^\W_]))+"
_WORD = re.compile(
    rf"(?<![^\W_])(?<!'){_LETTERS_APART}"
    r"|(?P<url>https?://\S+|www\.\S+)|(?P<user>@[a-z0-9_]+)"
    r"|#[a-z]{6,120}(?![^\W_])"
    r"|[$!|€]?[a-z0-9]+(?:[$@!|*+€£(]{1,6}[a-z0-9]+)+\$?|[$!|€][a-z0-9]{3,24}\$?|[a-z0-9]{3,24}\$"
    r"|(?=[a-z']{0,120}'[a-z]{3})[a-z]+(?:'[a-z]+)+"
    rf"|{_PART.pattern}"
)
"""Letters with one sign between each, hashtags, words with signs in them, and those that may be several, as more than
an ending follows the apostrophe, are first tried as one word each."""
_SPELT = [str.maketrans("0234578@$+€(1!|69£", "ozeastbaste" + others) for others in ("ciiigge", "clllbgl")]
"""What signs and digits stand for. A one is an i or an l, a six a g or a b: both ways are tried."""
_FIGURE_AMID = re.compile(r"[a-z][013457][a-z]|4(?:ll|nd|ny|r[e3])|th3")
"""Of three signs only such may be a word: no 4th, 5am or mp3, but y0u."""
_NUMBERED = re.compile(r"[0-9]{2,}[a-z]+|[a-z]+[0-9]{2,}")
_COUNTED = re.compile(r"[0-9][a-z]+|[a-z]+[0-9]")
"""Numbers of something, such as 10am; those of one figure unless it makes a word: 6weeks, ward7, but rat5."""
_HEARD = (("ph", "f"), ("vv", "w"), ("h8", "hate"))
"""What letters are written for others that sound or look like them."""
_IN_RUNS = re.compile(r"[a-z0-9@$']+")
_THRICE = re.compile(r"(.)\1{2,}")
_APART = re.compile(_LETTERS_APART)
_BETWEEN = re.compile(r"[ .*_-]+")
_STARRED = re.compile(r"[a-z]+\*{1,4}[a-z]+")
_SHORTEST = 4
"""Shorter words in disguise are too often something else: a 4x4, a B12."""
_MOST_PONDERED = 40
"""Unknown words of one text that may be others in disguise. Beyond, it is another language, or wants to cost time."""
_LONGEST = 100
"""Longer words are unknown, as in the vocabulary's own making (BERT)."""
_UNKNOWN = "[UNK]"
_FURTHER = "##"
"""What a piece begins with that goes on with a word."""
_HASHTAG = "#"
_MOST_COMMON = "the"
"""From here on, words stand in the vocabulary by how common they are."""
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
    run: bool = False
    """Whether it was found to be several words, run together."""


class Vocabulary:
    """The pieces of words that the model knows, one a line in the file; a piece's number is its line's."""

    def __init__(self, path: Path) -> None:
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
        self._pieces = lines
        self._numbers: Mapping[str, int] = {piece: number for number, piece in enumerate(lines)}
        self.opening = self._numbers["[CLS]"]
        self.closing = self._numbers["[SEP]"]
        first = self._numbers[_MOST_COMMON]
        places = {word: place for place, word in enumerate(lines[first:], start=1) if word.isascii() and word.isalpha()}
        self.spelling = Spelling(places, lexicon(), rare_words())

    def words(self, folded: Folded) -> Iterator[Word]:
        """Yield the words of a folded text in their order."""
        pondered = 0
        for found in _WORD.finditer(folded.text):
            spoken = found.lastgroup or found.group()
            pondered += len(spoken) >= _SHORTEST and spoken not in self._numbers
            meant = self._meant(spoken) if pondered <= _MOST_PONDERED else ()
            pieces = tuple(piece for each in meant for piece in self._cut(each)) or self._pieces_of(
                spoken, ponder=pondered <= _MOST_PONDERED
            )
            yield Word(found.start(), found.end(), pieces, run=len(meant) > 1)

    def read_as(self, words: Iterable[Word]) -> list[str]:
        """Return the words and signs that `words` are read as: disguises undone, pictures by their names."""
        pieces = " ".join(self._pieces[piece] for word in words for piece in word.pieces)
        return pieces.replace(f" {_FURTHER}", "").split()

    def _pieces_of(self, word: str, *, ponder: bool) -> tuple[int, ...]:
        """Return the pieces of a word that stands for no other, or of the words and signs that it is made of."""
        if word not in self._numbers and not word.isalnum() and len(parts := _PART.findall(word)) > 1:
            each = ((self._meant(part) if ponder else ()) or (part,) for part in parts)
            return tuple(piece for meant in each for one in meant for piece in self._cut(one))
        if len(word) == 1 and word >= _FIRST_SYMBOL and (name := _name(word)):
            return tuple(piece for part in name.split() for piece in self._cut(part))
        return self._cut(word)

    def _meant(self, word: str) -> tuple[str, ...]:
        """Return the words that an unknown one may be seen to stand for, or nothing."""
        if word in self._numbers or (len(word) < _SHORTEST and not _FIGURE_AMID.fullmatch(word)):
            return ()
        if word[0] == _HASHTAG:
            run = self.spelling.apart(word[1:], on_purpose=True)
            return (_HASHTAG, *run) if run else ()
        plain = tuple(dict.fromkeys(_plain(word)))
        read = (*plain, *_heard(word))
        one = next((each for each in read if each in self._numbers), None)
        one = one or next(filter(self.spelling.knows, read), None)
        if not one and len(word) >= _SHORTEST and not _COUNTED.fullmatch(word):
            one = next(filter(None, map(self.spelling.mended, plain)), None)
        return (one,) if one else self._several(word, plain)

    def _several(self, word: str, plain: Sequence[str]) -> tuple[str, ...]:
        """Return the words that one may be made of, or the one that it is with letters for its stars."""
        apart = _APART.fullmatch(word) is not None
        if apart or _IN_RUNS.fullmatch(word):
            ways = (self.spelling.apart(each, on_purpose=apart) for each in plain if each.isalpha())
            return next(filter(None, ways), ())
        starred = next((each for each in plain if _STARRED.fullmatch(each)), None)
        unstarred = self.spelling.unstarred(starred) if starred else None
        return (unstarred,) if unstarred else ()

    def _cut(self, word: str) -> tuple[int, ...]:
        """Return the longest known beginning, then the longest of what is left, and so on."""
        pieces = []
        start = 0
        while start < len(word) <= _LONGEST:
            opening = _FURTHER if start else ""
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
    if _APART.fullmatch(word):
        yield _BETWEEN.sub("", word)
    elif "'" in word:
        yield word.replace("'", "")
    elif 3 * sum(map(str.isalpha, word)) >= len(word) and not _NUMBERED.fullmatch(word):
        for table in _SPELT:
            yield word.translate(table)
        for fewer in (r"\1\1", r"\1"):
            yield _THRICE.sub(fewer, word)


def _heard(word: str) -> Iterator[str]:
    """Yield what a word may be in which letters are written for others that sound or look like them."""
    if word.isalnum():
        for written, meant in _HEARD:
            if written in word:
                yield word.replace(written, meant)
        if word[-1] == "z":
            yield f"{word[:-1]}s"


def _name(character: str) -> str:
    """Return what a picture shows, in words, or nothing for what is no picture."""
    if colour := _SKIN.get(character):
        return f"{colour} skin"
    if unicodedata.category(character) != "So":
        return ""
    return unicodedata.name(character, "").lower().replace("sign", "").replace("-", " ")
