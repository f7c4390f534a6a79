"""Print every measurement as a ratio against a peer: `python -m tests.bench`.

Each file in this folder that has a `rows()` adds its own lines. Exits 1 when a ratio is below what was asked for.
"""

import gc
import sys
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from rich.console import Console
from rich.table import Table

import tests.bench
from bot.logs import set_up_logs
from tests.bench.row import Row

TENFOLD = 10


def main() -> int:
    """Measure everything; return the exit status."""
    set_up_logs("ERROR")
    table = Table("what", "ours", "peer", "theirs", "times as fast", "asked", title="Medians of interleaved runs")
    too_slow = 0
    for row in _rows():
        short = row.at_least is not None and row.ratio < row.at_least
        too_slow += short
        asked = "" if row.at_least is None else f"{row.at_least:g} {'✗' if short else '✓'}"
        table.add_row(
            row.what,
            _time(row.ours),
            row.peer,
            _time(row.theirs),
            f"{row.ratio:,.0f}" if row.ratio >= TENFOLD else f"{row.ratio:.2g}",
            asked,
        )
    Console(width=140).print(table)
    return 1 if too_slow else 0


def _rows() -> Iterator[Row]:
    for module in sorted(iter_modules(tests.bench.__path__), key=lambda module: module.name):
        if not module.name.startswith("_"):
            gc.freeze()  # or what earlier measurements left in memory slows the later ones
            yield from getattr(import_module(f"tests.bench.{module.name}"), "rows", tuple)()


def _time(seconds: float) -> str:
    return f"{seconds * 1e6:,.0f} µs" if seconds < 1e-3 else f"{seconds * 1e3:,.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
