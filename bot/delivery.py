"""The worker that carries out what the outbox holds: cards, their redraws, notes in their threads.

Every attempt is on disk before its call is made. One whose outcome is unknown, because the process was killed or the
answer was lost, is looked up in Slack by the id in the message's metadata, once the call's own time-out has passed, and
repeated only if it is not there. So nothing is lost and nothing is shown twice.
"""

import random
import threading
import time
from zoneinfo import ZoneInfo

import structlog
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.channel import MentionsChannel
from bot.pace import POST_BURST, POSTS_PER_SECOND, UPDATE_BURST, UPDATES_PER_SECOND, Pace
from bot.slack_failures import SLACK_ERRORS, Failure, diagnose
from bot.slack_messages import find_message, metadata
from db.errors import StoreError
from db.outbox import Effect, Outbox, OutboxRow
from db.store import CardPlace, Store
from handlers.blocks.card import card
from handlers.blocks.thread import decision_note
from rules.mention import Case

LOOK_EVERY = 1.0
"""Seconds between two looks for rows that another process wrote, or that have become due."""
LONGEST_BACKOFF = 60.0
"""Seconds; what went wrong for a while may be mended any minute."""
MOST_FAULTS = 8
"""Attempts after which a row that fails inside the bot itself is given up, so that it is seen, not tried for ever."""

log = structlog.get_logger(__name__)


class Delivery:
    """Carries out effects one after another in a thread of its own, the most urgent first."""

    def __init__(
        self,
        outbox: Outbox,
        store: Store,
        client: WebClient,
        channel: MentionsChannel,
        *,
        zone: ZoneInfo,
        posts_per_second: float = POSTS_PER_SECOND,
    ) -> None:
        """Send through `client`, which must not retry by itself; `posts_per_second` scales every pace."""
        self._outbox = outbox
        self._store = store
        self._client = client
        self._channel = channel
        self._zone = zone
        scale = posts_per_second / POSTS_PER_SECOND
        posts = Pace(posts_per_second, max(POST_BURST, int(POST_BURST * scale)))
        updates = Pace(UPDATES_PER_SECOND * scale, max(UPDATE_BURST, int(UPDATE_BURST * scale)))
        self._paces = {Effect.SHOW_CARD: posts, Effect.THREAD_NOTE: posts, Effect.REDRAW_CARD: updates}
        self._setbacks = 0
        self._next_look = 0.0
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="delivery", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def wake(self) -> None:
        """Look at the outbox now: something was just committed."""
        self._wake.set()

    def stop(self, timeout: float = 15.0) -> None:
        """Finish the call that is under way and end; waits `timeout` seconds at most."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    @property
    def running(self) -> bool:
        """True while the worker's thread lives."""
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self._look_up_doubtful()
                pause = self._deliver_next()
            except (StoreError, SQLAlchemyError) as error:
                # The database is away for a moment; what was attempted stays in doubt and is looked up later.
                log.warning("The outbox could not be read or written", error=type(error).__name__)
                pause = LOOK_EVERY
            if pause:
                self._wake.wait(pause)

    def _deliver_next(self) -> float:
        """Carry out one row if one is due and its pace allows it; return the seconds to wait before the next look."""
        ready = [effect for effect, pace in self._paces.items() if pace.wait() == 0]
        row = self._outbox.claim(time.time(), ready) if ready else None
        if row is not None:
            self._attempt(row)
            return 0.0
        return min(LOOK_EVERY, *(pace.wait() or LOOK_EVERY for pace in self._paces.values()))

    def _attempt(self, row: OutboxRow) -> None:
        self._paces[row.effect].take()
        try:
            self._carry_out(row)
        except SLACK_ERRORS as error:
            self._set_back(row, error)
        except (StoreError, SQLAlchemyError):
            raise
        except Exception as error:  # one row that can't be drawn must not stop all others
            log.exception("An effect failed inside the bot", row=row.id, effect=row.effect.value)
            self._retry_or_give_up(row, type(error).__name__)
        else:
            self._setbacks = 0

    def _carry_out(self, row: OutboxRow) -> None:
        case = self._store.case(row.mention_id)
        match row.effect:
            case Effect.SHOW_CARD:
                message = card(case, self._zone).payload()
                sent = self._client.chat_postMessage(channel=self._channel.id(), metadata=metadata(row.id), **message)
                self._outbox.done(row.id, channel=sent["channel"], ts=sent["ts"])
            case Effect.REDRAW_CARD:
                place = self._place(case)
                message = card(case, self._zone).payload()
                self._client.chat_update(channel=place.channel, ts=place.ts, **message)
                self._outbox.done_redraws(case.id, up_to_row_id=row.id)
            case Effect.THREAD_NOTE:
                place = self._place(case)
                decision = next(made for made in case.decisions if made.id == row.decision_id)
                message = decision_note(case, decision, self._zone).payload()
                self._client.chat_postMessage(
                    channel=place.channel, thread_ts=place.ts, metadata=metadata(row.id), **message
                )
                self._outbox.done(row.id)

    def _place(self, case: Case) -> CardPlace:
        place = self._store.card(case.id)
        if place is None:
            raise LookupError(f"Mention {case.id} has no card yet.")
        return place

    def _set_back(self, row: OutboxRow, error: Exception) -> None:
        diagnosis = diagnose(error)
        log.warning("Slack did not take it", row=row.id, effect=row.effect.value, error=diagnosis.error)
        pace = self._paces[row.effect]
        match diagnosis.failure:
            case Failure.RATE_LIMITED:
                pace.block(diagnosis.retry_after)
                self._outbox.postpone(row.id, time.time() + diagnosis.retry_after, diagnosis.error)
            case Failure.NOT_NOW:
                pause = self._back_off()
                pace.block(pause)
                self._outbox.postpone(row.id, time.time() + pause, diagnosis.error)
            case Failure.UNKNOWN_OUTCOME:
                pace.block(self._back_off())
                if row.effect is Effect.REDRAW_CARD:
                    # Drawing the same again does no harm, so there is nothing to look up.
                    self._outbox.postpone(row.id, time.time(), diagnosis.error)
            case Failure.NEVER:
                self._outbox.failed(row.id, diagnosis.error)

    def _retry_or_give_up(self, row: OutboxRow, error: str) -> None:
        if row.attempts >= MOST_FAULTS:
            self._outbox.failed(row.id, error)
        else:
            self._outbox.postpone(row.id, time.time() + 2.0**row.attempts, error)

    def _back_off(self) -> float:
        """Return how long to leave Slack alone: longer after each setback in a row, spread so that all don't return."""
        self._setbacks += 1
        longest = min(LONGEST_BACKOFF, 2.0 ** (self._setbacks - 1))
        return random.uniform(longest / 2, longest)  # noqa: S311 - spreads load, guards nothing

    def _look_up_doubtful(self) -> None:
        """Settle the attempts of which nobody knows how they ended, once their own time-out has passed."""
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + LOOK_EVERY
        for row in self._outbox.in_doubt(before=time.time() - self._client.timeout):
            try:
                self._look_up(row)
            except SLACK_ERRORS as error:
                log.warning("An attempt stays in doubt", row=row.id, error=diagnose(error).error)

    def _look_up(self, row: OutboxRow) -> None:
        place = self._store.card(row.mention_id)
        if row.effect is Effect.REDRAW_CARD:
            self._outbox.postpone(row.id, time.time(), "its outcome is unknown")
            return
        if row.effect is Effect.THREAD_NOTE and place is not None:
            ts = find_message(self._client, row.id, row.attempted_at, place.channel, thread_ts=place.ts)
        else:
            ts = find_message(self._client, row.id, row.attempted_at, self._channel.id())
        if ts is None:
            self._outbox.postpone(row.id, time.time(), "it did not arrive")
        elif row.effect is Effect.SHOW_CARD:
            self._outbox.done(row.id, channel=self._channel.id(), ts=ts)
        else:
            self._outbox.done(row.id)
        log.info("An attempt in doubt was looked up", row=row.id, effect=row.effect.value, arrived=ts is not None)
