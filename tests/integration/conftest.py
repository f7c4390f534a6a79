from tests.databases import (  # noqa: F401 - pytest finds fixtures by their names here
    bare_database_url,
    database_kind,
    database_url,
    engine,
    migrated_postgresql,
    migrated_sqlite,
    postgresql_server,
)
