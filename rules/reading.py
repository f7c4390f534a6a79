"""A text prepared once for all detectors: folded, and read word by word against the word lists."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rules.disguises import undisguise, with_letters
from rules.folding import Folded, fold
from rules.phrases import NEXT_WORD, WORD, compile_rest, next_words
from rules.signals import Signal
from rules.wordlists import IGNORE, Lexicon, Phrases, Rule, lexicon

_MANY = 4
"""Of so many phrases with one first word, only those are tried that may go on with the word after it."""
_ANY = ""
"""Key of the phrases that may go on with any word, or with none."""

_LONGEST_HANDLE = 30
_IN_HANDLE = re.compile(r"@[a-z0-9_]*\Z")
"""How somebody calls themselves is nothing that whoever speaks to them says."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of a word list, at characters `start` up to, not including, `end` of the folded text."""

    rule: Rule
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, its folded form and what the word lists found in it."""

    text: str
    folded: Folded
    hits: Sequence[Hit]
    innocent: Sequence[tuple[int, int]] = ()
    """Stretches of the folded text that a list knows to mean nothing bad."""

    def signals(self, detector: str) -> Iterator[Signal]:
        """Yield what the list of that name found, less what its guards speak against."""
        guards = lexicon().guards
        for hit in self.hits:
            rule = hit.rule
            if rule.detector != detector or rule.kind == IGNORE:
                continue
            if rule.guards and any(guards[name].applies(self.folded.text, hit.start, hit.end) for name in rule.guards):
                continue
            start, end = self.folded.span(hit.start, hit.end)
            yield Signal(rule.kind, start, end, rule.weight, rule.what, detector)


def read(text: str) -> Reading:
    """Fold `text` and look its words up. Takes time linear in its length and accepts any string."""
    folded = fold(text)
    reading = Reading(text, folded, ())
    hits = look_up(folded.text, lexicon())
    if not hits:
        return reading
    innocent = [(hit.start, hit.end) for hit in hits if hit.rule.kind == IGNORE]
    return Reading(text, folded, [hit for hit in _less_ignored(hits) if not _is_name(hit, reading)], innocent)


def look_up(text: str, words: Lexicon) -> list[Hit]:
    """Return where the phrases of `words` stand in folded `text`, spoken plainly or in disguise."""
    hits = [*_spoken(text, words), *(Hit(rule, start, end) for start, end, rule in undisguise(text, words))]
    if (plain := with_letters(text)) != text:
        hits = list(dict.fromkeys((*hits, *_spoken(plain, words))))
    return hits


def _spoken(text: str, words: Lexicon) -> Iterator[Hit]:
    index, ways_on = words.index, _ways_on(words)
    for word in WORD.finditer(text):
        found = word.group()
        if found not in index:
            if "'" not in found:
                continue
            # "x's": the word itself, which no phrase goes on from.
            found = found.partition("'")[0]
            end = word.start() + len(found)
            yield from (Hit(rule, word.start(), end) for rule, rest in index.get(found, ()) if not rest)
            continue
        end = word.end()
        phrases = index[found]
        if len(phrases) >= _MANY:
            ways, following = ways_on[found], NEXT_WORD.match(text, end)
            phrases = ways.get(following[1] if following else _ANY) or ways[_ANY]
        for rule, rest in phrases:
            if not rest:
                yield Hit(rule, word.start(), end)
            elif matched := compile_rest(rest).match(text, end):
                yield Hit(rule, word.start(), matched.end())


class _WaysOn(dict[str, Mapping[str, Phrases]]):
    """The phrases that begin with a word by the word that may follow, put together when first asked for."""

    def __init__(self, words: Lexicon) -> None:
        super().__init__()
        self._index = words.index

    def __missing__(self, head: str) -> Mapping[str, Phrases]:
        phrases = self._index[head]
        following = [next_words(rest) for _, rest in phrases]
        both = tuple(zip(phrases, following, strict=True))
        self[head] = {
            word: tuple(phrase for phrase, those in both if those is None or word in those)
            for word in {_ANY}.union(*(those for those in following if those))
        }
        return self[head]


@lru_cache(maxsize=8)
def _ways_on(words: Lexicon) -> _WaysOn:
    return _WaysOn(words)


def _less_ignored(hits: list[Hit]) -> list[Hit]:
    innocent = [hit for hit in hits if hit.rule.kind == IGNORE]
    if not innocent:
        return hits
    covered: dict[str, list[bool]] = {}
    for hit in innocent:
        cover = covered.setdefault(hit.rule.detector, [])
        cover.extend([False] * (hit.end - len(cover)))
        cover[hit.start : hit.end] = [True] * (hit.end - hit.start)
    return [
        hit
        for hit in hits
        if hit.rule.kind != IGNORE
        and not (hit.end <= len(cover := covered.get(hit.rule.detector, [])) and all(cover[hit.start : hit.end]))
    ]


def _is_name(hit: Hit, reading: Reading) -> bool:
    if (hit.rule.disguised or hit.rule.inside) and _IN_HANDLE.search(
        reading.folded.text, max(0, hit.start - _LONGEST_HANDLE), hit.start
    ):
        return True
    if not hit.rule.names:
        return False
    start, end = reading.folded.span(hit.start, hit.end)
    return reading.text[start:end].istitle()
