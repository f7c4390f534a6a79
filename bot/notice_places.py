"""Where in Slack a notice goes: to the mentions channel, under a card, or to somebody's direct messages."""

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.channel import MentionsChannel
from bot.clock import Clock
from bot.contacts import is_person
from bot.slack_failures import is_gone
from bot.slack_messages import find_messages
from db.notices import Notice, NoticeKind
from db.outbox import OutboxRow
from db.store import CardPlace, Store

_UNDER_CARDS = frozenset({NoticeKind.REMINDER, NoticeKind.ESCALATION, NoticeKind.EMAIL_FAILED, NoticeKind.DRAFT})


class NoticePlaces:
    """Knows the conversations that notices stand in, and finds them there again."""

    def __init__(self, client: WebClient, store: Store, channel: MentionsChannel, clock: Clock) -> None:
        """Ask Slack, which goes by `clock`, through `client`, and `store` for the places of cards."""
        self._client = client
        self._store = store
        self._channel = channel
        self._clock = clock
        self._direct: dict[str, str] = {}
        """The direct messages with people who were told something, by their ids."""

    def conversation(self, recipient: str | None) -> str:
        """Return the channel to write to; a person's direct messages are opened first. Raises as the client does."""
        if recipient is None:
            return self._channel.id()
        if not is_person(recipient):
            return recipient
        if recipient not in self._direct:
            self._direct[recipient] = str(self._client.conversations_open(users=recipient)["channel"]["id"])
        return self._direct[recipient]

    def thread(self, notice: Notice) -> CardPlace | None:
        """Return the card whose thread a notice goes to, so that it is seen under it and in the channel.

        None for all but a reminder of one mention, an escalation that reached nobody, an e-mail that failed and a draft
        to check, and before the card is shown.
        """
        under_card = notice.kind in _UNDER_CARDS and notice.recipient is None
        return self._store.card(notice.mention_id) if under_card and notice.mention_id is not None else None

    def shown_by(self, row: OutboxRow, notice: Notice) -> list[tuple[str, str]]:
        """Return the channel and timestamp of each message that a row shows, oldest first; raises as the client."""
        channel = self.conversation(notice.recipient)
        sent_after = self._clock.told_at(row.first_sent_at)
        found = {(ts, channel) for ts in find_messages(self._client, row.id, sent_after, channel)}
        place = self.thread(notice)
        if place is not None:
            try:
                in_thread = find_messages(self._client, row.id, sent_after, place.channel, thread_ts=place.ts)
                found |= {(ts, place.channel) for ts in in_thread}
            except SlackApiError as error:
                if not is_gone(error):
                    raise
        return [(channel, ts) for ts, channel in sorted(found)]
