"""What each effect of the outbox does in Slack, and how one whose outcome nobody knows is found there again."""

from zoneinfo import ZoneInfo

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.channel import MentionsChannel
from bot.clock import Clock
from bot.digest_effects import DigestEffects
from bot.notice_effects import NoticeEffects
from bot.slack_failures import is_gone
from bot.slack_messages import find_messages, metadata
from db.outbox import Effect, Outbox, OutboxRow
from db.store import CardPlace, Store
from handlers.blocks.card import card
from handlers.blocks.message import Message
from handlers.blocks.thread import decision_note
from rules.mention import Case
from rules.safety import Helplines

LOOKED_UP = frozenset({Effect.SHOW_CARD, Effect.THREAD_NOTE, Effect.SHOW_DIGEST, Effect.DIGEST_NOTE, Effect.NOTICE})
"""What must not happen twice. Doing the others once more does no harm, so there is nothing to look up."""

log = structlog.get_logger(__name__)


class SlackEffects:
    """Carries out rows of the outbox in Slack, each with one call that matters, and notes that it was done."""

    def __init__(
        self,
        outbox: Outbox,
        store: Store,
        client: WebClient,
        channel: MentionsChannel,
        *,
        digests: DigestEffects,
        notices: NoticeEffects,
        zone: ZoneInfo,
        clock: Clock,
        helplines: Helplines,
    ) -> None:
        self._outbox = outbox
        self._store = store
        self._client = client
        self._channel = channel
        self._digests = digests
        self._notices = notices
        self._zone = zone
        self._clock = clock
        self._helplines = helplines

    def prepare(self) -> None:
        """Learn what every effect needs, so that an attempt is one call; raises what the Slack client raises."""
        self._channel.id()

    def carry_out(self, row: OutboxRow, failure: str | None = None) -> None:
        """Do it and note it; raise what the Slack client raises.

        `failure` is why Slack refused the card as it was: it is drawn more plainly then, and says so. Where somebody
        deleted the card while there is still something to do, it is shown anew, so that it can be worked on.
        """
        if row.digest_id is not None:
            self._digests.carry_out(row, failure)
            return
        if row.notice_id is not None:
            self._notices.carry_out(row, failure)
            return
        case = self._store.case(row.mention())
        match row.effect:
            case Effect.SHOW_CARD:
                drawn = self._card(case, failure)
                place = self._post(row, drawn, self._channel.id())
                self._outbox.done(row.id, channel=place.channel, ts=place.ts)
            case Effect.REDRAW_CARD | Effect.THREAD_NOTE:
                place = self._place(case)
                try:
                    self._change(row, case, place, failure)
                except SlackApiError as error:
                    if case.settled or not is_gone(error):
                        raise
                    log.warning("The card was deleted in Slack; it is shown anew", mention=case.id)
                    self._outbox.card_gone(row.id, place.ts)
            case Effect.RECHECK:
                for doubtful in self._outbox.doubtful(case.id):
                    self._remove_repetitions(doubtful)
                self._outbox.rechecked(row.id)

    def _card(self, case: Case, failure: str | None) -> Message:
        return card(case, self._zone, self._clock.now(), self._helplines, failure)

    def _change(self, row: OutboxRow, case: Case, place: CardPlace, failure: str | None) -> None:
        """Redraw the card at `place`, or add a note to its thread."""
        if row.effect is Effect.REDRAW_CARD:
            drawn = self._card(case, failure)
            self._client.chat_update(channel=place.channel, ts=place.ts, **drawn.payload())
            self._outbox.done_redraws(row.id)
        else:
            decision = next(made for made in case.decisions if made.id == row.decision_id)
            self._post(row, decision_note(case, decision, self._zone), place.channel, place.ts)
            self._outbox.done(row.id)

    def look_up(self, row: OutboxRow) -> bool:
        """Note a doubtful attempt as done if it arrived, else as due again; tell which. Raises as the client does."""
        if row.digest_id is not None:
            return self._digests.look_up(row)
        if row.notice_id is not None:
            return self._notices.look_up(row)
        if row.effect is Effect.RECHECK:
            self._outbox.postpone(row.id, 0.0, "its outcome is unknown")
            return False
        found = self._shown_by(row) if row.effect in LOOKED_UP else []
        if not found:
            self._outbox.not_arrived(row, "it did not arrive")
        elif row.effect is Effect.SHOW_CARD:
            self._outbox.done(row.id, channel=self._channel.id(), ts=found[0])
        else:
            self._outbox.done(row.id)
        return bool(found)

    def _post(self, row: OutboxRow, message: Message, channel: str, thread_ts: str | None = None) -> CardPlace:
        sent = self._client.chat_postMessage(
            channel=channel, thread_ts=thread_ts, metadata=metadata(row.id), **message.payload()
        )
        return CardPlace(str(sent["channel"]), str(sent["ts"]))

    def _shown_by(self, row: OutboxRow) -> list[str]:
        """Return the timestamps of what a row shows, oldest first."""
        sent_after = self._clock.told_at(row.first_sent_at)
        if row.effect is Effect.SHOW_CARD:
            return find_messages(self._client, row.id, sent_after, self._channel.id())
        place = self._store.card(row.mention())
        if place is None:
            return []
        try:
            return find_messages(self._client, row.id, sent_after, place.channel, thread_ts=place.ts)
        except SlackApiError as error:
            if is_gone(error):
                return []
            raise

    def _remove_repetitions(self, row: OutboxRow) -> None:
        """Leave one message of those that a row shows: the card that clicks redraw, or the first note."""
        if row.effect not in LOOKED_UP:
            return
        place = self._store.card(row.mention())
        shown = self._shown_by(row)
        if place is None or not shown:
            return
        kept = place.ts if row.effect is Effect.SHOW_CARD and place.ts in shown else shown[0]
        if row.effect is Effect.SHOW_CARD and kept != place.ts:
            # Somebody deleted the card itself: its repetition takes its place.
            self._store.place_card(row.mention(), CardPlace(place.channel, kept))
        for ts in shown:
            if ts != kept:
                self._client.chat_delete(channel=place.channel, ts=ts)

    def _place(self, case: Case) -> CardPlace:
        place = self._store.card(case.id)
        if place is None:
            raise LookupError(f"Mention {case.id} has no card yet.")
        return place
