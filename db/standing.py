"""What of a notice is still to be said when its turn comes: meanwhile somebody may have dealt with what it is about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from db import cases
from db.models import AssessmentRow, Effect, MentionRow, NoticeKind, NoticeRow, OutboxEntry, ReminderRow
from db.notices import Notice
from db.places import CardPlace, card_places
from db.transactions import reading
from rules.assessment import Urgency
from rules.board import overdue_before
from rules.mention import Case
from rules.reminders import PASSED, SNOOZE_OVER, Reminder

_URGENT_FIRST = case((AssessmentRow.urgency == Urgency.URGENT, 0), else_=1)


@dataclass(frozen=True, slots=True)
class Reminded:
    """A mention that the team is to be reminded of."""

    case: Case
    reminder: Reminder
    card: CardPlace | None
    """Where its card stands, or the digest's that shows it; None before either was shown."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is left of a notice of reminders: urgent ones first, then what was due first, and all of it counted."""

    reminded: tuple[Reminded, ...]
    total: int
    overdue: int
    newly_overdue: int
    """How many of the overdue are reminded of for the first time since they are."""
    snooze_over: int
    """How many were put off until now, be they overdue or not."""
    newest_stage: int
    """The highest stage among all of them."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message about a risk to life (an announcement, or what became of it), or a request about the police."""

    row_id: str
    """The outbox row's, by which it is found in Slack."""
    sent_at: float
    """Epoch seconds."""
    decision_id: int | None
    """The decision that it told of; None for an announcement of a risk to life."""


class Notices:
    """Reads what is still so of what was ordered to be said."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def standing(self, notice: Notice, now: datetime, limit: int) -> Standing:
        """Return what of a notice of reminders is still to be said, at most `limit` of it with its case.

        Left out is what is settled or snoozed by now, what is due at another time than when it was ordered or no longer
        due, being with somebody else, and what a newer reminder speaks of: while Slack is away reminders pile up, and
        the newest of each mention says it all. The end of a snooze is said whatever is due: somebody asked for it.
        """
        newer = aliased(ReminderRow)
        still = (
            ReminderRow.notice_id == select(NoticeRow.id).where(NoticeRow.key == notice.key).scalar_subquery(),
            MentionRow.settled_at.is_(None),
            or_(MentionRow.snoozed_until.is_(None), MentionRow.snoozed_until <= now),
            or_(ReminderRow.stage == SNOOZE_OVER, MentionRow.due_at == ReminderRow.due_at),
            ~exists().where(newer.mention_id == MentionRow.id, newer.said_at > ReminderRow.said_at),
        )
        is_back = ReminderRow.stage == SNOOZE_OVER
        is_late = and_(MentionRow.due_at < overdue_before(now), ~is_back)
        counted = (
            select(
                func.count(),
                func.count().filter(is_late),
                func.count().filter(is_late, ReminderRow.stage == PASSED),
                func.count().filter(is_back),
                func.coalesce(func.max(ReminderRow.stage), 0),
            )
            .join_from(ReminderRow, MentionRow)
            .where(*still)
        )
        first = (
            cases.select_cases()
            .join(ReminderRow, ReminderRow.mention_id == MentionRow.id)
            .add_columns(ReminderRow.due_at, ReminderRow.stage)
            .where(*still)
            .order_by(_URGENT_FIRST, MentionRow.due_at.asc().nulls_last(), *cases.most_pressing_first)
            .limit(limit)
        )
        with reading(self._engine) as session:
            counts = session.execute(counted).one()
            rows = session.execute(first).all()
            cards = card_places(session, [row for row, _, _ in rows])
            reminded = tuple(
                Reminded(cases.to_case(row), Reminder(due_at, stage), cards.get(row.id)) for row, due_at, stage in rows
            )
        return Standing(reminded, *counts)

    def is_newest_announcement(self, notice: Notice) -> bool:
        """Tell whether no later announcement of the same risk has been ordered."""
        with reading(self._engine) as session:
            announced: int | None = session.scalar(
                select(MentionRow.announced).where(MentionRow.id == notice.mention_id)
            )
        return announced == int(notice.content["number"])

    def is_newest(self, notice: Notice) -> bool:
        """Tell whether nothing of its kind has been ordered since for the same recipient about the same decision."""
        this = select(NoticeRow.id).where(NoticeRow.key == notice.key).scalar_subquery()
        newer = select(NoticeRow.id).where(
            NoticeRow.mention_id == notice.mention_id,
            NoticeRow.kind == notice.kind,
            NoticeRow.decision_id == notice.decision_id,
            NoticeRow.recipient.is_not_distinct_from(notice.recipient),
            NoticeRow.id > this,
        )
        with reading(self._engine) as session:
            return session.scalar(newer.limit(1)) is None

    def said_before(self, follow_up: Notice, kinds: Collection[NoticeKind], most: int) -> list[Said]:
        """Return what was last said of its mention to whom a follow-up tells what became of it, newest first."""
        query = (
            select(
                OutboxEntry.id,
                func.coalesce(OutboxEntry.doubtful_since, OutboxEntry.attempted_at),
                NoticeRow.decision_id,
            )
            .join(NoticeRow, NoticeRow.id == OutboxEntry.notice_id)
            .where(
                NoticeRow.mention_id == follow_up.mention_id,
                NoticeRow.recipient.is_not_distinct_from(follow_up.recipient),
                NoticeRow.kind.in_(kinds),
                NoticeRow.key != follow_up.key,
                OutboxEntry.effect == Effect.NOTICE,
                OutboxEntry.attempts > 0,
            )
            .order_by(OutboxEntry.seq.desc())
            .limit(most)
        )
        with reading(self._engine) as session:
            return [Said(*row) for row in session.execute(query)]

    def were_ordered(self, keys: Sequence[str]) -> bool:
        """Tell whether all notices with these keys have been ordered."""
        query = select(func.count()).select_from(NoticeRow).where(NoticeRow.key.in_(keys))
        with reading(self._engine) as session:
            ordered: int | None = session.scalar(query)
        return ordered == len(set(keys))
