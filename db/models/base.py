"""What all tables have in common."""

from sqlalchemy import Index, MetaData, text
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Common ancestor of the tables; every constraint has a name, so that a migration can speak of it."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


def index_of_the_few(table: str, column: str) -> Index:
    """Return an index of the rows that have something in a column that is empty for most."""
    where = text(f"{column} IS NOT NULL")
    return Index(f"ix_{table}_{column}", column, sqlite_where=where, postgresql_where=where)
