"""`commsbot export`: the decision log, to a file or to standard output."""

import io
import sys
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from bot.database import opened
from bot.export_file import export_decisions_csv, export_decisions_jsonl
from bot.settings import StoreSettings
from bot.whole_file import whole_file
from db.log import LoggedDecision
from db.store import Store


def export(
    settings: StoreSettings, output: Path | None, since: date | None, until: date | None, *, as_csv: bool
) -> None:
    """Write the decisions from the day `since` to the day `until`, both included, in the settings' time zone.

    A file is complete or not written at all; it is readable by its owner alone, since it says who decided what.
    """
    zone = settings.opening_hours().zone
    begin = _midnight(since, zone) if since else None
    end = _midnight(until + timedelta(days=1), zone) if until else None
    with opened(settings.database_url, create=False) as engine:
        decisions = Store(engine).decisions(begin, end)
        if output is None:
            _write(decisions, _standard_output(), as_csv=as_csv)
            return
        # Excel takes UTF-8 without the mark for Windows-1252.
        with whole_file(output, "utf-8-sig" if as_csv else "utf-8") as out:
            count = _write(decisions, out, as_csv=as_csv)
    if output.is_file():
        sys.stdout.write(f"Decisions written to {output}: {count:,}.\n")


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _write(decisions: Iterable[LoggedDecision], out: TextIO, *, as_csv: bool) -> int:
    write = export_decisions_csv if as_csv else export_decisions_jsonl
    count = write(decisions, out)
    # Now, so that a reader who went away is noticed here, and not when Python ends.
    out.flush()
    return count


def _standard_output() -> TextIO:
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Programs read it, so that it depends on no locale.
        sys.stdout.reconfigure(encoding="utf-8", errors="strict", newline="")
    return sys.stdout
