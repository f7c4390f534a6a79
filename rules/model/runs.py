"""Take words apart that are written without the spaces between them, and leave one rare word whole.

A word costs by how rare it is, and each letter is worth what it would cost as one of an unknown word. What is worth
more than it costs is likelier to be several words than one: the longer, the surer. Letters among them that are no known
word, a name or a slip, stand as they are for a high price. Rare words, and those of other languages, may be made of
ours too, but seldom of such as bind others (`the`, `with`).

It takes some 30 microseconds for 25 letters that were not met before, in proportion to the letters, of which 120 are
read. Chosen on sentences of `tests/evaluate/invented` and patient feedback, written as one word, beside 100,000 long
words that a large English dictionary, English web pages and 15 other languages have and the vocabulary has not.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import inf, log


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SHORTEST, _LONGEST = 7, 120
"""Letters of a run; where it is known to be one, four will do."""
_SHORTEST_ON_PURPOSE = 4
_LONGEST_WORD = 16

_TEN = 2.3
"""The logarithm of ten: a letter of an unknown word is worth that, any of ten being likely to be the next one; and the
word at place n is one of 10 n that are read (Zipf), which costs the logarithm of n more."""
_UNKNOWN, _SHORTEST_UNKNOWN = 7.0, 4
"""What letters that stand as they are cost beyond their worth, and how many they are at least."""
_ENDING, _SHORTEST_STEM = 2.0, 4
"""What an ending costs beyond its worth, and the letters that it follows."""
_ENDINGS = ("s", "es", "ed", "ing", "er", "ers", "ly")
_BEGIN_ENDINGS = frozenset(ending[0] for ending in _ENDINGS)
_LISTED, _RARE = 15_000, 60_000
"""The places of words of the lists, and of other rare ones, that the vocabulary has not."""
_SHORTEST_RARE = 4
_SINGLE = {"a": 6, "i": 10}
_SHORTENED = _words("""
    im ive id ill youre youve youll youd hes hed shes weve theyre theyve theyll theyd its itll thats theres heres whats
    whos wheres lets dont doesnt didnt cant couldnt wont wouldnt shouldnt isnt arent wasnt werent hasnt havent hadnt
    aint mustnt yall
""")
_PLACE_OF_SHORTENED = 300
"""Written without the apostrophe; the vocabulary has but few of them."""
_TWO_LETTERS = 2
_OF_TWO = _words("am an as at be by do go he if in is it me my no of on or so to up us we")
"""Of two letters, only these are run together: the vocabulary has many (`jo`, `st`) that are parts of others."""

_BINDING = (_SHORTENED - {"im", "ive", "id", "ill"}) | _words("""
    about all and any are because but can could did does every everyone for from get had has have her him how just let
    must never nobody not only our she should some than that the their them then there these they this those
    too very was were what when where which who why with would you your
""")
"""Words that bind others. Where none does, it is a name (`winterbottom`), a compound (`lockdown`) or a hashtag."""
_BINDING_INSIDE = _OF_TWO - {"am", "an", "as", "at", "is"} | {"will"}
"""Words that bind only where they stand between others: many a rare word begins or ends with them."""
_BINDING_FIRST = frozenset({"i", "we", "im", "ive", "id", "my", "he"})
_BAD_END = 6.0
_NOT_AT_THE_END = _words("a am an are as at be by do go he i if in is my no of on or so the to we")
"""Words that long words end with, and sentences hardly: then a run must be worth more by so much."""
_SHORTEST_UNBOUND = 4
"""Letters of each of three words, or of two of a hashtag, that nothing binds: `whitepower`."""

_LEAST_BOUND, _LEAST_OF_TWO, _LEAST = -1.0, 0.0, 3.0
"""What a run must be worth beyond its cost: of three words that others bind, of two, and with weaker bonds or none."""
_LEAST_UNBOUND, _LEAST_OF_FIRST = 6.0, -3.0
_LEAST_ON_PURPOSE = -4.0


class Runs:
    """Tells which words a run of letters is made of."""

    def __init__(
        self, places: Mapping[str, int], listed: Collection[str], slurs: Collection[str], rare: Iterable[str]
    ) -> None:
        """Take the words by their place (1 is the most common), those of the lists, slurs, and rare ones."""
        costs = {word: log(_RARE) for word in rare if len(word) >= _SHORTEST_RARE}
        costs |= {word: log(_LISTED) for word in (*listed, *slurs) if len(word) >= _SHORTEST_RARE}
        costs |= {word: log(place) for word, place in places.items() if len(word) != _TWO_LETTERS or word in _OF_TWO}
        costs |= dict.fromkeys(_SHORTENED, log(_PLACE_OF_SHORTENED))
        costs |= {word: log(place) for word, place in _SINGLE.items()}
        self._slurs = frozenset(slurs)
        # What a word is worth beyond its cost.
        self._worth = {word: _TEN * (len(word) - 1) - cost for word, cost in costs.items() if word.isalpha()}

    def apart(self, run: str, *, on_purpose: bool = False) -> tuple[str, ...]:
        """Return the words that `run`, in small letters, is made of, or nothing where it is likelier one word.

        Of a hashtag, and of letters that stand apart, it is known that they were put so `on_purpose`.
        """
        if not (_SHORTEST_ON_PURPOSE if on_purpose else _SHORTEST) <= len(run) <= _LONGEST:
            return ()
        worth, words = self._likeliest(run)
        return words if worth > self._least(words, on_purpose=on_purpose) else ()

    def _likeliest(self, run: str) -> tuple[float, tuple[str, ...]]:
        """Return the way to take `run` apart that is worth most, and what it is worth (Viterbi 1967)."""
        # The best way to each place, and where its last word begins; beside it, the best that is amid unknown letters.
        worths, starts = [0.0, *[-inf] * len(run)], [0] * (len(run) + 1)
        unknown, begun = -inf, 0
        for start in range(len(run) + 1):
            if start >= _SHORTEST_UNKNOWN and (since := worths[start - _SHORTEST_UNKNOWN] - _UNKNOWN) > unknown:
                unknown, begun = since, start - _SHORTEST_UNKNOWN
            if unknown > worths[start]:
                worths[start], starts[start] = unknown, begun
            here = worths[start]
            if here == -inf:
                continue
            for end, worth in self._words_from(start, run):
                if here + worth > worths[end]:
                    worths[end], starts[end] = here + worth, start
        words: list[str] = []
        end = len(run)
        while end:
            words.append(run[starts[end] : end])
            end = starts[end]
        return worths[-1], tuple(reversed(words))

    def _words_from(self, start: int, run: str) -> Iterator[tuple[int, float]]:
        """Yield the end of each word that stands at `start`, with an ending or without, and what it is worth."""
        last = len(run)
        for end in range(start + 1, min(last, start + _LONGEST_WORD) + 1):
            if (worth := self._worth.get(run[start:end])) is None:
                continue
            yield end, worth
            if end < last and end - start >= _SHORTEST_STEM and run[end] in _BEGIN_ENDINGS:
                for ending in _ENDINGS:
                    if run.startswith(ending, end):
                        yield end + len(ending), worth - _ENDING

    def _least(self, words: Sequence[str], *, on_purpose: bool) -> float:
        """Return what `words` must be worth at least to be taken for several."""
        shortest = min((len(word) for word in words if not on_purpose or word not in _SINGLE), default=0)
        inside = not _BINDING_INSIDE.isdisjoint(words[1:-1]) or words[0] in _BINDING_FIRST
        bound = not _BINDING.isdisjoint(words)
        two = len(words) == 2  # noqa: PLR2004 - no more and no fewer
        if len(words) == 1:
            least = inf
        elif on_purpose:
            least = _LEAST_ON_PURPOSE if bound or inside or shortest >= _SHORTEST_UNBOUND else inf
        elif two and not self._slurs.isdisjoint(words):
            least = _LEAST_UNBOUND if shortest >= _SHORTEST_UNBOUND else inf
        elif two:
            least = _LEAST_OF_TWO if bound else inf
        elif bound:
            least = _LEAST_OF_FIRST if words[0] in _BINDING_FIRST else _LEAST_BOUND
        elif inside or (shortest >= _SHORTEST_UNBOUND and all(word in self._worth for word in words)):
            least = _LEAST
        else:
            least = _LEAST_UNBOUND if shortest > _TWO_LETTERS else inf
        return least + _BAD_END * (not on_purpose and words[-1] in _NOT_AT_THE_END)
