"""Measure the triage on labelled text: `make evaluate DATA=folder`.

Prints the tables as Markdown and, with --write, puts them into docs/triage.md. The folder holds `*.csv.gz` with the
columns text, label and detail; sets.py says which part of each is counted here, measures.py what is asked of it.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.evaluate.asked import Asked
from tests.evaluate.cost import Cost, cost_of
from tests.evaluate.invented import invented_set
from tests.evaluate.judges import RULES, goes_against, judges
from tests.evaluate.measures import HATE
from tests.evaluate.probes.sets import probe_sets
from tests.evaluate.probes.table import functional, masked, probed
from tests.evaluate.sets import LabelledSet, Part, read_sets
from tests.evaluate.shares import Share
from tests.evaluate.table import everything
from tests.evaluate.targets import targets

DOCUMENT = Path(__file__).parents[2] / "docs" / "triage.md"
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
    asked_for = parser.parse_args()
    try:
        sets = read_sets(asked_for.folder) | {"invented": invented_set()} | probe_sets()
    except FileNotFoundError as missing:
        sys.stderr.write(f"{missing}. Say where the data are:  make evaluate DATA=folder\n")
        return 1
    part = asked_for.part
    those = [judge for judge in judges() if judge.load_ours or not asked_for.ours_only]
    costs = _costs(sets, part, [judge.name for judge in those])
    asked = Asked(those)
    told = {
        "targets": _lines(targets(sets, part, asked, costs)),
        "measured": "\n\n".join(
            lines
            for table in (
                everything(sets, part, asked, costs, asked_for.most or None),
                _told_of(costs),
                functional(part, asked.ours),
                _cases(sets["invented"], part, asked),
                probed(sets, part, asked.ours),
                masked(part, asked.ours[RULES]),
            )
            if (lines := _lines(table))
        ),
    }
    sys.stdout.write("\n\n".join(told.values()) + "\n")
    if asked_for.write:
        _write(told)
    return 0


def _lines(table: Iterable[str]) -> str:
    return "\n".join(table)


def _write(told: Mapping[str, str]) -> None:
    """Put each text between the marks of its name in the document."""
    document = DOCUMENT.read_text(encoding="utf-8")
    for name, text in told.items():
        between = re.compile(f"(?<=<!-- {name} -->\n).*(?=<!-- /{name} -->)", re.DOTALL)
        document = between.sub(lambda _, text=text: f"\n{text}\n\n", document)
    DOCUMENT.write_text(document, encoding="utf-8")


def _costs(sets: Mapping[str, LabelledSet], part: Part, names: Iterable[str]) -> dict[str, Cost]:
    texts = [row.text for name in _TIMED_FROM if name in sets for row in sets[name].part(part)[: _TIMED // 3]]
    return {name: cost_of(name, texts) for name in names} if texts else {}


def _told_of(costs: Mapping[str, Cost]) -> Iterator[str]:
    yield "| who | texts a second, one by one | p99 of one text | memory added |"
    yield "| --- | --- | --- | --- |"
    for name, cost in costs.items():
        yield f"| {name} | {cost.texts_a_second:,.0f} | {cost.p99 * 1e3:.2f} ms | {cost.memory / 2**20:.0f} MB |"


def _cases(invented: LabelledSet, part: Part, asked: Asked) -> Iterator[str]:
    """Yield how often each case of the invented sentences is judged right: under P10 where hateful, else not."""
    yield f"| invented sentences: right about P10 | {' | '.join(asked.ours)} |"
    yield f"| --- |{' --- |' * len(asked.ours)}"
    rows = [row for row in invented.part(part) if row.label in {"hate", "allowed"}]
    for case in dict.fromkeys(row.detail for row in rows):
        of_case = [row for row in rows if row.detail == case]
        shares = [
            Share(sum(goes_against(assess(row.text), {HATE}) == (row.label == "hate") for row in of_case), len(of_case))
            for assess in asked.ours.values()
        ]
        yield f"| {case} | {' | '.join(map(str, shares))} |"


if __name__ == "__main__":
    sys.exit(main())
