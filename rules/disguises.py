"""See through the ways of writing a word so that a filter misses it.

Stretched, spelt with signs and digits, starred out, dotted or spaced out, letters swapped or left out. Only words that
a list marks as `disguised` are looked for, and always as whole words. Texts without a sign of disguise, which is most,
cost next to nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

from rules.english import known_words, stems
from rules.folding import Folded
from rules.phrases import WORD
from rules.wordlists import Lexicon, Rule

Disguised = tuple[int, int, Rule]
"""Start and end in the folded text, and the rule of the word that hides there."""

_SHORTEST = 4
"""With a sign for one of three letters it is more often something else: A55 is a road."""
_LONGEST = 24
"""No listed word is longer."""
_FEWEST_KNOWN = 2
"""Letters that must show of a word that is starred out."""

_SHORTEST_SWAPPED, _SHORTEST_LEFT_OUT, _SHORTEST_SLUR_LEFT_OUT = 6, 7, 8
"""Letters of a listed word that is found with two of them swapped, or with one left out: shorter ones become names."""
_SLUR = "slur"

_STRETCHED = re.compile(r"(?<![a-z0-9'])(?=[a-z]{0,60}?([a-z])\1)[a-z]{3,200}(?![a-z0-9])")
_SIGNS = "0-9@$!|+*#%&€£._~-"
_HINT = re.compile(
    rf"[{_SIGNS}](?:(?<=[a-z].)[{_SIGNS}]{{0,2}}[a-z]|(?<=[@$5])[a-z]{{2}}|(?<=[a-z]\*)\*|(?<=[a-z][a-z!]\+))"
)
"""Up to three signs between letters, a sign that a word begins with, `a**`, `ab+`: told from the first of the signs."""
_SIGNED = re.compile(rf"(?<![a-z{_SIGNS}])(?=[a-z]{{0,39}}[{_SIGNS}])[a-z{_SIGNS}]{{3,40}}(?![a-z{_SIGNS}])")
_FIGURE_BY_LETTER = re.compile("[0-9](?:[a-z]|(?<=[a-z].))")
_FIGURES_IN_WORD = re.compile(r"(?<![a-z0-9'@#./_-])(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{3,20}(?![a-z0-9'@/_-])")
"""Words with figures in them, none of an address."""
_FEWEST_SPACED = 3
_SPACED = re.compile(rf"(?<![a-z0-9'])[a-z](?:[ ._\-*/|~,]{{1,2}}[a-z](?![a-z0-9'])){{{_FEWEST_SPACED - 1},59}}")
_EDGES = ".,!|#%&_~-"
_BETWEEN_LETTERS = re.compile(r"[._~|*-]")
_WILD = re.compile(r"[*#%&@$!]")
_SPELT = [
    str.maketrans("02345678@$!|1+€£9", "ozeasbtbasiiiteeg"),
    str.maketrans("02345679@$!|1+€£8", "ozeasgtgaslllteeb"),
]
"""What signs and digits stand for. A one is an i or an l, a six a b or a g: both ways are tried."""


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    exact: Mapping[str, tuple[Rule, ...]]
    squeezed: Mapping[str, tuple[str, ...]]
    """Words by themselves with every doubled letter written once."""
    plain: frozenset[str]
    """Words of the lists that are none of these stretched: most words of most texts."""
    by_length: Mapping[int, tuple[str, ...]]
    inside: tuple[tuple[str, Rule], ...]
    slips: Mapping[str, str]
    """What a word becomes with letters swapped or left out, where that is no other word."""


@lru_cache(maxsize=8)
def _words(lexicon: Lexicon) -> _Words:
    exact: dict[str, tuple[Rule, ...]] = {}
    for word, rule in lexicon.disguised_words():
        exact[word] = (*exact.get(word, ()), rule)
    squeezed: dict[str, tuple[str, ...]] = {}
    by_length: dict[int, tuple[str, ...]] = {}
    # A swear word is likelier under the stars than a slur.
    for word in sorted(exact, key=lambda word: exact[word][0].kind == _SLUR):
        key = _squeeze(word)
        squeezed[key] = (*squeezed.get(key, ()), word)
        by_length[len(word)] = (*by_length.get(len(word), ()), word)
    plain = frozenset(word for word in lexicon.index if word in exact or _squeeze(word) not in squeezed)
    return _Words(exact, squeezed, plain, by_length, tuple(lexicon.inside_words()), _slips(exact, lexicon))


def _slips(words: Mapping[str, tuple[Rule, ...]], lexicon: Lexicon) -> dict[str, str]:
    """Leave out what may be a name, the words that a team watches for included: Thomson is no Thompson misspelt."""
    misspelt = {
        slip: word
        for word, (rule, *_) in words.items()
        if word.isalpha() and not rule.names
        for slip in _misspelt(word, _SHORTEST_SLUR_LEFT_OUT if rule.kind == _SLUR else _SHORTEST_LEFT_OUT)
        if slip not in lexicon.index
    }
    known = known_words() if misspelt else frozenset()
    return {slip: word for slip, word in misspelt.items() if known.isdisjoint(stems(slip))}


def _misspelt(word: str, shortest_left_out: int) -> Iterator[str]:
    """Yield `word` with two letters swapped, or with one left out, but for the first and the last."""
    for place in range(1, len(word) - 1):
        before, here, after = word[:place], word[place], word[place + 1 :]
        if len(word) >= _SHORTEST_SWAPPED:
            yield before + after[0] + here + after[1:]
        if len(word) >= shortest_left_out:
            yield before + after


def undisguise(folded: Folded, lexicon: Lexicon) -> Iterator[Disguised]:
    """Yield the words of `lexicon` that stand disguised in a folded text."""
    text, words = folded.text, _words(lexicon)
    for word, rule in words.inside:
        if word in text:
            yield from (
                (*found.span(), rule) for found in re.finditer(rf"[a-z0-9]{{0,20}}{word}[a-z0-9]{{0,20}}", text)
            )
    if any(_unstretched(word, words) for word in folded.words - words.plain):
        yield from _stretched(text, words)
    if not words.slips.keys().isdisjoint(folded.words):
        yield from _slipped(text, words)
    if list(map(len, folded.spoken)).count(1) >= _FEWEST_SPACED:
        for found in _SPACED.finditer(text):
            yield from _spaced(found, words)
    if _HINT.search(text):
        for found in _SIGNED.finditer(text):
            yield from _signed(found, words)


def with_letters(text: str) -> str:
    """Return folded `text`, as long as it is, with letters for figures (`k1ll`) where that makes English words."""
    return _FIGURES_IN_WORD.sub(_with_letters, text) if _FIGURE_BY_LETTER.search(text) else text


def _with_letters(found: re.Match[str]) -> str:
    word = found.group()
    if 2 * sum(map(str.isalpha, word)) < len(word):
        return word
    spelt = (word.translate(table) for table in _SPELT)
    return next((each for each in spelt if each in _known()), word)


@cache
def _known() -> frozenset[str]:
    return known_words()


def _stretched(text: str, words: _Words) -> Iterator[Disguised]:
    for found in _STRETCHED.finditer(text):
        word = found.group()
        if word not in words.exact and (plain := _unstretched(word, words)):
            yield from _hits(plain, found.start(), found.end(), words)


def _slipped(text: str, words: _Words) -> Iterator[Disguised]:
    for found in WORD.finditer(text):
        if word := words.slips.get(found.group()):
            yield from _hits(word, found.start(), found.end(), words)


def _hits(word: str, start: int, end: int, words: _Words) -> Iterator[Disguised]:
    return ((start, end, rule) for rule in words.exact[word])


def _squeeze(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word))


@lru_cache(maxsize=4096)
def _unstretched(word: str, words: _Words) -> str | None:
    """Return the listed word of which `word` repeats letters, if there is one; none is shortened."""
    for plain in words.squeezed.get(_squeeze(word), ()):
        runs = zip(groupby(word), groupby(plain), strict=True)
        if all(len(list(written)) >= len(list(listed)) for (_, written), (_, listed) in runs):
            return plain
    return None


def _signed(found: re.Match[str], words: _Words) -> Iterator[Disguised]:
    written = found.group()
    token = written.strip(_EDGES)
    if not token.isalpha() and (word := _spelt_out(token, words)):
        start = found.start() + written.index(token)
        yield from _hits(word, start, start + len(token), words)


@lru_cache(maxsize=4096)
def _spelt_out(token: str, words: _Words) -> str | None:
    letters = sum("a" <= character <= "z" for character in token)
    joined = _BETWEEN_LETTERS.sub("", token)
    if joined.isalpha():
        return _listed(joined, words) or _starred(token, words)
    if 2 * letters >= len(joined):
        for table in _SPELT:
            if word := _listed(joined.translate(table), words):
                return word
    return _starred(token, words)


def _listed(word: str, words: _Words) -> str | None:
    if not len(word) >= _SHORTEST:
        return None
    return word if word in words.exact else _unstretched(word, words)


def _starred(token: str, words: _Words) -> str | None:
    """Return the listed word that `token` shows at least two letters of, the first among them."""
    if token in words.exact:
        return token
    signs = len(_WILD.findall(token))
    known = len(token) - signs
    if not signs or known < _FEWEST_KNOWN or len(token) < _SHORTEST or not token[0].isalpha():
        return None
    if signs == 1 and token[-1] == "*":  # a footnote
        return None
    pattern = re.compile(_WILD.sub("[a-z]", re.escape(_WILD.sub("*", token)).replace(r"\*", "*")))
    return next((word for word in words.by_length.get(len(token), ()) if pattern.fullmatch(word)), None)


def _spaced(found: re.Match[str], words: _Words) -> Iterator[Disguised]:
    places = [found.start() + index for index, character in enumerate(found.group()) if character.isalpha()]
    letters = "".join(character for character in found.group() if character.isalpha())
    for start in range(len(letters)):
        for end in range(min(len(letters), start + _LONGEST), start + _SHORTEST - 1, -1):
            if letters[start:end] in words.exact:
                yield from _hits(letters[start:end], places[start], places[end - 1] + 1, words)
                break
