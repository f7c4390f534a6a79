"""The worker that carries out what the outbox holds: cards, their redraws, notes in their threads.

Every attempt is on disk before its call is made. One whose outcome is unknown, because the process was killed or the
answer was lost, is looked up in Slack by the id in the message's metadata, once the call's own time-out has passed, and
repeated only if it is not there. Should it arrive even later, the repetition is taken away again. So nothing is lost
and nothing stays shown twice.
"""

import random
import threading
import time
from collections.abc import Callable

import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot.logs import kind_and_place
from bot.pace import POST_BURST, POSTS_PER_SECOND, UPDATE_BURST, UPDATES_PER_SECOND, Pace
from bot.second_reading import DATABASE_AWAY, Left
from bot.slack_effects import LOOKED_UP, SlackEffects
from bot.slack_failures import SLACK_ERRORS, Diagnosis, Failure, diagnose
from db.errors import StoreError
from db.intake import GATHERED_PRIORITY
from db.outbox import REDRAWS, SHOWS, Effect, Outbox, OutboxRow

LOOK_EVERY = 1.0
"""Seconds between two looks for rows that another process wrote, or that have become due."""
BEGIN_WITHIN = 1.0
"""Seconds from noting an attempt to making its call; later it is left, since others may take it for lost by then."""
GATHER_AGAIN = 60.0
"""Seconds for which cards are shown one by one after they could not be gathered."""
LONGEST_BACKOFF = 60.0
"""Seconds; what went wrong for a while may be mended any minute."""
STOP_WITHIN = 5.0
"""Seconds that a call under way may take to end: an operator, or systemd, is waiting."""
_MOST_DOUBLINGS = 10
MOST_FAULTS = 4
"""Attempts after which a row that fails inside the bot itself is given up, so that it is seen, not tried for ever."""

log = structlog.get_logger(__name__)


class Delivery:
    """Carries out effects one after another in a thread of its own, the most urgent first."""

    def __init__(
        self,
        outbox: Outbox,
        effects: SlackEffects,
        *,
        call_timeout: float,
        posts_per_second: float = POSTS_PER_SECOND,
        read: Callable[[], Left] = lambda: Left.NOTHING,
        gather: Callable[[], int] = lambda: 0,
    ) -> None:
        """Take from `outbox`; `call_timeout` is Slack's client's, in seconds; `posts_per_second` scales every pace.

        `read` lets the language model read some of what waits and tells what may be left; `gather` puts what
        waits in a flood under digests and returns how many it was. Both are asked before each effect, and what may
        be gathered waits until all is read.
        """
        self._outbox = outbox
        self._read = read
        self._gather = gather
        self._effects = effects
        self._doubtful_after = call_timeout + BEGIN_WITHIN
        scale = posts_per_second / POSTS_PER_SECOND
        posts = Pace(posts_per_second, max(POST_BURST, int(POST_BURST * scale)))
        updates = Pace(UPDATES_PER_SECOND * scale, max(UPDATE_BURST, int(UPDATE_BURST * scale)))
        deletions = Pace(UPDATES_PER_SECOND * scale, max(UPDATE_BURST, int(UPDATE_BURST * scale)))
        self._paces = {
            Effect.SHOW_CARD: posts,
            Effect.THREAD_NOTE: posts,
            Effect.SHOW_DIGEST: posts,
            Effect.DIGEST_NOTE: posts,
            Effect.NOTICE: posts,
            Effect.REDRAW_CARD: updates,
            Effect.REDRAW_DIGEST: updates,
            Effect.RECHECK: deletions,
        }
        self._gather_from = 0.0
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

    def stop(self, timeout: float = STOP_WITHIN) -> None:
        """Finish the call that is under way and end; waits `timeout` seconds at most.

        A call that takes longer is in doubt, and is looked up at the next start.
        """
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
            pause = self._step()
            if pause and not self._stopping.is_set():
                self._wake.wait(pause)

    def _step(self) -> float:
        """Do what there is to do now; return the seconds to wait before the next look. Whatever happens, go on."""
        try:
            self._look_up_doubtful()
            return self._deliver_next()
        except (StoreError, SQLAlchemyError) as error:
            # The database is away for a moment; what was attempted stays in doubt and is looked up later.
            log.warning("The outbox could not be read or written", error=type(error).__name__)
        except Exception as error:
            log.error("Delivery stumbled", **kind_and_place(error))  # noqa: TRY400 - without the error's own words
        return LOOK_EVERY

    def _deliver_next(self) -> float:
        """Carry out one row if one is due and its pace allows it; return the seconds to wait before the next look."""
        # Gathered once all is read: a digest that grew by the second would speak of itself again and again.
        left = self._read()
        all_read = left is Left.NOTHING
        if all_read:
            self._gather_some()
        ready = [effect for effect, pace in self._paces.items() if pace.wait() == 0]
        if ready and self._prepared():
            row = self._outbox.claim(time.time(), ready, None if all_read else GATHERED_PRIORITY)
            if row is not None:
                self._attempt(row)
                return 0.0
        if left is Left.HERE:
            return 0.0
        return min(LOOK_EVERY, *(pace.wait() or LOOK_EVERY for pace in self._paces.values()))

    def _gather_some(self) -> None:
        """Gather what waits in a flood; what can't be gathered is shown card by card, at Slack's pace."""
        if time.monotonic() < self._gather_from:
            return
        try:
            if gathered := self._gather():
                log.info("Much waits; some of it is gathered", mentions=gathered)
        except DATABASE_AWAY:
            raise
        except Exception as error:
            self._gather_from = time.monotonic() + GATHER_AGAIN
            log.error("What waits could not be gathered", **kind_and_place(error))  # noqa: TRY400

    def _prepared(self) -> bool:
        try:
            self._effects.prepare()
        except SLACK_ERRORS as error:
            diagnosis = diagnose(error)
            log.warning("Slack can't be asked for the mentions channel", error=diagnosis.error)
            pause = diagnosis.retry_after or self._back_off()
            for pace in self._paces.values():
                pace.block(pause)
            return False
        return True

    def _attempt(self, row: OutboxRow) -> None:
        if time.time() - row.attempted_at > BEGIN_WITHIN:
            self._outbox.postpone(row.id, 0.0, "begun too late")
            return
        self._paces[row.effect].take()
        try:
            self._effects.carry_out(row)
        except SLACK_ERRORS as error:
            self._set_back(row, diagnose(error))
        except (StoreError, SQLAlchemyError):
            raise
        except Exception as error:  # one row that can't be drawn must not stop all others
            said = {"row": row.id, "effect": row.effect.value} | kind_and_place(error)
            log.error("An effect failed inside the bot", **said)  # noqa: TRY400 - without the error's own words
            self._retry_or_give_up(row, type(error).__name__)
        else:
            self._setbacks = 0

    def _set_back(self, row: OutboxRow, diagnosis: Diagnosis) -> None:
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
                if row.effect not in LOOKED_UP:
                    self._outbox.not_arrived(row, diagnosis.error)
            case Failure.UNACCEPTABLE if row.effect in {*SHOWS, *REDRAWS, Effect.NOTICE}:
                self._draw_plainly(row, diagnosis.error)
            case Failure.UNACCEPTABLE | Failure.NEVER:
                self._give_up(row, diagnosis.error)

    def _draw_plainly(self, row: OutboxRow, failure: str) -> None:
        """Show a card that Slack refused without what it may have refused, and with the reason on it."""
        try:
            self._effects.carry_out(row, failure=failure)
        except SLACK_ERRORS as error:
            diagnosis = diagnose(error)
            if diagnosis.failure is Failure.UNACCEPTABLE:
                diagnosis = Diagnosis(Failure.NEVER, diagnosis.error)
            self._set_back(row, diagnosis)

    def _retry_or_give_up(self, row: OutboxRow, error: str) -> None:
        if row.attempts >= MOST_FAULTS:
            self._give_up(row, error)
        else:
            self._outbox.postpone(row.id, time.time() + 2.0**row.attempts, error)

    def _give_up(self, row: OutboxRow, reason: str) -> None:
        self._outbox.failed(row.id, reason)
        log.error("Given up", row=row.id, effect=row.effect.value, mention=row.mention_id, reason=reason)

    def _back_off(self) -> float:
        """Return how long to leave Slack alone: longer after each setback in a row, spread so that all don't return."""
        self._setbacks = min(self._setbacks + 1, _MOST_DOUBLINGS)
        longest = min(LONGEST_BACKOFF, 2.0 ** (self._setbacks - 1))
        return random.uniform(longest / 2, longest)  # noqa: S311 - spreads load, guards nothing

    def _look_up_doubtful(self) -> None:
        """Settle the attempts of which nobody knows how they ended, once their own time-out has passed."""
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + LOOK_EVERY
        for row in self._outbox.in_doubt(before=time.time() - self._doubtful_after):
            try:
                arrived = self._effects.look_up(row)
            except SLACK_ERRORS as error:
                # It is handed out again later.
                diagnosis = diagnose(error)
                log.warning("An attempt stays in doubt", row=row.id, error=diagnosis.error)
                if diagnosis.failure is not Failure.RATE_LIMITED and isinstance(error, SlackApiError):
                    # Slack answered: where this one stands it lets nobody look, which holds up no other.
                    continue
                self._next_look = time.monotonic() + max(diagnosis.retry_after, LOOK_EVERY)
                return
            log.info("An attempt in doubt was looked up", row=row.id, effect=row.effect.value, arrived=arrived)
