"""Slack's rate limits: so many calls a minute by the method's tier, and one message a second in each channel.

Counted in real time, as Slack does, however the workspace's clock is moved.
"""

import math
import time
from dataclasses import dataclass
from enum import Enum


class Tier(Enum):
    """How often a method may be called: calls a second, and how many at once after a rest.

    Tiers 1 to 4 are documented as 1, 20, 50 and 100 a minute and more, with short bursts tolerated.
    """

    TIER_1 = (1 / 60, 10)
    TIER_2 = (20 / 60, 20)
    TIER_3 = (50 / 60, 50)
    TIER_4 = (100 / 60, 100)
    POSTING = (1.0, 4)
    """chat.postMessage: one a second in each channel, short bursts allowed."""
    SPECIAL = (10.0, 600)
    """Methods documented as allowing hundreds a minute."""

    @property
    def per_second(self) -> float:
        """Return the lasting rate."""
        return self.value[0]

    @property
    def burst(self) -> int:
        """Return how many calls may come at once."""
        return self.value[1]


@dataclass(slots=True)
class _Bucket:
    left: float
    filled_at: float


class RateLimits:
    """Counts calls. `multiplier` raises every limit; None lifts them."""

    def __init__(self, multiplier: float | None) -> None:
        self.multiplier = multiplier
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def seconds_to_wait(self, method: str, tier: Tier, channel: str = "") -> int | None:
        """Count one call; return None when it is allowed, else the whole seconds that Retry-After tells."""
        if self.multiplier is None:
            return None
        rate, burst = tier.per_second * self.multiplier, max(1.0, tier.burst * self.multiplier)
        now = time.monotonic()
        bucket = self._buckets.setdefault((method, channel), _Bucket(burst, now))
        bucket.left = min(burst, bucket.left + (now - bucket.filled_at) * rate)
        bucket.filled_at = now
        if bucket.left >= 1:
            bucket.left -= 1
            return None
        return max(1, math.ceil((1 - bucket.left) / rate))
