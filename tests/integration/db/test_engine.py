import os
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from db import migrate
from db.engine import connect
from db.errors import NotRecorded, OutcomeUnknown, Unreachable
from db.models import StaffRow
from db.store import Store
from db.transactions import writing
from tests.mentions import MONDAY, new_mention

sqlite_only = pytest.mark.parametrize("database_kind", ["sqlite"])


@sqlite_only
def test_every_sqlite_connection_has_its_settings(engine: Engine) -> None:
    with engine.connect() as one, engine.connect() as another:
        for connection in (one, another):
            settings = {
                name: connection.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "busy_timeout")
            }
            assert settings == {
                "journal_mode": "wal",
                "synchronous": 2,  # FULL
                "foreign_keys": 1,
                "recursive_triggers": 1,
                "busy_timeout": 5000,
            }


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_sqlite_file_and_companions_are_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        engine = connect(f"sqlite:///{tmp_path / 'fresh.db'}")
        migrate.upgrade(engine)
        Store(engine).add_mentions([new_mention()], MONDAY)

        modes = {path.name: mode(path) for path in tmp_path.iterdir()}
    finally:
        os.umask(before)

    assert modes == dict.fromkeys(["fresh.db", "fresh.db-shm", "fresh.db-wal"], 0o600)
    engine.dispose()


def test_sqlite_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "open.db"
    path.touch(mode=0o644)
    path.chmod(0o644)
    engine = connect(f"sqlite:///{path}")

    migrate.revision(engine)

    assert mode(path) == 0o600
    engine.dispose()


def test_engine_touches_nothing_until_it_is_used(tmp_path: Path) -> None:
    connect(f"sqlite:///{tmp_path / 'later.db'}")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?uri=true", "mysql://u:secret@h/d", "secret", ""],
)
def test_other_databases_are_refused_without_telling_secrets(url: str) -> None:
    with pytest.raises(ValueError, match=r"(?i)database|SQLite") as refusal:
        connect(url)

    assert "secret" not in str(refusal.value)


def test_short_form_of_the_postgresql_url_is_understood() -> None:
    assert connect("postgresql://user@localhost/commsbot").dialect.driver == "psycopg"


def test_sixty_threads_have_a_connection_each(engine: Engine) -> None:
    all_hold_one = Barrier(60)

    def hold(_: int) -> int | None:
        with engine.connect() as connection:
            all_hold_one.wait(timeout=30)
            return connection.execute(text("SELECT 1")).scalar()

    with ThreadPoolExecutor(60) as pool:
        assert list(pool.map(hold, range(60))) == [1] * 60


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_postgresql_that_dropped_its_connections_is_found_again(store: Store, engine: Engine) -> None:
    store.counts()
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )

    assert store.counts().open == 0


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_connection_that_breaks_before_the_commit_leaves_nothing_recorded(engine: Engine) -> None:
    def write() -> None:
        with writing(engine) as session:
            session.execute(insert(StaffRow).values(id="U1", name="Anna"))
            end_connection(engine, session)
            session.execute(insert(StaffRow).values(id="U2", name="Ben"))

    with pytest.raises(NotRecorded):
        write()

    with engine.connect() as connection:
        assert connection.scalars(select(StaffRow.id)).all() == []


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_connection_that_breaks_at_the_commit_leaves_the_outcome_open(engine: Engine) -> None:
    def write() -> None:
        with writing(engine) as session:
            session.execute(insert(StaffRow).values(id="U1", name="Anna"))
            end_connection(engine, session)

    with pytest.raises(OutcomeUnknown):
        write()


def end_connection(engine: Engine, session: Session) -> None:
    pid = session.scalar(text("SELECT pg_backend_pid()"))
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})


@sqlite_only
def test_reader_is_not_held_up_by_a_writer(store: Store, engine: Engine) -> None:
    store.add_mentions([new_mention()], MONDAY)
    with engine.connect() as writer:
        writer.exec_driver_sql("UPDATE mentions SET version = 7")

        assert store.case(1).version == 1


@pytest.mark.parametrize("number", range(15))
def test_new_file_can_be_opened_by_many_at_once(tmp_path: Path, number: int) -> None:
    at_once = Barrier(6)

    def open_it(_: int) -> str | None:
        engine = connect(f"sqlite:///{tmp_path / str(number)}.db")
        at_once.wait(timeout=30)
        with engine.connect() as connection:
            mode = connection.execute(text("PRAGMA journal_mode")).scalar()
        engine.dispose()
        return mode

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(open_it, range(6))) == ["wal"] * 6


def test_database_that_is_not_there_is_told_in_words_of_ours(tmp_path: Path) -> None:
    store = Store(connect(f"sqlite:///{tmp_path / 'missing' / 'commsbot.db'}"))

    with pytest.raises(Unreachable):
        store.counts()
    with pytest.raises(NotRecorded):
        store.add_mentions([new_mention()], MONDAY)


def test_server_that_is_not_there_is_told_in_words_of_ours(tmp_path: Path) -> None:
    store = Store(connect(f"postgresql+psycopg://nobody@/nothing?host={tmp_path}"))

    with pytest.raises(Unreachable):
        store.counts()
    with pytest.raises(NotRecorded):
        store.add_mentions([new_mention()], MONDAY)


@sqlite_only
def test_error_quotes_no_parameters(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(OperationalError) as error:
        connection.execute(text("SELECT :words FROM nowhere"), {"words": "a stranger's words"})

    assert "stranger" not in str(error.value)


@sqlite_only
def test_what_is_committed_after_another_process_came_and_went_is_kept(engine: Engine, database_url: str) -> None:
    path = database_url.removeprefix("sqlite:///")
    visit = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('SELECT * FROM mentions').fetchall()"
    # Two at once, so that the second was opened while the first was there; both then wait in the pool.
    with engine.connect() as first, engine.connect() as second:
        first.execute(text("SELECT * FROM mentions")).all()
        second.execute(text("SELECT * FROM mentions")).all()
    subprocess.run([sys.executable, "-c", visit, path], check=True)  # noqa: S603 - our own words
    Store(engine).add_mentions([new_mention()], MONDAY)
    with closing(sqlite3.connect(path)) as elsewhere:
        assert elsewhere.execute("SELECT count(*) FROM mentions").fetchone() == (1,)
