"""Learn to tell a risk to somebody's life from what the network has become: a linear sense of a few of its layers."""

import random
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from rules.assessment import Route
from rules.model.pieces import Vocabulary
from tests.evaluate.invented import invent
from tests.evaluate.probes.templates import probes
from tests.evaluate.sets import LabelledSet, Part
from tests.evaluate.training.examples import PATIENTS
from tests.evaluate.training.learn import pieces_of
from tests.evaluate.training.transformer import Transformer
from tests.unit.rules.examples import NO_BREACH, ROUTED

_TOLD = {"told_risk": 1, "risk": 4}
"""The probes that it is learned from, what people might post and templates, and how many sentences of a template."""
_ELSEWHERE = ("davidson", "hatexplain", "dynahate_part", "youtube_spam", "sms_spam")
"""Where nobody asks a health service for help; so many of each are learned from as harmless."""
_FROM_ELSEWHERE = 400
_STRENGTH = 0.003
"""How freely it may fit (C of scikit-learn), chosen between two writers who knew nothing of each other."""
_ROWS = 32

Told = tuple[str, bool]
"""A text, and whether it tells of a risk."""


def told_of_risk(sets: Mapping[str, LabelledSet], part: Part) -> list[Told]:
    """Return what one part holds: messages of people at risk and such as sound like them, and patients who are not."""
    told = [
        (probe.text, probe.risk) for name, each in _TOLD.items() for probe in probes(name, each) if probe.part is part
    ]
    patients = [(row.text, False) for name in PATIENTS for row in sets[name].part(part)]
    angry_and_kind = [(each.text, False) for each in invent(each=1) if each.part is part and each.hate == 0]
    wanted = [(text, False) for route, text in ROUTED if route != Route.RISK_TO_LIFE]
    plain = [*wanted, *((text, False) for text in NO_BREACH)]
    return [*told, *patients, *angry_and_kind, *plain, *_from_elsewhere(sets, part)]


def _from_elsewhere(sets: Mapping[str, LabelledSet], part: Part) -> Iterator[Told]:
    for name in _ELSEWHERE:
        draw = random.Random(name)  # noqa: S311 - nothing to guess
        rows = list(sets[name].part(part))
        yield from ((row.text, False) for row in draw.sample(rows, min(_FROM_ELSEWHERE, len(rows))))


def learn_risk(model: Transformer, told: Sequence[Told], vocabulary: Vocabulary) -> None:
    """Fit the sense of a risk to life in place; everything else of `model` stays as it is."""
    states = _states(model.eval(), [text for text, _ in told], vocabulary)
    scaler = StandardScaler().fit(states)
    fitted = LogisticRegression(C=_STRENGTH, max_iter=500).fit(scaler.transform(states), [risk for _, risk in told])
    weight = fitted.coef_ / scaler.scale_
    bias = fitted.intercept_ - weight @ scaler.mean_
    with torch.no_grad():
        model.risk.weight.copy_(torch.from_numpy(weight))
        model.risk.bias.copy_(torch.from_numpy(bias))


def _states(model: Transformer, texts: Sequence[str], vocabulary: Vocabulary) -> NDArray[np.float64]:
    rows = [pieces_of(text, vocabulary) for text in texts]
    by_length = sorted(range(len(rows)), key=lambda place: len(rows[place]))
    found = np.zeros((len(rows), model.risk.in_features))
    for first in range(0, len(rows), _ROWS):
        places = by_length[first : first + _ROWS]
        longest = len(rows[places[-1]])
        pieces = torch.tensor([rows[place] + [0] * (longest - len(rows[place])) for place in places])
        there = torch.tensor([[1.0] * len(rows[place]) + [0.0] * (longest - len(rows[place])) for place in places])
        found[places] = model.read_for_risk(pieces, there).numpy()
    return found
