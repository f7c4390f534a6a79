"""How a notice is posted, left unsaid, or taken away where it was said twice."""

from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.channel import MentionsChannel
from bot.notice_places import NoticePlaces
from bot.slack_failures import Failure, diagnose, is_gone
from bot.slack_messages import metadata
from db.notices import Notice
from db.outbox import Effect, Outbox, OutboxRow
from handlers.blocks.message import Message

log = structlog.get_logger(__name__)


class NoticePosts:
    """Posts each notice with one call that matters, and notes it."""

    def __init__(self, outbox: Outbox, client: WebClient, channel: MentionsChannel, places: NoticePlaces) -> None:
        self._outbox = outbox
        self._client = client
        self._channel = channel
        self._places = places

    def post(self, row: OutboxRow, message: Message, channel: str, **where: Any) -> None:
        """Post in a channel, marked as the effect of the row; raises as the client does."""
        self._client.chat_postMessage(channel=channel, metadata=metadata(row.id), **where, **message.payload())
        self._outbox.done(row.id)

    def post_under_card(self, row: OutboxRow, notice: Notice, message: Message, *, or_else: Message) -> None:
        """Post in the thread of the mention's card, seen in the channel too; without a card, `or_else` there."""
        place = self._places.thread(notice)
        if place is None:
            self.post(row, or_else, self._channel.id())
            return
        try:
            self.post(row, message, place.channel, thread_ts=place.ts, reply_broadcast=True)
        except SlackApiError as error:
            if not is_gone(error):
                raise
            # Somebody deleted the card; it must reach the team all the same.
            self.post(row, or_else, self._channel.id())

    def leave(self, row: OutboxRow, notice: Notice) -> None:
        """Say nothing: somebody has dealt with it, or something newer says it."""
        log.info("Left unsaid: it is no longer so", row=row.id, kind=notice.kind.value)
        self._outbox.done(row.id)

    def recheck(self, row: OutboxRow, notice: Notice) -> None:
        """Take away what was said twice; where Slack lets nobody look, it stays."""
        try:
            for doubtful in self._outbox.doubtful(row.mention_id, notice_id=row.notice_id):
                if doubtful.effect is Effect.NOTICE:
                    for channel, ts in self._places.shown_by(doubtful, notice)[1:]:
                        self._client.chat_delete(channel=channel, ts=ts)
        except SlackApiError as error:
            if notice.recipient is None or diagnose(error).failure is not Failure.NOT_NOW:
                raise
            log.warning("Whether it was said twice can't be looked up", row=row.id, error=diagnose(error).error)
        self._outbox.rechecked(row.id)
