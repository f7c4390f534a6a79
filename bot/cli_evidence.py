"""`commsbot evidence`: what was kept for a report to the police, to a file or to standard output."""

import sys
from collections.abc import Sequence
from pathlib import Path

from bot.database import opened
from bot.evidence import File, evidence_files
from bot.settings import StoreSettings
from bot.whole_file import whole_file
from db.errors import NoEvidence
from db.store import Store


def write_evidence(settings: StoreSettings, mention_id: int, request: int | None, output: Path | None) -> None:
    """Write the evidence that was kept when a report about a mention was asked for, byte for byte.

    `request` counts from 1, the first; None is the newest. A file is complete or not written at all, and readable by
    its owner alone. Its SHA-256, and what other requests there are, is said beside it, on standard error where the
    evidence goes to standard output. Raises NoEvidence, EvidenceChanged.
    """
    with opened(settings.database_url, create=False) as engine:
        newest_first = evidence_files(Store(engine).evidence(mention_id))
    number = len(newest_first) if request is None else request
    if number > len(newest_first):
        raise NoEvidence(mention_id, number)
    file = newest_first[-number]
    said = f"{file.note}\n{_others(mention_id, number, newest_first)}"
    if output is None:
        sys.stdout.buffer.write(file.content)
        sys.stdout.flush()
        sys.stderr.write(said)
        return
    with whole_file(output, "utf-8") as out:
        out.write(file.content.decode())
    sys.stdout.write(said)


def _others(mention_id: int, number: int, newest_first: Sequence[File]) -> str:
    """Say how to get what was kept for the other requests, the newest first."""
    others = [each for each in range(len(newest_first), 0, -1) if each != number]
    return "".join(f"Also kept: commsbot evidence {mention_id} --request {each}\n" for each in others)
