"""Nothing that reaches the database, by whatever way, changes a decision that was made."""

import sqlite3

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from db.store import Store
from rules.decisions import Action, Role
from tests.mentions import ANNA, MONDAY, new_mention

REPLACED = "(id, mention_id, staff_id, action, at) VALUES (1, 1, 'U0ANNA', 'hide', '2026-11-23 09:30:00.000000')"


@pytest.fixture(autouse=True)
def decision(store: Store) -> None:
    store.add_mentions([new_mention()], MONDAY)
    store.decide(1, ANNA, Role.STAFF, Action.APPROVE, now=MONDAY)


def changes(engine: Engine) -> list[str]:
    both = [
        "UPDATE decisions SET action = 'hide'",
        "UPDATE decisions SET principle = principle",
        "DELETE FROM decisions",
        f"INSERT INTO decisions {REPLACED} ON CONFLICT (id) DO UPDATE SET action = excluded.action",
    ]
    if engine.dialect.name == "sqlite":
        return [*both, f"INSERT OR REPLACE INTO decisions {REPLACED}", f"REPLACE INTO decisions {REPLACED}"]
    return [*both, "TRUNCATE decisions CASCADE"]


def test_no_statement_changes_the_log(store: Store, engine: Engine) -> None:
    before = list(store.decisions())

    for statement in changes(engine):
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(statement))

    assert list(store.decisions()) == before
    assert [row.action for row in before] == [Action.APPROVE]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=False)
def test_log_is_safe_from_a_connection_with_no_settings_of_ours(store: Store, engine: Engine) -> None:
    plain = sqlite3.connect(engine.url.database or "")
    try:
        for statement in changes(engine):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                plain.execute(statement)
    finally:
        plain.close()

    assert [row.action for row in store.decisions()] == [Action.APPROVE]


def test_triggers_stand_after_the_last_migration(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'decisions' ORDER BY name"
        expected = ["decisions_refuse_delete", "decisions_refuse_replace", "decisions_refuse_update"]
    else:
        query = (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'decisions'::regclass AND NOT tgisinternal"
            " AND tgenabled = 'O' ORDER BY tgname"
        )
        expected = ["decisions_refuse_change", "decisions_refuse_truncate"]

    with engine.connect() as connection:
        assert list(connection.scalars(text(query))) == expected


def test_log_holds_no_text_but_keys(engine: Engine) -> None:
    with engine.connect() as connection:
        [row] = connection.execute(text("SELECT * FROM decisions")).mappings()

    assert set(row) == {"id", "mention_id", "staff_id", "action", "principle", "undoes", "at", "detail", "until"}
