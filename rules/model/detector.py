"""What the model makes of a text, as signals: how sure it is, and which words make it so."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, exp
from pathlib import Path
from typing import TYPE_CHECKING

from rules.english import stems
from rules.language import without_links
from rules.model.pieces import Vocabulary, Word
from rules.reading import Reading
from rules.signals import MODEL, NO_GROUP, Signal

if TYPE_CHECKING:
    from rules.model.network import Network

_HERE = Path(__file__).parent
_WINDOW = 62
"""Pieces read together; the network was trained on texts up to about that length."""
_MOST_WINDOWS = 3
"""About 150 words: what stands further on is left to the rules."""
_FEWEST_TRIED, _MOST_TRIED = 2, 4
"""Words that are taken away, one at a time, to see which ones matter."""
_SHORTEST, _FEWEST_TO_TELL, _LEAST_KNOWN = 3, 5, 0.4
"""Letters of a word, words, and the share of them that the vocabulary has, to take a text for English.

Of 1,192 comments by patients of so many words none has less, of 3,253 tweets, comments and text messages 22, most
of them spelt as on a phone; of 19 sentences in other languages 17.
"""
_MOST_PIECES = 240
"""Read for one text, as it stands and with words taken away: what a core of an office computer reads in 20 ms."""
_MATTERS = 0.4
"""A word is named as evidence when taking it away changes the score by so much of what the weightiest does."""

_SAYS_LITTLE = re.compile(
    r"a|about|all|am|an|and|are|as|at|be|been|but|by|can|could|do|for|from|had|has|have|he|her|him|his|i|if|in|is|it|its"
    r"|just|me|my|no|not|of|on|or|our|own|s|she|should|so|t|than|that|the|their|them|then|there|they|this|those|to|too"
    r"|up|us|was|we|were|what|when|who|why|will|with|would|you|your|[!-/:-@\[-`{-~]"
)
"""Words that are no evidence by themselves, though a sentence without them reads oddly to the model."""
_SAYS_LESS = re.compile(
    r"after|again|also|always|any|anybody|anyone|anything|back|became|because|become|before|being|best|better"
    r"|bring|came|come|comes|coming|did|does|doing|down|each|else|expect|enough|even|ever|every|everybody|everyone"
    r"|everything|few|first|gave|get|gets|getting|give|given|go|goes|going|gone|good|got|gotta|happen|here|how"
    r"|into|keep|kind|know|last|leave|less|let|lets|like|little|look|lot|lots|made|make|makes|many|matter|may"
    r"|maybe|mean|might|mine|more|most|much|must|need|never|next|nobody|none|nothing|now|obviously|off|often|one"
    r"|only|other|others|ought|out|over|part|place|put|quite|really|rest|said|same|saw|say|says|see|since|some"
    r"|somebody|someone|something|still|such|take|tell|thing|things|think|time|today|told|two|until|use|used|very"
    r"|want|wants|way|well|went|where|which|while|whole|without|year|years|yes|yet"
    r"|(ai|are|ca|could|did|do|does|had|has|have|is|must|should|was|were|wo|would)n|ll|re|ve|d|m|appointments?"
    r"|beds?|clinics?|doctors?|gps?|hospitals?|nhs|nurses?|patients?|practices?|receptionists?|rooms?|staff"
    r"|surger(y|ies)|waiting|wards?|bus|city|country|road|school|shop|street|town|village|world"
)
"""Words that are evidence only where there are no others: what any sentence has, and any about a health service."""


_NAME = re.compile(
    r"(?:with )?[a-z0-9'./-]{1,30}(?: [a-z0-9'./-]{1,30})?(?: (?:lane|street|road|hill|close|avenue))?[.!?]?"
)
"""A word or two name a person, a place, a condition or a people, which is no hostility; they may well sell."""
_OF_NAMES = frozenset({"advertising_sense"})
"""What is judged of a word or two as well."""
_SURE_OF_FEW = (0.99, 0.95, 0.8, 0.8)
"""How sure it must be that one word, two, three or four sell: the fewer, the likelier a name that it does not know."""


class ModelMissing(ImportError):
    """The model cannot be used here; says what to do about it."""


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing that the model judges, and how its score becomes a weight (Platt 1999)."""

    kind: str
    """As `principles.toml` names it."""
    reason: str
    slope: float
    offset: float
    floor: float
    """Below this weight nothing is said."""
    absent: str = ""
    """The kind of the signal that says that the text as a whole is nothing of that sort; else empty."""
    absent_below: float = 0.0
    """Below this weight that is said."""

    def weight(self, score: float) -> float:
        """Return how sure a score makes, from 0 to 1."""
        return 1 / (1 + exp(-max(-50.0, min(50.0, self.slope * score + self.offset))))


@dataclass(frozen=True, slots=True)
class _Told:
    """A sense that is to be told of, and what it rests on."""

    number: int
    sense: Sense
    score: float
    weight: float


class Model:
    """Finds what a text as a whole comes to. Call it with a reading, as any detector."""

    def __init__(
        self, network: "Network", vocabulary: Vocabulary, senses: Sequence[Sense], groups: frozenset[str]
    ) -> None:
        """Take the network, the words that it knows, what it judges, and the words for people by what they are."""
        self._network = network
        self._vocabulary = vocabulary
        self._senses = senses
        self._groups = groups

    def __call__(self, reading: Reading) -> Iterator[Signal]:
        """Yield a signal for each sense that the text seems to have, and one of no weight for each further word."""
        words_read = self._words(reading)
        windows = self._windows(words_read)
        if not windows or not _has_words(reading) or _in_words_unknown(words_read, reading.folded.text):
            return
        read_to_the_end = sum(map(_size, words_read)) < _MOST_WINDOWS * _WINDOW
        runs = any(word.run for word in words_read)
        name = None if runs else _NAME.fullmatch(reading.folded.text.strip())
        few = len(reading.folded.text.split())
        least = _SURE_OF_FEW[few - 1] if few <= len(_SURE_OF_FEW) and not runs else 0.0
        whole, each = self._network.scores([self._row(window) for window in windows])
        if not self._names_a_group(words_read):
            yield Signal(NO_GROUP, 0, 0, 1.0, "", MODEL)
        told: dict[int, list[_Told]] = {}
        for number, sense in enumerate(self._senses):
            if (name or (len(words_read) == 1 and not runs)) and sense.kind not in _OF_NAMES:
                continue
            most = int(whole[:, number].argmax())
            score = float(whole[most, number])
            weight = sense.weight(score)
            if weight < sense.absent_below and read_to_the_end:
                yield Signal(sense.absent, 0, 0, 1 - weight, "", MODEL)
            if weight >= max(sense.floor, least if sense.kind in _OF_NAMES else 0.0):
                told.setdefault(most, []).append(_Told(number, sense, score, weight))
        spare = _MOST_PIECES - each.shape[0] * each.shape[1]
        for most, those in told.items():
            words = windows[most]
            drops = self._drops(words, each[most].tolist(), those, spare, reading.folded.text)
            for one, of_sense in zip(those, drops, strict=True):
                for number, (first, last) in enumerate(_stretches(_weightiest(words, of_sense))):
                    start, end = reading.folded.span(first.start, last.end)
                    weight = 0.0 if number else one.weight
                    yield Signal(one.sense.kind, start, end, weight, one.sense.reason, MODEL)

    def scores(self, reading: Reading) -> list[float]:
        """Return the score of each sense, for whoever measures or calibrates the model."""
        windows = self._windows(self._words(reading))
        if not windows:
            return [-50.0] * len(self._senses)
        whole, _ = self._network.scores([self._row(window) for window in windows])
        return [float(score) for score in whole.max(axis=0)]

    def _names_a_group(self, words: Sequence[Word]) -> bool:
        return any(stem in self._groups for word in self._vocabulary.read_as(words) for stem in stems(word))

    def _words(self, reading: Reading) -> list[Word]:
        """Return the words that are read of the text, less those that a list knows to be innocent where they stand."""
        innocent = {place for start, end in reading.innocent for place in range(start, end)}
        words: list[Word] = []
        pieces = 0
        for word in self._vocabulary.words(reading.folded):
            if word.start not in innocent:
                words.append(word)
                pieces += _size(word)
            if pieces >= _MOST_WINDOWS * _WINDOW:
                break
        return words

    def _windows(self, words: Sequence[Word]) -> list[list[Word]]:
        """Return the words in as few stretches as hold them, of about one length: the shorter are filled up to it."""
        pieces = min(sum(map(_size, words)), _MOST_WINDOWS * _WINDOW)
        fair = ceil(pieces / ceil(pieces / _WINDOW)) if pieces else 0
        windows: list[list[Word]] = []
        taken = fair
        for word in words:
            size = _size(word)
            if taken >= fair or taken + size > _WINDOW:
                if len(windows) == _MOST_WINDOWS:
                    break
                windows.append([])
                taken = 0
            windows[-1].append(word)
            taken += size
        return windows

    def _row(self, words: Sequence[Word]) -> list[int]:
        pieces = [piece for word in words for piece in word.pieces[:_WINDOW]]
        return [self._vocabulary.opening, *pieces, self._vocabulary.closing]

    def _drops(
        self, words: Sequence[Word], each: Sequence[Sequence[float]], told: Sequence[_Told], spare: int, text: str
    ) -> list[dict[int, float]]:
        """Return for each sense, by the place of a word, how much lower the score is without it.

        Only the words that add most are tried, as many as `spare` pieces allow. Where it allows hardly any, what they
        add to the score is returned instead: nearly the same.
        """
        adds = _added(words, each)
        some = [place for place, word in enumerate(words) if not _SAYS_LITTLE.fullmatch(text, word.start, word.end)]
        much = [place for place in some if not _SAYS_LESS.fullmatch(text, words[place].start, words[place].end)]
        telling = much or some
        ranked = sorted(telling or [0], key=lambda place: -max(adds[place][one.number] for one in told))
        affordable = min(_MOST_TRIED, spare // len(self._row(words)))
        if len(ranked) < _FEWEST_TRIED or affordable < _FEWEST_TRIED:
            return [{place: adds[place][one.number] for place in ranked[:_FEWEST_TRIED]} for one in told]
        tried = ranked[:affordable]
        left, _ = self._network.scores([self._row([*words[:place], *words[place + 1 :]]) for place in tried])
        return [{place: one.score - float(left[row, one.number]) for row, place in enumerate(tried)} for one in told]


def _weightiest(words: Sequence[Word], drops: Mapping[int, float]) -> list[Word]:
    """Return the words that matter by how much the score drops without them, the weightiest first."""
    places = sorted(drops, key=lambda place: -drops[place])
    least = max(drops[places[0]] * _MATTERS, 0.0)
    return [words[place] for number, place in enumerate(places) if not number or drops[place] > least]


def _stretches(words: Sequence[Word]) -> list[tuple[Word, Word]]:
    """Return the first and the last of those that stand side by side, each where the earlier of `words` in it stood."""
    found: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.start):
        if found and word.start - found[-1][-1].end == 1:
            found[-1].append(word)
        else:
            found.append([word])
    found.sort(key=lambda stretch: min(map(words.index, stretch)))
    return [(stretch[0], stretch[-1]) for stretch in found]


def _added(words: Sequence[Word], each: Sequence[Sequence[float]]) -> list[list[float]]:
    """Return what the pieces of each word add to the score of each sense; the first piece of a row is its opening."""
    found, position = [], 1
    for word in words:
        size = _size(word)
        found.append([sum(of_sense) for of_sense in zip(*each[position : position + size], strict=True)])
        position += size
    return found


def _size(word: Word) -> int:
    """Return how many pieces of a word are read."""
    return min(len(word.pieces), _WINDOW)


def _in_words_unknown(words: Sequence[Word], text: str) -> bool:
    """Tell whether it knows so few words that it is not English: to the model, German is as strange as a slur."""
    of_letters = [word for word in words if word.end - word.start >= _SHORTEST and text[word.start].isalpha()]
    known = sum(word.run or len(word.pieces) == 1 for word in of_letters)
    return len(of_letters) >= _FEWEST_TO_TELL and known < _LEAST_KNOWN * len(of_letters)


def _has_words(reading: Reading) -> bool:
    """Tell whether there are words to judge: a link or a picture by itself is none."""
    return any(map(str.isalpha, without_links(reading.text)))


@cache
def load() -> Model:
    """Return the model, read on first use: a third of a second.

    Raises:
        ModelMissing: when onnxruntime is not installed.

    """
    try:
        from rules.model.network import SENSES, Network  # noqa: PLC0415 - optional, and slow to import
    except ImportError as missing:
        raise ModelMissing(
            "The language model needs the library onnxruntime (pip install 'commsbot[model]'). "
            "Without it, the rules alone judge each text."
        ) from missing
    content = tomllib.loads((_HERE / "calibration.toml").read_text(encoding="utf-8"))
    senses = [Sense(**content[name]) for name in SENSES]
    lines = (_HERE / "groups.txt").read_text(encoding="utf-8").splitlines()
    groups = frozenset(word for line in lines if not line.startswith("#") for word in line.split())
    return Model(Network(_HERE / "sense.onnx"), Vocabulary(_HERE / "vocabulary.txt"), senses, groups)
