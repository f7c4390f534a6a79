"""Cases read from the tables, each page in a fixed number of queries."""

from dataclasses import replace

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload

from db.errors import UnknownMention
from db.models import AssessmentRow, DecisionRow, EmailRow, MentionRow
from rules.assessment import Assessment, Urgency
from rules.decisions import Safety, Status
from rules.mention import Case, Decision, EmailState, Mention, Person, Posting

_OF_MENTION = aliased(AssessmentRow)
_URGENCY = select(_OF_MENTION.urgency).where(_OF_MENTION.mention_id == MentionRow.id).scalar_subquery()

most_pressing_first = (
    case((MentionRow.safety.in_([Safety.OPEN, Safety.ACKNOWLEDGED]), 0), else_=1),
    MentionRow.due_at.asc().nulls_last(),
    # All suspected breaches of a night are due at the same minute of the morning.
    case((_URGENCY == Urgency.URGENT, 0), (_URGENCY == Urgency.HIGH, 1), else_=2),
    MentionRow.received_at,
    MentionRow.id,
)
"""What comes first, wherever cases are listed: a risk to life, what is due first, what is urgent, what came first."""


def select_cases() -> Select[MentionRow]:
    """Return the query for mentions with all that a Case needs, and one more query each for decisions and e-mails."""
    return (
        select(MentionRow)
        .join(MentionRow.assessment)
        .options(
            contains_eager(MentionRow.assessment),
            joinedload(MentionRow.owner),
            selectinload(MentionRow.decisions).joinedload(DecisionRow.staff, innerjoin=True),
            selectinload(MentionRow.emails).load_only(EmailRow.state, EmailRow.sent_at, EmailRow.error),
        )
        # What this transaction has read before may have been changed by another since.
        .execution_options(populate_existing=True)
    )


def read_case(session: Session, mention_id: int) -> Case:
    """Return one case as it is now; raise UnknownMention."""
    row = session.scalars(select_cases().where(MentionRow.id == mention_id)).one_or_none()
    if row is None:
        raise UnknownMention(mention_id)
    return to_case(row)


def to_case(row: MentionRow) -> Case:
    """Turn a loaded row into the value that the other floors work with."""
    case = Case(
        id=row.id,
        mention=_mention(row),
        assessment=_assessment(row.assessment),
        status=_status(row),
        version=row.version,
        received_at=row.received_at,
        respond_by=row.respond_by,
        decisions=tuple(to_decision(decision) for decision in row.decisions),
        answer_by=row.answer_by,
        due_at=row.due_at,
        owner=Person(row.owner.id, row.owner.name) if row.owner else None,
        owned_since=row.owned_since,
        digest_id=row.digest_id,
    )
    return replace(case, email=_email(case, row)) if row.emails else case


def _email(case: Case, row: MentionRow) -> EmailState | None:
    """Return the latest that was sent or is to be: of a referral that was taken back, what was not sent is nothing."""
    standing = {made.id for made in case.answers}
    told = [each for each in row.emails if each.state is Posting.SENT or each.decision_id in standing]
    return EmailState(told[-1].decision_id, told[-1].state, told[-1].sent_at, told[-1].error) if told else None


def to_decision(row: DecisionRow) -> Decision:
    """Turn a row of the log, its person loaded, into a Decision."""
    return Decision(
        id=row.id,
        mention_id=row.mention_id,
        person=Person(row.staff.id, row.staff.name),
        action=row.action,
        principle=row.principle,
        undoes=row.undoes,
        at=row.at,
        detail=row.detail,
        until=row.until,
    )


def _status(row: MentionRow) -> Status:
    return Status(
        visibility=row.visibility,
        reporting=row.reporting,
        answering=row.answering,
        latest=row.latest,
        safety=row.safety,
        owner=row.owner_id,
        snoozed_until=row.snoozed_until,
        escalated=row.escalated,
        police=row.police,
        police_asker=row.police_asker_id,
        pals=row.pals,
    )


def _mention(row: MentionRow) -> Mention:
    return Mention(
        platform=row.platform,
        external_id=row.external_id,
        kind=row.kind,
        text=row.text,
        author_name=row.author_name,
        author_handle=row.author_handle,
        url=row.url,
        posted_at=row.posted_at,
        in_reply_to=row.in_reply_to,
    )


def _assessment(row: AssessmentRow) -> Assessment:
    return Assessment(
        suggestion=row.suggestion,
        reason=row.reason,
        findings=row.findings,
        route=row.route,
        urgency=row.urgency,
        personal_details=row.personal_details,
        masked_text=row.masked_text,
        hints=row.hints or (),
    )
