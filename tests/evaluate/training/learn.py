"""Train the transformer on examples, on one core: some two steps a second where nothing else runs."""

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.optim.swa_utils import AveragedModel

from rules.folding import fold
from rules.model.pieces import Vocabulary
from tests.evaluate.disguise import disguised
from tests.evaluate.training.examples import Example
from tests.evaluate.training.transformer import Transformer

_ROWS = 48
_BUCKET = 50
"""Batches sorted by length together, so that little of each is empty."""
_LONGEST = 72
_WARM_UP = 150
_DECAY = 0.01
_DISGUISED = 0.25
_SMOOTHING = 0.02
"""Labels are wrong now and then: 0 is learned as 0.02, 1 as 0.98."""
_TOLD_EVERY = 100
_AVERAGED_EVERY = 5
"""Steps from one taking of the weights into their average to the next: they hardly move in fewer."""


@dataclass(frozen=True)
class Course:
    """How one stage of the training goes."""

    times: float
    """How often through the examples."""
    rate: float
    frozen: int
    """Layers, from the first on, that stay as they are, and what is before them; 0: everything is learned."""
    averaged: float = 0.0
    """The last share of the steps whose weights are averaged (Izmailov et al. 2018); 0: none."""


@dataclass(frozen=True)
class _Batch:
    pieces: Tensor
    there: Tensor
    answers: Tensor
    weights: Tensor


def learn(
    model: Transformer, examples: Sequence[Example], vocabulary: Vocabulary, course: Course, seed: int
) -> Transformer:
    """Train `model` in place, and return one with the average of its last weights, or itself where none are averaged.

    The same seed on the same machine gives the same.
    """
    draw = random.Random(seed)  # noqa: S311 - nothing to guess
    torch.manual_seed(seed)
    model.freeze(course.frozen)
    model.train()
    optimiser = torch.optim.AdamW(_parameters(model), lr=course.rate, fused=True)
    steps = int(course.times * len(examples) / _ROWS)
    average = AveragedModel(model) if course.averaged else None
    started, loss_so_far = perf_counter(), 0.0
    for step, batch in enumerate(_batches(examples, vocabulary, draw)):
        if step >= steps:
            break
        for group in optimiser.param_groups:
            group["lr"] = course.rate * min(1, (step + 1) / _WARM_UP) * (1 - step / steps)
        with torch.autocast("cpu", torch.bfloat16):
            whole, _ = model(batch.pieces, batch.there)
        wanted = batch.answers * (1 - 2 * _SMOOTHING) + _SMOOTHING
        each = binary_cross_entropy_with_logits(whole.float(), wanted, reduction="none") * batch.weights
        loss = each.sum() / batch.weights.sum().clamp(min=1)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        left = steps - 1 - step
        if average and left < steps * course.averaged and left % _AVERAGED_EVERY == 0:
            average.update_parameters(model)
        loss_so_far += loss.item()
        if (step + 1) % _TOLD_EVERY == 0:
            told = f"{step + 1} of {steps} steps, loss {loss_so_far / _TOLD_EVERY:.3f}"
            sys.stderr.write(f"{told}, {perf_counter() - started:.0f} s\n")
            loss_so_far = 0.0
    return (average.module if average else model).eval()


def _parameters(model: Transformer) -> list[dict[str, object]]:
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    return [
        {"params": [parameter for parameter in learned if parameter.ndim > 1], "weight_decay": _DECAY},
        {"params": [parameter for parameter in learned if parameter.ndim == 1], "weight_decay": 0.0},
    ]


def _batches(examples: Sequence[Example], vocabulary: Vocabulary, draw: random.Random) -> Iterator[_Batch]:
    """Yield batches without end, in a new order each time through."""
    while True:
        order = draw.sample(range(len(examples)), len(examples))
        for start in range(0, len(order), _ROWS * _BUCKET):
            rows = [
                (_row(examples[place], vocabulary, draw), examples[place]) for place in order[start:][: _ROWS * _BUCKET]
            ]
            rows.sort(key=lambda row: len(row[0]))
            batches = [rows[first : first + _ROWS] for first in range(0, len(rows), _ROWS)]
            draw.shuffle(batches)
            yield from map(_batch, batches)


def _row(example: Example, vocabulary: Vocabulary, draw: random.Random) -> list[int]:
    text = disguised(example.text, draw) if example.text.split() and draw.random() < _DISGUISED else example.text
    return pieces_of(text, vocabulary)


def pieces_of(text: str, vocabulary: Vocabulary) -> list[int]:
    """Return the pieces of the beginning of `text`, as many as are learned from."""
    pieces = [piece for word in vocabulary.words(fold(text)) for piece in word.pieces]
    return [vocabulary.opening, *pieces[: _LONGEST - 2], vocabulary.closing]


def _batch(rows: Sequence[tuple[list[int], Example]]) -> _Batch:
    longest = max(len(row) for row, _ in rows)
    return _Batch(
        pieces=torch.tensor([row + [0] * (longest - len(row)) for row, _ in rows]),
        there=torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row, _ in rows]),
        answers=torch.tensor([[float(answer or 0) for answer in example.answers] for _, example in rows]),
        weights=torch.tensor(
            [[example.weight * (answer is not None) for answer in example.answers] for _, example in rows]
        ),
    )
