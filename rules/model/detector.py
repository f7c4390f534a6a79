"""What the model makes of a text, as signals: how sure it is, and which words make it so."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING

from rules.language import without_links
from rules.model.pieces import Vocabulary, Word
from rules.reading import Reading
from rules.signals import HARMLESS, MODEL, Signal

if TYPE_CHECKING:
    from rules.model.network import Network

_HERE = Path(__file__).parent
_WINDOW = 62
"""Pieces read together; the network was trained on texts up to about that length."""
_MOST_WINDOWS = 3
"""About 150 words: what stands further on is left to the rules."""
_FEWEST_TRIED, _MOST_TRIED = 2, 4
"""Words that are taken away, one at a time, to see which ones matter."""
_PIECES_TRIED = 120
"""With more pieces in all, finding the words would take longer than judging the text."""
_MATTERS = 0.4
"""A word is named as evidence when taking it away changes the score by so much of what the weightiest does."""

_SAYS_LITTLE = re.compile(
    r"a|about|all|am|an|and|are|as|at|be|been|but|by|can|could|do|for|from|had|has|have|he|her|him|his|i|if|in|is|it|its"
    r"|just|me|my|no|not|of|on|or|our|own|s|she|should|so|t|than|that|the|their|them|then|there|they|this|those|to|too"
    r"|up|us|was|we|were|what|when|who|why|will|with|would|you|your|[!-/:-@\[-`{-~]"
)
"""Words that are no evidence by themselves, though a sentence without them reads oddly to the model."""


_NAME = re.compile(r"[a-z0-9'./-]{1,30}(?: [a-z0-9'./-]{1,30})?[.!?]?")
"""A word or two say nothing as a whole: most often they name a person, a place, a condition or a people."""


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
    harmless_below: float = 0.0
    """Below this weight the text as a whole is said to be harmless."""

    def weight(self, score: float) -> float:
        """Return how sure a score makes, from 0 to 1."""
        return 1 / (1 + exp(-max(-50.0, min(50.0, self.slope * score + self.offset))))


class Model:
    """Finds what a text as a whole comes to. Call it with a reading, as any detector."""

    def __init__(self, network: "Network", vocabulary: Vocabulary, senses: Sequence[Sense]) -> None:
        self._network = network
        self._vocabulary = vocabulary
        self._senses = senses

    def __call__(self, reading: Reading) -> Iterator[Signal]:
        """Yield a signal for each sense that the text seems to have, and one of no weight for each further word."""
        windows = self._windows(self._words(reading))
        if not windows or not _makes_sense(reading):
            return
        whole, each = self._network.scores([self._row(window) for window in windows])
        for number, sense in enumerate(self._senses):
            most = int(whole[:, number].argmax())
            score = float(whole[most, number])
            weight = sense.weight(score)
            if weight < sense.harmless_below:
                yield Signal(HARMLESS, 0, 0, 1 - weight, "", MODEL)
            if weight < sense.floor:
                continue
            spoken = reading.folded.text
            words = self._evidence(windows[most], each[most, :, number].tolist(), number, score, spoken)
            for place, word in enumerate(words):
                start, end = reading.folded.span(word.start, word.end)
                yield Signal(sense.kind, start, end, 0.0 if place else weight, sense.reason, MODEL)

    def scores(self, reading: Reading) -> list[float]:
        """Return the score of each sense, for whoever measures or calibrates the model."""
        windows = self._windows(self._words(reading))
        if not windows:
            return [-50.0] * len(self._senses)
        whole, _ = self._network.scores([self._row(window) for window in windows])
        return [float(score) for score in whole.max(axis=0)]

    def _words(self, reading: Reading) -> list[Word]:
        """Return the words of the text, less those that a list knows to be innocent where they stand."""
        words = self._vocabulary.words(reading.folded)
        innocent = {place for start, end in reading.innocent for place in range(start, end)}
        return [word for word in words if word.start not in innocent]

    def _windows(self, words: Sequence[Word]) -> list[list[Word]]:
        windows: list[list[Word]] = []
        room = 0
        for word in words:
            size = min(len(word.pieces), _WINDOW)
            if size > room:
                if len(windows) == _MOST_WINDOWS:
                    break
                windows.append([])
                room = _WINDOW
            windows[-1].append(word)
            room -= size
        return windows

    def _row(self, words: Sequence[Word]) -> list[int]:
        pieces = [piece for word in words for piece in word.pieces[:_WINDOW]]
        return [self._vocabulary.opening, *pieces, self._vocabulary.closing]

    def _evidence(
        self, words: Sequence[Word], each: Sequence[float], sense: int, score: float, text: str
    ) -> list[Word]:
        """Return the words without which the score would be lowest, the weightiest first."""
        telling = [place for place, word in enumerate(words) if not _SAYS_LITTLE.fullmatch(text, word.start, word.end)]
        if len(telling) < _FEWEST_TRIED:
            return [words[place] for place in telling or [0]]
        tried = sorted(telling, key=self._contributions(words, each).__getitem__, reverse=True)
        tried = tried[: max(_FEWEST_TRIED, min(_MOST_TRIED, _PIECES_TRIED // len(self._row(words))))]
        without = [self._row([*words[:place], *words[place + 1 :]]) for place in tried]
        left, _ = self._network.scores(without)
        drops = sorted(((score - float(left[row, sense]), place) for row, place in enumerate(tried)), reverse=True)
        least = max(drops[0][0] * _MATTERS, 0.0)
        return [words[place] for number, (drop, place) in enumerate(drops) if not number or drop > least]

    @staticmethod
    def _contributions(words: Sequence[Word], each: Sequence[float]) -> list[float]:
        """Return what the pieces of each word add to the score; the first piece of a row is its opening."""
        found, position = [], 1
        for word in words:
            size = min(len(word.pieces), _WINDOW)
            found.append(sum(each[position : position + size]))
            position += size
        return found


def _makes_sense(reading: Reading) -> bool:
    """Tell whether there are words to judge: a link, a picture or a name by itself is none."""
    return any(map(str.isalpha, without_links(reading.text))) and not _NAME.fullmatch(reading.folded.text.strip())


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
    return Model(Network(_HERE / "sense.onnx"), Vocabulary(_HERE / "vocabulary.txt"), senses)
