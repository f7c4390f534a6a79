"""Read a text as a person would: without case, accents, look-alike letters, invisible characters.

The figures of other scripts become those of ours.

Folding keeps a map from each folded character to the character it came from, so that whatever is found can be pointed
at in the text as it was written. It takes time linear in the length of the text and accepts any string, lone
surrogates included.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from string import digits

from rules.phrases import LETTERS, WORD

_LONGEST_EXPANSION = 4
"""A few characters stand for whole sentences (U+FDFA for 18 letters); no word is hidden in those."""

_LARGEST_CACHE = 20_000
"""Folded characters remembered: all of ordinary writing, and no more than a hostile text may fill."""

_VANISH = frozenset({"Mn", "Me", "Cf", "Cc"})
"""Categories of characters that show nothing of their own: accents, zero-width and direction marks, controls."""

_SAME_AS = {
    **dict.fromkeys("\t\n\r\v\f\x85\u2028\u2029", " "),
    **dict.fromkeys("‘’ʼ′`´＇‛", "'"),
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("∗✱✳⁎⋆★☆", "*"),
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "đ": "d",
    "Đ": "d",
    "ı": "i",
    "æ": "ae",
    "Æ": "ae",
    "œ": "oe",
    "Œ": "oe",
    "ß": "ss",
    "ẞ": "ss",
}

# Letters in boxes and circles that Unicode does not call compatible with the plain ones, and flags' letters.
_ENCLOSED_STARTS = (0x1F150, 0x1F170, 0x1F1E6)

_UNUSUAL = re.compile("[^ -_a-~]")
"""All but ASCII, of which every character but that one folds to its small letter."""
_MANY_UNUSUAL = 50
"""Up to so many different characters are replaced one after the other: a hostile text may have thousands."""

# Letters of other scripts that look like Latin ones. They count as Latin only in a word that also has Latin letters.
_LOOK_ALIKES = str.maketrans(
    "абвгдезијкорсптухцьѕіјһԁԛԝαβγδεικνορςτυχω",
    "a6brdezujkopcntyxubsijhdqwaby6eikvopctuxw",
)
_OTHER_SCRIPT = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_WORD_OF_EITHER = re.compile("[a-z0-9\u0370-\u03ff\u0400-\u052f]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made plain, its words, and where each of its characters came from."""

    text: str
    spoken: Sequence[str]
    """Its words in their order."""
    parts: Sequence[str]
    """The same, words with an apostrophe in two: `don`, `t`."""
    words: frozenset[str]
    """What there is of words and of parts, each once."""
    figures: int
    """How many figures it has."""
    origins: tuple[int, ...] | None
    """Index in the original of each folded character; None when they stand at the same places."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original that folded to characters `start` up to, not including, `end`."""
        if self.origins is None or start >= end:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the folded text that came from characters `start` up to, not including, `end`."""
        if self.origins is None:
            return start, end
        return bisect_left(self.origins, start), bisect_left(self.origins, end)


class _Folding(dict[str, str]):
    """One character to what it folds to, worked out when first asked for."""

    def __missing__(self, character: str) -> str:
        plain = _fold_character(character)
        if len(self) < _LARGEST_CACHE:
            self[character] = plain
        return plain


def fold(text: str) -> Folded:
    """Return `text` in lower case without accents, invisible characters and look-alike letters."""
    if text.isascii() and text.isprintable():
        return cut(text.lower(), None)
    unusual = set(_UNUSUAL.findall(text))
    plain = _plain(text, unusual)
    if _OTHER_SCRIPT.search(plain):
        plain = _WORD_OF_EITHER.sub(_latinise, plain)
    resized = frozenset(character for character in unusual if len(_FOLDING[character]) != 1)
    return cut(plain, _origins(text, resized) if resized else None)


def cut(plain: str, origins: tuple[int, ...] | None) -> Folded:
    """Return a folded text cut into its words."""
    spoken = WORD.findall(plain)
    parts = LETTERS.findall(plain) if "'" in plain else spoken
    words = frozenset(spoken) if parts is spoken else frozenset((*spoken, *parts))
    return Folded(plain, spoken, parts, words, sum(map(plain.count, digits)), origins)


def _plain(text: str, unusual: Collection[str]) -> str:
    if len(unusual) > _MANY_UNUSUAL:
        return "".join(map(_FOLDING.__getitem__, text))
    for character in unusual:
        text = text.replace(character, _FOLDING[character])
    return text.lower()


def _origins(text: str, resized: Collection[str]) -> tuple[int, ...]:
    """Return where each folded character came from; all fold to one but those that are `resized`."""
    origins: list[int] = []
    end = 0
    for found in _UNUSUAL.finditer(text):
        if found.group() in resized:
            start = found.start()
            origins += range(end, start)
            origins += [start] * len(_FOLDING[found.group()])
            end = start + 1
    return (*origins, *range(end, len(text)))


def _latinise(word: re.Match[str]) -> str:
    found = word.group()
    return found.translate(_LOOK_ALIKES) if any("a" <= letter <= "z" for letter in found) else found


def _fold_character(character: str) -> str:
    if character in _SAME_AS:
        return _SAME_AS[character]
    if (figure := unicodedata.decimal(character, None)) is not None:
        # Whoever writes Urdu, Arabic or Bengali writes a telephone number in its figures.
        return str(figure)
    code = ord(character)
    for start in _ENCLOSED_STARTS:
        if start <= code < start + 26:
            return chr(ord("a") + code - start)
    kept = (part for part in unicodedata.normalize("NFKD", character) if unicodedata.category(part) not in _VANISH)
    plain = "".join(_SAME_AS.get(part, part) for part in kept).lower()
    if unicodedata.category(character).startswith("Z"):
        return " "
    # Lower-casing can bring accents back (İ).
    plain = "".join(part for part in plain if unicodedata.category(part) not in _VANISH)
    return plain if len(plain) <= _LONGEST_EXPANSION else plain[:1]


_FOLDING = _Folding()
