"""What becomes of the outbox's rows about digests: their cards, the redraws of these, and words in their threads."""

from zoneinfo import ZoneInfo

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.channel import MentionsChannel
from bot.clock import Clock
from bot.slack_failures import is_gone
from bot.slack_messages import find_messages, metadata
from db.digests import Digests
from db.outbox import Effect, Outbox, OutboxRow
from db.store import CardPlace
from handlers.blocks.digest import digest_card, digest_note
from handlers.blocks.message import Message
from rules.floods import Digest

log = structlog.get_logger(__name__)


class DigestEffects:
    """Carries out what the outbox holds about digests, each row with one call that matters, and notes that."""

    def __init__(
        self,
        outbox: Outbox,
        digests: Digests,
        client: WebClient,
        channel: MentionsChannel,
        *,
        zone: ZoneInfo,
        clock: Clock,
    ) -> None:
        self._outbox = outbox
        self._digests = digests
        self._client = client
        self._channel = channel
        self._zone = zone
        self._clock = clock

    def carry_out(self, row: OutboxRow, failure: str | None = None) -> None:
        """Do it and note it; raise what the Slack client raises.

        `failure` is why Slack refused the card as it was: it is drawn without anybody's words then. A card that was
        deleted while there is something to decide is shown anew.
        """
        digest = self._digests.read(_digest_id(row))
        match row.effect:
            case Effect.SHOW_DIGEST:
                place = self._post(row, digest_card(digest, self._zone, failure), self._channel.id())
                self._outbox.done(row.id, channel=place.channel, ts=place.ts)
            case Effect.RECHECK:
                for doubtful in self._outbox.doubtful(digest_id=digest.id):
                    self._remove_repetitions(doubtful)
                self._outbox.rechecked(row.id)
            case _:
                place = self._place(digest.id)
                try:
                    self._change(row, digest, place, failure)
                except SlackApiError as error:
                    if not digest.to_decide or not is_gone(error):
                        raise
                    log.warning("The card of a digest was deleted in Slack; it is shown anew", digest=digest.id)
                    self._outbox.card_gone(row.id, place.ts)

    def look_up(self, row: OutboxRow) -> bool:
        """Note a doubtful attempt as done if it arrived, else as due again; tell which. Raises as the client does."""
        if row.effect is Effect.RECHECK:
            self._outbox.postpone(row.id, 0.0, "its outcome is unknown")
            return False
        # Drawing a card once more does no harm.
        found = [] if row.effect is Effect.REDRAW_DIGEST else self._shown_by(row)
        if not found:
            self._outbox.not_arrived(row, "it did not arrive")
        elif row.effect is Effect.SHOW_DIGEST:
            self._outbox.done(row.id, channel=self._channel.id(), ts=found[0])
        else:
            self._outbox.done(row.id)
        return bool(found)

    def _change(self, row: OutboxRow, digest: Digest, place: CardPlace, failure: str | None) -> None:
        """Redraw the card at `place`, or add a word to its thread."""
        if row.effect is Effect.DIGEST_NOTE:
            self._post(row, digest_note(digest), place.channel, place.ts)
            self._outbox.done(row.id)
            return
        drawn = digest_card(digest, self._zone, failure)
        self._client.chat_update(channel=place.channel, ts=place.ts, **drawn.payload())
        if not digest.to_decide:
            self._digests.close(digest.id, self._clock.now())
        self._outbox.done_redraws(row.id)

    def _post(self, row: OutboxRow, message: Message, channel: str, thread_ts: str | None = None) -> CardPlace:
        sent = self._client.chat_postMessage(
            channel=channel, thread_ts=thread_ts, metadata=metadata(row.id), **message.payload()
        )
        return CardPlace(str(sent["channel"]), str(sent["ts"]))

    def _shown_by(self, row: OutboxRow) -> list[str]:
        """Return the timestamps of what a row shows, oldest first."""
        sent_after = self._clock.told_at(row.first_sent_at)
        if row.effect is Effect.SHOW_DIGEST:
            return find_messages(self._client, row.id, sent_after, self._channel.id())
        place = self._digests.place(_digest_id(row))
        if place is None:
            return []
        try:
            return find_messages(self._client, row.id, sent_after, place.channel, thread_ts=place.ts)
        except SlackApiError as error:
            if is_gone(error):
                return []
            raise

    def _remove_repetitions(self, row: OutboxRow) -> None:
        """Leave one message of those that a row shows: the card that clicks redraw, or the first word."""
        place = self._digests.place(_digest_id(row))
        if row.effect is Effect.REDRAW_DIGEST or place is None or not (shown := self._shown_by(row)):
            return
        kept = place.ts if row.effect is Effect.SHOW_DIGEST and place.ts in shown else shown[0]
        if row.effect is Effect.SHOW_DIGEST and kept != place.ts:
            # Somebody deleted the card itself: its repetition takes its place.
            self._digests.move(_digest_id(row), CardPlace(place.channel, kept))
        for ts in shown:
            if ts != kept:
                self._client.chat_delete(channel=place.channel, ts=ts)

    def _place(self, digest_id: int) -> CardPlace:
        place = self._digests.place(digest_id)
        if place is None:
            raise LookupError(f"Digest {digest_id} has no card yet.")
        return place


def _digest_id(row: OutboxRow) -> int:
    if row.digest_id is None:
        raise LookupError(f"The {row.effect.value} {row.id} is about no digest.")
    return row.digest_id
