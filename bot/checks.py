"""What a check finds out about one thing."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How it stands with something; each has a sign and a word, since a sign alone can't be read by everybody."""

    GOOD = ("✓", "good")
    LOOK = ("!", "look")
    """It works, and may not be what was meant."""
    MEND = ("✗", "mend")
    NOT_TRIED = ("–", "not tried")

    @property
    def sign(self) -> str:
        """The sign that stands before it."""
        return self.value[0]

    @property
    def word(self) -> str:
        """The same in a word."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the table. Holds no secret."""

    what: str
    state: State
    found: str
    to_do: str = ""


def good(what: str, found: str) -> Check:
    """Say that something is as it should be."""
    return Check(what, State.GOOD, found)


def look(what: str, found: str, to_do: str) -> Check:
    """Say that somebody should look at something."""
    return Check(what, State.LOOK, found, to_do)


def mend(what: str, found: str, to_do: str) -> Check:
    """Say that something must be mended."""
    return Check(what, State.MEND, found, to_do)


def not_tried(what: str, why: str) -> Check:
    """Say that something could not be tried, because of what another line tells."""
    return Check(what, State.NOT_TRIED, why)
