"""What the model learns from: each text with what it is to say, out of the sets and the invented sentences."""

import html
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tests.evaluate.invented import invent
from tests.evaluate.sets import LabelledSet, LabelledText, Part

Answers = tuple[int | None, int | None, int | None]
"""Hostile, abusive, advertising: 1, 0, or None where the set does not tell."""

_USER = re.compile(r"<user>")
_OF_EACH_TEMPLATE = 48
_LEAST = 4
"""Shorter words are not disguised."""
_LOOK_ALIKES = str.maketrans("aeiost", "4310$7")


@dataclass(frozen=True)
class Example:
    """One text, what is to be said of it, and how much it counts."""

    text: str
    answers: Answers
    weight: float = 1.0


_LABELS: Mapping[str, Mapping[str, tuple[Answers, float]]] = {
    "hatexplain": {
        "hatespeech": ((1, None, None), 1.0),
        "offensive": ((None, 1, None), 1.0),
        "normal": ((0, 0, 0), 0.8),
    },
    # What is not sexist there may well be hateful in another way.
    "edos": {"sexist": ((1, None, None), 1.0), "not sexist": ((0, None, 0), 0.4)},
    "hatemoji_build": {"hate": ((1, None, None), 1.0), "nothate": ((0, None, None), 1.0)},
    "dynahate_part": {"hate": ((1, None, None), 1.0), "nothate": ((0, None, None), 1.0)},
    "davidson": {"hate": ((1, 1, 0), 1.0), "offensive": ((0, 1, 0), 1.0), "neither": ((0, 0, 0), 1.0)},
    "jigsaw_templates": {"toxic": ((None, 1, None), 0.5), "nontoxic": ((0, 0, 0), 0.5)},
    "wiki_toxicity": {"toxic": ((None, 1, None), 1.0), "nottoxic": ((0, 0, None), 1.0)},
    "sms_spam": {"spam": ((0, 0, 1), 0.5), "ham": ((0, 0, 0), 0.5)},
    "youtube_spam": {"spam": ((0, 0, 1), 0.5), "ham": ((0, 0, 0), 0.5)},
}
"""What the labels of each set mean. Stormfront is left out: what rests on it would have to be shared alike."""

_PATIENTS = ("nhs_phase1", "nhs_fft")
"""Patient feedback: nothing of it is a breach, however angry (P7)."""

_KEPT = {("edos", "not sexist"): 0.5, ("jigsaw_templates", "toxic"): 0.35, ("davidson", "offensive"): 0.6}
"""Share of what there is plenty of that is learned from; the rest would only cost time."""
_AGAIN = {("sms_spam", "spam"): 3, ("youtube_spam", "spam"): 3}
"""What there is little of counts as often as this."""


def examples(sets: Mapping[str, LabelledSet], part: Part, draw: random.Random | None = None) -> list[Example]:
    """Return what one part holds; with `draw`, in its order, balanced, and for learning."""
    found = [example for name, each in sets.items() for example in _of_set(name, each.part(part), draw)]
    found += [
        Example(sentence.text, (sentence.hate, sentence.abuse, 0))
        for sentence in invent(each=_OF_EACH_TEMPLATE)
        if sentence.part is part
    ]
    if draw:
        draw.shuffle(found)
    return found


def _of_set(name: str, rows: Iterable[LabelledText], draw: random.Random | None) -> Iterator[Example]:
    for row in rows:
        answers, weight = ((0, 0, 0), 1.0) if name in _PATIENTS else _LABELS.get(name, {}).get(row.label, (None, 0.0))
        if answers is None:
            continue
        key = name, row.label
        if draw and draw.random() > _KEPT.get(key, 1.0):
            continue
        yield from [Example(plain(row.text), answers, weight)] * (_AGAIN.get(key, 1) if draw else 1)


def plain(text: str) -> str:
    """Return a text of a set as somebody wrote it: without what its collectors put in."""
    return _USER.sub("@user", html.unescape(text))


def disguised(text: str, draw: random.Random) -> str:
    """Return `text` with some words written as people write them who want not to be found."""
    words = text.split()
    for place in draw.sample(range(len(words)), min(len(words), 1 + len(words) // 6)):
        word = words[place]
        if len(word) < _LEAST:
            continue
        at = draw.randrange(1, len(word) - 1)
        words[place] = draw.choice(
            [
                word.translate(_LOOK_ALIKES),
                " ".join(word),
                word[:at] + "*" + word[at + 1 :],
                word[:at] + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at] * 3 + word[at + 1 :],
            ]
        )
    return " ".join(words)
