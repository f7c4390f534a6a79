"""Measure the triage on labelled text: `make evaluate DATA=folder`.

Prints the tables as Markdown and, with --write, puts them into docs/triage.md. The folder holds `*.csv.gz` with the
columns text, label and detail; sets.py says which part of each is counted here, measures.py what is asked of it.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.evaluate.cost import cost_of
from tests.evaluate.invented import invented_set
from tests.evaluate.judges import Judge, acts_on, goes_against, judges
from tests.evaluate.measures import HATE, MEASURES, Measure
from tests.evaluate.probes.table import functional, masked, probed
from tests.evaluate.sets import LabelledSet, LabelledText, Part, read_sets
from tests.evaluate.shares import Share

DOCUMENT = Path(__file__).parents[2] / "docs" / "triage.md"
_MEASURED = re.compile(r"(?<=<!-- measured -->\n).*(?=<!-- /measured -->)", re.DOTALL)
_TIMED = 300
"""Texts that each judge is timed with."""
_TIMED_FROM = "davidson", "nhs_phase1", "hatexplain"


def main() -> int:
    """Measure; return the exit status."""
    parser = argparse.ArgumentParser(prog="make evaluate", description="Measure the triage on a folder of data.")
    parser.add_argument("folder", type=Path, help="where the *.csv.gz are")
    parser.add_argument("--part", type=Part, default=Part.TEST, choices=list(Part), help="test unless you are tuning")
    parser.add_argument("--most", type=int, default=500, help="rows of each sort to count (default 500; 0: all)")
    parser.add_argument("--ours-only", action="store_true", help="leave the others out, which are slow")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/triage.md")
    asked = parser.parse_args()
    try:
        sets = read_sets(asked.folder) | {"invented": invented_set()}
    except FileNotFoundError as missing:
        sys.stderr.write(f"{missing}. Say where the data are:  make evaluate DATA=folder\n")
        return 1
    those = [judge for judge in judges() if judge.load_ours or not asked.ours_only]
    ours = [(judge.name, judge.load_ours()) for judge in those if judge.load_ours]
    tables = [
        _quality(sets, asked.part, those, asked.most),
        _cases(sets, asked.part, those),
        functional(asked.part, ours),
        probed(sets, asked.part, ours),
        masked(asked.part, those[0].load_ours()) if those[0].load_ours else (),
        _costs(sets, asked.part, those),
    ]
    told = "\n\n".join("\n".join(table) for table in tables) + "\n"
    sys.stdout.write(told)
    if asked.write:
        document = DOCUMENT.read_text(encoding="utf-8")
        DOCUMENT.write_text(_MEASURED.sub(lambda _: f"\n{told}\n", document), encoding="utf-8")
    return 0


def _quality(sets: dict[str, LabelledSet], part: Part, those: Iterable[Judge], most: int) -> Iterator[str]:
    yield "| set | counted | who | recall | precision | allowed text flagged | accuracy |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    asked = _Asked(those)
    for measure in MEASURES:
        if measure.set_name not in sets:
            continue
        counted = list(_counted(measure, sets[measure.set_name].part(part), most or None))
        said = f"{measure.set_name} | {measure.what}: {sum(breach for _, breach in counted)} / {len(counted)}"
        for who, flagged in asked.about(measure, [row.text for row, _ in counted]):
            shares = _shares([breach for _, breach in counted], flagged)
            yield f"| {said} | {who} | {' | '.join(map(str, shares))} |"
            said = " | "


def _cases(sets: dict[str, LabelledSet], part: Part, those: Iterable[Judge]) -> Iterator[str]:
    """Yield how often each case of the invented sentences is judged right: under P10 where hateful, else not."""
    ours = [(judge.name, judge.load_ours()) for judge in those if judge.load_ours]
    yield f"| case | {' | '.join(name for name, _ in ours)} |"
    yield f"| --- |{' --- |' * len(ours)}"
    rows = [row for row in sets["invented"].part(part) if row.label != "insult"]
    for case in dict.fromkeys(row.detail for row in rows):
        of_case = [row for row in rows if row.detail == case]
        shares = [
            Share(sum(goes_against(assess(row.text), {HATE}) == (row.label == "hate") for row in of_case), len(of_case))
            for _, assess in ours
        ]
        yield f"| {case} | {' | '.join(map(str, shares))} |"


class _Asked:
    """The judges, each loaded once."""

    def __init__(self, those: Iterable[Judge]) -> None:
        loaded = list(those)
        self._ours = [(judge.name, judge.load_ours()) for judge in loaded if judge.load_ours]
        self._others = [(judge.name, judge.load_other()) for judge in loaded if judge.load_other]

    def about(self, measure: Measure, texts: Iterable[str]) -> Iterator[tuple[str, list[bool]]]:
        """Yield who was asked what, and which of the texts are flagged."""
        texts = list(texts)
        for name, assess in self._ours:
            found = [assess(text) for text in texts]
            if measure.by_masking:
                yield "commsbot masks", [bool(one.personal_details) for one in found]
                return
            yield f"{name}: Hide or Report", [acts_on(one) for one in found]
            if measure.principles:
                yield f"{name}: these principles", [goes_against(one, measure.principles) for one in found]
        if measure.about_words:
            for name, flags in self._others:
                yield name, [flags(text) for text in texts]


def _counted(measure: Measure, rows: Iterable[LabelledText], most: int | None) -> Iterator[tuple[LabelledText, bool]]:
    judged = [(row, breach) for row in rows if (breach := measure.verdict(row)) is not None]
    for sort in (True, False):
        yield from [(row, breach) for row, breach in judged if breach is sort][:most]


def _shares(breaches: Sequence[bool], flagged: Sequence[bool]) -> tuple[Share, Share, Share, Share]:
    """Return recall, precision, the share of allowed text that is flagged, and accuracy where both sorts are there."""
    pairs = list(zip(breaches, flagged, strict=True))
    hits, false_alarms, there = pairs.count((True, True)), pairs.count((False, True)), sum(breaches)
    return (
        Share(hits, there),
        Share(hits, hits + false_alarms if there else 0),
        Share(false_alarms, len(pairs) - there),
        Share(sum(breach == found for breach, found in pairs), len(pairs) if there else 0),
    )


def _costs(sets: dict[str, LabelledSet], part: Part, those: Iterable[Judge]) -> Iterator[str]:
    texts = [row.text for name in _TIMED_FROM if name in sets for row in sets[name].part(part)[: _TIMED // 3]]
    yield "| who | texts a second, one by one | p99 of one text | memory added |"
    yield "| --- | --- | --- | --- |"
    for judge in those if texts else ():
        cost = cost_of(judge.name, texts)
        yield f"| {judge.name} | {cost.texts_a_second:,.0f} | {cost.p99 * 1e3:.2f} ms | {cost.memory / 2**20:.0f} MB |"


if __name__ == "__main__":
    sys.exit(main())
