"""Brings a file of mentions in: CSV or JSONL with the fields of `POST /mentions` as columns (see `bot.intake`)."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TextIO
from zoneinfo import ZoneInfo

from bot.import_rows import CsvRows, JsonRows, Lines, Row, Rows, UnreadableFileError
from bot.intake import ItemError, Receipt, parse_item
from rules.mention import Mention

BATCH = 200
"""Rows kept in one transaction: few enough that cards appear at once and that a running bot is not held up."""

_READERS: dict[str, type[Rows]] = {
    ".csv": CsvRows, ".tsv": CsvRows, ".txt": CsvRows, ".jsonl": JsonRows, ".ndjson": JsonRows,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import has come."""

    bytes_read: int
    bytes_total: int
    rows: int
    """Rows read, blank ones left out; all of them are counted in one of the next three, once their batch is stored."""
    accepted: int
    duplicates: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file. `rows` is always the sum of the other three counts."""

    rows: int
    accepted: int
    duplicates: int
    rejected: int
    rejected_file: Path | None
    """Where the rejected rows stand with their reasons; None when there are none."""
    notes: tuple[str, ...]
    """What the person should know about the file, in sentences."""


def import_file(
    path: Path,
    receive: Callable[[Sequence[Mention]], Receipt],
    *,
    zone: ZoneInfo,
    progress: Callable[[Progress], None] = lambda _: None,
    batch: int = BATCH,
) -> Imported:
    """Read the rows of `path` and hand them to `receive` in batches, each of which it keeps whole or not at all.

    A file may be imported again, after an interruption for instance: what is there already is counted and not added.
    Rows that can't be taken are written to `<name>.rejected.csv` or `.jsonl` beside the file, readable by its owner
    alone, each with the number of its line and the reason; put right, that file can be imported in its turn. A file of
    that name from an earlier run is replaced.

    `zone` is the time zone of times that name none, as a spreadsheet's do.

    Raises UnreadableFileError when the file as a whole can't be read, and whatever `receive` raises; what was stored
    until then stays.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableFileError(f"{path.name} is neither .csv nor .jsonl. Save a spreadsheet as “CSV UTF-8”.")
    with _opened(path) as source:
        lines = Lines(source)
        rows = reader(lines)
        total = os.fstat(source.fileno()).st_size
        with _Rejects(path.with_name(f"{path.stem}.rejected{rows.suffix}"), rows) as rejects:
            run = _Run(receive, rejects, lambda done: progress(done.progress(lines.bytes_read, total)), batch)
            for row in rows:
                run.take(row, zone)
            run.store()
    if lines.windows_lines:
        rows.notes.append(
            f"Lines not in UTF-8, read as Windows-1252: {lines.windows_lines:,}. Check accents and quotation marks."
        )
    return Imported(
        run.rows,
        run.accepted,
        run.duplicates,
        rejects.count,
        rejects.path if rejects.count else None,
        tuple(rows.notes),
    )


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        source = path.open("rb")
    except OSError as error:
        raise UnreadableFileError(f"{path} can’t be opened: {error.strerror}.") from None
    with source:
        yield source


class _Rejects:
    """The file of rejected rows, which is there only once there is one."""

    def __init__(self, path: Path, rows: Rows) -> None:
        self.path = path
        self.count = 0
        self._rows = rows
        self._out: TextIO | None = None

    def __enter__(self) -> "_Rejects":
        self.path.unlink(missing_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        if self._out:
            self._out.close()

    def add(self, row: Row, reason: str) -> None:
        self.count += 1
        if self._out is None:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._out = os.fdopen(handle, "w", encoding="utf-8", newline="")
            self._rows.write_heading(self._out)
        self._rows.write_rejected(self._out, row, f"line {row.line}: {reason}")


@dataclass
class _Run:
    """One import under way."""

    receive: Callable[[Sequence[Mention]], Receipt]
    rejects: _Rejects
    report: Callable[["_Run"], None]
    batch: int
    rows: int = 0
    accepted: int = 0
    duplicates: int = 0
    waiting: list[tuple[Row, Mention]] = field(default_factory=list)

    def take(self, row: Row, zone: ZoneInfo) -> None:
        self.rows += 1
        if row.item is None:
            self.rejects.add(row, row.error)
        else:
            try:
                self.waiting.append((row, parse_item(row.item, zone)))
            except ItemError as error:
                self.rejects.add(row, str(error))
        if len(self.waiting) == self.batch or self.rows % self.batch == 0:
            self.store()

    def store(self) -> None:
        if self.waiting:
            receipt = self.receive([mention for _, mention in self.waiting])
            self.accepted += receipt.accepted
            self.duplicates += receipt.duplicates
            for each in receipt.rejected:
                self.rejects.add(self.waiting[each.index][0], each.error)
            self.waiting = []
        self.report(self)

    def progress(self, bytes_read: int, bytes_total: int) -> Progress:
        return Progress(bytes_read, bytes_total, self.rows, self.accepted, self.duplicates, self.rejects.count)
