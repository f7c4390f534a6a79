"""Read a word written wrongly, by haste or on purpose, as the words that were meant.

Letters swapped, left out, doubled or wrong; words run together. Known are the whole words of the model's vocabulary,
those of the word lists, those of `known.txt`, and each of these with an English ending: they are never changed. The
first and the last letter are taken to be right, but for the last two swapped: that is how people slip and hide, and it
spares most names. Words of the lists that tell of hostility are preferred to others as near.

It takes some 50 microseconds for an unknown word not met before, in proportion to its letters, of which it reads 80.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import log
from string import ascii_lowercase

from rules.english import stems
from rules.wordlists import IGNORE, Lexicon

_LONGEST, _LONGEST_RUN = 24, 80
_SHORTEST = 4
"""Letters of a word that is mended. Shorter ones have too many neighbours."""
_SWAPPED, _LEFT_OUT, _WRONG = 0.0, 1.0, 2.0
"""What a slip costs, in natural logarithms: letters swapped, doubled or no longer so; one left out; a wrong one."""
_SHORTEST_BOTH = {_SWAPPED: 10, _LEFT_OUT: 11, _WRONG: 12}
"""How many letters the word and what it becomes have together at least: the shorter, the more is near."""
_FEWER_OF_WEIGHTY = 2
"""So many fewer will do for a word of the hostile lists that the vocabulary has too."""
_WEIGHTY = 2.0
"""What a word of the hostile lists is given in advance: another must be seven times as common."""
_RARE = 15_000
"""The place, by how common it is, of a word that the lists have and the vocabulary has not."""
_CLEARLY = log(2)
"""The best guess must be twice as common as the next."""
_DEAREST = 11.5
"""No guess is made that costs more, its place by how common it is (its logarithm) included."""

_HOSTILE_LISTS = frozenset({"discriminatory", "lexicon", "threats"})
_LISTED = re.compile(r"[a-z]{4,}")

_LONG = 6
_COMMON = {3: 4_000, 4: 8_000, 5: 20_000, _LONG: 30_000}
"""How common a word of so many letters must be to be one of those run together; the last is for longer ones too."""
_SINGLE = frozenset({"a", "i"})
_COST_OF_SINGLE = 5.0
_SHORT = re.compile(r"am|as|be|by|do|go|he|if|in|is|it|me|my|no|of|on|or|so|to|up|us|we")
"""Of two letters, only these are run together: the vocabulary has many (`jo`, `st`) that are parts of others."""
_NOT_AT_THE_END = re.compile(r"am|as|be|by|do|go|he|if|in|is|my|no|of|on|or|so|to|we")
"""Those of them that long words end with, and sentences hardly."""
_BINDING = re.compile(
    r"i|am|be|by|do|he|if|is|it|me|my|no|of|or|so|to|us|we|all|and|any|are|but|can|for|from|get|had|has|have|her|him|how|let"
    r"|must|never|not|our|she|should|some|than|that|the|their|them|then|there|they|this|too|was|were|what|when|who|why|will"
    r"|with|would|you|your|these|those"
)
"""Words that bind others. Where none does, it is a name (`winterbottom`), a compound (`lockdown`) or a hashtag."""
_SHORTEST_RUN = 7
_ON_AVERAGE = 3.5
"""Letters of words run together, and of each of them, an `i` aside: else any long word is made of little ones."""
_SHORTEST_UNBOUND = 4
"""Letters of each of three words, or of two of a hashtag, that nothing binds: `whitepower`."""


def _weighty(lists: Lexicon) -> frozenset[str]:
    """Return the words of the phrases that tell of hostility, insult or threat, but no single slurs or swear words."""
    entries = [(head, *entry) for head, those in lists.index.items() for entry in those]
    hostile = [
        (head, rest)
        for head, rule, rest in entries
        if rule.detector in _HOSTILE_LISTS and rule.kind != IGNORE and (rest or not rule.disguised)
    ]
    rests = " ".join({rest for _, rest in hostile})
    return frozenset(_LISTED.findall(" ".join({head for head, _ in hostile}))) | frozenset(_LISTED.findall(rests))


class Spelling:
    """Tells known words from others, and what the others are likely to be."""

    def __init__(self, places: Mapping[str, int], lists: Lexicon, known: Iterable[str]) -> None:
        """Take the words by their place (1 is the most common), the word lists, and other words never to be changed."""
        self._places = places
        self._weighty = _weighty(lists)
        self._hidden = {word for word, _ in lists.disguised_words() if len(word) >= _SHORTEST}
        self._known = frozenset(known).union(lists.index, self._weighty).difference(places)
        self._meant = self._hidden.union(places, self._weighty)
        self.mended = lru_cache(maxsize=8_192)(self._mend)
        self.unstarred = lru_cache(maxsize=1_024)(self._unstar)
        self.apart = lru_cache(maxsize=8_192)(self._take_apart)

    def knows(self, word: str) -> bool:
        """Tell whether `word` is known, if need be without its ending."""
        return any(map(self._has, stems(word)))

    def could_be_others(self, word: str) -> bool:
        """Tell whether `word`, unknown, is a slip away from any word that is meant, or made of such words."""
        if not self._mendable(word):
            return False
        return bool(self.apart(word)) or not all(guesses.isdisjoint(self._meant) for _, guesses in _guesses(word))

    def _mendable(self, word: str) -> bool:
        return _SHORTEST <= len(word) <= _LONGEST and word.isascii() and word.isalpha() and not self.knows(word)

    def _has(self, word: str) -> bool:
        return word in self._places or word in self._known

    def _mend(self, word: str) -> str | None:
        """Return the known word that `word` is one slip away from, if one is clearly the likeliest."""
        if not self._mendable(word):
            return None
        return self._likeliest(
            (slip, guess)
            for slip, guesses in _guesses(word)
            for guess in guesses & self._meant
            if (spare := len(word) + len(guess) - _SHORTEST_BOTH[slip]) >= 0
            or (spare >= -_FEWER_OF_WEIGHTY and guess in self._weighty and guess in self._places)
        )

    def _unstar(self, word: str) -> str | None:
        """Return the word that `word` is when a letter stands for each star, if one is clearly the likeliest."""
        shown = re.compile(word.replace("*", "[a-z]"))
        for words in (self._hidden, self._weighty):
            if guesses := [guess for guess in sorted(words) if len(guess) == len(word) and shown.fullmatch(guess)]:
                return self._likeliest((0.0, guess) for guess in guesses)
        return self._likeliest((0.0, word.replace("*", letter, 1)) for letter in ascii_lowercase)

    def _likeliest(self, guesses: Iterable[tuple[float, str]]) -> str | None:
        costs: dict[str, float] = {}
        for slip, guess in guesses:
            weighs = guess in self._weighty
            place = self._places.get(guess, _RARE if weighs or guess in self._hidden else None)
            if place is not None:
                cost = log(place) + slip - _WEIGHTY * weighs
                costs[guess] = min(cost, costs.get(guess, cost))
        ranked = sorted(costs, key=lambda guess: (costs[guess], guess))
        if not ranked or costs[ranked[0]] > _DEAREST:
            return None
        best, others = ranked[0], ranked[1:2]
        clear = all(costs[other] - costs[best] >= _CLEARLY or other in self._weighty for other in others)
        return best if clear else None

    def _take_apart(self, run: str, on_purpose: bool = False) -> tuple[str, ...]:
        """Return the common words that `run` is made of wholly, or nothing.

        Of a hashtag, and of letters that stand apart, it is known that they were put so `on_purpose`.
        """
        if not _SHORTEST <= len(run) <= _LONGEST_RUN or self.knows(run):
            return ()
        # The cheapest way to each place: what it costs, and where its last word begins.
        ways: list[tuple[float, int] | None] = [(0.0, 0)]
        for end in range(1, len(run) + 1):
            reached = (
                (way[0] + cost, start)
                for start in range(max(0, end - _LONGEST), end)
                if (way := ways[start])
                and (cost := self._cost_in_run(run[start:end], single=on_purpose or run[:end] == "i")) is not None
            )
            ways.append(min(reached, default=None))
        words: list[str] = []
        end = len(run)
        while end and (last := ways[end]):
            words.insert(0, run[last[1] : end])
            end = last[1]
        return tuple(words) if words and _hang_together(words, on_purpose) else ()

    def _cost_in_run(self, word: str, *, single: bool) -> float | None:
        if word in _SINGLE:
            return _COST_OF_SINGLE if single else None
        listed = word in self._weighty or (word in self._hidden and len(word) >= _LONG)
        place = self._places.get(word, _RARE if listed else None)
        if place is None or (place > _COMMON.get(min(len(word), _LONG), 0) and not _SHORT.fullmatch(word)):
            return None
        return log(place) + 1


def _hang_together(words: Sequence[str], on_purpose: bool) -> bool:
    longer = [word for word in words if word not in _SINGLE]
    bound = any(map(_BINDING.fullmatch, words))
    if on_purpose:
        return len(words) > 1 and (bound or min(map(len, longer), default=0) >= _SHORTEST_UNBOUND)
    letters = sum(map(len, longer))
    if letters < max(_SHORTEST_RUN, _ON_AVERAGE * len(longer)) or _NOT_AT_THE_END.fullmatch(words[-1]):
        return False
    return len(words) > 1 if bound else len(words) > 2 and min(map(len, longer)) >= _SHORTEST_UNBOUND  # noqa: PLR2004


def _guesses(word: str) -> Iterator[tuple[float, set[str]]]:
    """Yield what `word` may stand for by what the slip costs: some 52 guesses a letter."""
    cuts = [(word[:place], word[place:]) for place in range(1, len(word))]
    yield (
        _SWAPPED,
        {
            *(before + after[1] + after[0] + after[2:] for before, after in cuts[:-1]),
            *(before + after[1:] for before, after in cuts if before[-1] == after[0]),
            *(before + letter + after for before, after in cuts for letter in (before[-1], after[0])),
        },
    )
    yield _LEFT_OUT, {before + letter + after for before, after in cuts for letter in ascii_lowercase}
    yield _WRONG, {before + letter + after[1:] for before, after in cuts[:-1] for letter in ascii_lowercase}
