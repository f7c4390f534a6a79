"""Lasting effects on the outside world: what is to be carried out, what was, and what may have been."""

import time
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Engine, Select, func, insert, or_, select, update
from sqlalchemy.orm import Session

from db.errors import UnknownOutboxRow
from db.intake import outbox_values
from db.models import Effect, OutboxEntry, OutboxState
from db.outbox_rows import (
    CLAIMABLE,
    REDRAWS,
    SHOWS,
    OutboxRow,
    about,
    about_the_same,
    card_of,
    handed_out,
    is_in,
    newest_redraw,
)
from db.transactions import reading, writing

__all__ = ["REDRAWS", "SHOWS", "Effect", "Outbox", "OutboxRow"]

RECHECK_AFTER = 60.0
"""Seconds after a look-up by which a call that was cut off has arrived or never will."""
REDRAW_PRIORITY = 5
"""After urgent cards, before all others: who clicked is looking at the card."""
RECHECK_PRIORITY = 50
"""After all that shows something new."""


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
            .where(CLAIMABLE, OutboxEntry.due_at <= now, OutboxEntry.effect.in_(effects))
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
                entry = newest_redraw(session, entry)
            if entry is None:
                return None
            entry.state = OutboxState.ATTEMPTING
            entry.attempts += 1
            entry.attempted_at = now
            entry.looked_up_at = None
            return handed_out(entry)

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
                card, of_entry = card_of(entry)
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
            .where(*about(mention_id, notice_id, digest_id), OutboxEntry.doubtful_since.is_not(None))
            .order_by(OutboxEntry.seq)
        )
        with reading(self._engine) as session:
            return [handed_out(entry) for entry in session.scalars(query)]

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
                is_in(OutboxState.WAITING),
                *about_the_same(entry),
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
            card, of_entry = card_of(entry)
            cleared = session.scalar(
                update(card)
                .where(of_entry, card.card_ts == ts)
                .values(card_channel=None, card_ts=None)
                .returning(card.id)
            )
            if cleared is not None:
                self._show_anew(session, about_the_same(entry))

    def _show_anew(self, session: Session, of_card: Sequence[ColumnElement[bool]]) -> None:
        session.execute(
            update(OutboxEntry)
            .where(is_in(OutboxState.WAITING), *of_card, OutboxEntry.effect.in_(REDRAWS))
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
            .where(is_in(OutboxState.ATTEMPTING), OutboxEntry.attempted_at < before, last_seen < before)
            .order_by(OutboxEntry.attempted_at, OutboxEntry.seq)
        )
        with reading(self._engine) as session:
            if session.scalar(query.limit(1)) is None:
                return []
        with writing(self._engine) as session:
            entries = session.scalars(query.with_for_update(skip_locked=True)).all()
            for entry in entries:
                entry.looked_up_at = handed
            return [handed_out(entry) for entry in entries]

    def done_redraws(self, row_id: str) -> None:
        """Note that a redraw of a card has happened and, with it, every earlier one of the same card."""
        with writing(self._engine) as session:
            last = _entry(session, row_id)
            session.execute(
                update(OutboxEntry)
                .where(
                    *about_the_same(last),
                    OutboxEntry.effect == last.effect,
                    OutboxEntry.seq <= last.seq,
                    or_(is_in(OutboxState.WAITING), is_in(OutboxState.ATTEMPTING)),
                )
                .values(state=OutboxState.DONE)
                .execution_options(synchronize_session=False)
            )

    def waiting(self) -> int:
        """Count the effects that are still to happen: due, postponed, or being attempted."""
        with reading(self._engine) as session:
            counts = (_count(is_in(state)) for state in (OutboxState.WAITING, OutboxState.ATTEMPTING))
            return sum(session.scalar(count) or 0 for count in counts)

    def given_up(self) -> int:
        """Count the effects that were given up: somebody should look at the log."""
        with reading(self._engine) as session:
            return session.scalar(_count(is_in(OutboxState.FAILED))) or 0


def _count(condition: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(OutboxEntry).where(condition)


def _entry(session: Session, row_id: str) -> OutboxEntry:
    entry = session.scalar(select(OutboxEntry).where(OutboxEntry.id == row_id).with_for_update())
    if entry is None:
        raise UnknownOutboxRow(row_id)
    return entry
