"""How often what the triage suggested was followed, by principle and by the rule that pointed at the words.

A suggestion to hide or report is **followed** when the first decision on the mention, of those that stand, is the one
suggested, under the principle suggested. It is **overruled** by any other: an approval, another action, another
principle. (A summary counts the action alone.) What nobody has decided is **undecided**.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rules.assessment import Finding, Suggestion
from rules.status import Action

MODERATING = (Action.APPROVE, Action.HIDE, Action.REPORT)


class Verdict(StrEnum):
    """What became of a suggestion."""

    FOLLOWED = "followed"
    OVERRULED = "overruled"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Made:
    """A decision on a mention, or one that takes another back."""

    action: Action
    principle: str | None
    undoes: Action | None


def first_standing(decisions: Iterable[Made]) -> Made | None:
    """Return the first of `decisions`, oldest first, that moderates and was not taken back; None if there is none."""
    standing: list[Made] = []
    for made in decisions:
        if made.action in MODERATING:
            standing.append(made)
        taken_back = [each for each in standing if each.action is made.undoes]
        if taken_back:
            standing.remove(taken_back[-1])
    return standing[0] if standing else None


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion to hide or report, and all that was decided on its mention, oldest first."""

    suggestion: Suggestion
    finding: Finding
    """The gravest, which the suggestion comes from."""
    masked_text: str
    decisions: Sequence[Made]

    @property
    def verdict(self) -> Verdict:
        """What became of it."""
        first = first_standing(self.decisions)
        if first is None:
            return Verdict.UNDECIDED
        as_suggested = first.action.value == self.suggestion.value and first.principle == self.finding.principle
        return Verdict.FOLLOWED if as_suggested else Verdict.OVERRULED


@dataclass(slots=True)
class Tally:
    """How many suggestions came from one principle or rule, and what became of them."""

    name: tuple[str, ...]
    """The principle's key; for a rule also its detector and reason."""
    counts: Counter[Verdict] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    """Masked texts of some that were overruled, no two alike, the newest first."""

    @property
    def suggested(self) -> int:
        """How many there are in all."""
        return self.counts.total()


@dataclass(frozen=True, slots=True)
class Review:
    """What became of the suggestions, those most often made first."""

    principles: Sequence[Tally]
    rules: Sequence[Tally]


def review(newest_first: Iterable[Suggested], examples: int) -> Review:
    """Count what became of suggestions, and keep up to `examples` overruled ones of each principle and rule."""
    principles: dict[tuple[str, ...], Tally] = {}
    rules: dict[tuple[str, ...], Tally] = {}
    for each in newest_first:
        key = each.finding.principle
        _count(principles, (key,), each, examples)
        for rule in dict.fromkeys((evidence.detector, evidence.reason) for evidence in each.finding.evidence):
            _count(rules, (key, *rule), each, examples)
    return Review(_most_first(principles), _most_first(rules))


def _count(tallies: dict[tuple[str, ...], Tally], name: tuple[str, ...], said: Suggested, examples: int) -> None:
    tally = tallies.setdefault(name, Tally(name))
    tally.counts[said.verdict] += 1
    wanted = said.verdict is Verdict.OVERRULED and len(tally.examples) < examples
    if wanted and said.masked_text not in tally.examples:
        tally.examples.append(said.masked_text)


def _most_first(tallies: dict[tuple[str, ...], Tally]) -> Sequence[Tally]:
    return sorted(tallies.values(), key=lambda tally: (-tally.suggested, tally.name))
