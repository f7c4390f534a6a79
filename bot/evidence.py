"""The evidence for a report to the police, as a file: for a team lead in Slack, and for the command line."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from slack_sdk import WebClient

from bot.slack_failures import SLACK_ERRORS, diagnose
from handlers.blocks.text import escape
from handlers.desk import NotSentError
from rules.police import PoliceEvidence

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class File:
    """A file, and what is said with it."""

    name: str
    content: bytes
    note: str


def evidence_files(kept: Sequence[PoliceEvidence]) -> list[File]:
    """Return what was kept for each request as a file, the newest first; `kept` has the oldest first.

    The SHA-256 that is said with each is that of the file itself, so that anybody can check it.
    """
    files = [_file(evidence, number, len(kept)) for number, evidence in enumerate(kept, 1)]
    return files[::-1]


def send_files(client: WebClient, person: str, files: Sequence[File]) -> None:
    """Send files to the person with that Slack id in one direct message; raise NotSentError."""
    uploads = [{"content": each.content, "filename": each.name, "title": "Evidence for the police"} for each in files]
    try:
        opened = client.conversations_open(users=person)
        client.files_upload_v2(
            channel=opened["channel"]["id"],
            file_uploads=uploads,
            initial_comment=escape("\n".join(each.note for each in files)),
        )
    except SLACK_ERRORS as error:
        log.warning("Slack did not take a file", error=diagnose(error).error)
        raise NotSentError from error


def _file(evidence: PoliceEvidence, number: int, total: int) -> File:
    """Return a file whose name is the same however many requests follow."""
    again, which = (f"-{number}" if number > 1 else ""), (f" (request {number} of {total})" if total > 1 else "")
    name = f"evidence-{evidence.mention_id}{again}.json"
    note = (
        f"Evidence for the police, kept when {evidence.asked_by} asked for a report{which}. It holds personal details: "
        f"give it to the police alone. SHA-256 of {name}: {evidence.sha256}"
    )
    return File(name, evidence.document(), note)
