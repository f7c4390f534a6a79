from tests.databases import (  # noqa: F401 - pytest finds fixtures by their names here
    bare_database_url,
    database_kind,
    database_url,
    engine,
    migrated_postgresql,
    migrated_sqlite,
    postgresql_server,
)
from tests.running_bot import bot, clock, own_settings, sandbox  # noqa: F401
from tests.sandbox import start_sandbox, workspace  # noqa: F401
