"""One decision on one mention, made once however many people try."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.attempts import Attempt, Decided, Refused
from db.cases import read_case
from db.effects import order_effects
from db.emails import keep_email
from db.evidence import keep_evidence
from db.follow_ups import order_follow_ups
from db.models import DecisionRow, StaffRow
from db.replies import keep_reply
from db.status import change_status
from db.transactions import limit_wait
from rules.complaints import acknowledge_by
from rules.decisions import (
    NEEDS_PRINCIPLE,
    NEEDS_TEXT,
    Action,
    Obstacle,
    Refusal,
    Role,
    Status,
    decide,
    out_of_date,
    side_of,
    undoes,
)
from rules.floods import BULK
from rules.handling import NEEDS_DETAIL, NEEDS_TIME
from rules.mention import Case, Person
from rules.office_hours import OfficeHours


def examine(session: Session, wanted: Attempt) -> Case | Refused:
    """Return the case if the decision could be made now, or why not; changes nothing."""
    case = read_case(session, wanted.mention_id)
    status = _next_status(case, wanted)
    return Refused(status, case) if isinstance(status, Refusal) else case


def attempt(session: Session, wanted: Attempt, hours: OfficeHours, deadline: float | None = None) -> Decided | Refused:
    """Make the decision if the mention, as it is now, allows it; working time is counted in `hours`."""
    while True:
        case = read_case(session, wanted.mention_id)
        status = _next_status(case, wanted)
        if isinstance(status, Refusal):
            return Refused(status, case)
        # Before the status, which may name the person as its owner.
        know(session, wanted.person)
        limit_wait(session, deadline)
        if wanted.action is Action.SHOW_PERSONAL_DETAILS or change_status(session, case, status, wanted, hours):
            break
        # Somebody was faster between the two statements: look again at what they left.
    decision_id = _log(session, case, wanted, hours)
    if wanted.reply is not None and wanted.action in NEEDS_TEXT:
        keep_reply(session, wanted.reply, decision_id, case.id, wanted.detail)
    if wanted.email is not None and wanted.action is Action.REFER:
        keep_email(session, wanted.email, decision_id, case.id)
    order_effects(session, wanted, decision_id)
    order_follow_ups(session, case, wanted.action, decision_id, wanted.at)
    case = read_case(session, case.id)
    decision = next(made for made in case.decisions if made.id == decision_id)
    if wanted.action is Action.POLICE_ASK:
        keep_evidence(session, case, decision, wanted.screenshot)
    return Decided(case, decision)


def _next_status(case: Case, wanted: Attempt) -> Status | Refusal:
    status = decide(
        case.status,
        wanted.action,
        wanted.role,
        kind=case.mention.kind,
        place=case.mention.platform,
        under_post=case.mention.under_post,
        principle=wanted.principle,
        answers=[decision.action for decision in case.decisions],
        pals_before=case.pals_before,
        needs_answer=case.needs_answer,
        person=wanted.person.id,
        detail=wanted.detail,
        until=wanted.until,
        at=wanted.at,
    )
    if wanted.role is not Role.OUTSIDER and out_of_date(wanted.action, _made_since(case, wanted.seen_version)):
        return Refusal(
            Obstacle.ALREADY_DECIDED,
            "Somebody was faster: this card was out of date, so nothing was changed.",
            side_of(wanted.action),
        )
    return status


def _made_since(case: Case, seen_version: int | None) -> Sequence[Action]:
    """Return what was decided since a version of the card: the first is 1, and each decision adds one."""
    if seen_version is None:
        return []
    made = [decision.action for decision in case.decisions if decision.action is not Action.SHOW_PERSONAL_DETAILS]
    return made[max(seen_version - 1, 0) :]


def _log(session: Session, case: Case, wanted: Attempt, hours: OfficeHours) -> int:
    """Append to the decision log and return the id."""
    decision_id: int | None = session.scalar(
        insert(DecisionRow)
        .values(
            mention_id=case.id,
            staff_id=wanted.person.id,
            action=wanted.action,
            principle=wanted.principle if wanted.action in NEEDS_PRINCIPLE else None,
            undoes=undoes(case.status, wanted.action),
            at=wanted.at,
            detail=(wanted.detail or None) if wanted.action in NEEDS_DETAIL or wanted.detail == BULK else None,
            until=_until(case, wanted, hours),
        )
        .returning(DecisionRow.id)
    )
    assert decision_id is not None  # noqa: S101 - narrows the type
    return decision_id


def _until(case: Case, wanted: Attempt, hours: OfficeHours) -> datetime | None:
    if wanted.action in NEEDS_TIME:
        return wanted.until
    is_complaint = wanted.action in NEEDS_TEXT and wanted.reply is not None and wanted.reply.formal_complaint
    # From when it was posted on our page: it was ours to see from then on.
    return acknowledge_by(case.said_at, hours) if is_complaint else None


def know(session: Session, person: Person) -> None:
    """Keep the name the person goes by now."""
    # Looked up first: writing it each time would make all clicks of one person wait for each other on PostgreSQL.
    if session.scalar(select(StaffRow.name).where(StaffRow.id == person.id)) == person.name:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(StaffRow).values(id=person.id, name=person.name)
    session.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"name": statement.excluded.name}))
