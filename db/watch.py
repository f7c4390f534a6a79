"""What the clock brings about: reminders, announcements of a risk to life, requests made again, claims that run out.

A mention says in `look_at` when it must be looked at next, and is not touched before: a tick costs what has become due,
however many were decided. What is said is written down in the same transaction as the order to say it, so that a
process that ends between two ticks, or during one, neither repeats nor forgets anything. So much at once that it takes
several transactions is still said in one message, which the last of them orders.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, Select, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from db.asking import Recipients, Request, ask_again, open_requests
from db.attempts import Attempt
from db.decide import attempt
from db.intake import outbox_values
from db.locks import Lock, has_turn
from db.models import DecisionRow, Effect, MentionRow, NoticeKind, OutboxEntry
from db.notices import Notice, order_notice
from db.outbox import REDRAW_PRIORITY
from db.reminding import anything_unsaid, last_said_at, say, write_down
from db.transactions import reading, writing
from rules.decisions import Action, Role, Safety
from rules.mention import BOT
from rules.office_hours import OfficeHours
from rules.police import Police
from rules.reminders import PASSED, Cadence, Outlook, Reminder, Watched, cadence, gathered_at, look

AT_ONCE = 500
"""Mentions in one transaction: who clicks meanwhile waits for it, and has two seconds."""
OVERDUE_PRIORITY = 48
"""Place in the queue of the cards that say "overdue" from now on: of a hundred at opening, none holds up a click's."""

_COLUMNS = (
    MentionRow.id,
    MentionRow.version,
    MentionRow.received_at,
    MentionRow.due_at,
    MentionRow.answer_by,
    MentionRow.safety,
    MentionRow.police,
    MentionRow.police_asker_id,
    MentionRow.snoozed_until,
    MentionRow.owner_id,
    MentionRow.owned_since,
    MentionRow.reminded_due,
    MentionRow.reminded_stage,
    MentionRow.announced,
    MentionRow.settled_at,
    MentionRow.card_ts,
)
# Made once: it is asked every other second for ever.
_NEXT_DUE = select(MentionRow.id).where(MentionRow.look_at <= bindparam("now", type_=MentionRow.look_at.type)).limit(1)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A mention that was looked at, with what follows."""

    mention_id: int
    has_card: bool
    request: Request | None
    before: Watched
    outlook: Outlook


class Watch:
    """Looks at the mentions whose time has come, and orders what is to be said of them."""

    def __init__(self, engine: Engine, hours: OfficeHours, how_often: Cadence | None = None) -> None:
        """Watch over `engine`'s database in these office hours; `how_often` is the shipped cadence by default."""
        self._engine = engine
        self._hours = hours
        self._how_often = how_often or cadence()

    def tick(
        self, now: datetime, urgent_to: Recipients, police_to: Callable[[str], Recipients] = lambda _: (None,)
    ) -> bool:
        """Do all that has become due by `now`; tell whether anything is to be posted.

        `urgent_to` are those that a risk to life is announced to; `police_to` takes who asked for a report to the
        police, by their Slack id, and returns who can agree to it. It is called in a transaction, so it asks nobody.
        Safe to call as often and as late as one likes, and from several processes: on PostgreSQL the others leave it
        to the one that came first. Raises what `db.transactions.writing` does.
        """
        told = False
        while self._is_anything_left(now):
            with writing(self._engine) as session:
                if not has_turn(session, Lock.TICK):
                    return told
                # Whoever decides on one at this moment is not waited for: it is looked at by the next tick.
                rows = session.execute(_due(now).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
                told |= self._see_to(session, rows, now, urgent_to, police_to)
                is_last = len(rows) < AT_ONCE
                if is_last:
                    told |= say(session, now)
            if is_last:
                break
        return told

    def order(self, notices: Iterable[Notice]) -> bool:
        """Order what was not ordered before, by its key; tell whether there was any."""
        with writing(self._engine) as session:
            return sum(order_notice(session, notice) for notice in notices) > 0

    def _is_anything_left(self, now: datetime) -> bool:
        # An idle tick takes no lock to find nothing.
        with reading(self._engine) as session:
            return session.scalar(_NEXT_DUE, {"now": now}) is not None or anything_unsaid(session)

    def _see_to(
        self,
        session: Session,
        rows: Sequence[Row[Any]],
        now: datetime,
        urgent_to: Recipients,
        police_to: Callable[[str], Recipients],
    ) -> bool:
        """Do what follows for some mentions, and tell whether anything but a reminder is to be posted."""
        requests = open_requests(session, {row.id: row.police_asker_id for row in rows if row.police is Police.ASKED})
        seen = [
            self._see(session, row, watched, requests.get(row.id), now)
            for row, watched in _watched(session, rows, requests)
        ]
        _redraw(session, seen)
        if wait_until := gathered_at(last_said_at(session), now, self._how_often):
            seen = [_put_off(each, wait_until) for each in seen]
        _note(session, seen)
        write_down(session, {each.mention_id: each.outlook.say for each in seen if each.outlook.say}, now)
        announced = _announce(session, seen, now, urgent_to)
        to_ask = [(each.request, each.outlook.ask_again) for each in seen]
        asked = ask_again(session, {request: stage for request, stage in to_ask if request and stage}, now, police_to)
        return announced or asked or any(each.outlook.release for each in seen)

    def _see(self, session: Session, row: Row[Any], watched: Watched, request: Request | None, now: datetime) -> _Seen:
        has_card = row.card_ts is not None
        if row.settled_at is not None:
            return _Seen(row.id, has_card, request, watched, Outlook(None, said=watched.said))
        outlook = look(watched, now, self._hours, self._how_often)
        if not outlook.release:
            return _Seen(row.id, has_card, request, watched, outlook)
        released = Attempt(row.id, BOT, Role.LEAD, Action.RELEASE, None, None, now)
        attempt(session, released, self._hours)
        watched = replace(watched, owner_acted_at=None)
        outlook = replace(look(watched, now, self._hours, self._how_often), release=True)
        return _Seen(row.id, has_card, request, watched, outlook)


def _due(now: datetime) -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).where(MentionRow.look_at <= now).order_by(MentionRow.look_at, MentionRow.id)


def _watched(
    session: Session, rows: Sequence[Row[Any]], requests: Mapping[int, Request]
) -> Iterable[tuple[Row[Any], Watched]]:
    """Yield each mention with what the rules need to know of it."""
    decided = [row.id for row in rows if row.version > 1]
    held = _latest(session, decided, DecisionRow.action == Action.HOLD)
    acted = _latest(session, [row.id for row in rows if row.owner_id], DecisionRow.staff_id == MentionRow.owner_id)
    for row in rows:
        said = Reminder(row.reminded_due, row.reminded_stage) if row.reminded_due else None
        waits_for_answer = row.due_at is not None and row.due_at == row.answer_by
        owner_acted_at = max(row.owned_since, acted.get(row.id, row.owned_since)) if row.owner_id else None
        yield (
            row,
            Watched(
                received_at=row.received_at,
                counted_from=held.get(row.id, row.received_at) if waits_for_answer else row.received_at,
                due_at=row.due_at,
                snoozed_until=row.snoozed_until,
                owner_acted_at=owner_acted_at,
                unacknowledged_risk=row.safety is Safety.OPEN,
                said=said,
                announced=row.announced,
                police_asked_at=requests[row.id].at if row.id in requests else None,
            ),
        )


def _latest(session: Session, mention_ids: Sequence[int], condition: Any) -> dict[int, datetime]:
    """Return when the latest decision that fits was taken, by the mention's id."""
    if not mention_ids:
        return {}
    query = (
        select(DecisionRow.mention_id, func.max(DecisionRow.at, type_=DecisionRow.at.type))
        .join(MentionRow, MentionRow.id == DecisionRow.mention_id)
        .where(DecisionRow.mention_id.in_(mention_ids), condition)
        .group_by(DecisionRow.mention_id)
    )
    return {mention_id: at for mention_id, at in session.execute(query)}  # noqa: C416 - mypy takes rows for no pairs


def _put_off(each: _Seen, until: datetime) -> _Seen:
    """Leave a reminder to the time at which it is said with others; its newest stage is told then."""
    outlook = each.outlook
    if outlook.say is None:
        return each
    look_at = min(until, outlook.look_at or until)
    return replace(each, outlook=replace(outlook, look_at=look_at, say=None, said=each.before.said, snooze_over=False))


def _note(session: Session, seen: Sequence[_Seen]) -> None:
    """Keep what was said of each mention, and when to look at it again."""
    values = []
    for each in seen:
        said = each.outlook.said
        values.append(
            {
                "id": each.mention_id,
                "look_at": each.outlook.look_at,
                "reminded_due": said.due_at if said else None,
                "reminded_stage": said.stage if said else 0,
                "announced": each.outlook.announce or each.before.announced,
                "snoozed_until": None if each.outlook.snooze_over else each.before.snoozed_until,
            }
        )
    if values:
        session.execute(update(MentionRow), values)


def _redraw(session: Session, seen: Sequence[_Seen]) -> None:
    """Order the cards anew that would go on saying what is past: snoozed, or due."""
    redraws = [
        outbox_values(
            Effect.REDRAW_CARD, each.mention_id, REDRAW_PRIORITY if each.outlook.snooze_over else OVERDUE_PRIORITY
        )
        for each in seen
        if each.has_card and (each.outlook.snooze_over or _became_overdue(each))
    ]
    if redraws:
        session.execute(insert(OutboxEntry), redraws)


def _became_overdue(each: _Seen) -> bool:
    said, before = each.outlook.said, each.before.said
    if said is None or said.stage < PASSED:
        return False
    return before is None or before.due_at != said.due_at or before.stage < PASSED


def _announce(session: Session, seen: Sequence[_Seen], now: datetime, urgent_to: Recipients) -> bool:
    risks = [(each.mention_id, each.outlook.announce) for each in seen if each.outlook.announce]
    for mention_id, number in risks:
        for recipient in urgent_to:
            order_notice(
                session,
                Notice(
                    key=f"urgent:{mention_id}:{number}:{recipient or 'channel'}",
                    kind=NoticeKind.URGENT,
                    at=now,
                    mention_id=mention_id,
                    recipient=recipient,
                    content={"number": number},
                ),
            )
    return bool(risks)
