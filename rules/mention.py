"""What the floors hand each other: a mention as it arrived, the people who work on it, and the case made of both."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.assessment import Assessment, Kind
from rules.decisions import Action, Role, Side, Status, available, needs_answer, side_of
from rules.referrals import Pals, Referral


@dataclass(frozen=True, slots=True)
class Mention:
    """Something said to the organisation. `(platform, external_id)` names it once and for all."""

    platform: str
    external_id: str
    kind: Kind
    text: str
    author_name: str | None = None
    author_handle: str | None = None
    url: str | None = None
    posted_at: datetime | None = None
    """Aware, UTC; None when the source did not say."""
    in_reply_to: str | None = None
    """The `external_id` of what it answers or comments on."""

    @property
    def under_post(self) -> bool:
        """True when it is known to answer something; some platforms hide nothing else."""
        return self.in_reply_to is not None


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff: their Slack user id and the name they go by there."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody is told by a reply or a referral, word by word."""

    text: str
    template_key: str | None = None
    """The template that it began with; None for words of one's own."""
    template_version: int | None = None
    """Which version of that; None for words of one's own, and for what an earlier version of the bot kept."""
    formal_complaint: bool = False
    """True when it tells how to make a formal complaint: the decision then says by when that must be acknowledged."""


@dataclass(frozen=True, slots=True)
class Email:
    """What the team passes on to a service, word by word."""

    recipient: str
    subject: str
    body: str


class Posting(StrEnum):
    """How far an e-mail has come."""

    WAITING = "waiting"
    SENDING = "sending"
    """Handed to a worker: the mail server may have it."""
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class EmailState:
    """Where the e-mail of a referral stands."""

    decision_id: int
    posting: Posting
    sent_at: datetime | None = None
    error: str | None = None
    """Why it still waits, or has failed; it may hold the mail server's words."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply or a referral that somebody asks a colleague to check; nothing of it was sent or decided."""

    mention_id: int
    action: Action
    """Whether it is to reply with, or to refer."""
    reply: Reply
    by: Person
    at: datetime
    version: int
    """Of the case that it was written for: once somebody has answered since, it is out of date."""


BOT = Person("commsbot", "commsbot")
"""Who releases a claim after a working day in which its owner did nothing."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of the decision log. Holds nothing that a stranger wrote."""

    id: int
    mention_id: int
    person: Person
    action: Action
    principle: str | None
    """Key of the principle under which something was hidden or reported."""
    undoes: Action | None
    """For an undo: the decision that it took back."""
    at: datetime
    detail: str | None = None
    """Key of how somebody was referred, of the reason to escalate, or of the outcome of a risk to life;
    `rules.floods.BULK` for one of several that were approved at once."""
    until: datetime | None = None
    """Until when it was snoozed, by when the answer follows a holding reply, or by when a formal complaint must be
    acknowledged (`rules.complaints`)."""


@dataclass(frozen=True, slots=True)
class Case:
    """A mention with all that is known of it: the assessment, where it stands and what people did."""

    id: int
    mention: Mention
    assessment: Assessment
    status: Status
    version: int
    """Grows by one with every change of status. A click names the version of the card it was made on."""
    received_at: datetime
    respond_by: datetime | None
    decisions: tuple[Decision, ...]
    """Oldest first; all of them, those undone included."""
    answer_by: datetime | None = None
    """By when it is to be answered; a holding reply moves it. None when it calls for no answer."""
    due_at: datetime | None = None
    """By when the next thing left to do about it is due (`rules.targets.due_at`); None when nothing is."""
    owner: Person | None = None
    """Who has claimed it."""
    owned_since: datetime | None = None
    digest_id: int | None = None
    """The digest card that shows it among others; None when it has a card of its own."""
    email: EmailState | None = None
    """The latest e-mail to PALS that was sent, or whose referral stands."""

    @property
    def said_at(self) -> datetime:
        """When it was posted, or, where the platform does not tell that, when it was received."""
        return self.mention.posted_at or self.received_at

    @property
    def needs_answer(self) -> bool:
        """True when the message calls for a reply, a referral or a "no reply needed"."""
        return needs_answer(self.mention.kind, self.assessment.route)

    def available(self, role: Role, person: Person | None = None) -> frozenset[Action]:
        """Return the actions that `role`, or one person of it, can take now."""
        said = self.mention
        return available(
            self.status,
            role,
            said.kind,
            said.platform,
            under_post=said.under_post,
            needs_answer=self.needs_answer,
            person=person.id if person else None,
        )

    @property
    def answers(self) -> tuple[Decision, ...]:
        """The decisions on its answering that were not taken back, oldest first."""
        standing: list[Decision] = []
        for decision in self.decisions:
            if decision.action is Action.ANSWER_UNDO:
                standing = standing[:-1]
            elif side_of(decision.action) is Side.ANSWERING:
                standing.append(decision)
        return tuple(standing)

    @property
    def passings_on(self) -> tuple[Decision, ...]:
        """The referrals that stand and passed it on to PALS, oldest first."""
        return tuple(made for made in self.answers if made.detail == Referral.PASSED_ON)

    @property
    def pals_before(self) -> Pals:
        """Where the referral to PALS stands by the answers that stand, the latest answer left out."""
        standing = [made.id for made in self.answers[:-1] if made.detail == Referral.PASSED_ON]
        if not standing:
            return Pals.NOT_PASSED_ON
        return Pals.PASSED_ON if standing[-1] in self._not_acknowledged() else Pals.ACKNOWLEDGED

    def _not_acknowledged(self) -> frozenset[int]:
        """Return the passings-on, those taken back included, that no acknowledgement that stands was for."""
        waiting: frozenset[int] = frozenset()
        acknowledged: list[frozenset[int]] = []
        for made in self.decisions:
            match made.action:
                case Action.REFER if made.detail == Referral.PASSED_ON:
                    waiting |= {made.id}
                case Action.PALS_ACKNOWLEDGED:
                    acknowledged.append(waiting)
                    waiting = frozenset()
                case Action.PALS_REOPEN if acknowledged:
                    waiting |= acknowledged.pop()
        return waiting

    @property
    def settled(self) -> bool:
        """True when nothing is left to decide or to do."""
        return self.status.settled(needs_answer=self.needs_answer)
