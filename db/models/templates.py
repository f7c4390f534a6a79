"""What replies begin with, as team leads left it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from db.columns import UtcDateTime, Words
from db.models.base import Base


class TemplateVersionRow(Base):
    """A reply template as a team lead left it. Triggers refuse to change it."""

    __tablename__ = "template_versions"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 1: what is shipped counts as 0, and stands in no row."""
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """An entry as `rules.entries` reads it."""
    retired: Mapped[bool]
    by_id: Mapped[str] = mapped_column(String(64))
    by_name: Mapped[str] = mapped_column(Words)
    """The name that they went by then."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
