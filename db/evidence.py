"""The evidence for the police: what was said, kept apart and for good when a report is asked for."""

from dataclasses import fields

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db.errors import EvidenceChanged, NoEvidence
from db.models import PoliceEvidenceRow
from rules.mention import Case, Decision
from rules.police import PoliceEvidence


def keep_evidence(session: Session, case: Case, request: Decision, screenshot: str | None) -> None:
    """Keep what was said as it stands now, for the decision by which somebody asked for a report."""
    said = case.mention
    evidence = PoliceEvidence(
        mention_id=case.id,
        platform=said.platform,
        external_id=said.external_id,
        kind=said.kind,
        text=said.text,
        author_name=said.author_name,
        author_handle=said.author_handle,
        link=said.url,
        posted_at=said.posted_at,
        received_at=case.received_at,
        screenshot=screenshot,
        ground=request.detail or "",
        asked_by_id=request.person.id,
        asked_by=request.person.name,
        asked_at=request.at,
    )
    values = {part.name: getattr(evidence, part.name) for part in fields(evidence)}
    session.execute(insert(PoliceEvidenceRow).values(decision_id=request.id, sha256=evidence.sha256, **values))


def read_evidence(session: Session, mention_id: int) -> list[PoliceEvidence]:
    """Return the evidence of each request for a report, oldest first; raise NoEvidence, EvidenceChanged."""
    rows = session.scalars(
        select(PoliceEvidenceRow)
        .where(PoliceEvidenceRow.mention_id == mention_id)
        .order_by(PoliceEvidenceRow.decision_id)
    ).all()
    if not rows:
        raise NoEvidence(mention_id)
    return [_unchanged(row) for row in rows]


def _unchanged(row: PoliceEvidenceRow) -> PoliceEvidence:
    evidence = PoliceEvidence(**{part.name: getattr(row, part.name) for part in fields(PoliceEvidence)})
    if evidence.sha256 != row.sha256:
        raise EvidenceChanged(row.mention_id)
    return evidence
