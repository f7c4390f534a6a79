"""Whether any process that shares the database has the language model, so that the others leave the reading to it."""

from datetime import timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.dialects import postgresql

from db.models import ModelReaderRow
from db.transactions import reading, writing

_ALL = 1
"""One row for all that have the model: it matters that there is one, not which."""


class Readers:
    """What processes with the language model tell those without. SQLite serves one process, which has nobody to tell.

    Counted on the database's clock: those of two machines may differ.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.several = engine.dialect.name == "postgresql"
        """True where several processes may share the work."""

    def tell(self) -> None:
        """Say that this process has the model; raise NotRecorded, OutcomeUnknown."""
        statement = postgresql.insert(ModelReaderRow).values(id=_ALL, seen_at=func.now())
        with writing(self._engine) as session:
            session.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"seen_at": func.now()}))

    def any_within(self, period: timedelta) -> bool:
        """Tell whether a process said so in the `period` up to now; raise Unreachable."""
        with reading(self._engine) as session:
            seen = select(ModelReaderRow.id).where(ModelReaderRow.seen_at > func.now() - period)
            return session.scalar(seen) is not None
