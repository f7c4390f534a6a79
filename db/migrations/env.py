"""What Alembic runs for each command: on the connection, and in the transaction, that `db.migrate` gives it."""

from alembic import context

from db.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite can change a table only by building it anew.
    render_as_batch=True,
)
context.run_migrations()
