"""`commsbot import`: a file of mentions into the database, with a progress bar on a terminal."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot.clock import SystemClock
from bot.database import opened
from bot.import_file import Imported, import_file
from bot.import_file import Progress as Done
from bot.intake import Receipt
from bot.reception import Reception
from bot.settings import ContactSettings
from db.errors import StoreError
from db.store import Store
from rules.mention import Mention


class InterruptedImportError(RuntimeError):
    """The import ended before the end of the file. The message says how to go on."""


def import_mentions(settings: ContactSettings, path: Path) -> None:
    """Bring the file in and say what became of it; a bot that runs on the same database shows the cards by itself."""
    with _Way(settings) as way, _bar(path) as bar:
        try:
            imported = import_file(path, way.receive, zone=way.hours.zone, progress=bar.move)
        except KeyboardInterrupt:
            raise InterruptedImportError(f"Stopped. {bar.so_far}") from None
        except StoreError as error:
            raise InterruptedImportError(f"{error} {bar.so_far}") from error
    sys.stdout.write(_summary(imported))


class _Way:
    """The way into the database, opened with the first rows, so that a file that can't be used leaves nothing made."""

    def __init__(self, settings: ContactSettings) -> None:
        self.hours = settings.opening_hours()
        self._url = settings.database_url
        self._public = settings.unmasked()
        self._stack = ExitStack()
        self._reception: Reception | None = None

    def __enter__(self) -> "_Way":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def receive(self, mentions: Sequence[Mention]) -> Receipt:
        if self._reception is None:
            engine = self._stack.enter_context(opened(self._url, create=True))
            self._reception = Reception(Store(engine, public=self._public), self.hours, SystemClock())
        return self._reception.receive(mentions)


class _Bar:
    """Shows how far an import has come."""

    def __init__(self, progress: Progress, name: str) -> None:
        self._progress = progress
        self._task = progress.add_task(name, total=None, counts="")
        self._done: Done | None = None

    def move(self, done: Done) -> None:
        self._done = done
        counts = f"{done.accepted:,} new · {done.duplicates:,} there already · {done.rejected:,} rejected"
        self._progress.update(self._task, completed=done.bytes_read, total=done.bytes_total, counts=counts)

    @property
    def so_far(self) -> str:
        rows = self._done.rows if self._done else 0
        return f"{rows:,} rows are done and stay. Run the same command again to go on: nothing is added twice."


@contextmanager
def _bar(path: Path) -> Iterator[_Bar]:
    console = Console(stderr=True, highlight=False)
    columns = (
        TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(),
        TextColumn("{task.fields[counts]}", markup=False), TimeRemainingColumn(),
    )  # fmt: skip
    # Without a terminal there is nobody to watch it: the summary is enough.
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield _Bar(progress, path.name)


def _summary(imported: Imported) -> str:
    lines = [
        f"Rows: {imported.rows:,}. New: {imported.accepted:,}. There already: {imported.duplicates:,}. "
        f"Rejected: {imported.rejected:,}.",
        *imported.notes,
    ]
    if imported.rejected_file:
        lines.append(
            f"The rejected rows are in {imported.rejected_file}, each with its reason. Put them right, and import that "
            "file."
        )
    return "\n".join(lines) + "\n"
