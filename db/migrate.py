"""Bring a database to the tables that this version of the bot works with."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text

from db.engine import BEGIN, WAIT
from db.errors import UnknownRevision
from db.locks import Lock

LOCK_WAIT = 120
"""Seconds to wait while another process migrates."""


class Schema(Enum):
    """How the tables of a database stand to those that this version of the bot works with."""

    NONE = auto()
    """There are none yet."""
    OLDER = auto()
    """`upgrade` brings them here."""
    CURRENT = auto()
    NEWER = auto()
    """A newer version of the bot made them: this one can't work with them."""


def head() -> str:
    """Return the revision that this version of the bot works with."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise UnknownRevision("The package holds no migrations: it was not installed whole.")
    return revision


def revision(engine: Engine) -> str | None:
    """Return the revision of the database, None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def schema(engine: Engine) -> Schema:
    """Return how the database's tables stand to this version; raise what SQLAlchemy raises when it can't be read."""
    found = revision(engine)
    if found is None:
        return Schema.NONE
    if found == head():
        return Schema.CURRENT
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return Schema.OLDER if found in known else Schema.NEWER


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the database to revision `to`, in one transaction; does nothing when it is there or beyond.

    Two processes may do it at once: the second waits for the first, up to two minutes.

    Raises:
        UnknownRevision: a newer version of the bot was there before; nothing was changed.
    """
    config = _config()
    with engine.connect() as connection, _alone(connection):
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, to)
        except CommandError as error:
            raise UnknownRevision(
                "The database was made by a newer version of commsbot: install that version, or restore a backup."
            ) from error


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "db:migrations")
    return config


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Hold the lock that keeps other migrations out, and a transaction that is committed at the end."""
    if connection.dialect.name == "postgresql":
        with connection.begin():
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT}s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": Lock.MIGRATE.value})
            yield
        return
    # Building a table anew must not look like deleting what refers to it; SQLite heeds this only between transactions.
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - narrows the type
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        connection.execution_options(**{BEGIN: "IMMEDIATE", WAIT: LOCK_WAIT})
        with connection.begin():
            yield
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise UnknownRevision("After the migration some rows refer to nothing; it was taken back.")
    finally:
        driver.execute("PRAGMA foreign_keys = ON")
