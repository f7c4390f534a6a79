"""Transactions: one that reads, and one that writes all or nothing by a deadline."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from db.engine import BEGIN, WAIT, seconds_left, turn_to_write
from db.errors import NotRecorded, OutcomeUnknown, Unreachable

# OSError: the file of an SQLite database cannot be made, the process has too many files open, or time is up.
_UNABLE = (OperationalError, InterfaceError, InternalError, PoolTimeout, OSError)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Give a session that sees one state of the database from its first statement to its last; raise Unreachable."""
    with Session(engine) as session:
        try:
            if engine.dialect.name == "postgresql":
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session
        except _UNABLE as error:
            raise Unreachable("The database could not be read.") from error


@contextmanager
def writing(engine: Engine, deadline: float | None = None) -> Iterator[Session]:
    """Give a session whose changes are committed together at the end, or not at all when the block raises.

    `deadline` is a time of `time.monotonic()`: waiting for a connection or a lock ends by then too.

    Raises:
        NotRecorded: the deadline passed or the database could not do it; nothing was stored.
        OutcomeUnknown: the connection broke during the commit.
    """
    try:
        # The session is closed, and so rolled back, before the next thread's turn.
        with turn_to_write(engine, deadline), Session(engine, expire_on_commit=False) as session:
            _begin(session, engine, deadline)
            yield session
            session.flush()
            if deadline is not None and seconds_left(deadline) <= 0:
                raise TimeoutError("The deadline passed.")
            _commit(session)
    except _UNABLE as error:
        raise NotRecorded("The database could not take the change in time; nothing was stored.") from error


def limit_wait(session: Session, deadline: float | None) -> None:
    """Let the statements that follow wait no longer than `deadline` for locks.

    PostgreSQL counts each statement by itself: call it again before each that may wait. SQLite's only wait is over
    once its transaction has begun.
    """
    if deadline is not None and session.get_bind().dialect.name == "postgresql":
        # 0 would mean no limit.
        milliseconds = max(int(seconds_left(deadline) * 1000), 1)
        session.execute(text("SELECT set_config('statement_timeout', :ms, true)"), {"ms": str(milliseconds)})


def _begin(session: Session, engine: Engine, deadline: float | None) -> None:
    options = {BEGIN: "IMMEDIATE", WAIT: seconds_left(deadline)} if engine.dialect.name == "sqlite" else {}
    session.connection(execution_options=options)
    limit_wait(session, deadline)


def _commit(session: Session) -> None:
    try:
        session.commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise OutcomeUnknown("The connection to the database broke during the commit.") from error
        raise NotRecorded("The database refused the commit; nothing was stored.") from error
