"""What the model learns from: each text with what it is to say, out of the sets and the invented sentences."""

import html
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.evaluate.invented import invent
from tests.evaluate.probes.templates import probes
from tests.evaluate.sets import LabelledSet, LabelledText, Part

Answers = tuple[int | None, int | None, int | None, int | None]
"""Hostile, abusive, advertising, of a risk to life: 1, 0, or None where the set does not tell."""

_USER = re.compile(r"<user>")
_OF_EACH_TEMPLATE = 10
_NOTHING: Answers = (0, 0, 0, 0)
_TOLD = {"told_risk": 1, "risk": 4}
"""The probes with people at risk and such as sound like them, and how many sentences of a template."""
_TOLD_AGAIN = 3
"""How often each of those counts: there are a few thousand of them among a hundred thousand texts."""
_SHORT = 25
"""Words: two such texts together are read as a whole."""
_IN_COMPANY = 0.12
"""Share of the short texts that are learned beside a harmless one too."""
_BETWEEN = (" ", ". ", "\n")


@dataclass(frozen=True)
class Example:
    """One text, what is to be said of it, and how much it counts."""

    text: str
    answers: Answers
    weight: float = 1.0


_LABELS: Mapping[str, Mapping[str, tuple[Answers, float]]] = {
    # Whoever labelled it found normal what is abuse by Davidson's measure, so it says nothing of that.
    "hatexplain": {
        "hatespeech": ((1, None, None, 0), 1.0),
        "offensive": ((None, 1, None, 0), 0.4),
        "normal": ((0, None, 0, 0), 0.8),
    },
    # What is not sexist there may well be hateful in another way.
    "edos": {"sexist": ((1, None, None, 0), 1.0), "not sexist": ((0, None, 0, 0), 0.4)},
    "hatemoji_build": {"hate": ((1, None, None, 0), 1.0), "nothate": ((0, None, None, 0), 1.0)},
    "dynahate_part": {"hate": ((1, None, None, 0), 1.0), "nothate": ((0, None, None, 0), 1.0)},
    "davidson": {"hate": ((1, 1, 0, 0), 1.0), "offensive": ((0, 1, 0, 0), 1.0), "neither": ((0, 0, 0, 0), 1.0)},
    "jigsaw_templates": {"toxic": ((None, 1, None, 0), 0.5), "nontoxic": ((0, 0, 0, 0), 0.5)},
    "wiki_toxicity": {"toxic": ((None, 1, None, 0), 1.0), "nottoxic": ((0, 0, None, 0), 1.0)},
    "sms_spam": {"spam": ((0, 0, 1, 0), 0.5), "ham": ((0, 0, 0, 0), 0.5)},
    "youtube_spam": {"spam": ((0, 0, 1, 0), 0.5), "ham": ((0, 0, 0, 0), 0.5)},
}
"""What the labels of each set mean. Stormfront is left out: what rests on it would have to be shared alike."""

PATIENTS = ("nhs_phase1", "nhs_fft")
"""Patient feedback: nothing of it is a breach, however angry (P7)."""

_KEPT = {
    ("edos", "not sexist"): 0.5,
    ("jigsaw_templates", "toxic"): 0.35,
    ("jigsaw_templates", "nontoxic"): 0.35,
}
"""Share of what there is plenty of that is learned from; the rest would only cost time."""
_AGAIN = {
    ("sms_spam", "spam"): 3,
    ("youtube_spam", "spam"): 3,
    ("davidson", "neither"): 3,
    ("davidson", "hate"): 2,
    ("hatemoji_build", "hate"): 2,
    ("hatemoji_build", "nothate"): 2,
    ("dynahate_part", "hate"): 2,
    ("dynahate_part", "nothate"): 2,
}
"""What there is little of counts as often as this."""


def examples(sets: Mapping[str, LabelledSet], part: Part, draw: random.Random | None = None) -> list[Example]:
    """Return what one part holds, invented sentences included; with `draw`, balanced, for learning."""
    found = real_examples(sets, part, draw) + [
        Example(sentence.text, (sentence.hate, sentence.abuse, sentence.advert, 0))
        for sentence in invent(each=_OF_EACH_TEMPLATE)
        if sentence.part is part
    ]
    found += told_of_risk(part) * _TOLD_AGAIN
    return found + list(_in_company(found, draw)) if draw else found


def told_of_risk(part: Part) -> list[Example]:
    """Return what one part holds of invented messages by people at risk, and of such as sound like them."""
    return [
        Example(probe.text, (0, 0, 0, int(probe.risk)))
        for name, each in _TOLD.items()
        for probe in probes(name, each)
        if probe.part is part
    ]


def real_examples(sets: Mapping[str, LabelledSet], part: Part, draw: random.Random | None = None) -> list[Example]:
    """Return what people wrote in one part; with `draw`, balanced, for learning."""
    return [example for name, each in sets.items() for example in _of_set(name, each.part(part), draw)]


def _of_set(name: str, rows: Iterable[LabelledText], draw: random.Random | None) -> Iterator[Example]:
    for row in rows:
        answers, weight = (_NOTHING, 1.0) if name in PATIENTS else _LABELS.get(name, {}).get(row.label, (None, 0.0))
        if answers is None:
            continue
        key = name, row.label
        if draw and draw.random() > _KEPT.get(key, 1.0):
            continue
        yield from [Example(plain(row.text), answers, weight)] * (_AGAIN.get(key, 1) if draw else 1)


def _in_company(found: Sequence[Example], draw: random.Random) -> Iterator[Example]:
    """Yield some short texts beside harmless ones: what is bad stays bad, whatever stands around it."""
    short = [example for example in found if len(example.text.split()) <= _SHORT]
    harmless = [example.text for example in short if example.answers == _NOTHING]
    for example in short:
        if draw.random() < _IN_COMPANY:
            both = [example.text, draw.choice(harmless)]
            draw.shuffle(both)
            yield Example(draw.choice(_BETWEEN).join(both), example.answers, example.weight)


def plain(text: str) -> str:
    """Return a text of a set as somebody wrote it: without what its collectors put in."""
    return _USER.sub("@user", html.unescape(text))
