import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from db import migrate
from db.engine import connect
from db.errors import UnknownRevision
from db.models import Base
from db.store import Store
from tests.mentions import MONDAY, new_mention

UPGRADE = """
import sys
from db import migrate
from db.engine import connect
engine = connect(sys.argv[1])
migrate.upgrade(engine)
print(migrate.revision(engine))
engine.dispose()
"""


@pytest.fixture
def bare_engine(bare_database_url: str) -> Iterator[Engine]:
    engine = connect(bare_database_url)
    yield engine
    engine.dispose()


def test_empty_database_has_no_revision_until_it_is_upgraded(bare_engine: Engine) -> None:
    assert migrate.revision(bare_engine) is None

    migrate.upgrade(bare_engine)

    assert migrate.revision(bare_engine) == migrate.head()


def test_upgrade_of_a_database_in_use_keeps_what_is_in_it(store: Store, engine: Engine) -> None:
    store.add_mentions([new_mention()], MONDAY)

    migrate.upgrade(engine)

    assert store.open_cases(10).total == 1
    assert migrate.revision(engine) == migrate.head()


def test_models_and_migrations_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_checks_of_models_and_migrations_agree(engine: Engine, bare_engine: Engine) -> None:
    """Alembic compares no CHECK: compare what the models would create with what the migrations did."""
    Base.metadata.create_all(bare_engine)

    assert checks(engine) == checks(bare_engine)
    assert len(checks(engine)) == 9


def checks(engine: Engine) -> dict[str, str]:
    inspector = inspect(engine)
    return {
        str(check["name"]): check["sqltext"]
        for table in Base.metadata.tables
        for check in inspector.get_check_constraints(table)
    }


@pytest.mark.parametrize("_again", range(3))
def test_processes_that_upgrade_at_once_all_succeed(bare_database_url: str, _again: int) -> None:
    command = [sys.executable, "-W", "error", "-c", UPGRADE, bare_database_url]

    with ThreadPoolExecutor(4) as pool:
        runs = list(
            pool.map(
                lambda _: subprocess.run(command, capture_output=True, text=True, check=False),  # noqa: S603 - ours
                range(4),
            )
        )

    assert [(run.stdout.strip(), run.stderr) for run in runs] == [(migrate.head(), "")] * 4


def test_database_of_a_newer_version_is_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(UnknownRevision, match="newer version"):
        migrate.upgrade(engine)

    assert migrate.revision(engine) == "9999"


def test_foreign_keys_hold_again_after_an_upgrade(bare_engine: Engine) -> None:
    migrate.upgrade(bare_engine)

    with bare_engine.connect() as connection, pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        connection.execute(
            text("INSERT INTO decisions (mention_id, staff_id, action, at) VALUES (1, 'U1', 'hide', '2026-11-23')")
        )
