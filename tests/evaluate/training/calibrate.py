"""How sure each score of the network makes: fitted on the part of the data that is neither learned from nor counted."""

from collections.abc import Sequence
from pathlib import Path

from sklearn.linear_model import LogisticRegression

from rules.folding import fold
from rules.model import Model
from rules.model.network import SENSES
from rules.reading import Reading
from tests.evaluate.training.examples import Example
from tests.evaluate.training.risk import Told

_KINDS = {
    "hostile": ("hostile_sense", "what the text as a whole rests on: it reads as hostile to people for what they are"),
    "abusive": ("abusive_sense", "what the text as a whole rests on: it reads as abuse"),
    "advertising": ("advertising_sense", "what the text as a whole rests on: it reads as advertising"),
    "risk": ("risk_to_life", "what the text as a whole rests on: somebody's life may be at risk"),
}
_FLOOR = 0.4
"""Below it nothing is said: one in three such texts at most is what the sense says."""
_FLOOR_OF_RISK = 0.7
"""An alarm is told to somebody at any hour: below it the rules alone say so."""
_HARMLESS_BELOW = 0.2
"""Of the texts below it with a slur, one in seven was hateful (dev part); above 0.4, more than half."""


def calibrate(model: Model, examples: Sequence[Example], of_risk: Sequence[Told]) -> str:
    """Return the text of calibration.toml for `model`, as the examples have it."""
    answered = [(example.text, (*example.answers, None), example.weight) for example in examples]
    answered += [(text, (None, None, None, int(risk)), 1.0) for text, risk in of_risk]
    scored = [(model.scores(Reading(text, fold(text), ())), answers, weight) for text, answers, weight in answered]
    lines = ["# Made by the training: how a score becomes a share of certainty, 1 / (1 + e^-(slope * score + offset))."]
    for number, sense in enumerate(SENSES):
        told = [
            (scores[number], answers[number], weight)
            for scores, answers, weight in scored
            if answers[number] is not None
        ]
        fitted = LogisticRegression(C=1e6).fit(
            [[score] for score, _, _ in told], [answer for _, answer, _ in told], [weight for _, _, weight in told]
        )
        kind, reason = _KINDS[sense]
        lines += [
            "",
            f"[{sense}]",
            f'kind = "{kind}"',
            f'reason = "{reason}"',
            f"slope = {fitted.coef_[0][0]:.4f}",
            f"offset = {fitted.intercept_[0]:.4f}",
            f"floor = {_FLOOR_OF_RISK if sense == SENSES[-1] else _FLOOR}",
            *([f"harmless_below = {_HARMLESS_BELOW}"] if sense == SENSES[0] else []),
        ]
    return "\n".join([*lines, ""])


def write_uncalibrated(path: Path) -> None:
    """Write a calibration that takes scores as they are, so that the model can be asked for them."""
    lines = [
        f'[{sense}]\nkind = "{kind}"\nreason = "{reason}"\nslope = 1.0\noffset = 0.0\nfloor = {_FLOOR}\n'
        for sense, (kind, reason) in _KINDS.items()
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
