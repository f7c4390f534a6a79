"""The time of day, passed to whatever needs it, so that the demo and the tests can move it on."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present, aware and in UTC."""
        ...

    def told_at(self, moment: float) -> float:
        """Return the earliest that this clock may have told at `moment` of the machine's; both in epoch seconds.

        What the bot did is noted by the machine's clock, and Slack's messages bear the time of the clock that both
        share: this is what finds the one by the other.
        """
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present, aware and in UTC."""
        return datetime.now(UTC)

    def told_at(self, moment: float) -> float:
        """Return `moment`: it is the machine's clock itself."""
        return moment


class MovableClock:
    """The machine's clock, moved on by hand, and only forwards. Safe to use from several threads."""

    def __init__(self, start: datetime | None = None) -> None:
        self._lock = threading.Lock()
        self._offset = timedelta(0) if start is None else start - datetime.now(UTC)
        self._first_offset = self._offset

    def now(self) -> datetime:
        """Return the moved present, aware and in UTC."""
        with self._lock:
            return datetime.now(UTC) + self._offset

    def told_at(self, moment: float) -> float:
        """Return what it told at `moment` of the machine's clock before it was ever moved on; both in epoch seconds."""
        return moment + self._first_offset.total_seconds()

    def advance(self, by: timedelta) -> None:
        """Move on by `by`; raise ValueError when that is backwards."""
        if by < timedelta(0):
            raise ValueError("The clock moves forwards only: give a duration of zero or more.")
        with self._lock:
            self._offset += by
