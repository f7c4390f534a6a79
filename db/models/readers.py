"""The processes that have the language model."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from db.columns import UtcDateTime
from db.models.base import Base


class ModelReaderRow(Base):
    """When a process that has the language model last said so (`db.readers`)."""

    __tablename__ = "model_readers"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
