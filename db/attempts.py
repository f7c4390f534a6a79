"""What somebody wants to do to a mention, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.decisions import Action, Refusal, Role
from rules.mention import Case, Decision, Email, Person, Reply


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who wants to do what to which mention."""

    mention_id: int
    person: Person
    role: Role
    action: Action
    principle: str | None
    seen_version: int | None
    at: datetime
    detail: str | None = None
    until: datetime | None = None
    notify: Sequence[str | None] = ()
    """Whom an escalation, or a request for the police, is told to: Slack ids, None for the mentions channel."""
    screenshot: str | None = None
    """Address of a screenshot, kept with the evidence for the police."""
    reply: Reply | None = None
    """What a reply or a referral says."""
    email: Email | None = None
    """What a referral passes on to PALS by itself."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that is in the log, and the case as it is with it."""

    case: Case
    decision: Decision


@dataclass(frozen=True, slots=True)
class Refused:
    """A decision that was not made, and the case as it is: its decisions tell who was first."""

    refusal: Refusal
    case: Case
