"""All that a listener may ask about the team's words. `bot.teaching` implements it. Team leads alone change them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from handlers.desk import Member, NotALeadError
from rules.teaching import Trial
from rules.team import ListedWord, TeamWord

__all__ = ["AlreadyListedError", "NotALeadError", "Teaching", "UnknownWordError", "WordLists"]


class UnknownWordError(LookupError):
    """It stands on no list: somebody took it off before, or the payload was forged."""


class AlreadyListedError(Exception):
    """The word stands on a list already."""

    def __init__(self, found: ListedWord) -> None:
        super().__init__(found.id)
        self.found = found


@dataclass(frozen=True, slots=True)
class WordLists:
    """What stands on the lists, and what was taken off last."""

    listed: Sequence[ListedWord]
    taken_off: Sequence[ListedWord]


class Teaching(Protocol):
    """The words that the team allows and watches for. Every method may be called from any thread."""

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that people read times in."""
        ...

    def lists(self) -> WordLists:
        """Return the lists as they are now; raise NotRecordedError."""
        ...

    def word(self, word_id: int, by: Member) -> ListedWord:
        """Return what a lead may take off; raise NotALeadError, UnknownWordError."""
        ...

    def try_out(self, word: TeamWord, by: Member, *, taking_off: bool = False) -> Trial:
        """Return what putting a word on its list, or taking it off, would have changed.

        Raises NotALeadError, and AlreadyListedError for what is to be put on.
        """
        ...

    def put_on(self, word: TeamWord, why: str, by: Member) -> ListedWord:
        """Put a word on its list.

        Raises NotALeadError, AlreadyListedError, NotRecordedError, OutcomeUnknownError.
        """
        ...

    def take_off(self, word_id: int, by: Member) -> ListedWord:
        """Take a word off its list; raise NotALeadError, UnknownWordError, NotRecordedError, OutcomeUnknownError."""
        ...
