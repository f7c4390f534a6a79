"""All that a listener may ask for. `bot.desk` implements it; tests of single handlers use a small one of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from rules.board import Board, Queue
from rules.decisions import Action, Refusal, Role
from rules.floods import Digest
from rules.library import Library
from rules.mention import Case, Decision, Draft, Email, Mention, Person, Reply
from rules.services import Contacts


@dataclass(frozen=True, slots=True)
class Member:
    """A person and what they are to the bot."""

    person: Person
    role: Role


PRINCIPLE_TO_CHOOSE = ""
"""Stands for the principle of an order that a person has still to choose; the desk declines it for that alone."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a member wants done to a mention."""

    mention_id: int
    action: Action
    by: Member
    principle: str | None = None
    """Key of the principle to hide or report under; None takes the one that triage matched."""
    seen_version: int | None = None
    """Version of the case on the card that was clicked; an order is refused when somebody has decided on the same side
    of the mention since."""
    detail: str | None = None
    """Key of how somebody is referred, of the reason to escalate or to ask for the police, or of the outcome of a risk
    to life; or the reference that the police gave, empty for none."""
    until: datetime | None = None
    """Until when to snooze, or by when the answer follows a holding reply. Aware."""
    screenshot: str | None = None
    """Address of a screenshot, kept with the evidence for the police."""
    reply: Reply | None = None
    """What a reply or a referral says; the desk declines either without it."""
    email: Email | None = None
    """What a referral passes on to PALS by itself."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The order was carried out: it is on disk."""

    case: Case
    decision: Decision


@dataclass(frozen=True, slots=True)
class Declined:
    """The order was refused, and nothing changed."""

    case: Case
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class CasePage:
    """A part of a list of cases, and how many there are in all."""

    cases: Sequence[Case]
    total: int
    offset: int
    """How many stand before these."""
    card_urls: Mapping[int, str]
    """Addresses of their cards in Slack, by the mention's id; a mention that was not shown yet has none."""
    as_of: datetime
    """When it was read, by the bot's clock: what was due before is overdue."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as it stood in a list that a person read."""

    mention_id: int
    version: int


@dataclass(frozen=True, slots=True)
class DigestPage:
    """A part of what is gathered in a digest."""

    digest: Digest
    cases: Sequence[Case]
    total: int
    """How many the list has on all its pages: those to look at, or those decided."""
    offset: int
    """How many come before these: fewer than were asked for where the list has become shorter."""


@dataclass(frozen=True, slots=True)
class SnoozeTimes:
    """The times that a snooze offers, aware UTC."""

    now: datetime
    hour: datetime
    """Once a working hour has passed."""
    next_day: datetime
    """The opening of the next working day."""


class NotRecordedError(Exception):
    """Nothing was recorded, because the database could not commit in time. It can be tried again."""


class OutcomeUnknownError(Exception):
    """The connection to the database broke during the commit: only the card tells whether it was recorded."""


class UnknownMentionError(LookupError):
    """There is no mention with that id: it was purged, or the payload was forged."""


class UnknownDigestError(LookupError):
    """There is no digest with that id: the payload was forged."""


class NotALeadError(PermissionError):
    """Who asks is no team lead, so they get nothing."""


class NotSentError(Exception):
    """Slack did not take what was to be sent; nothing tells whether trying again would help."""


class MembershipUnknownError(Exception):
    """Slack did not say who is in the mentions channel, so nobody can be served."""


class Desk(Protocol):
    """The application, as far as Slack's side needs it. Every method may be called from any thread."""

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that people read times in."""
        ...

    @property
    def contacts(self) -> Contacts:
        """The contacts that replies may give."""
        ...

    def templates(self) -> Library:
        """Return the reply templates that are in force now."""
        ...

    def member(self, user_id: str) -> Member:
        """Return who that is and what they may do, by the membership of the mentions channel.

        Raises MembershipUnknownError.
        """
        ...

    def case(self, mention_id: int) -> Case:
        """Return a mention and all that is known of it; raise UnknownMentionError."""
        ...

    def order(self, order: Order) -> Recorded | Declined:
        """Carry out an order in one transaction with all that follows from it.

        Raises NotRecordedError when it could not be committed within two seconds, OutcomeUnknownError, and
        UnknownMentionError.
        """
        ...

    def ask_to_check(
        self, mention_id: int, action: Action, reply: Reply, by: Member, *, seen_version: int
    ) -> Declined | None:
        """Post what is to be replied under the card for a colleague to check, or say why nobody can decide on it now.

        Nothing is decided or sent to the public; the same words of the same person are posted once. Raises as `order`
        does.
        """
        ...

    def draft(self, draft_id: int) -> Draft:
        """Return what somebody asked a colleague to check; raise UnknownMentionError."""
        ...

    def reply(self, decision_id: int) -> Reply | None:
        """Return what a decision says to somebody, or None where no words came with it."""
        ...

    def snooze_times(self) -> SnoozeTimes:
        """Return until when a snooze is offered to last, in office hours."""
        ...

    def answer_time(self, case: Case) -> datetime:
        """Return by when an answer usually follows a holding reply: when the working day after it was due ends."""
        ...

    def escalation_contacts(self, reason: str) -> Sequence[str]:
        """Return the Slack ids of whom an escalation for this reason tells: people, user groups, channels."""
        ...

    def send_evidence(self, mention_id: int, by: Member) -> None:
        """Send what was kept for the police to who asks, in a direct message: a file for each request, newest first.

        Raises NotALeadError, NotSentError, and UnknownMentionError where nothing was kept.
        """
        ...

    def add(self, mention: Mention) -> int | None:
        """Keep a mention that a person entered and return its id, or None when it was there already.

        Raises NotRecordedError, OutcomeUnknownError.
        """
        ...

    def queue(self, queue: Queue, by: Member, *, limit: int, offset: int) -> CasePage:
        """Return a page of a person's queue, what is due first on top; past its end, the last page.

        Raises NotALeadError where it is for team leads alone.
        """
        ...

    def search(self, words: str, *, limit: int, offset: int) -> CasePage:
        """Return a page of the cases whose masked text or author has all these words, the newest first.

        Past the end it is the last page.
        """
        ...

    def board(self, member: Member) -> Board:
        """Return how much there is, as that person sees it; leads also see who is on what, and the referrals."""
        ...

    def digest(self, digest_id: int, *, decided: bool, limit: int, offset: int) -> DigestPage:
        """Return the cases gathered in a digest, those still to be looked at or those decided, oldest first.

        Past the end it is the last page. Raises UnknownDigestError.
        """
        ...

    def approve_all(self, seen: Sequence[Seen], by: Member) -> Sequence[Recorded | Declined]:
        """Approve each case that is still as it was seen, all in one transaction, each logged by itself as bulk.

        Those that are not kept any more are left out. Raises NotRecordedError, OutcomeUnknownError.
        """
        ...

    def show_card(self, mention_id: int) -> bool:
        """Give a mention that stands in a digest a card of its own; return False where it has one already.

        Raises NotRecordedError, OutcomeUnknownError, UnknownMentionError.
        """
        ...
