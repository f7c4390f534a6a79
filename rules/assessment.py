"""The words of the triage and the shape of its result.

The values are a contract: they stand in the JSON of `commsbot triage`, in the database, in templates and in summaries.
"""

import json
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of message reached the organisation."""

    MENTION = "mention"
    POST = "post"
    COMMENT = "comment"
    REPLY = "reply"
    REVIEW = "review"
    DIRECT_MESSAGE = "direct_message"


class Suggestion(StrEnum):
    """What the published principles suggest that a person does."""

    APPROVE = "approve"
    HIDE = "hide"
    REPORT = "report"
    REFER = "refer"
    REPLY = "reply"


class Route(StrEnum):
    """What a message is besides a breach or none: whether, and by whom, it wants an answer."""

    NONE = "none"
    QUESTION = "question"
    OWN_CARE = "own_care"
    STAFF_CONCERN = "staff_concern"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    THANKS = "thanks"
    RISK_TO_LIFE = "risk_to_life"


class Urgency(StrEnum):
    """How soon a person should look."""

    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of the text that speaks for a finding: characters `start` up to, not including, `end`."""

    start: int
    end: int
    reason: str
    """Why it counts, in plain English, fit for the card: "a word the published principles call profane"."""
    detector: str
    """Name of the detector that found it, as in `rules/detectors/`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A principle that the text seems to breach."""

    principle: str
    """Key of the principle in `principles.toml`, such as `abusive`."""
    confidence: float
    """From 0 to 1."""
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class PersonalDetail:
    """A stretch of the text that cards, logs and summaries never show (P14)."""

    start: int
    end: int
    what: str
    """What it is, in plain English: "phone number". Stands in the masked text in its place, in square brackets."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the published principles make of one text. All offsets are in characters of the text given."""

    suggestion: Suggestion
    reason: str
    """One or two plain sentences for the card: why this is suggested. Quotes none of the text."""
    findings: tuple[Finding, ...]
    """Breaches, the most serious first; empty when the text breaches nothing."""
    route: Route
    urgency: Urgency
    personal_details: tuple[PersonalDetail, ...]
    """In the order of the text, not overlapping."""
    masked_text: str
    """The text with each personal detail replaced by what it is: `[phone number]`."""
    hints: tuple[Finding, ...] = ()
    """What speaks for a breach, but not enough to call it one; empty where there is a finding."""

    @property
    def principle(self) -> str | None:
        """Key of the most serious principle breached, or None."""
        return self.findings[0].principle if self.findings else None

    @property
    def unsure(self) -> bool:
        """True where something speaks for a breach, but not enough to call it one."""
        return bool(self.hints)

    def to_json(self) -> str:
        """Return it as one line of JSON, in the words and with the keys of `commsbot triage --json`."""
        return json.dumps(
            {
                "suggestion": self.suggestion,
                "principles": [
                    {
                        "key": finding.principle,
                        "confidence": finding.confidence,
                        "evidence": [[evidence.start, evidence.end] for evidence in finding.evidence],
                    }
                    for finding in self.findings
                ],
                "route": self.route,
                "urgency": self.urgency,
                "masked_text": self.masked_text,
            }
        )
