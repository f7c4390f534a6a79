"""The keys of the advisory locks on PostgreSQL: one number each, that nothing else in the database uses."""

from enum import IntEnum, unique

from sqlalchemy import text
from sqlalchemy.orm import Session


@unique
class Lock(IntEnum):
    """What only one process does at a time. A number stays what it is: two versions may run beside each other."""

    MIGRATE = 7_102_026
    """Bring the tables to the newest version."""
    ADD_BATCH = 7_102_027
    """Add several mentions at once."""
    TICK = 7_102_028
    """See to what the clock brings about."""
    GATHER = 7_102_029
    """Put what waits under digests."""
    READ_AGAIN = 7_102_030
    """Keep what the language model made of what waits."""


def has_turn(session: Session, lock: Lock) -> bool:
    """Take the lock until the transaction ends and tell whether it was free.

    SQLite needs none: it has one writer at a time.
    """
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": lock.value}))
