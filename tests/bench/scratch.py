"""A migrated database of its own for a measurement, on this machine's disk."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from db.engine import connect
from db.migrate import upgrade


@contextmanager
def database() -> Iterator[tuple[Engine, Path]]:
    """Give an engine on a new database, and its file; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="commsbot-bench-") as folder:
        path = Path(folder) / "bench.db"
        engine = connect(f"sqlite:///{path}")
        upgrade(engine)
        yield engine, path
        engine.dispose()
