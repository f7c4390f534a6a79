"""What was said of a risk to life, or asked about the police, and still stands in Slack once somebody decided on it."""

import time
from collections.abc import Callable, Collection

import structlog
from slack_sdk import WebClient

from bot.clock import Clock
from bot.slack_failures import SLACK_ERRORS, diagnose
from bot.slack_messages import find_any
from db.notices import Notice, NoticeKind
from db.standing import Notices
from handlers.blocks.message import Message

LATEST = 5
"""Messages drawn anew in one place: those in sight. Announcements come every ten minutes, by night too."""
LOOKED_FOR = 24 * 3600.0
"""Seconds after which a message is out of sight."""
MOST_PAGES = 3
"""Pages of 200 messages that are looked through: the follow-up, which waits meanwhile, matters more."""

log = structlog.get_logger(__name__)


class Announcements:
    """Keeps what people still see of it from saying what is no longer so, with buttons that can do nothing."""

    def __init__(self, client: WebClient, notices: Notices, clock: Clock) -> None:
        self._client = client
        self._notices = notices
        self._clock = clock

    def redraw(
        self,
        follow_up: Notice,
        channel: str,
        kinds: Collection[NoticeKind],
        say: Callable[[int | None], Message | None],
    ) -> None:
        """Draw anew the latest messages of some kinds in a channel about the mention that a follow-up is about.

        `say` takes the id of the decision that a message was about, None for an announcement, and returns what it is to
        be, None where it is still so. One that Slack does not let be changed stays as it is: the follow-up itself is
        what matters.
        """
        since = time.time() - LOOKED_FOR
        said = {
            each.row_id: each for each in self._notices.said_before(follow_up, kinds, LATEST) if each.sent_at > since
        }
        if not said:
            return
        try:
            first = self._clock.told_at(min(each.sent_at for each in said.values()))
            for ts, row_id in find_any(self._client, said, first, channel, most_pages=MOST_PAGES):
                if message := say(said[row_id].decision_id):
                    self._client.chat_update(channel=channel, ts=ts, **message.payload())
        except SLACK_ERRORS as error:
            log.warning("An announcement could not be drawn anew", notice=follow_up.key, error=diagnose(error).error)
