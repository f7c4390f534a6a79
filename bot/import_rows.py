"""Reads the rows of a CSV or JSONL file one by one, in little memory, as spreadsheets and people write them.

A row that can't be read costs that row alone. Lines that are not UTF-8 are read as Windows-1252, which is what Excel
writes as plain "CSV", and counted, so that the person hears of it.
"""

import csv
import json
import re
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from bot.intake import MalformedBodyError, read_json
from bot.spreadsheet import guarded, unguarded

COLUMNS = (
    "platform", "external_id", "kind", "text",
    "author_name", "author_handle", "url", "posted_at", "in_reply_to",
)  # fmt: skip
REQUIRED = COLUMNS[:4]
REASON = "reason"
"""The column, or key, in which a rejected row says why. Ignored when the file is imported again."""

LONGEST_LINE = 1024 * 1024
"""Bytes; no row of a file made for this is longer, and a file of another kind must not fill the memory."""
LONGEST_RECORD = 200_000
"""Characters of a CSV row over all its lines: twice the longest text, since each quotation mark in it is doubled."""
_MOST_NAMED = 10
"""Columns that are not used and named: a message, not a list."""
_ROUNDED = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)


class UnreadableFileError(ValueError):
    """The file as a whole can't be imported. The message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the file."""

    line: int
    """Number of its first line, counted from 1."""
    original: tuple[str, ...]
    """Its cells, or its one line, unchanged."""
    item: Mapping[str, object] | None
    """What it says of a mention; None when it can't be read."""
    error: str = ""
    """Why it can't."""


class Lines:
    """The lines of a file, decoded, with their numbers; some may be put back."""

    def __init__(self, source: BinaryIO) -> None:
        self.bytes_read = 0
        self.windows_lines = 0
        """Lines that were not UTF-8."""
        self.cut: set[int] = set()
        """Numbers of the lines that were longer than the limit, and end at it."""
        self._source = source
        self._number = 0
        self._returned: deque[tuple[int, str]] = deque()

    def next(self) -> tuple[int, str] | None:
        """Return the number and text of the next line, its end included, or None at the end of the file."""
        if self._returned:
            return self._returned.popleft()
        line = self._source.readline(LONGEST_LINE)
        if not line:
            return None
        self._number += 1
        self.bytes_read += len(line)
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            self.cut.add(self._number)
            self._skip_rest()
        return self._number, self._decoded(line)

    def put_back(self, lines: Sequence[tuple[int, str]]) -> None:
        """Give these lines out again, before all others."""
        self._returned.extendleft(reversed(lines))

    def _skip_rest(self) -> None:
        while rest := self._source.readline(LONGEST_LINE):
            self.bytes_read += len(rest)
            if rest.endswith(b"\n"):
                return

    def _decoded(self, line: bytes) -> str:
        if self._number == 1:
            _refuse_other_files(line)
            line = line.removeprefix(b"\xef\xbb\xbf")
        try:
            return line.decode()
        except UnicodeDecodeError:
            self.windows_lines += 1
            return line.decode("cp1252", "replace")


class Rows(ABC):
    """The rows of a file in one of the formats."""

    suffix: str
    """Of the file for rejected rows."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.notes: list[str] = []
        """What the person should know about the file as a whole."""

    @abstractmethod
    def __iter__(self) -> Iterator[Row]:
        """Yield the rows that are not blank."""

    @abstractmethod
    def write_heading(self, out: TextIO) -> None:
        """Begin a file for rejected rows."""

    @abstractmethod
    def write_rejected(self, out: TextIO, row: Row, reason: str) -> None:
        """Write a row with the reason why it was rejected, so that it can be put right and imported again."""


class JsonRows(Rows):
    """One JSON object a line."""

    suffix = ".jsonl"

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows that are not blank."""
        begun = False
        while numbered := self.lines.next():
            line, text = numbered
            if not text.strip():
                continue
            if not begun and text.lstrip().startswith("["):
                raise UnreadableFileError(
                    "The file is one JSON list. Write each object on a line of its own, without [ ]."
                )
            begun = True
            yield self._row(line, text.rstrip("\r\n"))

    def _row(self, line: int, text: str) -> Row:
        if line in self.lines.cut:
            return Row(line, (text,), None, f"The line is longer than {LONGEST_LINE:,} bytes.")
        try:
            item = read_json(text)
        except MalformedBodyError as error:
            return Row(line, (text,), None, str(error))
        if not isinstance(item, dict):
            return Row(line, (text,), None, "The line is no JSON object.")
        return Row(line, (text,), item)

    def write_heading(self, out: TextIO) -> None:
        """Begin a file for rejected rows."""

    def write_rejected(self, out: TextIO, row: Row, reason: str) -> None:
        """Write the object with its reason, or a line that is none as the value of `line`."""
        kept = row.item if row.item is not None else {"line": row.original[0]}
        # Escaped, since half a surrogate pair can't be written otherwise.
        out.write(json.dumps({REASON: reason} | {key: kept[key] for key in kept if key != REASON}) + "\n")


class CsvRows(Rows):
    """Comma-, semicolon- or tab-separated values under a heading."""

    suffix = ".csv"

    def __init__(self, lines: Lines) -> None:
        """Read the heading. Raises UnreadableFileError naming the required columns that it lacks."""
        super().__init__(lines)
        heading = self._heading()
        self._delimiter, cells = _split(heading)
        # A file of rejected rows that is imported again: its reasons are written anew, and its values were guarded.
        self._rejected_before = _keys(cells)[0] == REASON
        self._cells = cells[1:] if self._rejected_before else cells
        self._keys = _keys(self._cells)
        self._check_keys()

    def _heading(self) -> str:
        while numbered := self.lines.next():
            # Excel's own first line, which names the separator.
            if numbered[1].strip() and not re.fullmatch(r"sep=.\s*", numbered[1], re.IGNORECASE):
                return numbered[1]
        raise UnreadableFileError("The file is empty.")

    def _check_keys(self) -> None:
        if missing := [name for name in REQUIRED if name not in self._keys]:
            # It is not quoted: without a heading it is somebody's name and words.
            raise UnreadableFileError(
                f"The first line must name the columns {_listed(REQUIRED)}; {_listed(missing)} "
                f"{'are' if len(missing) > 1 else 'is'} missing. It has {len(self._cells)} "
                f"{'columns' if len(self._cells) > 1 else 'column'}."
            )
        if twice := [name for name in COLUMNS if self._keys.count(name) > 1]:
            raise UnreadableFileError(f"The file has more than one column {twice[0]}.")
        if ignored := [key for key in self._keys if key and key not in COLUMNS]:
            self.notes.append(f"Columns that are not used: {_named(ignored)}.")

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows that are not blank."""
        while record := self._record():
            line, cells, error = record
            if error:
                yield Row(line, cells, None, error)
            elif any(cell.strip() for cell in cells):
                yield self._row(line, tuple(map(unguarded, cells[1:])) if self._rejected_before else cells)

    def _record(self) -> tuple[int, tuple[str, ...], str] | None:
        """Return the next row's first line, its cells, and why they can't be read, if so; None at the end."""
        taken: list[tuple[int, str]] = []
        # A reader of its own for each row: it asks for as many lines as the row has, and an error in it ends with it.
        reader = csv.reader(self._lines_of_one_row(taken), delimiter=self._delimiter)
        try:
            cells = next(reader, None)
        except csv.Error as error:
            line, text = taken[0]
            self.lines.put_back(taken[1:])
            return line, (text.rstrip("\r\n"),), f"The row can’t be read: {error}"
        return (taken[0][0], tuple(cells), "") if cells is not None else None

    def _lines_of_one_row(self, taken: list[tuple[int, str]]) -> Iterator[str]:
        length = 0
        while numbered := self.lines.next():
            taken.append(numbered)
            length += len(numbered[1])
            if length > LONGEST_RECORD:
                break
            yield numbered[1]
        if taken:
            raise csv.Error(
                "a quotation mark in it is not closed" if len(taken) > 1 else "it is too long or not closed"
            )

    def _row(self, line: int, cells: tuple[str, ...]) -> Row:
        if any(cell.strip() for cell in cells[len(self._keys) :]):
            count = f"{len(cells)} values under {len(self._keys)} columns"
            return Row(line, cells, None, f"The row has {count}: a value with a comma needs quotation marks.")
        item: dict[str, object] = {key: cell for key, cell in zip(self._keys, cells, strict=False) if cell.strip()}
        for key in ("external_id", "in_reply_to"):
            if _ROUNDED.fullmatch(str(item.get(key, "")).strip()):
                return Row(line, cells, None, f"{key} {item[key]} was rounded by a spreadsheet: export it as text.")
        # A blank text is for the rules of intake to judge.
        return Row(line, cells, {"text": "", **item})

    def write_heading(self, out: TextIO) -> None:
        """Begin a file for rejected rows: the reason, then the columns of the original."""
        # Without the mark Excel takes UTF-8 for Windows-1252.
        out.write("\ufeff")
        csv.writer(out).writerow([REASON, *self._cells])

    def write_rejected(self, out: TextIO, row: Row, reason: str) -> None:
        """Write the reason, then the row's cells, those guarded that a spreadsheet might run."""
        csv.writer(out).writerow([reason, *map(guarded, row.original)])


def _split(heading: str) -> tuple[str, list[str]]:
    """Return the separator under which the heading names most of our columns, and its cells."""
    try:
        splits = [(mark, next(csv.reader([heading], delimiter=mark))) for mark in ",;\t"]
    except csv.Error as error:
        raise UnreadableFileError(f"The first line can’t be read: {error}.") from None
    return max(splits, key=lambda split: len(set(_keys(split[1])) & set(COLUMNS)))


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _named(columns: Sequence[str]) -> str:
    """Name the columns whose names look like names, and count those that may be what somebody wrote."""
    names = [column for column in columns if re.fullmatch(r"[\w .-]{1,40}", column)][:_MOST_NAMED]
    named, others = ", ".join(names), len(columns) - len(names)
    return f"{named} and {others} more" if named and others else named or str(others)


def _keys(cells: Sequence[str]) -> list[str]:
    return ["_".join(cell.casefold().replace("-", " ").split()) for cell in cells]


def _refuse_other_files(line: bytes) -> None:
    if line.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFileError("The file is UTF-16. In the spreadsheet, save it as “CSV UTF-8”.")
    if line.startswith(b"PK\x03\x04"):
        raise UnreadableFileError(
            "The file is a spreadsheet or an archive. In the spreadsheet, save it as “CSV UTF-8”."
        )
    if b"\r" in line and not line.endswith((b"\r\n", b"\n")) and line.count(b"\r") > 1:
        raise UnreadableFileError("The file has the line ends of old Macs. In the spreadsheet, save it as “CSV UTF-8”.")
