"""The announcements of a risk to life that stand in Slack, once somebody sees to it."""

import time

import structlog
from slack_sdk import WebClient

from bot.slack_failures import SLACK_ERRORS, diagnose
from bot.slack_messages import find_any
from db.notices import Notice
from db.standing import Notices
from handlers.blocks.message import Message

LATEST = 5
"""Announcements drawn anew in one place: those in sight. They come every ten minutes, by night too."""
LOOKED_FOR = 24 * 3600.0
"""Seconds after which an announcement is out of sight, and a busy channel too long to look through for it."""

log = structlog.get_logger(__name__)


class Announcements:
    """Keeps announcements that people still see from saying that nobody has acknowledged the risk."""

    def __init__(self, client: WebClient, notices: Notices) -> None:
        self._client = client
        self._notices = notices

    def redraw(self, follow_up: Notice, message: Message, channel: str) -> None:
        """Let the latest announcements in a channel say what a follow-up there says.

        One that Slack does not let be changed stays as it is: the follow-up itself is what matters.
        """
        sent = {
            row_id: at for row_id, at in self._notices.announced(follow_up, LATEST) if at > time.time() - LOOKED_FOR
        }
        try:
            for ts in find_any(self._client, sent, min(sent.values()), channel) if sent else ():
                self._client.chat_update(channel=channel, ts=ts, **message.payload())
        except SLACK_ERRORS as error:
            log.warning("An announcement could not be drawn anew", notice=follow_up.key, error=diagnose(error).error)
