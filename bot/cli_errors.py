"""What went wrong, as the person at the command line is told it."""

from sqlalchemy.exc import SQLAlchemyError

from bot.cli_import import InterruptedImportError
from bot.database import DatabaseNotReadyError, reason_of
from bot.import_rows import UnreadableFileError
from bot.settings import SettingsError
from db.errors import StoreError
from rules.library import TemplatesError
from rules.services import ServicesError

_PLAIN = (
    SettingsError,
    DatabaseNotReadyError,
    UnreadableFileError,
    InterruptedImportError,
    ServicesError,
    StoreError,
    TemplatesError,
    TimeoutError,
)
"""Their own messages are made for people."""


def in_plain_words(error: Exception) -> str | None:
    """Return a message that says what to mend, or None for a fault of ours, whose trace is wanted."""
    if isinstance(error, _PLAIN):
        return str(error)
    if isinstance(error, SQLAlchemyError):
        return f"The database can't be used: {reason_of(error)}."
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename and error.strerror else ""
        return f"{where}{error.strerror or error}"
    return None
