"""What can go wrong when something is kept, as exceptions that a caller can tell apart."""

from sqlalchemy.exc import DontWrapMixin

from rules.library import TemplateVersion
from rules.team import ListedWord


class StoreError(Exception):
    """Common ancestor of what this package raises on purpose."""


class UnknownMention(StoreError):
    """No mention has the id that was asked for."""

    def __init__(self, mention_id: int) -> None:
        super().__init__(f"There is no mention {mention_id}.")
        self.mention_id = mention_id


class NoEvidence(StoreError):
    """Nobody has asked for a report to the police, or not so often, so nothing was kept for it."""

    def __init__(self, mention_id: int, request: int | None = None) -> None:
        nobody = f"There is no evidence of mention {mention_id}: nobody asked to report it to the police."
        super().__init__(nobody if request is None else f"There was no request {request} about mention {mention_id}.")
        self.mention_id = mention_id


class EvidenceChanged(StoreError):
    """The evidence is not as it was kept: somebody changed the database past its triggers."""

    def __init__(self, mention_id: int) -> None:
        super().__init__(f"The evidence of mention {mention_id} does not fit its SHA-256: it was changed.")
        self.mention_id = mention_id


class UnknownDigest(StoreError):
    """No digest has the id that was asked for."""

    def __init__(self, digest_id: int) -> None:
        super().__init__(f"There is no digest {digest_id}.")
        self.digest_id = digest_id


class TemplateChanged(StoreError):
    """Somebody has saved another version of a template since."""

    def __init__(self, latest: TemplateVersion) -> None:
        super().__init__(f"{latest.template.key}: version {latest.template.version} was saved by {latest.by.name}.")
        self.latest = latest


class UnknownNotice(StoreError):
    """No notice has the id that was asked for."""

    def __init__(self, notice_id: int) -> None:
        super().__init__(f"There is no notice {notice_id}.")
        self.notice_id = notice_id


class UnknownDraft(StoreError):
    """No draft has the id that was asked for."""

    def __init__(self, draft_id: int) -> None:
        super().__init__(f"There is no draft {draft_id}.")
        self.draft_id = draft_id


class UnknownWord(StoreError):
    """Nothing stands on the team's lists by the id that was asked for."""

    def __init__(self, word_id: int) -> None:
        super().__init__(f"There is no word {word_id} on the lists.")
        self.word_id = word_id


class AlreadyListed(StoreError):
    """The word stands on one of the team's lists already."""

    def __init__(self, found: ListedWord) -> None:
        super().__init__(f"It stands on a list already, as word {found.id}.")
        self.found = found


class UnknownOutboxRow(StoreError):
    """No row of the outbox has the id that was asked for."""

    def __init__(self, row_id: str) -> None:
        super().__init__(f"The outbox has no row {row_id}.")
        self.row_id = row_id


class NotRecorded(StoreError):
    """The database could not take the change in time, or at all. Nothing of it was stored; trying again is safe."""


class Unreachable(StoreError):
    """The database could not be read just now."""


class OutcomeUnknown(StoreError):
    """The connection broke while the change was being committed: read the case again to learn whether it was stored."""


# DontWrapMixin: SQLAlchemy lets it through as it is, instead of wrapping it into an error that quotes the text.
class Unstorable(StoreError, ValueError, DontWrapMixin):
    """A value that not every database can keep: a NUL character, half a surrogate pair, a time without a zone.

    The message never quotes the value, so that it can be logged. Nothing of the whole transaction was stored.
    """


class UnknownRevision(StoreError):
    """The database was migrated by a newer version of the bot than this one."""
