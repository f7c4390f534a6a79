"""`commsbot evidence`: what was kept for a report to the police, to a file or to standard output."""

import sys
from pathlib import Path

from bot.database import opened
from bot.evidence import evidence_file
from bot.settings import StoreSettings
from bot.whole_file import whole_file
from db.store import Store


def write_evidence(settings: StoreSettings, mention_id: int, output: Path | None) -> None:
    """Write the evidence that was kept when a report about a mention was last asked for, byte for byte.

    A file is complete or not written at all, and readable by its owner alone. Its SHA-256 is said beside it, on
    standard error where the evidence goes to standard output. Raises NoEvidence, EvidenceChanged.
    """
    with opened(settings.database_url, create=False) as engine:
        file = evidence_file(Store(engine).evidence(mention_id))
    if output is None:
        sys.stdout.buffer.write(file.content)
        sys.stdout.flush()
        sys.stderr.write(f"{file.note}\n")
        return
    with whole_file(output, "utf-8") as out:
        out.write(file.content.decode())
    sys.stdout.write(f"{file.note}\n")
