"""The way to the database: SQLite by default, PostgreSQL by setting another URL."""

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

POOL_SIZE = 10
"""Connections kept open."""
POOL_OVERFLOW = 54
"""Connections opened on top of these while they are needed: room for 50 listener threads, intake and clock jobs."""
POOL_TIMEOUT = 2.0
"""Seconds to wait for a connection. A person waits for 3 s at most (Slack's limit for an acknowledgement)."""
BUSY_TIMEOUT = 5.0
"""Seconds to wait for a lock where the caller names no deadline."""
CONNECT_TIMEOUT = 2
"""Seconds to wait for PostgreSQL to take a connection; the fewest that libpq allows."""

BEGIN = "commsbot_begin"
"""Execution option: how SQLite begins the transaction, DEFERRED (the default) or IMMEDIATE."""
WAIT = "commsbot_wait"
"""Execution option: seconds that SQLite waits for a lock in this transaction."""


_turns: WeakKeyDictionary[Engine, threading.Lock] = WeakKeyDictionary()


def connect(url: str) -> Engine:
    """Return an engine for `url`, `sqlite:///path` or `postgresql+psycopg://…`, fit for about 60 threads.

    Connects to nothing yet. SQLite: WAL, synchronous=FULL, foreign keys and recursive triggers on each connection, and
    the file and its companions readable by its owner alone.

    Raises:
        ValueError: the URL is malformed, names another database, or SQLite in memory, which every connection would
            have for itself. The message never repeats the URL, which may hold a password.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # A port that is no number is quoted in a ValueError, and might be part of a password.
        raise ValueError("The database URL cannot be read: write sqlite:///commsbot.db, for instance.") from None
    match parsed.get_backend_name():
        case "sqlite":
            return _connect_sqlite(parsed)
        case "postgresql":
            return _connect_postgresql(parsed)
        case other:
            raise ValueError(f"The database must be SQLite or PostgreSQL, not {other}.")


def _connect_sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise ValueError("SQLite needs the path of a file: sqlite:///commsbot.db, for instance.")
    engine = create_engine(
        url, pool_size=POOL_SIZE, max_overflow=POOL_OVERFLOW, pool_timeout=POOL_TIMEOUT, hide_parameters=True
    )
    event.listen(engine, "do_connect", _create_private_file)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    _turns[engine] = threading.Lock()
    return engine


def _connect_postgresql(url: URL) -> Engine:
    options = " ".join(
        filter(None, [*_texts(url.query.get("options")), f"-c timezone=UTC -c lock_timeout={int(BUSY_TIMEOUT * 1000)}"])
    )
    return create_engine(
        url.set(drivername="postgresql+psycopg").difference_update_query(["options"]),
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=POOL_TIMEOUT,
        # A server that was restarted meanwhile costs a new connection, not an error.
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": CONNECT_TIMEOUT, "options": options},
    )


def _texts(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _create_private_file(_dialect: object, _record: object, arguments: list[Any], _keywords: dict[str, Any]) -> None:
    """Create the file before SQLite does, for its owner alone; SQLite gives -wal and -shm the mode of the file.

    A file that is there is never opened here: closing it again would drop every lock that this process holds on it
    (POSIX locks work so). The next process to leave would think itself the last and delete the write-ahead log, and
    whatever this one went on to commit would be lost.
    """
    path = Path(arguments[0])
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    for each in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        try:
            if each.stat().st_mode & 0o077:
                each.chmod(0o600)
        except FileNotFoundError:
            continue


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver begins no transaction by itself; `_begin_sqlite` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT * 1000)}")
    _use_wal(cursor)
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # Without it INSERT OR REPLACE deletes rows behind the triggers' back.
    cursor.execute("PRAGMA recursive_triggers = ON")
    cursor.close()


def _use_wal(cursor: sqlite3.Cursor) -> None:
    """Switch to the write-ahead log; the file remembers it, so that this waits at most once in its life."""
    give_up = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # SQLite does not heed busy_timeout when two connections to a new file switch at once.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.005)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    wait: float = options.get(WAIT, BUSY_TIMEOUT)
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {max(int(wait * 1000), 0)}")
    connection.exec_driver_sql(f"BEGIN {options.get(BEGIN, 'DEFERRED')}")


@contextmanager
def turn_to_write(engine: Engine, deadline: float | None) -> Iterator[None]:
    """Let the threads that write to one SQLite file pass one by one; raise TimeoutError at the deadline.

    Waiting for SQLite's own lock is polling with longer and longer pauses: of 50 clicks at once, 3 ms of work each, the
    unluckiest waited 1.9 s for it. The lock of the database still keeps other processes out.
    """
    turn = _turns.get(engine)
    if turn is None:
        yield
        return
    if not turn.acquire(timeout=seconds_left(deadline)):
        raise TimeoutError("Other threads were still writing.")
    try:
        yield
    finally:
        turn.release()


def seconds_left(deadline: float | None) -> float:
    """Return the seconds until `deadline` on the monotonic clock, never less than 0; without one, the busy timeout."""
    return BUSY_TIMEOUT if deadline is None else max(deadline - time.monotonic(), 0.0)
