"""Writes the decision log for other people to read: CSV for spreadsheets, JSONL for programs.

In the CSV a value that a spreadsheet might run as a formula gets an apostrophe in front (see `bot.spreadsheet`). JSONL
has every value as it is.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import TextIO

from bot.spreadsheet import guarded
from db.log import LoggedDecision

COLUMNS = (
    "at", "action", "principle", "undoes", "person_id", "person_name",
    "mention_id", "platform", "external_id", "url", "seconds",
    "detail", "until",
)  # fmt: skip
"""`at` and `until` are UTC in ISO 8601; `seconds` is from the mention's arrival to the decision."""

Value = str | int | float | None


def export_decisions_csv(decisions: Iterable[LoggedDecision], out: TextIO) -> int:
    """Write `decisions`, as `db.store.Store.decisions` yields them, to `out` as CSV; return how many there were.

    Open `out` with `newline=""`, and with encoding `utf-8-sig` if Excel is to read it.
    """
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    return _write(
        decisions,
        lambda values: writer.writerow([guarded(value) if isinstance(value, str) else value for value in values]),
    )


def export_decisions_jsonl(decisions: Iterable[LoggedDecision], out: TextIO) -> int:
    """Write `decisions` to `out` as one JSON object a line; return how many there were."""
    return _write(
        decisions,
        lambda values: out.write(json.dumps(dict(zip(COLUMNS, values, strict=True)), ensure_ascii=False) + "\n"),
    )


def _write(decisions: Iterable[LoggedDecision], write: Callable[[tuple[Value, ...]], object]) -> int:
    count = 0
    for count, values in enumerate(_values(decisions), start=1):  # noqa: B007 - the last one is returned
        write(values)
    return count


def _values(decisions: Iterable[LoggedDecision]) -> Iterator[tuple[Value, ...]]:
    for made in decisions:
        yield (
            _iso(made.at), made.action.value, made.principle, made.undoes and made.undoes.value,
            made.person.id, made.person.name,
            made.mention_id, made.platform, made.external_id, made.url, made.seconds,
            made.detail, _iso(made.until) if made.until else None,
        )  # fmt: skip


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
