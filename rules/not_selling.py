"""What speaks against advertising in a text that has words of it: talk of a video, and what customers tell.

The words are in `lexicons/advertising.toml`, kinds `of_the_video` and `customer`, and in `single_words.toml`.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

from rules.phrases import LETTERS
from rules.reading import Reading
from rules.signals import CUSTOMER, OF_THE_VIDEO, Signal
from rules.single_words import single_words

_OF_WHO_WATCHES = "of_who_watches"
NOT_SELLING = frozenset({CUSTOMER, OF_THE_VIDEO, _OF_WHO_WATCHES})
"""The kinds of words that sell nothing by themselves."""
_WEAK = 0.4
"""The most that a cue weighs which talk of a video may have, outside the words that make it such talk."""

_QUOTED = re.compile(r'(?<![^\s("])"[^"\n]{1,200}"(?![a-z0-9])')


def not_selling(reading: Reading, signals: Sequence[Signal], cues: Sequence[Signal]) -> Iterator[Signal]:
    """Yield what speaks against the cues, and against the sense of the text, in one that has no link."""
    if not signals:
        return
    kinds = {signal.kind for signal in signals}
    tells = CUSTOMER in kinds or _all_quoted(reading, cues)
    if tells and single_words().of_rescuers.isdisjoint(reading.folded.words):
        yield Signal(CUSTOMER, 0, 0, 1.0, "", signals[0].detector)
    if OF_THE_VIDEO in kinds and _only_of_the_video(reading, signals, cues):
        yield Signal(OF_THE_VIDEO, 0, 0, 1.0, "", signals[0].detector)


def _all_quoted(reading: Reading, cues: Sequence[Signal]) -> bool:
    """Tell whether each cue, of two words or more, stands within quotation marks: somebody says what others write."""
    if not cues or '"' not in reading.folded.text:
        return False
    is_quoted = _within(reading.folded.span(*found.span()) for found in _QUOTED.finditer(reading.folded.text))
    return all(" " in reading.text[cue.start : cue.end] and is_quoted(cue.start, cue.end) for cue in cues)


def _only_of_the_video(reading: Reading, signals: Sequence[Signal], cues: Sequence[Signal]) -> bool:
    """Tell whether nothing is plugged outside the words that are about the video."""
    about = [(signal.start, signal.end) for signal in signals if signal.kind == OF_THE_VIDEO]
    is_about_it = _within(about)
    if any(cue.weight > _WEAK and not is_about_it(cue.start, cue.end) for cue in cues):
        return False
    folded = reading.folded
    plugs = single_words().of_plugs & folded.words
    is_about_it = _within([*about, *((each.start, each.end) for each in signals if each.kind == _OF_WHO_WATCHES)])
    return not plugs or all(
        is_about_it(*folded.span(*word.span())) for word in LETTERS.finditer(folded.text) if word.group() in plugs
    )


def _within(stretches: Iterable[tuple[int, int]]) -> Callable[[int, int], bool]:
    """Return what tells whether a stretch lies in one of these, however many there are."""
    in_order = sorted(stretches)
    starts = [start for start, _ in in_order]
    ends = list(accumulate((end for _, end in in_order), max))

    def lies_within(start: int, end: int) -> bool:
        before = bisect_right(starts, start)
        return before > 0 and ends[before - 1] >= end

    return lies_within
