"""Where a mention stands, who may act on it and what they may do: the words in which decisions are written."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.assessment import Kind, Route
from rules.police import Police
from rules.referrals import Pals


class Visibility(StrEnum):
    """Where the item stands on its platform, as far as the team has decided it."""

    UNDECIDED = "undecided"
    LEFT_UP = "left_up"
    HIDE_PENDING = "hide_pending"
    """Decided, and still to be done on the platform."""
    HIDDEN = "hidden"
    UNHIDE_PENDING = "unhide_pending"
    """The hiding was undone, and the item is still to be shown again on the platform."""


class Reporting(StrEnum):
    """Whether the item was reported to its platform (P9)."""

    NOT_REPORTED = "not_reported"
    REPORT_PENDING = "report_pending"
    REPORTED = "reported"


class Answering(StrEnum):
    """Whether its author was answered (P4, P6)."""

    UNANSWERED = "unanswered"
    REPLY_PENDING = "reply_pending"
    REPLIED = "replied"
    REFER_PENDING = "refer_pending"
    REFERRED = "referred"
    NOT_NEEDED = "not_needed"


class Safety(StrEnum):
    """Whether a life is at risk, and how far the team has come with that."""

    NO_RISK = "no_risk"
    OPEN = "open"
    """Nobody has said yet that they look after it."""
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"
    """Somebody said how it ended (`rules.safety.OUTCOMES`)."""


class Role(StrEnum):
    """What a person is to the bot."""

    OUTSIDER = "outsider"
    """Not a member of the mentions channel: served nothing."""
    CONTACT = "contact"
    """Not a member either, but told of risks to life: says who sees to one and how it ended, and nothing else."""
    STAFF = "staff"
    LEAD = "lead"


class Action(StrEnum):
    """What a person may do to a mention; also the key in the decision log."""

    APPROVE = "approve"
    HIDE = "hide"
    REPORT = "report"
    HIDE_DONE = "hide_done"
    UNHIDE_DONE = "unhide_done"
    REPORT_DONE = "report_done"
    UNDO = "undo"
    REPLY = "reply"
    REPLY_DONE = "reply_done"
    REFER = "refer"
    REFER_DONE = "refer_done"
    NO_REPLY_NEEDED = "no_reply_needed"
    ANSWER_UNDO = "answer_undo"
    CLAIM = "claim"
    RELEASE = "release"
    SNOOZE = "snooze"
    WAKE = "wake"
    HOLD = "hold"
    """A holding reply was sent: the answer follows by a later time."""
    ESCALATE = "escalate"
    ESCALATION_OVER = "escalation_over"
    ACKNOWLEDGE_RISK = "acknowledge_risk"
    CLOSE_RISK = "close_risk"
    REOPEN_RISK = "reopen_risk"
    POLICE_ASK = "police_ask"
    """Ask for a report to the police, which a second person has to agree to."""
    POLICE_AGREE = "police_agree"
    POLICE_DECLINE = "police_decline"
    POLICE_WITHDRAW = "police_withdraw"
    """Take back a request for a report to the police that nobody has made yet, agreed to or not."""
    POLICE_TOLD = "police_told"
    PALS_ACKNOWLEDGED = "pals_acknowledged"
    """Note that PALS has what was passed on to it."""
    PALS_REOPEN = "pals_reopen"
    """Note that it has not, after all."""
    SHOW_PERSONAL_DETAILS = "show_personal_details"


class Side(StrEnum):
    """The sides of a mention; what is decided on one leaves the others as they are.

    The first two are what the team owes each mention; the others say how it is being dealt with.
    """

    MODERATION = "moderation"
    ANSWERING = "answering"
    OWNERSHIP = "ownership"
    REMINDING = "reminding"
    ESCALATION = "escalation"
    SAFETY = "safety"
    POLICE = "police"
    REFERRAL = "referral"


@dataclass(frozen=True, slots=True)
class Status:
    """Where a mention stands on all its sides."""

    visibility: Visibility = Visibility.UNDECIDED
    reporting: Reporting = Reporting.NOT_REPORTED
    answering: Answering = Answering.UNANSWERED
    latest: Action | None = None
    """The last moderation decision that stands and can be undone: approve, hide or report."""
    safety: Safety = Safety.NO_RISK
    owner: str | None = None
    """Slack user id of who has claimed it."""
    snoozed_until: datetime | None = None
    escalated: str | None = None
    """Key of the reason for which it is with somebody else (`rules.escalations`)."""
    police: Police = Police.NOT_ASKED
    police_asker: str | None = None
    """Slack user id of who asked for the report to the police that is open, or that was made."""
    pals: Pals = Pals.NOT_PASSED_ON

    @property
    def moderated(self) -> bool:
        """True once somebody approved, hid or reported it."""
        return self.visibility is not Visibility.UNDECIDED or self.reporting is not Reporting.NOT_REPORTED

    @property
    def read(self) -> bool:
        """True once somebody moderated it, or said how its risk to life ended, which shows that they have read it."""
        return self.moderated or self.safety is Safety.CLOSED

    @property
    def answered(self) -> bool:
        """True once its author was replied to or referred, or a person said that no reply is needed.

        For a risk to life the outcome is the answer.
        """
        return (
            self.answering in {Answering.REPLIED, Answering.REFERRED, Answering.NOT_NEEDED}
            or self.safety is Safety.CLOSED
        )

    @property
    def at_risk(self) -> bool:
        """True while a life may be at risk and nobody has said how it ended."""
        return self.safety in {Safety.OPEN, Safety.ACKNOWLEDGED}

    @property
    def to_do(self) -> bool:
        """True while something decided is still to be done on the platform."""
        return self.moderation_to_do or self.answer_to_do

    @property
    def moderation_to_do(self) -> bool:
        """True while it is still to be hidden, shown again or reported there."""
        return (
            self.visibility in {Visibility.HIDE_PENDING, Visibility.UNHIDE_PENDING}
            or self.reporting is Reporting.REPORT_PENDING
        )

    @property
    def answer_to_do(self) -> bool:
        """True while its author is still to be replied to, or referred, there."""
        return self.answering in {Answering.REPLY_PENDING, Answering.REFER_PENDING}

    @property
    def police_open(self) -> bool:
        """True while a report to the police is asked for, or agreed and still to be made."""
        return self.police in {Police.ASKED, Police.AGREED}

    def dealt_with(self, *, needs_answer: bool) -> bool:
        """Tell whether it is read and, where it calls for that, answered, with all of it done on the platform."""
        return self.read and not self.to_do and (self.answered or not needs_answer)

    def settled(self, *, needs_answer: bool) -> bool:
        """Tell whether nothing is left to decide or to do; reminders end then."""
        open_elsewhere = self.at_risk or self.escalated is not None or self.police_open
        return self.dealt_with(needs_answer=needs_answer) and not open_elsewhere


def needs_answer(kind: Kind, route: Route) -> bool:
    """Tell whether a message calls for an answer, by its kind or by what it is about (P4, P6)."""
    return kind is Kind.DIRECT_MESSAGE or route in {
        Route.QUESTION,
        Route.COMPLAINT,
        Route.OWN_CARE,
        Route.STAFF_CONCERN,
        Route.RISK_TO_LIFE,
    }


def first_status(route: Route) -> Status:
    """Return where a mention stands when it arrives."""
    return Status(safety=Safety.OPEN if route is Route.RISK_TO_LIFE else Safety.NO_RISK)


class Obstacle(StrEnum):
    """Why an action is refused."""

    NOT_A_MEMBER = "not_a_member"
    ALREADY_DECIDED = "already_decided"
    """Somebody was first, or the card it was clicked on is out of date."""
    NEEDS_PRINCIPLE = "needs_principle"
    NOTHING_TO_HIDE = "nothing_to_hide"
    NO_HIDING = "no_hiding"
    """The platform can't do it: it has no hiding, or nothing hidden there can be shown again."""
    NEEDS_DETAIL = "needs_detail"
    """A reason, an outcome or a time is still to be chosen, or the one given can't be used."""
    NOTHING_LEFT = "nothing_left"
    """Nothing is left to do about it, or to answer."""
    ESCALATED = "escalated"
    """Somebody else answers it."""
    NOT_YOURS = "not_yours"
    """Another person has claimed it."""
    NOT_A_LEAD = "not_a_lead"
    OWN_REQUEST = "own_request"
    """Who asked for it can't agree to it: that takes a second person."""
    AT_RISK = "at_risk"
    """A life may be at risk, so it can be neither put off nor left unanswered."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An action that the table does not allow, with a sentence fit for the person who tried it."""

    obstacle: Obstacle
    reason: str
    side: Side | None = None
    """On which side somebody was first, for ALREADY_DECIDED."""
