"""The reply templates as team leads left them: every version of each is kept, and the latest is in force."""

from collections.abc import Sequence

from sqlalchemy import Engine, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.errors import TemplateChanged
from db.models import TemplateVersionRow
from db.transactions import reading, writing
from rules.entries import entry_of, read_entry
from rules.library import Library, TemplateVersion, shipped
from rules.mention import Person


class Templates:
    """Reads the templates in force, and keeps what is made of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def library(self) -> Library:
        """Return the templates as they are now."""
        with reading(self._engine) as session:
            return _library(session)

    def history(self, key: str) -> tuple[TemplateVersion, ...]:
        """Return the versions that team leads made of a template, oldest first."""
        with reading(self._engine) as session:
            rows = session.scalars(
                select(TemplateVersionRow).where(TemplateVersionRow.key == key).order_by(TemplateVersionRow.version)
            )
            return tuple(map(_version, rows))

    def save(self, made: Sequence[TemplateVersion], deadline: float | None = None) -> None:
        """Keep versions of different templates, each to follow the latest of its own: all of them, or none.

        Raises TemplateChanged where another has taken a version's place, NotRecorded, OutcomeUnknown.
        """
        with writing(self._engine, deadline) as session:
            for each in made:
                _save(session, each)


def _save(session: Session, made: TemplateVersion) -> None:
    values = {
        "key": made.template.key,
        "version": made.template.version,
        "content": entry_of(made.template),
        "retired": made.retired,
        "by_id": made.by.id,
        "by_name": made.by.name,
        "at": made.at,
    }
    latest = _latest(session, made.template.key)
    if made.template.version != (latest.template.version if latest else 0) + 1:
        raise TemplateChanged(latest or made)
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(TemplateVersionRow).values(**values).on_conflict_do_nothing()
    if session.scalar(insert.returning(TemplateVersionRow.version)) is None:
        # On PostgreSQL another process may save between the two statements.
        raise TemplateChanged(_latest(session, made.template.key) or made)


def _library(session: Session) -> Library:
    newest = (
        select(TemplateVersionRow.key, func.max(TemplateVersionRow.version).label("version"))
        .group_by(TemplateVersionRow.key)
        .subquery()
    )
    rows = session.scalars(
        select(TemplateVersionRow)
        .join(newest, (TemplateVersionRow.key == newest.c.key) & (TemplateVersionRow.version == newest.c.version))
        .order_by(TemplateVersionRow.key)
    )
    return shipped().with_latest(map(_version, rows))


def _latest(session: Session, key: str) -> TemplateVersion | None:
    row = session.scalar(
        select(TemplateVersionRow)
        .where(TemplateVersionRow.key == key)
        .order_by(TemplateVersionRow.version.desc())
        .limit(1)
    )
    return _version(row) if row else None


def _version(row: TemplateVersionRow) -> TemplateVersion:
    return TemplateVersion(read_entry(row.content, row.version), row.retired, Person(row.by_id, row.by_name), row.at)
