"""The reminders that are said: each written down once for ever, and one notice for all that a tick has to say.

A reminder without a notice is still to be said: a process that ended before it ordered one leaves it to the next tick.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import NoticeKind, NoticeRow, ReminderRow
from db.notices import Notice, order_notice
from rules.reminders import Reminder


def write_down(session: Session, to_say: Mapping[int, Reminder], now: datetime) -> None:
    """Write down what is to be said of each mention, by its id.

    What was said already is left out; it comes up again where a decision made something else due and was taken back.
    """
    if not to_say:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    values = [
        {"mention_id": mention_id, "due_at": reminder.due_at, "stage": reminder.stage, "said_at": now}
        for mention_id, reminder in to_say.items()
    ]
    session.execute(dialect.insert(ReminderRow).on_conflict_do_nothing(), values)


def anything_unsaid(session: Session) -> bool:
    """Tell whether a reminder was written down that no notice says yet."""
    return session.scalar(select(ReminderRow.mention_id).where(ReminderRow.notice_id.is_(None)).limit(1)) is not None


def last_said_at(session: Session) -> datetime | None:
    """Return when the last message of reminders was ordered; None if none was."""
    newest_first = select(NoticeRow.at).where(NoticeRow.kind == NoticeKind.REMINDER).order_by(NoticeRow.id.desc())
    return session.scalar(newest_first.limit(1))


def say(session: Session, now: datetime) -> bool:
    """Order one notice for all that was written down since the last; tell whether there was anything.

    One mention alone is said in its card's thread, several in one message.
    """
    unsaid = ReminderRow.notice_id.is_(None)
    # Two are enough to tell one from several.
    some = session.scalars(
        select(ReminderRow.mention_id).where(unsaid).distinct().order_by(ReminderRow.mention_id).limit(2)
    ).all()
    if not some:
        return False
    alone = some[0] if len(some) == 1 else None
    key = f"reminders:{now.isoformat()}:{some[0]}"
    order_notice(session, Notice(key, NoticeKind.REMINDER, now, mention_id=alone))
    notice_id = select(NoticeRow.id).where(NoticeRow.key == key).scalar_subquery()
    session.execute(
        update(ReminderRow).where(unsaid).values(notice_id=notice_id).execution_options(synchronize_session=False)
    )
    return True
