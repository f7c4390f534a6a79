"""Files that are complete or not written at all, readable by their owner alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def whole_file(path: Path, encoding: str) -> Iterator[TextIO]:
    """Give a file that takes the place of `path` at the end, if nothing goes wrong; a pipe or a device as it is."""
    path = path.resolve()
    if path.exists() and not path.is_file():
        with path.open("w", encoding=encoding, newline="") as out:
            yield out
        return
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding=encoding, newline="") as out:
            yield out
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
