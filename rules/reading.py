"""A text prepared once for all detectors: folded, and read word by word against the word lists."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rules.disguises import undisguise, with_letters
from rules.folding import Folded, cut, fold
from rules.phrases import WORD, compile_rest, needed_words, next_words
from rules.signals import Signal
from rules.wordlists import IGNORE, Lexicon, Rule, lexicon

_Way = tuple[Rule, str, frozenset[str] | None, frozenset[str] | None]
"""A phrase of which two words are known: its rule, all but the first word, what the third may be, and words of which a
text that has the phrase has one. The last two are None where that can't be told."""
_Ways = tuple[Mapping[str, tuple[_Way, ...]], tuple[_Way, ...]]
"""The phrases that begin with one word, by the next; and those of them that may go on with any word, or with none."""

_SENTENCE = re.compile(r"(?:[^.!?\n]|\.(?=[0-9,.]))+")
"""What a phrase stays within; a full stop in a number ends nothing."""
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
    hits = look_up(folded, lexicon())
    innocent = [(hit.start, hit.end) for hit in hits if hit.rule.kind == IGNORE]
    return Reading(text, folded, [hit for hit in _less_ignored(hits) if not _is_name(hit, text, folded)], innocent)


def read_anew(reading: Reading, folded: Folded) -> Reading:
    """Look the words of the same text up, folded in another way. Disguises are not looked for."""
    return Reading(reading.text, folded, _less_ignored(list(_spoken(folded, lexicon()))))


def look_up(folded: Folded, words: Lexicon) -> list[Hit]:
    """Return where the phrases of `words` stand in a folded text, spoken plainly or in disguise."""
    hits = [*_spoken(folded, words), *(Hit(rule, start, end) for start, end, rule in undisguise(folded, words))]
    if folded.figures and (plain := with_letters(folded.text)) != folded.text:
        hits += _spoken_anew(folded.text, plain, words)
        # Much is found in both readings. A rule itself takes long to compare.
        hits = list({(id(hit.rule), hit.start, hit.end): hit for hit in hits}.values())
    return hits


def _spoken_anew(text: str, plain: str, words: Lexicon) -> Iterator[Hit]:
    """Yield what stands in the sentences of `plain` that are others than those of `text`, up to the last other word."""
    for sentence in _SENTENCE.finditer(plain):
        start, end = sentence.span()
        if sentence.group() != text[start:end]:
            anew = cut(sentence.group(), None)
            both = zip(WORD.findall(text[start:end]), anew.spoken, strict=True)
            last = max(number for number, (written, meant) in enumerate(both, start=1) if written != meant)
            for hit in _spoken(anew, words, last):
                yield Hit(hit.rule, start + hit.start, start + hit.end)


def _spoken(folded: Folded, words: Lexicon, last: int | None = None) -> Iterator[Hit]:
    """Yield the phrases that begin with a word of the text, or only with one of those up to the `last`."""
    text, ways_on, lacks = folded.text, _ways_on(words), folded.words.isdisjoint
    parts = (*folded.parts, "", "")
    end = place = 0
    for word in folded.spoken[:last]:
        start = text.find(word, end)
        end = start + len(word)
        place += 1 + word.count("'")
        if word in ways_on:
            ways, otherwise = ways_on[word] or ways_on.put_together(word)
            third = parts[place + 1]
            for rule, rest, thirds, needed in ways.get(parts[place], otherwise):
                if not rest:
                    yield Hit(rule, start, end)
                elif third not in thirds if thirds else needed and lacks(needed):
                    continue
                elif matched := compile_rest(rest).match(text, end):
                    yield Hit(rule, start, matched.end())
        elif "'" in word:
            # "x's": the word itself, which no phrase goes on from.
            plain = word.partition("'")[0]
            yield from (Hit(rule, start, start + len(plain)) for rule, rest in words.index.get(plain, ()) if not rest)


class _WaysOn(dict[str, _Ways | None]):
    """The phrases that begin with a word by the word that may follow, put together when first asked for."""

    def __init__(self, words: Lexicon) -> None:
        super().__init__(dict.fromkeys(words.index))
        self._index = words.index

    def put_together(self, head: str) -> _Ways:
        phrases = [(rule, rest, next_words(rest)) for rule, rest in self._index[head]]
        made: dict[_Way, _Way] = {}

        def going_on(word: str | None) -> Iterator[_Way]:
            for rule, rest, following in phrases:
                if following is None or word in following:
                    thirds = following[word] if following and word else None
                    way = (rule, rest, thirds, None if thirds else needed_words(rest))
                    yield made.setdefault(way, way)

        words = {word for *_, following in phrases for word in following or ()}
        ways = {word: tuple(going_on(word)) for word in words}, tuple(going_on(None))
        self[head] = ways
        return ways


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


def _is_name(hit: Hit, text: str, folded: Folded) -> bool:
    if (hit.rule.disguised or hit.rule.inside) and _IN_HANDLE.search(
        folded.text, max(0, hit.start - _LONGEST_HANDLE), hit.start
    ):
        return True
    if not hit.rule.names:
        return False
    start, end = folded.span(hit.start, hit.end)
    return text[start:end].istitle()
