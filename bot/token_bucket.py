"""A limit on how often something may happen, with room for bursts."""

import threading
import time
from collections.abc import Callable


class TokenBucket:
    """Holds up to `capacity` tokens and gains `per_second`; each time takes one. Safe to use from several threads."""

    def __init__(self, capacity: int, per_second: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._capacity = capacity
        self._per_second = per_second
        self._monotonic = monotonic
        self._tokens = float(capacity)
        self._counted_at = monotonic()
        self._lock = threading.Lock()

    def wait(self) -> float:
        """Return the seconds until there is a token; 0 when there is one now."""
        with self._lock:
            return self._wait()

    def take(self) -> float:
        """Take a token and return 0, or take none and return the seconds until there is one."""
        with self._lock:
            wait = self._wait()
            if not wait:
                self._tokens -= 1
            return wait

    def _wait(self) -> float:
        now = self._monotonic()
        self._tokens = min(self._capacity, self._tokens + (now - self._counted_at) * self._per_second)
        self._counted_at = now
        return max(0.0, 1 - self._tokens) / self._per_second
