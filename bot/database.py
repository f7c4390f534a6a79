"""The database as a command finds it: where it is, and whether it can be worked with."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from db.engine import connect
from db.migrate import Schema, schema, upgrade

TOO_NEW = "It was made by a newer version of commsbot: install that version, or restore a backup."
TOO_OLD = "It was made by an older version of commsbot. Bring it up to date: commsbot db upgrade"


class DatabaseNotReadyError(ValueError):
    """The database can't be worked with. The message says why and what to do, and holds no password."""


@contextmanager
def opened(url: str, *, create: bool) -> Iterator[Engine]:
    """Give an engine on the database, whose tables are this version's, for as long as the block lasts.

    With `create` an empty database gets its tables; without, and without a file, none is made. Older tables are left to
    `commsbot db upgrade`: a bot of that version may be running on them. Raises DatabaseNotReadyError.
    """
    engine = connect(url)
    try:
        found = schema_of(engine)
        if found is Schema.NONE and create:
            upgrade(engine)
        elif problem := _problem(engine, found):
            raise DatabaseNotReadyError(problem)
        yield engine
    finally:
        engine.dispose()


def schema_of(engine: Engine) -> Schema:
    """Return how the tables stand, making no file to find out; raise DatabaseNotReadyError if it can't be read."""
    path = file_of(engine)
    if path is not None and not path.exists():
        if path.parent.is_dir():
            return Schema.NONE
        raise DatabaseNotReadyError(f"There is no folder {path.parent} for the database. Make it, or set DATABASE_URL.")
    try:
        return schema(engine)
    except (SQLAlchemyError, OSError) as error:
        raise DatabaseNotReadyError(f"The database {place_of(engine)} can't be opened: {reason_of(error)}.") from None


def file_of(engine: Engine) -> Path | None:
    """Return the file of an SQLite database, None for a server."""
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name else None


def place_of(engine: Engine) -> str:
    """Return where it is, fit for people: a file's path, or an address without its password."""
    path = file_of(engine)
    return str(path) if path else address(engine.url)


def address(url: str | URL) -> str:
    """Return a database's URL fit for people: without its password, and without its query, which may hold one too."""
    return make_url(url).set(query={}).render_as_string(hide_password=True)


def reason_of(error: BaseException) -> str:
    """Return what a driver or the system says in one line, without SQL."""
    said = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(said, OSError) and said.strerror:
        return said.strerror
    return (str(said).strip().splitlines() or [type(said).__name__])[0].rstrip(".")


def _problem(engine: Engine, found: Schema) -> str | None:
    match found:
        case Schema.NONE:
            return (
                f"There is nothing in the database {place_of(engine)} yet. Set DATABASE_URL to the bot's, or start the "
                "bot once: commsbot run"
            )
        case Schema.OLDER:
            return f"The database {place_of(engine)} can't be used yet. {TOO_OLD}"
        case Schema.NEWER:
            return f"The database {place_of(engine)} can't be used. {TOO_NEW}"
        case Schema.CURRENT:
            return None
