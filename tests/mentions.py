"""Invented mentions and people for tests, with only what matters to the test spelt out."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from db.store import NewMention
from rules.assessment import Assessment, Evidence, Finding, Kind, Route, Suggestion, Urgency
from rules.mention import Mention, Person

ANNA = Person("U0ANNA", "Anna Shaw")
BEN = Person("U0BEN", "Ben Okafor")

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

PLAIN = Assessment(
    suggestion=Suggestion.APPROVE,
    reason="Nothing in it breaches the published principles.",
    findings=(),
    route=Route.NONE,
    urgency=Urgency.NORMAL,
    personal_details=(),
    masked_text="The new clinic hours suit me.",
)
ABUSIVE = Finding("abusive", 0.9, (Evidence(0, 3, "a word that insults a person", "lexicon"),))

_numbers = count(1)


def mention(**fields: object) -> Mention:
    """Return a comment on a platform, with an external id of its own unless one is given."""
    plain = Mention("facebook", f"fb-{next(_numbers)}", Kind.COMMENT, PLAIN.masked_text)
    return replace(plain, **fields)  # type: ignore[arg-type]


def new_mention(said: Mention | None = None, respond_by: datetime | None = None, **assessed: object) -> NewMention:
    """Return a mention ready to be stored; its masked text is its text unless the assessment says otherwise."""
    said = said or mention()
    assessment = replace(PLAIN, **{"masked_text": said.text, **assessed})  # type: ignore[arg-type]
    return NewMention(said, assessment, respond_by)
