"""Read a word written wrongly, by haste or on purpose, as the words that were meant.

Letters swapped, left out, doubled or wrong; words run together, of which `runs.py` tells. Known are the whole words of
the model's vocabulary, those of the word lists, those of `known.txt`, and each of these with an English ending: they
are never changed. The first and the last letter are taken to be right, but for the last two swapped: that is how people
slip and hide, and it spares most names. Words of the lists that tell of hostility are preferred to others as near.

It takes some 50 microseconds for an unknown word not met before, in proportion to its letters.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from math import log
from string import ascii_lowercase

from rules.english import stems
from rules.model.runs import Runs
from rules.wordlists import IGNORE, Lexicon

_SHORTEST, _LONGEST = 4, 24
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
        self._runs = Runs(places, self._weighty, self._hidden, self._known)
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

    def _take_apart(self, run: str, *, on_purpose: bool = False) -> tuple[str, ...]:
        return () if self.knows(run) else self._runs.apart(run, on_purpose=on_purpose)


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
