"""New mentions, each with its assessment and the order to show its card, all or none."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.columns import check_text
from db.errors import Unstorable
from db.locks import Lock
from db.models import AssessmentRow, Effect, MentionRow, OutboxEntry, OutboxState
from db.search import searchable
from rules.assessment import Assessment, Urgency
from rules.decisions import first_status, needs_answer
from rules.floods import apart
from rules.mention import Mention
from rules.office_hours import OfficeHours
from rules.reminders import cadence, first_look
from rules.targets import due_at

Key = tuple[str, str]
"""Platform and external id."""

LONGEST_KEY = 2_500
"""Bytes of platform and external id together: PostgreSQL indexes at most 2,704 bytes of a row, a third of its page."""
GATHERED_PRIORITY = 42
"""Place in the queue of the cards of what may be gathered in a flood, and of nothing else."""


@dataclass(frozen=True, slots=True)
class NewMention:
    """A mention as it arrived, what the rules make of it, and by when it should be answered."""

    mention: Mention
    assessment: Assessment
    respond_by: datetime | None
    """Aware; None when there is no aim for it."""
    answer_by: datetime | None = None
    """Aware; None when it calls for no answer."""
    unread: bool = False
    """True when the language model is to read it too before its card is shown."""


def show_priority(item: NewMention) -> int:
    """Return its card's place in the queue, lower first: urgent, high, any breach, what needs an answer, the rest.

    Of the rest, what may be gathered in a flood goes last, so that nothing else waits behind it.
    """
    assessment = item.assessment
    if assessment.urgency is Urgency.URGENT:
        return 0
    if assessment.urgency is Urgency.HIGH:
        return 10
    if assessment.findings:
        return 20
    if needs_answer(item.mention.kind, assessment.route):
        return 30
    return 40 if apart(item.mention, assessment) else GATHERED_PRIORITY


def add(session: Session, items: Sequence[NewMention], now: datetime, hours: OfficeHours) -> list[int | None]:
    """Add what is new among `items`; return the new ids, None for what was there before or earlier in `items`.

    The clock job first looks at each when its first reminder may be due in `hours`; at a risk to life, at once.
    """
    first: dict[Key, NewMention] = {}
    for item in items:
        _check_key(item.mention)
        first.setdefault(_key(item.mention), item)
    ids = _insert_mentions(session, first, now, hours)
    new = [(ids[key], item) for key, item in first.items() if key in ids]
    if new:
        session.execute(
            insert(AssessmentRow), [{"mention_id": id_} | assessment_values(item, now) for id_, item in new]
        )
        session.execute(
            insert(OutboxEntry), [outbox_values(Effect.SHOW_CARD, id_, show_priority(item)) for id_, item in new]
        )
    # Taken out when told, so that a repetition inside `items` is told as a duplicate.
    return [ids.pop(_key(item.mention), None) for item in items]


def _key(mention: Mention) -> Key:
    return mention.platform, mention.external_id


def _check_key(mention: Mention) -> None:
    size = len(check_text(mention.platform).encode()) + len(check_text(mention.external_id).encode())
    if size > LONGEST_KEY:
        raise Unstorable(f"Platform and external id have {size:,} bytes, and at most {LONGEST_KEY:,} can be kept.")


def _insert_mentions(
    session: Session, items: Mapping[Key, NewMention], now: datetime, hours: OfficeHours
) -> dict[Key, int]:
    if not items:
        return {}
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(MentionRow)
        .on_conflict_do_nothing(index_elements=["platform", "external_id"])
        .returning(MentionRow.platform, MentionRow.external_id, MentionRow.id)
    )
    if dialect is postgresql and len(items) > 1:
        # Two batches that share mentions in another order could wait for each other for ever: they take turns.
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": Lock.ADD_BATCH.value})
    rows = [_mention_values(item, now, hours) for item in items.values()]
    return {(platform, external_id): id_ for platform, external_id, id_ in session.execute(statement, rows)}


def _mention_values(item: NewMention, now: datetime, hours: OfficeHours) -> dict[str, Any]:
    mention, status = item.mention, first_status(item.assessment.route)
    due = _first_due(item)
    return {
        "platform": mention.platform,
        "external_id": mention.external_id,
        "kind": mention.kind,
        "text": mention.text,
        "author_name": mention.author_name,
        "author_handle": mention.author_handle,
        "url": mention.url,
        "posted_at": mention.posted_at,
        "in_reply_to": mention.in_reply_to,
        "received_at": now,
        "respond_by": item.respond_by,
        "answer_by": item.answer_by,
        "due_at": due,
        "look_at": now if status.at_risk else first_look(now, due, hours, cadence()),
        "visibility": status.visibility,
        "reporting": status.reporting,
        "answering": status.answering,
        "safety": status.safety,
        "version": 1,
    }


def _first_due(item: NewMention) -> datetime | None:
    """Return by when the first thing is to be done about it, aware; None when nothing is."""
    route = item.assessment.route
    answer = needs_answer(item.mention.kind, route)
    return due_at(first_status(route), answer, item.respond_by, item.answer_by)


def assessment_values(item: NewMention, now: datetime) -> dict[str, Any]:
    """Return what is kept of its assessment, made now."""
    assessment, mention = item.assessment, item.mention
    return {
        "suggestion": assessment.suggestion,
        "reason": assessment.reason,
        "route": assessment.route,
        "urgency": assessment.urgency,
        "findings": assessment.findings,
        "hints": assessment.hints,
        "personal_details": assessment.personal_details,
        "masked_text": assessment.masked_text,
        "searchable": searchable(assessment.masked_text, mention.author_name, mention.author_handle),
        "made_at": now,
        "unread": item.unread,
    }


def outbox_values(
    effect: Effect,
    mention_id: int | None,
    priority: int,
    decision_id: int | None = None,
    *,
    notice_id: int | None = None,
    digest_id: int | None = None,
) -> dict[str, Any]:
    """Return the values of a new outbox row, due at once."""
    return {
        "id": uuid.uuid4().hex,
        "effect": effect,
        "mention_id": mention_id,
        "decision_id": decision_id,
        "notice_id": notice_id,
        "digest_id": digest_id,
        "priority": priority,
        "state": OutboxState.WAITING,
        "attempts": 0,
        "due_at": 0.0,
    }
