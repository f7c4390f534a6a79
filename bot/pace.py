"""Slack's rate limits, kept from our side, so that it seldom has to refuse."""

import time
from collections.abc import Callable

from bot.token_bucket import TokenBucket

POSTS_PER_SECOND = 1.0
"""chat.postMessage: about one message a second in a channel, short bursts allowed (Slack's rate limits)."""
POST_BURST = 3
UPDATES_PER_SECOND = 50 / 60
"""chat.update: tier 3, about 50 a minute (Slack's rate limits)."""
UPDATE_BURST = 10


class Pace:
    """How often one kind of call is made: `burst` at once, then `per_second`, and not at all while Slack says so."""

    def __init__(self, per_second: float, burst: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._bucket = TokenBucket(burst, per_second, monotonic)
        self._monotonic = monotonic
        self._blocked_until = 0.0

    def wait(self) -> float:
        """Return the seconds until the next call may be made; 0 when it may be made now."""
        return max(self._bucket.wait(), self._blocked_until - self._monotonic(), 0.0)

    def take(self) -> None:
        """Count a call."""
        self._bucket.take()

    def block(self, seconds: float) -> None:
        """Make no call for that long: Slack said so (Retry-After), or it can't be reached."""
        self._blocked_until = max(self._blocked_until, self._monotonic() + seconds)
