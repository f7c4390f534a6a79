"""The evidence for a report to the police, as a file: for a team lead in Slack, and for the command line."""

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


def evidence_file(evidence: PoliceEvidence) -> File:
    """Return what was kept as a file; its SHA-256 is that of the file itself, so that anybody can check it."""
    return File(
        f"evidence-{evidence.mention_id}.json",
        evidence.document(),
        f"Evidence for the police, kept when {evidence.asked_by} asked for a report. It holds personal details: "
        f"give it to the police alone. SHA-256 of the file: {evidence.sha256}",
    )


def send_file(client: WebClient, person: str, file: File) -> None:
    """Send a file to the person with that Slack id in a direct message; raise NotSentError."""
    try:
        opened = client.conversations_open(users=person)
        client.files_upload_v2(
            channel=opened["channel"]["id"],
            content=file.content,
            filename=file.name,
            title="Evidence for the police",
            initial_comment=escape(file.note),
        )
    except SLACK_ERRORS as error:
        log.warning("Slack did not take a file", error=diagnose(error).error)
        raise NotSentError from error
