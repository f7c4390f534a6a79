"""What the language model has still to read before its card is shown, and what it makes of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, literal, select, update
from sqlalchemy.orm import Session

from db import cases
from db.intake import NewMention, assessment_values, show_priority
from db.locks import Lock, has_turn
from db.models import AssessmentRow, Effect, MentionRow, OutboxEntry, OutboxState
from db.transactions import reading, writing
from rules.assessment import Assessment
from rules.decisions import Action, first_status, needs_answer
from rules.handling import DECIDES_NOTHING
from rules.mention import Case, Mention
from rules.targets import due_at

# Written into the statement: neither database matches a parameter with a partial index.
_card_waits = (
    OutboxEntry.state == literal(OutboxState.WAITING, OutboxEntry.state.type, literal_execute=True),
    OutboxEntry.effect == Effect.SHOW_CARD,
)


@dataclass(frozen=True, slots=True)
class Unread:
    """A mention that only the rules have read so far."""

    mention_id: int
    mention: Mention
    assessment: Assessment
    received_at: datetime


class SecondReadings:
    """The mentions of a database that the language model has still to read."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def next(self, limit: int) -> list[Unread]:
        """Return what to read next, at most `limit`, in the order in which the cards are to be shown."""
        query = (
            cases.select_cases()
            .join(OutboxEntry, OutboxEntry.mention_id == MentionRow.id)
            .where(AssessmentRow.unread, *_card_waits)
            .order_by(OutboxEntry.priority, OutboxEntry.seq)
            .limit(limit)
        )
        with reading(self._engine) as session:
            # Asked each second for ever, and nearly always in vain.
            if session.scalar(select(AssessmentRow.mention_id).where(AssessmentRow.unread).limit(1)) is None:
                return []
            found = map(cases.to_case, session.scalars(query))
            return [Unread(case.id, case.mention, case.assessment, case.received_at) for case in found]

    def keep(self, read: Sequence[tuple[Unread, NewMention]], now: datetime) -> None:
        """Note what was read, and put in place what was made of it where that differs from what the rules had made.

        Its times and its card's place in the queue change with it. What somebody has decided on meanwhile stays as
        they saw it; what they have only claimed, put off or passed on is read all the same, and stays theirs. Of two
        workers that read the same, the first to be done counts.
        """
        with writing(self._engine) as session:
            if not has_turn(session, Lock.READ_AGAIN):
                return
            first = session.scalars(
                update(AssessmentRow)
                .where(AssessmentRow.mention_id.in_([before.mention_id for before, _ in read]), AssessmentRow.unread)
                .values(unread=False)
                .returning(AssessmentRow.mention_id)
                .execution_options(synchronize_session=False)
            ).all()
            for before, item in read:
                if before.mention_id in first and item.assessment != before.assessment:
                    _replace(session, before.mention_id, item, now)

    def leave(self, mention_ids: Collection[int] | None = None) -> None:
        """Let what the rules made of it stand for these, or for all that is unread: no model reads it."""
        which = AssessmentRow.unread if mention_ids is None else AssessmentRow.mention_id.in_(mention_ids)
        with writing(self._engine) as session:
            session.execute(
                update(AssessmentRow).where(which).values(unread=False).execution_options(synchronize_session=False)
            )


def _replace(session: Session, mention_id: int, item: NewMention, now: datetime) -> None:
    of_mention = MentionRow.id == mention_id
    # Locked, so that nobody decides on the one half of it.
    session.execute(select(MentionRow.id).where(of_mention).with_for_update())
    case = cases.read_case(session, mention_id)
    done = frozenset(decision.action for decision in case.decisions)
    if not done <= DECIDES_NOTHING:
        return
    session.execute(
        update(MentionRow)
        .where(of_mention)
        .values(
            **_times(case, done, item),
            # The clock job reckons anew from what is so now.
            look_at=now,
        )
    )
    session.execute(
        update(AssessmentRow).where(AssessmentRow.mention_id == mention_id).values(**assessment_values(item, now))
    )
    session.execute(
        update(OutboxEntry)
        .where(OutboxEntry.mention_id == mention_id, *_card_waits)
        .values(priority=show_priority(item))
        .execution_options(synchronize_session=False)
    )


def _times(case: Case, done: Collection[Action], item: NewMention) -> dict[str, Any]:
    """Return the new times of a mention and how its risk to life stands; what people have `done` to those stays."""
    held = Action.HOLD in done
    answer_by = case.answer_by if held else item.answer_by
    route, findings = item.assessment.route, item.assessment.findings
    safety = case.status.safety if Action.ACKNOWLEDGE_RISK in done else first_status(route).safety
    status = replace(case.status, safety=safety)
    needs = needs_answer(item.mention.kind, route)
    return {
        "respond_by": item.respond_by,
        "answer_by": answer_by,
        "due_at": due_at(status, needs, item.respond_by, answer_by, held=held and not findings),
        "safety": safety,
    }
