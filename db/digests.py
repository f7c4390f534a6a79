"""The few verbs that read and write digests; each is one transaction."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, exists, func, select, update
from sqlalchemy.orm import Session

from db import cases, gathering
from db.attempts import Attempt, Decided, Refused
from db.decide import attempt
from db.errors import UnknownDigest, UnknownMention
from db.models import AssessmentRow, DigestRow, MentionRow
from db.places import CardPlace, place
from db.transactions import reading, writing
from rules.decisions import Action, Role
from rules.floods import BULK, Digest, Thresholds
from rules.mention import Case, Person
from rules.office_hours import OfficeHours

_EARLIER = timedelta(days=1)
"""How long before a digest others under its post may have come that it speaks of."""


@dataclass(frozen=True, slots=True)
class DigestCases:
    """Some of the cases in a digest."""

    digest: Digest
    cases: tuple[Case, ...]
    total: int
    """How many the list has: those that are settled, or those that are not."""
    offset: int


class Digests:
    """The digests of a database."""

    def __init__(self, engine: Engine, hours: OfficeHours | None = None, thresholds: Thresholds | None = None) -> None:
        """Keep them in `engine`'s database; `thresholds` say when to gather (default for both: the usual ones)."""
        self._engine = engine
        self._hours = hours or OfficeHours.parse()
        self._thresholds = thresholds or Thresholds()

    def gather(self, now: datetime) -> int:
        """Gather what waits where too much waits (`db.gathering.gather`); return how many it gathered."""
        with reading(self._engine) as session:
            if not gathering.anything_waits(session):
                return 0
        with writing(self._engine) as session:
            return gathering.gather(session, now, self._thresholds, self._hours)

    def read(self, digest_id: int) -> Digest:
        """Return a digest as it stands now; raise UnknownDigest."""
        with reading(self._engine) as session:
            return _read(session, digest_id)

    def place(self, digest_id: int) -> CardPlace | None:
        """Return where its card stands, None when it was not shown yet; raise UnknownDigest."""
        with reading(self._engine) as session:
            row = _row(session, digest_id)
            return place(row.card_channel, row.card_ts)

    def move(self, digest_id: int, to: CardPlace) -> None:
        """Note where its card stands now; raise UnknownDigest."""
        with writing(self._engine) as session:
            row = _row(session, digest_id)
            row.card_channel, row.card_ts = to.channel, to.ts

    def page(self, digest_id: int, *, decided: bool, limit: int, offset: int) -> DigestCases:
        """Return a page of its cases, those settled or those not, in order of arrival; past the end the last page.

        Raises UnknownDigest.
        """
        settled = MentionRow.settled_at.is_not(None) if decided else MentionRow.settled_at.is_(None)
        query = cases.select_cases().where(MentionRow.digest_id == digest_id, settled).order_by(MentionRow.id)
        with reading(self._engine) as session:
            digest = _read(session, digest_id)
            total = digest.total - digest.to_decide if decided else digest.to_decide
            offset = min(offset, max(total - 1, 0) // limit * limit)
            rows = session.scalars(query.limit(limit).offset(offset)).all()
            return DigestCases(digest, tuple(cases.to_case(row) for row in rows), total, offset)

    def close(self, digest_id: int, now: datetime) -> bool:
        """Let it take no more if all in it is decided, and say so in its thread; tell whether that was so just now."""
        undecided = exists().where(MentionRow.digest_id == digest_id, MentionRow.settled_at.is_(None))
        with writing(self._engine) as session:
            closed = session.scalar(
                update(DigestRow)
                .where(DigestRow.id == digest_id, DigestRow.closed_at.is_(None), ~undecided)
                .values(closed_at=now)
                .returning(DigestRow.id)
            )
            if closed is not None:
                gathering.order_note(session, digest_id)
            return closed is not None

    def approve_all(
        self, seen: Mapping[int, int], person: Person, role: Role, now: datetime, deadline: float | None = None
    ) -> list[Decided | Refused]:
        """Approve all of these mentions that are still as they were seen, in one transaction, each logged by itself.

        `seen` are the versions by the mention's id. Ids that are not kept (any more) are left out of the answer.
        `deadline` is a time of `time.monotonic()`.

        Raises:
            NotRecorded, OutcomeUnknown: see `db.transactions.writing`.
        """
        answers: list[Decided | Refused] = []
        with writing(self._engine, deadline) as session:
            # In one order, and the digests after all of them, so that two people at once never wait for each other.
            for mention_id, version in sorted(seen.items()):
                wanted = Attempt(mention_id, person, role, Action.APPROVE, None, version, now, detail=BULK)
                with contextlib.suppress(UnknownMention):
                    answers.append(attempt(session, wanted, self._hours, deadline))
            touched = {made.case.digest_id for made in answers if isinstance(made, Decided)}
            for digest_id in sorted(each for each in touched if each is not None):
                gathering.order_redraw(session, digest_id)
        return answers

    def give_card(self, mention_id: int, deadline: float | None = None) -> bool:
        """Give a mention that stands in a digest a card of its own; tell whether it stood in one.

        Raises:
            NotRecorded, OutcomeUnknown: see `db.transactions.writing`.
        """
        with writing(self._engine, deadline) as session:
            return gathering.give_card(session, mention_id)


def _row(session: Session, digest_id: int) -> DigestRow:
    row = session.get(DigestRow, digest_id)
    if row is None:
        raise UnknownDigest(digest_id)
    return row


def _read(session: Session, digest_id: int) -> Digest:
    row = _row(session, digest_id)
    of_digest = MentionRow.digest_id == digest_id
    is_open = MentionRow.settled_at.is_(None)
    total, to_decide, due_at, first = session.execute(
        select(
            func.count(),
            func.count().filter(is_open),
            func.min(MentionRow.due_at).filter(is_open),
            func.coalesce(func.min(MentionRow.id).filter(is_open), func.min(MentionRow.id)),
        ).where(of_digest)
    ).one()
    sample = session.execute(
        select(AssessmentRow.masked_text, MentionRow.url)
        .join_from(MentionRow, AssessmentRow)
        .where(MentionRow.id == first)
    ).one_or_none()
    return Digest(
        id=row.id,
        platform=row.platform or None,
        post=row.post,
        opened_at=row.opened_at,
        total=total,
        to_decide=to_decide,
        due_at=due_at,
        carded=row.post is not None and _has_cards(session, row),
        sample=sample.masked_text if sample else None,
        sample_url=sample.url if sample else None,
    )


def _has_cards(session: Session, row: DigestRow) -> bool:
    """Tell whether others under the post, from about the same time, have cards of their own."""
    carded = exists().where(
        MentionRow.received_at > row.opened_at - _EARLIER,
        MentionRow.platform == row.platform,
        MentionRow.in_reply_to == row.post,
        MentionRow.card_ts.is_not(None),
    )
    return bool(session.scalar(select(carded)))
