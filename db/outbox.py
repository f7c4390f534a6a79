"""Lasting effects on the outside world: what is to be carried out, what was, and what may have been."""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, Select, and_, exists, func, insert, literal, not_, or_, select, update
from sqlalchemy.orm import Session, aliased

from db.errors import UnknownOutboxRow
from db.intake import outbox_values
from db.models import AssessmentRow, DigestRow, Effect, MentionRow, OutboxEntry, OutboxState
from db.transactions import reading, writing

__all__ = ["Effect", "Outbox", "OutboxRow"]

RECHECK_AFTER = 60.0
"""Seconds after a look-up by which a call that was cut off has arrived or never will."""
REDRAW_PRIORITY = 5
"""After urgent cards, before all others: who clicked is looking at the card."""
SHOWS = (Effect.SHOW_CARD, Effect.SHOW_DIGEST)
"""What puts a card into the channel; everything else about it waits until it stands there."""
REDRAWS = (Effect.REDRAW_CARD, Effect.REDRAW_DIGEST)
RECHECK_PRIORITY = 50
"""After all that shows something new."""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """An effect handed to the delivery worker."""

    id: str
    """uuid4 as 32 hexadecimal digits; goes into the sent message's metadata."""
    effect: Effect
    mention_id: int | None
    decision_id: int | None
    attempts: int
    """This one included."""
    attempted_at: float
    """Epoch seconds: when this attempt began."""
    doubtful_since: float | None = None
    """Epoch seconds: when the oldest attempt began that a look-up did not find; None when there was none."""
    notice_id: int | None = None
    digest_id: int | None = None

    @property
    def first_sent_at(self) -> float:
        """Return the earliest time, in epoch seconds, at which it may have happened."""
        return self.attempted_at if self.doubtful_since is None else min(self.doubtful_since, self.attempted_at)

    def mention(self) -> int:
        """Return the id of the mention that it is about; raise LookupError where it is about none."""
        if self.mention_id is None:
            raise LookupError(f"The {self.effect.value} {self.id} is about no mention.")
        return self.mention_id


def _state(state: OutboxState, entry: type[OutboxEntry] = OutboxEntry) -> ColumnElement[bool]:
    # Written into the statement: neither database matches a parameter with a partial index.
    return entry.state == literal(state, OutboxEntry.state.type, literal_execute=True)


_Other = aliased(OutboxEntry)

# EXISTS, not a join: PostgreSQL would rather sort all that waits than walk the index to the first row.
_carded = or_(
    OutboxEntry.effect.in_(SHOWS),
    OutboxEntry.notice_id.is_not(None),
    exists().where(MentionRow.id == OutboxEntry.mention_id, MentionRow.card_ts.is_not(None)),
    exists().where(DigestRow.id == OutboxEntry.digest_id, DigestRow.card_ts.is_not(None)),
)
# Two redraws of one card under way at once could land in the wrong order and leave it showing what was.
_free_to_redraw = or_(
    OutboxEntry.effect.not_in(REDRAWS),
    not_(
        exists().where(
            _state(OutboxState.ATTEMPTING, _Other),
            _Other.effect == OutboxEntry.effect,
            or_(_Other.mention_id == OutboxEntry.mention_id, _Other.digest_id == OutboxEntry.digest_id),
        )
    ),
)
# The language model may yet make another card of it.
_read = or_(
    OutboxEntry.effect != Effect.SHOW_CARD,
    ~exists().where(AssessmentRow.mention_id == OutboxEntry.mention_id, AssessmentRow.unread),
)
_claimable = and_(_state(OutboxState.WAITING), _carded, _free_to_redraw, _read)


class Outbox:
    """The queue between the database and the delivery worker. All times are epoch seconds of the real clock."""

    def __init__(self, engine: Engine, recheck_after: float = RECHECK_AFTER) -> None:
        """Keep the queue in `engine`'s database; what was in doubt is rechecked `recheck_after` seconds later."""
        self._engine = engine
        self._recheck_after = recheck_after

    def claim(self, now: float, effects: Collection[Effect], before: int | None = None) -> OutboxRow | None:
        """Take the first row that is due by priority and age, or None; the attempt is committed before it returns.

        Redraws and thread notes wait until the card is placed, the mention's own or a digest's; notices don't. A
        redraw stands for all earlier ones of its card that still wait, which are done with it, and waits while another
        redraw of the card is being attempted.
        `before` is a priority: only what goes before it is taken.

        On PostgreSQL any number of workers claim side by side.
        """
        due = (
            select(OutboxEntry)
            .where(_claimable, OutboxEntry.due_at <= now, OutboxEntry.effect.in_(effects))
            .order_by(OutboxEntry.priority, OutboxEntry.seq)
            .limit(1)
        )
        if before is not None:
            due = due.where(OutboxEntry.priority < before)
        # An idle worker looks once a second: it takes no lock to find nothing.
        with reading(self._engine) as session:
            if session.scalar(due) is None:
                return None
        with writing(self._engine) as session:
            entry = session.scalar(due.with_for_update(skip_locked=True))
            if entry is not None and entry.effect in REDRAWS:
                entry = _newest_redraw(session, entry)
            if entry is None:
                return None
            entry.state = OutboxState.ATTEMPTING
            entry.attempts += 1
            entry.attempted_at = now
            entry.looked_up_at = None
            return _row(entry)

    def done(self, row_id: str, channel: str | None = None, ts: str | None = None) -> None:
        """Note that the effect has happened; for a card also where, which lets its redraws and notes go out.

        Of two attempts the first to be noted counts. The second may have shown it again, so it orders a RECHECK.

        Raises:
            UnknownOutboxRow: there is no such row.
            ValueError: a card's channel or timestamp is missing.
        """
        with writing(self._engine) as session:
            entry = _entry(session, row_id)
            if entry.state is OutboxState.DONE:
                self._order_recheck(session, entry)
                return
            if entry.effect in SHOWS:
                if not channel or not ts:
                    raise ValueError("A card that was shown has a channel and a timestamp.")
                card, of_entry = _card(entry)
                session.execute(update(card).where(of_entry).values(card_channel=channel, card_ts=ts))
            entry.state, entry.error = OutboxState.DONE, None

    def postpone(self, row_id: str, until: float, error: str) -> None:
        """Let the row be claimed again from `until` on; `error` is why, without anybody's words. Done stays done."""
        with writing(self._engine) as session:
            entry = _entry(session, row_id)
            if entry.state is not OutboxState.DONE:
                entry.state, entry.due_at, entry.error = OutboxState.WAITING, until, error

    def not_arrived(self, row: OutboxRow, error: str) -> None:
        """Let a row in doubt be claimed again at once: it was looked up, and what it does was not there.

        A call that was cut off may yet arrive, so this orders a RECHECK too. Changes nothing when somebody has noted
        the outcome, or begun another attempt, since `row` was handed out.
        """
        with writing(self._engine) as session:
            entry = _entry(session, row.id)
            if entry.state is OutboxState.ATTEMPTING and entry.attempts == row.attempts:
                self._order_recheck(session, entry)
                entry.state, entry.due_at, entry.error = OutboxState.WAITING, 0.0, error

    def doubtful(
        self, mention_id: int | None = None, *, notice_id: int | None = None, digest_id: int | None = None
    ) -> list[OutboxRow]:
        """Return the rows of which an attempt was in doubt and not found, oldest first.

        Those of a mention's card, of a notice (with the mention that it is about, if any), or of a digest: the three
        ids as they stand in a row.
        """
        query = (
            select(OutboxEntry)
            .where(*_about(mention_id, notice_id, digest_id), OutboxEntry.doubtful_since.is_not(None))
            .order_by(OutboxEntry.seq)
        )
        with reading(self._engine) as session:
            return [_row(entry) for entry in session.scalars(query)]

    def rechecked(self, row_id: str) -> None:
        """Note that what was in doubt was rechecked, and order a redraw: a late one may have drawn what was.

        A notice is never redrawn.
        """
        with writing(self._engine) as session:
            entry = _entry(session, row_id)
            entry.state, entry.error = OutboxState.DONE, None
            if entry.notice_id is None:
                redraw = Effect.REDRAW_CARD if entry.digest_id is None else Effect.REDRAW_DIGEST
                values = outbox_values(redraw, entry.mention_id, REDRAW_PRIORITY, digest_id=entry.digest_id)
                session.execute(insert(OutboxEntry), [values])

    def _order_recheck(self, session: Session, entry: OutboxEntry) -> None:
        entry.doubtful_since = entry.doubtful_since or entry.attempted_at
        due_at = time.time() + self._recheck_after
        ordered = session.scalar(
            update(OutboxEntry)
            .where(
                _state(OutboxState.WAITING),
                *_about_the_same(entry),
                OutboxEntry.effect == Effect.RECHECK,
            )
            .values(due_at=due_at)
            .execution_options(synchronize_session=False)
            .returning(OutboxEntry.id)
        )
        if ordered is None:
            ids = {"notice_id": entry.notice_id, "digest_id": entry.digest_id}
            values = outbox_values(Effect.RECHECK, entry.mention_id, RECHECK_PRIORITY, **ids)
            session.execute(insert(OutboxEntry), [values | {"due_at": due_at}])

    def card_gone(self, row_id: str, ts: str) -> None:
        """Order a mention's or a digest's card to be shown anew: the one at `ts`, which the row was about, was deleted.

        Its notes wait for the new card; its redraws are done with it. Ordered once for each deletion: where another
        card has taken the place of the one at `ts`, the row is merely claimed again.
        """
        with writing(self._engine) as session:
            entry = _entry(session, row_id)
            entry.state, entry.due_at, entry.error = OutboxState.WAITING, 0.0, "the card was deleted"
            session.flush()
            card, of_entry = _card(entry)
            cleared = session.scalar(
                update(card)
                .where(of_entry, card.card_ts == ts)
                .values(card_channel=None, card_ts=None)
                .returning(card.id)
            )
            if cleared is not None:
                self._show_anew(session, _about_the_same(entry))

    def _show_anew(self, session: Session, of_card: Sequence[ColumnElement[bool]]) -> None:
        session.execute(
            update(OutboxEntry)
            .where(_state(OutboxState.WAITING), *of_card, OutboxEntry.effect.in_(REDRAWS))
            .values(state=OutboxState.DONE)
            .execution_options(synchronize_session=False)
        )
        # The same row, so that a repetition of the card that was deleted is known for one of the new card too.
        card = session.scalars(select(OutboxEntry).where(*of_card, OutboxEntry.effect.in_(SHOWS))).one()
        card.state, card.due_at = OutboxState.WAITING, 0.0
        card.priority = min(card.priority, REDRAW_PRIORITY)
        if card.doubtful_since is not None:
            self._order_recheck(session, card)

    def failed(self, row_id: str, reason: str) -> None:
        """Give the row up; `reason` is why, fit for the card. Done stays done."""
        with writing(self._engine) as session:
            entry = _entry(session, row_id)
            if entry.state is not OutboxState.DONE:
                entry.state, entry.error = OutboxState.FAILED, reason

    def in_doubt(self, before: float, now: float | None = None) -> list[OutboxRow]:
        """Return the rows whose attempt began before `before` and whose outcome nobody noted, oldest first.

        Each is handed to one caller, and again only when `before` has passed the time it was handed out, so that two
        workers do not look up, and repeat, the same one. `now` is the present (default: the real clock).
        """
        handed = time.time() if now is None else now
        last_seen = func.coalesce(OutboxEntry.looked_up_at, OutboxEntry.attempted_at)
        query = (
            select(OutboxEntry)
            .where(_state(OutboxState.ATTEMPTING), OutboxEntry.attempted_at < before, last_seen < before)
            .order_by(OutboxEntry.attempted_at, OutboxEntry.seq)
        )
        with reading(self._engine) as session:
            if session.scalar(query.limit(1)) is None:
                return []
        with writing(self._engine) as session:
            entries = session.scalars(query.with_for_update(skip_locked=True)).all()
            for entry in entries:
                entry.looked_up_at = handed
            return [_row(entry) for entry in entries]

    def done_redraws(self, row_id: str) -> None:
        """Note that a redraw of a card has happened and, with it, every earlier one of the same card."""
        with writing(self._engine) as session:
            last = _entry(session, row_id)
            session.execute(
                update(OutboxEntry)
                .where(
                    *_about_the_same(last),
                    OutboxEntry.effect == last.effect,
                    OutboxEntry.seq <= last.seq,
                    or_(_state(OutboxState.WAITING), _state(OutboxState.ATTEMPTING)),
                )
                .values(state=OutboxState.DONE)
                .execution_options(synchronize_session=False)
            )

    def waiting(self) -> int:
        """Count the effects that are still to happen: due, postponed, or being attempted."""
        with reading(self._engine) as session:
            counts = (_count(_state(state)) for state in (OutboxState.WAITING, OutboxState.ATTEMPTING))
            return sum(session.scalar(count) or 0 for count in counts)

    def given_up(self) -> int:
        """Count the effects that were given up: somebody should look at the log."""
        with reading(self._engine) as session:
            return session.scalar(_count(_state(OutboxState.FAILED))) or 0


def _count(condition: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(OutboxEntry).where(condition)


def _entry(session: Session, row_id: str) -> OutboxEntry:
    entry = session.scalar(select(OutboxEntry).where(OutboxEntry.id == row_id).with_for_update())
    if entry is None:
        raise UnknownOutboxRow(row_id)
    return entry


def _row(entry: OutboxEntry) -> OutboxRow:
    assert entry.attempted_at is not None  # noqa: S101 - narrows the type: every claim sets it
    return OutboxRow(
        entry.id,
        entry.effect,
        entry.mention_id,
        entry.decision_id,
        entry.attempts,
        entry.attempted_at,
        entry.doubtful_since,
        entry.notice_id,
        entry.digest_id,
    )


def _about(mention_id: int | None, notice_id: int | None, digest_id: int | None) -> list[ColumnElement[bool]]:
    """Return the condition for the rows about one card, or one notice: those with the same three ids."""
    return [
        OutboxEntry.mention_id == mention_id,
        OutboxEntry.notice_id == notice_id,
        OutboxEntry.digest_id == digest_id,
    ]


def _about_the_same(entry: OutboxEntry) -> list[ColumnElement[bool]]:
    return _about(entry.mention_id, entry.notice_id, entry.digest_id)


def _card(entry: OutboxEntry) -> tuple[type[MentionRow | DigestRow], ColumnElement[bool]]:
    """Return the table in which the place of the row's card stands, and the condition for it."""
    if entry.digest_id is not None:
        return DigestRow, DigestRow.id == entry.digest_id
    return MentionRow, MentionRow.id == entry.mention_id


def _newest_redraw(session: Session, chosen: OutboxEntry) -> OutboxEntry | None:
    """Return the newest redraw of the card that waits, with the earlier ones done: it draws what they would.

    None when another worker has claimed a redraw of the same card meanwhile.
    """
    # Workers that chose two redraws of one card at the same moment take turns here, and the second sees the first.
    card, of_chosen = _card(chosen)
    session.execute(select(card.id).where(of_chosen).with_for_update(key_share=True))
    waiting: Sequence[OutboxEntry] = session.scalars(
        select(OutboxEntry)
        .where(
            _state(OutboxState.WAITING),
            *_about_the_same(chosen),
            OutboxEntry.effect == chosen.effect,
            _free_to_redraw,
        )
        .order_by(OutboxEntry.seq)
        .with_for_update(skip_locked=True)
    ).all()
    for earlier in waiting[:-1]:
        earlier.state = OutboxState.DONE
    return waiting[-1] if waiting else None
