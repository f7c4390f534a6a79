"""What may be gathered into one digest card when more comes in than a channel can show, and what never is.

Slack takes about one message a second in a channel. What is gathered is read and approved in a list, several at a time;
so only that may be gathered which a person can judge there at a glance, and for which Approve is suggested.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from rules.assessment import Assessment, Kind, Suggestion, Urgency
from rules.decisions import needs_answer
from rules.language import surely_english, without_links
from rules.mention import Mention
from rules.office_hours import OfficeHours

BULK = "bulk"
"""Detail of a decision that was made on all that a list showed at once."""
LONGEST_IN_LIST = 1_000
"""Characters of a text that a list shows in full: nothing is approved there that was not all shown."""


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
    LONG = "It is too long to be read in a list."
    NOT_ENGLISH = "It may not be in English."


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
    """The masked text of the first that is not settled, or of the first; a stranger's words."""
    sample_url: str | None


def apart(mention: Mention, assessment: Assessment) -> Apart | None:
    """Return why a mention must have a card of its own, or None when it may be gathered. Pure."""
    # The first that holds is told: the gravest stand first.
    held = {
        Apart.DIRECT_MESSAGE: mention.kind is Kind.DIRECT_MESSAGE,
        Apart.FINDING: bool(assessment.findings),
        Apart.PRESSING: assessment.urgency is not Urgency.NORMAL,
        Apart.NEEDS_ANSWER: needs_answer(mention.kind, assessment.route),
        Apart.SUGGESTED_OTHERWISE: assessment.suggestion is not Suggestion.APPROVE,
        Apart.UNSURE: assessment.unsure,
        Apart.PERSONAL_DETAILS: bool(assessment.personal_details),
        Apart.NO_WORDS: not any(map(str.isalpha, without_links(mention.text))),
        Apart.LONG: len(mention.text) > LONGEST_IN_LIST,
    }
    if reason := next((reason for reason, holds in held.items() if holds), None):
        return reason
    # Asked last, of what may be gathered but for that: it takes longer than all the others together.
    return None if surely_english(mention.text) else Apart.NOT_ENGLISH


def takes_more_until(opened_at: datetime, hours: OfficeHours) -> datetime:
    """Return until when a digest takes in what else comes: until its first comments are to be read. Aware UTC.

    What comes later would lie unseen behind a card far up in the channel.
    """
    return hours.end_of_next_working_day(opened_at)
