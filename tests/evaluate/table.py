"""The table of everything that is counted: each set under its principle, and everybody on the same rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from tests.evaluate.asked import Asked
from tests.evaluate.cost import Cost
from tests.evaluate.judges import acts_on, goes_against
from tests.evaluate.measures import MEASURES, Measure
from tests.evaluate.sets import LabelledSet, LabelledText, Part
from tests.evaluate.shares import Share

_HEAD = (
    *("principle", "counted on", "breaches / allowed", "who", "recall", "precision", "allowed text flagged"),
    *("accuracy", "allowed text: Hide or Report", "texts/s", "memory"),
)


@dataclass(frozen=True)
class _Verdicts:
    """What one of those asked says of the rows of one measure."""

    who: str
    breaches: Sequence[bool]
    flagged: Sequence[bool]
    acted_on: Sequence[bool]
    """Empty for those who suggest nothing."""

    def __add__(self, other: "_Verdicts") -> "_Verdicts":
        return _Verdicts(
            self.who,
            [*self.breaches, *other.breaches],
            [*self.flagged, *other.flagged],
            [*self.acted_on, *other.acted_on],
        )


def everything(
    sets: Mapping[str, LabelledSet], part: Part, asked: Asked, costs: Mapping[str, Cost], most: int | None
) -> Iterator[str]:
    """Yield the table in Markdown; `most` rows of each sort are counted, or all."""
    yield f"| {' | '.join(_HEAD)} |"
    yield f"|{' --- |' * len(_HEAD)}"
    for numbers, group in groupby((each for each in MEASURES if each.set_name in sets), lambda each: each.numbers):
        told = [
            (
                f"{measure.set_name}: {measure.what}",
                list(_verdicts(measure, sets[measure.set_name].part(part), asked, most)),
            )
            for measure in group
        ]
        if len(told) > 1:
            told.append((f"**all of {numbers}**", _together([verdicts for _, verdicts in told])))
        for what, verdicts in told:
            yield from _lines(numbers, what, verdicts, costs)


def counted(measure: Measure, rows: Sequence[LabelledText], most: int | None = None) -> list[tuple[LabelledText, bool]]:
    """Return the rows that the measure counts, breaches first, each with whether it is one."""
    judged = [(row, breach) for row in rows if (breach := measure.verdict(row)) is not None]
    return [pair for sort in (True, False) for pair in [pair for pair in judged if pair[1] is sort][:most]]


def _verdicts(measure: Measure, rows: Sequence[LabelledText], asked: Asked, most: int | None) -> Iterator[_Verdicts]:
    those = counted(measure, rows, most)
    texts, breaches = [row.text for row, _ in those], [breach for _, breach in those]
    for who, assess in asked.ours.items():
        found = [assess(text) for text in texts]
        if measure.by_masking:
            yield _Verdicts(who, breaches, [bool(one.personal_details) for one in found], [])
            return
        wanted = [goes_against(one, measure.principles) if measure.principles else bool(one.findings) for one in found]
        yield _Verdicts(who, breaches, wanted, [acts_on(one) for one in found])
    if measure.about_words:
        for who, flags in asked.others.items():
            yield _Verdicts(who, breaches, [flags(text) for text in texts], [])


def _together(told: Sequence[Sequence[_Verdicts]]) -> list[_Verdicts]:
    """Return everybody's verdicts on all the sets of a principle, for whom all of them were asked."""
    whole = []
    for first in told[0]:
        of_one = [verdicts for each in told for verdicts in each if verdicts.who == first.who]
        if len(of_one) == len(told):
            whole.append(sum(of_one[1:], first))
    return whole


def _lines(numbers: str, what: str, verdicts: Sequence[_Verdicts], costs: Mapping[str, Cost]) -> Iterator[str]:
    for place, each in enumerate(verdicts):
        there, allowed = sum(each.breaches), len(each.breaches) - sum(each.breaches)
        said = [numbers, what, f"{there:,} / {allowed:,}"] if not place else [" "] * 3
        cost = costs.get(each.who)
        spent = [f"{cost.texts_a_second:,.0f}", f"{cost.memory / 2**20:.0f} MB"] if cost else ["–", "–"]
        yield f"| {' | '.join([*said, each.who, *map(str, _shares(each)), *spent])} |"


def _shares(each: _Verdicts) -> list[Share]:
    """Return recall, precision, the share of allowed text flagged, accuracy, and that with Hide or Report suggested."""
    pairs = list(zip(each.breaches, each.flagged, strict=True))
    hits, false_alarms, there = pairs.count((True, True)), pairs.count((False, True)), sum(each.breaches)
    acted_on = [acted for breach, acted in zip(each.breaches, each.acted_on, strict=False) if not breach]
    return [
        Share(hits, there),
        Share(hits, hits + false_alarms if there else 0),
        Share(false_alarms, len(pairs) - there),
        Share(sum(breach == found for breach, found in pairs), len(pairs) if there else 0),
        Share(sum(acted_on), len(acted_on)),
    ]
