"""A database with years behind it: mentions that were decided long ago, and a thousand that are open."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, insert

from db.models import AssessmentRow, DecisionRow, MentionRow, StaffRow
from rules.assessment import Kind, Route, Suggestion, Urgency
from rules.decisions import Action, Answering, Reporting, Visibility
from rules.status import Safety
from tests.bench.scratch import database

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
OPEN = 1_000
_A_DAY = 40
"""Mentions that came in on each day of the past."""
_BATCH = 5_000


@contextmanager
def years_of_work(decided: int, still_open: int = OPEN) -> Iterator[Engine]:
    """Give a database with that many decided mentions, forty for each day before, and open ones of the last week."""
    with database() as (engine, _):
        with engine.begin() as connection:
            connection.execute(insert(StaffRow), [{"id": "U0ANNA", "name": "Anna Shaw"}])
        for start in range(0, decided, _BATCH):
            _insert(engine, [_decided(number) for number in range(start, min(start + _BATCH, decided))], start)
        _insert(engine, [_open(number) for number in range(still_open)], decided)
        yield engine


def _insert(engine: Engine, mentions: list[dict[str, object]], before: int) -> None:
    ids = range(before + 1, before + len(mentions) + 1)
    with engine.begin() as connection:
        connection.execute(
            insert(MentionRow),
            [{"id": number, "external_id": str(number), **row} for number, row in zip(ids, mentions, strict=True)],
        )
        connection.execute(insert(AssessmentRow), [_assessment(number) for number in ids])
        made = [
            {"mention_id": number, "staff_id": "U0ANNA", "action": Action.APPROVE, "at": row["settled_at"]}
            for number, row in zip(ids, mentions, strict=True)
            if row["settled_at"]
        ]
        if made:
            connection.execute(insert(DecisionRow), made)


def _decided(number: int) -> dict[str, object]:
    came = NOW - timedelta(days=1 + number / _A_DAY)
    done = came + timedelta(minutes=30)
    return _row(came) | {
        "visibility": Visibility.LEFT_UP,
        "latest": Action.APPROVE,
        "version": 2,
        "settled_at": done,
        "moderated_at": done,
        "moderation_seconds": 1_800,
        "look_at": None,
        "due_at": None,
    }


def _open(number: int) -> dict[str, object]:
    return _row(NOW - timedelta(days=7 * number / OPEN))


def _row(came: datetime) -> dict[str, object]:
    return {
        "platform": "facebook",
        "kind": Kind.COMMENT,
        "text": "Not a single free seat in the waiting room today.",
        "received_at": came,
        "respond_by": came + timedelta(days=1),
        "due_at": came + timedelta(days=1),
        "look_at": NOW + timedelta(days=1),
        "visibility": Visibility.UNDECIDED,
        "reporting": Reporting.NOT_REPORTED,
        "answering": Answering.UNANSWERED,
        "safety": Safety.NO_RISK,
        "version": 1,
        "latest": None,
        "settled_at": None,
        "moderated_at": None,
        "moderation_seconds": None,
        "reminded_stage": 0,
        "announced": 0,
    }


def _assessment(number: int) -> dict[str, object]:
    return {
        "mention_id": number,
        "suggestion": Suggestion.APPROVE,
        "reason": "Nothing in it breaches the published principles.",
        "route": Route.THANKS if number % 20 == 0 else Route.NONE,
        "urgency": Urgency.NORMAL,
        "findings": (),
        "personal_details": (),
        "masked_text": "Not a single free seat in the waiting room today.",
        "searchable": "not a single free seat in the waiting room today.",
        "made_at": NOW,
    }
