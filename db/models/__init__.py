"""The tables, a file for each subject; whoever needs one takes it from here.

`db/migrations/` builds them; a test holds the two together on both databases.
"""

from db.models.answers import DraftRow, EmailRow, ReplyRow
from db.models.base import Base
from db.models.decisions import DecisionRow, PoliceEvidenceRow
from db.models.digests import DigestRow
from db.models.mentions import AssessmentRow, MentionRow
from db.models.notices import NoticeKind, NoticeRow, ReminderRow
from db.models.outbox import Effect, OutboxEntry, OutboxState
from db.models.readers import ModelReaderRow
from db.models.team import StaffRow, TeamThresholdRow, TeamWordRow
from db.models.templates import TemplateVersionRow

__all__ = [
    "AssessmentRow",
    "Base",
    "DecisionRow",
    "DigestRow",
    "DraftRow",
    "Effect",
    "EmailRow",
    "MentionRow",
    "ModelReaderRow",
    "NoticeKind",
    "NoticeRow",
    "OutboxEntry",
    "OutboxState",
    "PoliceEvidenceRow",
    "ReminderRow",
    "ReplyRow",
    "StaffRow",
    "TeamThresholdRow",
    "TeamWordRow",
    "TemplateVersionRow",
]
