"""Fixtures: each test that asks for `database_url` or `engine` runs on SQLite and on PostgreSQL.

Import them in a `conftest.py`. `DATABASES` is the pair, for a fixture that wants one of the two by name.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db import migrate
from db.engine import connect
from tests.postgresql import PostgresqlServer, running_postgresql

__all__ = [
    "DATABASES",
    "bare_database_url",
    "database_kind",
    "database_url",
    "engine",
    "migrated_postgresql",
    "migrated_sqlite",
    "postgresql_server",
]

DATABASES = ("sqlite", "postgresql")

_numbers = count(1)


@pytest.fixture(params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on; override with `@pytest.mark.parametrize("database_kind", ["sqlite"], …)`."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of a database of the test's own, migrated and empty."""
    if database_kind == "sqlite":
        template: Path = request.getfixturevalue("migrated_sqlite")
        shutil.copy(template, tmp_path / "commsbot.db")
        yield f"sqlite:///{tmp_path / 'commsbot.db'}"
    else:
        migrated: PostgresqlTemplate = request.getfixturevalue("migrated_postgresql")
        with_name = f"test_{next(_numbers)}"
        yield migrated.server.create_database(with_name, template=migrated.name)
        migrated.server.drop_database(with_name)


@pytest.fixture
def bare_database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of a database of the test's own with nothing in it, not even tables."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.db'}"
    else:
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        with_name = f"bare_{next(_numbers)}"
        yield server.create_database(with_name)
        server.drop_database(with_name)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Return an engine on the test's own database."""
    engine = connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """Return a PostgreSQL server, started for the first test that needs it."""
    with running_postgresql() as server:
        yield server


@dataclass(frozen=True)
class PostgresqlTemplate:
    """A migrated, empty database that is copied for each test."""

    server: PostgresqlServer
    name: str


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: PostgresqlServer) -> PostgresqlTemplate:
    """Return the database that PostgreSQL copies for each test."""
    _migrate(postgresql_server.create_database("migrated"))
    return PostgresqlTemplate(postgresql_server, "migrated")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file that is copied for each test on SQLite."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    _migrate(f"sqlite:///{path}")
    return path


def _migrate(url: str) -> None:
    engine = connect(url)
    migrate.upgrade(engine)
    engine.dispose()
