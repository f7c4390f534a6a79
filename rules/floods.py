"""What may be gathered into one digest card when more comes in than a channel can show, and what never is.

Slack takes about one message a second in a channel. What is gathered is read and approved in a list, several at a time;
so only that may be gathered which a person can judge there at a glance, and for which Approve is suggested.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from rules.assessment import Assessment, Kind, Suggestion, Urgency
from rules.decisions import needs_answer
from rules.mention import Mention
from rules.office_hours import OfficeHours

BULK = "bulk"
"""Detail of a decision that was made on all that a list showed at once."""
LONGEST_IN_LIST = 1_000
"""Characters of a text that a list shows in full: nothing is approved there that was not all shown."""

_SAYS_NOTHING = re.compile(r"(?:https?://|www\.)\S+|@[\w.-]+", re.IGNORECASE)
"""Links and handles: what a picture is posted with when nothing is written beside it."""


class Apart(Enum):
    """Why a mention gets a card of its own, however much is waiting; the value says it to a person."""

    DIRECT_MESSAGE = "It is a direct message."
    FINDING = "It may go against a published principle."
    PRESSING = "It is urgent."
    NEEDS_ANSWER = "It wants an answer."
    SUGGESTED_OTHERWISE = "Something else than Approve is suggested."
    UNSURE = "Something in it speaks for a breach, though not enough to call it one."
    PERSONAL_DETAILS = "It has personal details in it, which a list does not show."
    NO_WORDS = "It has no words: it may be a picture."
    NOT_ENGLISH = "Its letters are not those of English."
    LONG = "It is too long to be read in a list."


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How much must wait for the gathering to begin; both are settings."""

    per_post: int = 10
    """Comments under one post that may be gathered."""
    in_all: int = 20
    """Cards of any sort."""


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest card: the mentions gathered in it, as they stand now."""

    id: int
    platform: str | None
    """Key of the platform that the post stands on; None when they are under several posts, or none."""
    post: str | None
    """`external_id` of the post that all of them are under."""
    opened_at: datetime
    total: int
    to_decide: int
    """How many of them are not settled."""
    due_at: datetime | None
    """When the first of those is to be looked at; None when none is."""
    carded: bool
    """True where others under the same post have cards of their own."""
    sample: str | None
    """The masked text of the first, to tell by which post it is; a stranger's words."""
    sample_url: str | None


def apart(mention: Mention, assessment: Assessment) -> Apart | None:
    """Return why a mention must have a card of its own, or None when it may be gathered. Pure.

    What language a text is in is judged by its script alone: French passes for English, Greek does not.
    """
    # The first that holds is told: the gravest stand first.
    words = _SAYS_NOTHING.sub(" ", mention.text)
    held = {
        Apart.DIRECT_MESSAGE: mention.kind is Kind.DIRECT_MESSAGE,
        Apart.FINDING: bool(assessment.findings),
        Apart.PRESSING: assessment.urgency is not Urgency.NORMAL,
        Apart.NEEDS_ANSWER: needs_answer(mention.kind, assessment.route),
        Apart.SUGGESTED_OTHERWISE: assessment.suggestion is not Suggestion.APPROVE,
        Apart.UNSURE: assessment.unsure,
        Apart.PERSONAL_DETAILS: bool(assessment.personal_details),
        Apart.NO_WORDS: not any(map(str.isalpha, words)),
        Apart.NOT_ENGLISH: not _mostly_latin(words),
        Apart.LONG: len(mention.text) > LONGEST_IN_LIST,
    }
    return next((reason for reason, holds in held.items() if holds), None)


def takes_more_until(opened_at: datetime, hours: OfficeHours) -> datetime:
    """Return until when a digest takes in what else comes: until its first comments are to be read. Aware UTC.

    What comes later would lie unseen behind a card far up in the channel.
    """
    return hours.end_of_next_working_day(opened_at)


def _mostly_latin(text: str) -> bool:
    if text.isascii():
        return True
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum(letter.isascii() or unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return 2 * latin > len(letters)
