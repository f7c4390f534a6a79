"""Measure the triage on labelled text: `make evaluate DATA=folder`.

Prints the tables as Markdown and, with --write, puts them into docs/triage.md. The folder holds `*.csv.gz` with the
columns text, label and detail; sets.py says which part of each is counted here, measures.py what is asked of it.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from rules import assess
from tests.evaluate.cost import cost_of
from tests.evaluate.judges import Flags, Judge, goes_against, judges
from tests.evaluate.measures import MEASURES, Measure
from tests.evaluate.sets import LabelledSet, LabelledText, Part, read_sets
from tests.evaluate.shares import Share

DOCUMENT = Path(__file__).parents[2] / "docs" / "triage.md"
_MEASURED = re.compile(r"(?<=<!-- measured -->\n).*(?=<!-- /measured -->)", re.DOTALL)
_TIMED = 300
"""Texts that each judge is timed with."""
_TIMED_FROM = "davidson", "nhs_phase1", "hatexplain"

Counted = list[tuple[LabelledText, bool]]


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
        sets = read_sets(asked.folder)
    except FileNotFoundError as missing:
        sys.stderr.write(f"{missing}. Say where the data are:  make evaluate DATA=folder\n")
        return 1
    those = [judge for judge in judges() if judge.is_ours or not asked.ours_only]
    tables = "\n".join([*_quality(sets, asked.part, those, asked.most), "", *_costs(sets, asked.part, those), ""])
    sys.stdout.write(tables)
    if asked.write:
        document = DOCUMENT.read_text(encoding="utf-8")
        DOCUMENT.write_text(_MEASURED.sub(lambda _: f"\n{tables}\n", document), encoding="utf-8")
    return 0


def _quality(sets: dict[str, LabelledSet], part: Part, those: Iterable[Judge], most: int) -> Iterator[str]:
    yield "| set | counted | who | recall | precision | allowed text flagged | accuracy |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    loaded = [(judge, judge.load()) for judge in those]
    for measure in MEASURES:
        if measure.set_name not in sets:
            continue
        counted = list(_counted(measure, sets[measure.set_name].part(part), most or None))
        said = f"{measure.set_name} | {measure.what}: {sum(breach for _, breach in counted)} / {len(counted)}"
        for who, flags in _askable(measure, loaded):
            yield f"| {said} | {who} | {' | '.join(map(str, _shares(counted, flags)))} |"
            said = " | "


def _counted(measure: Measure, rows: Iterable[LabelledText], most: int | None) -> Iterator[tuple[LabelledText, bool]]:
    judged = [(row, breach) for row in rows if (breach := measure.verdict(row)) is not None]
    for sort in (True, False):
        yield from [(row, breach) for row, breach in judged if breach is sort][:most]


def _askable(measure: Measure, loaded: Iterable[tuple[Judge, Flags]]) -> Iterator[tuple[str, Flags]]:
    if measure.by_masking:
        yield "commsbot masks", lambda text: bool(assess(text).personal_details)
        return
    for judge, flags in loaded:
        if judge.is_ours:
            yield f"{judge.name}: Hide or Report", flags
        elif measure.about_words:
            yield judge.name, flags
    if measure.principles:
        yield (
            "commsbot, rules alone: these principles",
            lambda text: goes_against(assess(text), measure.principles),
        )


def _shares(counted: Counted, flags: Flags) -> tuple[Share, Share, Share, Share]:
    """Return recall, precision, the share of allowed text that is flagged, and accuracy where both sorts are there."""
    flagged = [(breach, flags(row.text)) for row, breach in counted]
    hits = sum(breach and found for breach, found in flagged)
    breaches = sum(breach for breach, _ in flagged)
    false_alarms = sum(found and not breach for breach, found in flagged)
    return (
        Share(hits, breaches),
        Share(hits, hits + false_alarms if breaches else 0),
        Share(false_alarms, len(flagged) - breaches),
        Share(sum(breach == found for breach, found in flagged), len(flagged) if breaches else 0),
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
