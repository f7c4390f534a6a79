"""Cards that show many mentions of a flood together."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from db.columns import UtcDateTime, Words
from db.models.base import Base


class DigestRow(Base):
    """A card that shows many mentions of a flood together."""

    __tablename__ = "digests"
    # Its id stands in Slack buttons for ever.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(Words)
    """Of the post; empty for everything else."""
    post: Mapped[str | None] = mapped_column(Words)
    """The `in_reply_to` that its mentions share; None for everything else."""
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    card_channel: Mapped[str | None] = mapped_column(Text)
    card_ts: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when all of it is decided, and it takes no more mentions; None while it is not."""
