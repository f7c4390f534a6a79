"""How sure each score of the network makes: fitted on the part of the data that is neither learned from nor counted."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sklearn.linear_model import LogisticRegression

from rules.folding import fold
from rules.model import Model
from rules.model.network import SENSES
from rules.reading import Reading
from rules.signals import HARMLESS, NO_ADVERT, NO_RISK
from tests.evaluate.training.examples import Example

_KINDS = {
    "hostile": ("hostile_sense", "what the text as a whole rests on: it reads as hostile to people for what they are"),
    "abusive": ("abusive_sense", "what the text as a whole rests on: it reads as abuse"),
    "advertising": ("advertising_sense", "what the text as a whole rests on: it reads as advertising"),
    "risk": ("risk_to_life", "what the text as a whole rests on: somebody's life may be at risk"),
}
_FLOOR = 0.4
"""Below it nothing is said: one in three such texts at most is what the sense says."""
_FLOORS = {"risk": 0.5}
"""An alarm is told to somebody at any hour: below it the rules alone say so."""
_ABSENT = {"hostile": (HARMLESS, 0.2), "advertising": (NO_ADVERT, 0.008), "risk": (NO_RISK, 0.01)}
"""What is said where a sense is less sure than that.

Of the texts with a slur below 0.2 one in seven was hateful (dev part), above 0.4 more than half. Of what the lists take
for a risk, of texts by writers that it had not learned from, one in sixteen was one below 0.01 (3 of 47), and one in
four from there to 0.05. Of 783 adverts for choosing eleven are below 0.008; of 6,000 harmless texts 5,310.
"""


def calibrate(model: Model, examples: Sequence[Example]) -> str:
    """Return the text of calibration.toml for `model`, as the examples have it."""
    scored = [(model.scores(Reading(each.text, fold(each.text), ())), each) for each in examples]
    lines = ["# Made by the training: how a score becomes a share of certainty, 1 / (1 + e^-(slope * score + offset))."]
    for number, sense in enumerate(SENSES):
        told = [
            (scores[number], each.answers[number], each.weight)
            for scores, each in scored
            if each.answers[number] is not None
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
            f"floor = {_FLOORS.get(sense, _FLOOR)}",
            *_absent(sense),
        ]
    return "\n".join([*lines, ""])


def _absent(sense: str) -> Iterator[str]:
    if sense in _ABSENT:
        kind, below = _ABSENT[sense]
        yield f'absent = "{kind}"'
        yield f"absent_below = {below}"


def write_uncalibrated(path: Path) -> None:
    """Write a calibration that takes scores as they are, so that the model can be asked for them."""
    lines = [
        f'[{sense}]\nkind = "{kind}"\nreason = "{reason}"\nslope = 1.0\noffset = 0.0\nfloor = {_FLOOR}\n'
        for sense, (kind, reason) in _KINDS.items()
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
