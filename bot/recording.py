"""What holds for all that people have recorded: how long it may take, and in whose words it fails."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from db.errors import (
    AlreadyListed,
    NoEvidence,
    NotRecorded,
    OutcomeUnknown,
    UnknownDraft,
    UnknownMention,
    UnknownWord,
    Unreachable,
)
from handlers.desk import NotRecordedError, OutcomeUnknownError, UnknownMentionError
from handlers.teaching import AlreadyListedError, UnknownWordError

RECORD_WITHIN = 2.0
"""Seconds for a commit: Slack waits three for its acknowledgement, and the person must be told in time."""

log = structlog.get_logger(__name__)


@contextmanager
def in_handlers_words() -> Iterator[None]:
    """Raise what `handlers` knows instead of what the database raises."""
    try:
        yield
    except UnknownDraft as error:
        raise UnknownMentionError(error.draft_id) from error
    except (UnknownMention, NoEvidence) as error:
        log.info("Refused: nothing of it is kept", mention=error.mention_id)
        raise UnknownMentionError(error.mention_id) from error
    except UnknownWord as error:
        raise UnknownWordError(error.word_id) from error
    except AlreadyListed as error:
        raise AlreadyListedError(error.found) from error
    except (NotRecorded, Unreachable) as error:
        raise NotRecordedError from error
    except OutcomeUnknown as error:
        raise OutcomeUnknownError from error
