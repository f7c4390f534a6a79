"""The application: what can be asked of the bot, each a transaction with all that follows from it."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog

from bot.clock import Clock
from bot.evidence import File, evidence_files
from bot.intake import Receipt
from bot.members import Members
from bot.reception import Reception
from bot.recording import RECORD_WITHIN, in_handlers_words
from db.digests import Digests
from db.errors import UnknownDigest
from db.queue import Mark
from db.store import Decided, Page, Refused, Store
from handlers.desk import (
    CasePage,
    Declined,
    DigestPage,
    Member,
    NotALeadError,
    NotSentError,
    Order,
    Recorded,
    Seen,
    SnoozeTimes,
    UnknownDigestError,
)
from rules.board import Board, Queue, overdue_before
from rules.decisions import NEEDS_PRINCIPLE, NEEDS_TEXT, Action, Obstacle, Refusal, Role
from rules.escalations import escalations
from rules.library import Library, shipped
from rules.mention import Case, Draft, Mention, Reply
from rules.office_hours import OfficeHours
from rules.principles import principles
from rules.services import Contacts

NO_CONTACTS = Contacts(contact_email="")

log = structlog.get_logger(__name__)


def _send_nothing(_person: str, _files: Sequence[File]) -> None:
    raise NotSentError


class Desk:
    """Implements `handlers.desk.Desk`, and receives what intake brings. Safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        digests: Digests,
        members: Members,
        hours: OfficeHours,
        clock: Clock,
        *,
        committed: Callable[[], None],
        card_url: Callable[[str, str], str | None],
        escalation_contacts: Callable[[str], Sequence[str | None]] = lambda _: (),
        contacts: Contacts = NO_CONTACTS,
        templates: Callable[[], Library] = shipped,
        police_contacts: Callable[[str], Sequence[str | None]] = lambda _: (None,),
        send_files: Callable[[str, Sequence[File]], None] = _send_nothing,
    ) -> None:
        """Tie the parts together.

        `committed` is called after each commit that put something into the outbox; `card_url` takes channel and ts;
        `escalation_contacts` takes the key of a reason and returns the Slack ids of whom it tells; `police_contacts`
        takes who asks for a report to the police and returns who is told; None stands for the channel in both.
        `contacts` are those that replies may give, `templates` returns what they begin with; `send_files` takes a Slack
        user id and raises NotSentError.
        """
        self._store = store
        self._digests = digests
        self._members = members
        self._hours = hours
        self._clock = clock
        self._reception = Reception(store, hours, clock)
        self._committed = committed
        self._card_url = card_url
        self._escalation_contacts = escalation_contacts
        self._contacts = contacts
        self._templates = templates
        self._police_contacts = police_contacts
        self._send_files = send_files

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that people read times in."""
        return self._hours.zone

    @property
    def contacts(self) -> Contacts:
        """The contacts that replies may give."""
        return self._contacts

    def templates(self) -> Library:
        """Return the reply templates that are in force now; raises NotRecordedError while the database is away."""
        with in_handlers_words():
            return self._templates()

    def receive(self, mentions: Sequence[Mention]) -> Receipt:
        """Assess and keep mentions, those that are there already left out; raise `db.errors.StoreError`."""
        receipt = self._reception.receive(mentions)
        self._committed()
        return receipt

    def member(self, user_id: str) -> Member:
        """Return who that is and what they may do; raise MembershipUnknownError."""
        return self._members.member(user_id)

    def case(self, mention_id: int) -> Case:
        """Return a mention and all that is known of it; raise UnknownMentionError."""
        with in_handlers_words():
            return self._store.case(mention_id)

    def order(self, order: Order) -> Recorded | Declined:
        """Carry out an order within two seconds or not at all; raises as its Protocol says."""
        if order.action in NEEDS_TEXT and order.reply is None:
            return self._declined_without_words(order)
        deadline = time.monotonic() + RECORD_WITHIN
        with in_handlers_words():
            answer = self._store.decide(
                mention_id=order.mention_id,
                person=order.by.person,
                role=order.by.role,
                action=order.action,
                principle=self._principle(order),
                seen_version=order.seen_version,
                detail=order.detail,
                until=order.until,
                notify=self._told_of(order),
                screenshot=order.screenshot,
                reply=order.reply,
                email=order.email,
                now=self._clock.now(),
                deadline=deadline,
            )
        if not isinstance(answer, Decided):
            return _declined(order, answer)
        self._committed()
        return Recorded(answer.case, answer.decision)

    def ask_to_check(
        self, mention_id: int, action: Action, reply: Reply, by: Member, *, seen_version: int
    ) -> Declined | None:
        """Post a reply under the card for a colleague to check; raises as its Protocol says."""
        draft = Draft(mention_id, action, reply, by.person, self._clock.now(), seen_version)
        with in_handlers_words():
            refused = self._store.ask_to_check(draft, by.role, time.monotonic() + RECORD_WITHIN)
        if refused is not None:
            return _declined(Order(mention_id, action, by), refused)
        self._committed()
        return None

    def draft(self, draft_id: int) -> Draft:
        """Return what somebody asked a colleague to check; raise UnknownMentionError."""
        with in_handlers_words():
            return self._store.draft(draft_id)

    def reply(self, decision_id: int) -> Reply | None:
        """Return what a decision says to somebody, or None where no words came with it."""
        return self._store.reply(decision_id)

    def snooze_times(self) -> SnoozeTimes:
        """Return until when a snooze is offered to last, in office hours, to the minute that people read."""
        now = self._clock.now()
        hour = self._hours.add(now, timedelta(hours=1)).replace(second=0, microsecond=0)
        next_day = self._hours.next_working_day(now.astimezone(self.zone).date())
        return SnoozeTimes(now, hour, self._hours.periods(next_day)[0].start)

    def answer_time(self, case: Case) -> datetime:
        """Return by when an answer usually follows a holding reply: when the working day after it was due ends.

        Of what is overdue, or was never due, when the next working day from now ends.
        """
        now = self._clock.now()
        was_due = max(case.answer_by or case.respond_by or now, now)
        next_day = self._hours.next_working_day(was_due.astimezone(self.zone).date())
        return max(self._hours.periods(next_day)[-1].end, self._hours.end_of_next_working_day(now))

    def escalation_contacts(self, reason: str) -> Sequence[str]:
        """Return the Slack ids of whom an escalation for this reason tells."""
        return [each for each in self._escalation_contacts(reason) if each]

    def digest(self, digest_id: int, *, decided: bool, limit: int, offset: int) -> DigestPage:
        """Return a page of the cases gathered in a digest; raises as its Protocol says."""
        try:
            page = self._digests.page(digest_id, decided=decided, limit=limit, offset=offset)
        except UnknownDigest as error:
            raise UnknownDigestError(digest_id) from error
        return DigestPage(page.digest, page.cases, page.total, page.offset)

    def approve_all(self, seen: Sequence[Seen], by: Member) -> Sequence[Recorded | Declined]:
        """Approve each case that is still as it was seen, in one transaction; raises as its Protocol says."""
        deadline = time.monotonic() + RECORD_WITHIN
        versions = {each.mention_id: each.version for each in seen}
        with in_handlers_words():
            answers = self._digests.approve_all(versions, by.person, by.role, self._clock.now(), deadline)
        self._committed()
        return [
            Recorded(answer.case, answer.decision)
            if isinstance(answer, Decided)
            else _declined(Order(answer.case.id, Action.APPROVE, by), answer)
            for answer in answers
        ]

    def show_card(self, mention_id: int) -> bool:
        """Give a mention that stands in a digest a card of its own; raises as its Protocol says."""
        with in_handlers_words():
            self._store.case(mention_id)
            given = self._digests.give_card(mention_id, time.monotonic() + RECORD_WITHIN)
        self._committed()
        return given

    def send_evidence(self, mention_id: int, by: Member) -> None:
        """Send what was kept for the police to who asks as files; raises as its Protocol says."""
        if by.role is not Role.LEAD:
            log.warning("The evidence for the police was refused", mention=mention_id, person=by.person.id)
            raise NotALeadError
        with in_handlers_words():
            kept = self._store.evidence(mention_id)
        log.info("The evidence for the police is sent", mention=mention_id, person=by.person.id)
        self._send_files(by.person.id, evidence_files(kept))

    def add(self, mention: Mention) -> int | None:
        """Keep a mention that a person entered; None when it was there already. Raises as its Protocol says."""
        with in_handlers_words():
            [added] = self._reception.add([mention], time.monotonic() + RECORD_WITHIN)
        self._committed()
        return added

    def queue(self, queue: Queue, by: Member, *, limit: int, offset: int) -> CasePage:
        """Return a page of a person's queue, what is due first on top; raises as its Protocol says."""
        now = self._clock.now()
        if queue is Queue.REFERRALS:
            if by.role is not Role.LEAD:
                log.warning("The open referrals were refused", person=by.person.id)
                raise NotALeadError
            return self._case_page(self._store.open_referrals, limit, offset, now)
        fetch = partial(
            self._store.open_cases,
            owner=by.person.id if queue is Queue.MINE else None,
            due_before=overdue_before(now) if queue is Queue.OVERDUE else None,
        )
        return self._case_page(fetch, limit, offset, now)

    def search(self, words: str, *, limit: int, offset: int) -> CasePage:
        """Return a page of the cases that have all these words, the newest first; past the end, the last page."""
        return self._case_page(partial(self._store.search, words), limit, offset, self._clock.now())

    def board(self, member: Member) -> Board:
        """Return how much there is, as that person sees it; leads also see who is on what, and the referrals."""
        now = self._clock.now()
        midnight = datetime.combine(now.astimezone(self.zone), datetime.min.time(), self.zone).astimezone(UTC)
        due_before, leads = overdue_before(now), member.role is Role.LEAD
        return self._store.board(member.person.id, due_before=due_before, midnight=midnight, leads=leads)

    def mark(self) -> tuple[Mark, date]:
        """Return what differs from an earlier one if a list or a board may have changed since."""
        now = self._clock.now()
        return self._store.mark(now, due_before=overdue_before(now)), now.astimezone(self.zone).date()

    def _case_page(self, fetch: Callable[[int, int], Page], limit: int, offset: int, now: datetime) -> CasePage:
        page = fetch(limit, offset)
        if not page.cases and page.total:
            # Some of the list were settled since the page before it was drawn.
            offset = (page.total - 1) // limit * limit
            page = fetch(limit, offset)
        places = page.cards.items()
        urls = {mention_id: url for mention_id, place in places if (url := self._card_url(place.channel, place.ts))}
        return CasePage(page.cases, page.total, offset, urls, now)

    def _declined_without_words(self, order: Order) -> Declined:
        """Say what stands in the way of a reply, and if nothing does, that its words are still to be chosen."""
        with in_handlers_words():
            found = self._store.examine(
                order.mention_id,
                order.by.person,
                order.by.role,
                order.action,
                seen_version=order.seen_version,
                now=self._clock.now(),
            )
        if isinstance(found, Refused):
            return _declined(order, found)
        return Declined(found, Refusal(Obstacle.NEEDS_DETAIL, "Please choose what they are told."))

    def _told_of(self, order: Order) -> Sequence[str | None]:
        if order.action is Action.POLICE_ASK:
            return self._police_contacts(order.by.person.id)
        known = order.action is Action.ESCALATE and order.detail in {each.key for each in escalations()}
        return self._escalation_contacts(order.detail) if known and order.detail else ()

    def _principle(self, order: Order) -> str | None:
        """Return the principle to act under, the one chosen or else the one matched; None if it is not published."""
        if order.action not in NEEDS_PRINCIPLE:
            return None
        chosen = order.principle
        if chosen is None:
            chosen = self._store.case(order.mention_id).assessment.principle
        return chosen if chosen in {each.key for each in principles()} else None


def _declined(order: Order, answer: Refused) -> Declined:
    """Log who was refused what. What asks for a principle or a detail is no refusal: it opens the modal for it."""
    obstacle = answer.refusal.obstacle
    if obstacle not in {Obstacle.NEEDS_PRINCIPLE, Obstacle.NEEDS_DETAIL}:
        log.info(
            "A decision was refused",
            mention=order.mention_id,
            action=order.action.value,
            person=order.by.person.id,
            role=order.by.role.value,
            obstacle=obstacle.value,
        )
    return Declined(answer.case, answer.refusal)
