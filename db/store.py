"""The few verbs that read and write mentions and decisions; each is one transaction."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, func, or_, select, update
from sqlalchemy.orm import Session

from db import cases, intake, queue, search
from db.attempts import Attempt, Decided, Refused
from db.decide import attempt, examine
from db.drafts import keep_draft, read_draft
from db.errors import UnknownMention
from db.evidence import read_evidence
from db.intake import NewMention
from db.log import LoggedDecision, read_log
from db.models import AssessmentRow, MentionRow
from db.notices import Notice, read_notice
from db.places import CardPlace, card_places, place
from db.replies import read_reply
from db.team import read_policy
from db.transactions import reading, writing
from rules.assessment import Urgency
from rules.board import Board
from rules.decisions import Action, Answering, Reporting, Role, Visibility
from rules.handling import any_detail
from rules.mention import Case, Draft, Email, Person, Reply
from rules.office_hours import OfficeHours
from rules.police import PoliceEvidence
from rules.team import TeamPolicy

__all__ = ["CardPlace", "Counts", "Decided", "LoggedDecision", "NewMention", "Page", "Refused", "Store"]


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the cases that a query finds."""

    cases: tuple[Case, ...]
    total: int
    """How many it finds in all."""
    cards: Mapping[int, CardPlace]
    """Where their cards stand, or the digests' that show them, by the mention's id; not those that were not shown."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much work there is."""

    open: int
    """Cases with something left to decide, to do or to answer."""
    undecided: int
    """Of these: not yet approved, hidden or reported by anybody."""
    to_do: int
    """Of these: decided, and still to be done on the platform."""
    by_urgency: Mapping[Urgency, int]
    """The open cases by urgency; every urgency is there."""


class Store:
    """Mentions, what the rules make of them, and what people decided."""

    def __init__(
        self, engine: Engine, hours: OfficeHours | None = None, *, public: frozenset[str] = frozenset()
    ) -> None:
        """Keep them in `engine`'s database; working time is counted in `hours` (default: the usual ones).

        `public` are contacts that no text has masked, as `rules.personal.public.public` returns them.
        """
        self._engine = engine
        self._public = public
        self._hours = hours or OfficeHours.parse()

    def add_mentions(
        self, items: Sequence[NewMention], now: datetime, deadline: float | None = None
    ) -> list[int | None]:
        """Store what is new, each with its assessment and the order to show its card, in one transaction.

        Returns for each item the new mention's id, or None where `(platform, external_id)` was there already, in the
        database or earlier in `items`. `now` is when it was received. `deadline` is a time of `time.monotonic()`.

        Raises:
            Unstorable: an item holds what no database can keep; none of `items` was stored.
            NotRecorded, OutcomeUnknown: see `db.transactions.writing`.
        """
        with writing(self._engine, deadline) as session:
            return intake.add(session, items, now, self._hours)

    def decide(
        self,
        mention_id: int,
        person: Person,
        role: Role,
        action: Action,
        *,
        principle: str | None = None,
        seen_version: int | None = None,
        detail: str | None = None,
        until: datetime | None = None,
        notify: Sequence[str | None] = (),
        screenshot: str | None = None,
        reply: Reply | None = None,
        email: Email | None = None,
        now: datetime,
        deadline: float | None = None,
    ) -> Decided | Refused:
        """Decide, if the mention still allows it, and append it to the log with what follows from it to the outbox.

        `seen_version` is the version of the card that was clicked: another decision on the same side of the
        mention since then refuses this one. None goes by the mention as it is now. Looking at personal details
        is logged but changes neither status nor version, orders no effects and is never out of date.
        `principle` is kept for what needs one (hide and report); so are `detail`, the key of how somebody is
        referred, of a reason to escalate or of the outcome of a risk to life, `until`, the time to snooze until or to
        answer by, `reply`, what a reply or a referral says, and
        `email`, what a referral passes on. `notify` are the ids of Slack users and channels (None:
        the mentions channel) that an escalation, or a request for a report to the police, is told to, ordered in the
        same transaction; such a request keeps the evidence in it too, with the address of a `screenshot` if there is
        one. `deadline` is a time of `time.monotonic()` (a person is told within 2 s).

        Raises:
            UnknownMention: there is no such mention.
            NotRecorded, OutcomeUnknown: see `db.transactions.writing`.
        """
        wanted = Attempt(
            mention_id,
            person,
            role,
            action,
            principle,
            seen_version,
            now,
            detail,
            until,
            notify,
            screenshot,
            reply,
            email,
        )
        with writing(self._engine, deadline) as session:
            return attempt(session, wanted, self._hours, deadline)

    def examine(
        self, mention_id: int, person: Person, role: Role, action: Action, *, seen_version: int | None, now: datetime
    ) -> Case | Refused:
        """Return the case if that could be decided now, or why not; changes nothing. Raises UnknownMention.

        A detail that it takes is taken as given.
        """
        wanted = Attempt(mention_id, person, role, action, None, seen_version, now, any_detail(action))
        with reading(self._engine) as session:
            return examine(session, wanted)

    def ask_to_check(self, draft: Draft, role: Role, deadline: float | None = None) -> Refused | None:
        """Keep a draft and order it to be posted under the mention's card, or return why it could not be decided on.

        It goes by the version of the case that the draft was written for; nothing is decided or logged. Raises as
        `decide` does.
        """
        with writing(self._engine, deadline) as session:
            return keep_draft(session, draft, role)

    def draft(self, draft_id: int) -> Draft:
        """Return what somebody asked a colleague to check; raise UnknownDraft."""
        with reading(self._engine) as session:
            return read_draft(session, draft_id)

    def team_policy(self) -> TeamPolicy:
        """Return what the team has taught the triage up to now, with the contacts that are never masked."""
        with reading(self._engine) as session:
            return replace(read_policy(session), public=self._public)

    def reply(self, decision_id: int) -> Reply | None:
        """Return what the decision says to somebody, or None where no words came with it."""
        with reading(self._engine) as session:
            return read_reply(session, decision_id)

    def notice(self, notice_id: int) -> Notice:
        """Return what is to be said by itself; raise UnknownNotice."""
        with reading(self._engine) as session:
            return read_notice(session, notice_id)

    def evidence(self, mention_id: int) -> list[PoliceEvidence]:
        """Return what was kept for the police each time a report was asked for, oldest first.

        Raises NoEvidence, EvidenceChanged.
        """
        with reading(self._engine) as session:
            return read_evidence(session, mention_id)

    def case(self, mention_id: int) -> Case:
        """Return the case as it is now; raise UnknownMention."""
        with reading(self._engine) as session:
            return cases.read_case(session, mention_id)

    def open_cases(
        self, limit: int, offset: int = 0, *, owner: str | None = None, due_before: datetime | None = None
    ) -> Page:
        """Return the cases that are not settled: a risk to life, what is due first, what is urgent, what came first.

        Of these only what the person with the id `owner` has claimed, and only what was due before `due_before`, if
        that is given.
        """
        condition = queue.is_open(owner=owner, due_before=due_before)
        with reading(self._engine) as session:
            return _page_of(session, condition, cases.most_pressing_first, limit, offset)

    def open_referrals(self, limit: int, offset: int = 0) -> Page:
        """Return the cases that were passed on to PALS, which has not acknowledged them: what came first on top."""
        with reading(self._engine) as session:
            order = (MentionRow.received_at, MentionRow.id)
            return _page_of(session, queue.is_open_referral(), order, limit, offset)

    def board(self, person_id: str, *, due_before: datetime, midnight: datetime, leads: bool) -> Board:
        """Count what waits, in all and for a person, and what happened since `midnight`.

        For who `leads` the team also who is on what, and the open referrals.
        """
        with reading(self._engine) as session:
            return queue.read_board(session, person_id, due_before, midnight, leads=leads)

    def mark(self, now: datetime, *, due_before: datetime) -> queue.Mark:
        """Return what differs from an earlier one if a list or a count may have changed since; costs little."""
        with reading(self._engine) as session:
            return queue.read_mark(session, now, due_before)

    def search(self, words: str, limit: int, offset: int = 0) -> Page:
        """Return the cases that hold all of `words` in masked text, author's name or handle, newest first.

        Upper and lower case are the same. Personal details are not looked through. No words find nothing.
        """
        with reading(self._engine) as session:
            ids, total = search.find(session, words, limit, offset)
            query = cases.select_cases().where(MentionRow.id.in_(ids)).order_by(MentionRow.id.desc())
            return _page(session, query, total)

    def decisions(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[LoggedDecision]:
        """Yield the decision log, oldest first, from `since` up to, not including, `until`; reads as it goes."""
        with reading(self._engine) as session:
            yield from read_log(session, since, until)

    def counts(self) -> Counts:
        """Count the open cases."""
        with reading(self._engine) as session:
            return _count(session)

    def card(self, mention_id: int) -> CardPlace | None:
        """Return where the mention's card stands, None when it was not shown yet; raise UnknownMention."""
        with reading(self._engine) as session:
            row = session.execute(
                select(MentionRow.card_channel, MentionRow.card_ts).where(MentionRow.id == mention_id)
            ).one_or_none()
        if row is None:
            raise UnknownMention(mention_id)
        return place(*row)

    def digest_of(self, mention_id: int) -> CardPlace | None:
        """Return where the digest stands that shows the mention among others; None where none does, or not yet."""
        with reading(self._engine) as session:
            row = session.get(MentionRow, mention_id)
            return card_places(session, [row]).get(mention_id) if row and row.digest_id is not None else None

    def place_card(self, mention_id: int, place: CardPlace) -> None:
        """Note where the mention's card stands now; raise UnknownMention."""
        with writing(self._engine) as session:
            found = session.scalar(
                update(MentionRow)
                .where(MentionRow.id == mention_id)
                .values(card_channel=place.channel, card_ts=place.ts)
                .returning(MentionRow.id)
            )
            if found is None:
                raise UnknownMention(mention_id)


def _page_of(session: Session, condition: ColumnElement[bool], order: Sequence[Any], limit: int, offset: int) -> Page:
    # The page is chosen before anything is joined to it: years of assessments are not read for ten.
    chosen = select(MentionRow.id).where(condition).order_by(*order).limit(limit).offset(offset)
    total = session.scalar(select(func.count()).select_from(MentionRow).where(condition))
    return _page(session, cases.select_cases().where(MentionRow.id.in_(chosen)).order_by(*order), total or 0)


def _page(session: Session, query: Select[MentionRow], total: int) -> Page:
    """Return what a query made with `select_cases` finds, in its order."""
    rows = session.scalars(query).all()
    return Page(tuple(cases.to_case(row) for row in rows), total, card_places(session, rows))


def _count(session: Session) -> Counts:
    undecided = (MentionRow.visibility == Visibility.UNDECIDED) & (MentionRow.reporting == Reporting.NOT_REPORTED)
    to_do = or_(
        MentionRow.visibility.in_([Visibility.HIDE_PENDING, Visibility.UNHIDE_PENDING]),
        MentionRow.reporting == Reporting.REPORT_PENDING,
        MentionRow.answering.in_([Answering.REPLY_PENDING, Answering.REFER_PENDING]),
    )
    rows = session.execute(
        select(
            AssessmentRow.urgency,
            func.count(),
            func.count().filter(undecided),
            func.count().filter(to_do),
        )
        .join_from(MentionRow, AssessmentRow)
        .where(MentionRow.settled_at.is_(None))
        .group_by(AssessmentRow.urgency)
    ).all()
    by_urgency = dict.fromkeys(Urgency, 0) | {urgency: count for urgency, count, _, _ in rows}
    return Counts(
        open=sum(by_urgency.values()),
        undecided=sum(row[2] for row in rows),
        to_do=sum(row[3] for row in rows),
        by_urgency=by_urgency,
    )
