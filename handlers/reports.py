"""All that a listener may ask about figures. `bot.summary` implements it. Team leads alone are told any."""

from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from handlers.desk import Member, NotALeadError, NotSentError
from rules.figures import Summary
from rules.periods import Period

__all__ = ["NotALeadError", "NotSentError", "Picture", "Report", "Reports"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart that was uploaded to Slack and can be shown."""

    file_id: str
    alt_text: str
    """Says the same in words."""


@dataclass(frozen=True, slots=True)
class Report:
    """A summary with what makes it fit for Slack."""

    summary: Summary
    oldest_url: str | None = None
    """Address of the card of the oldest open mention, or of the digest that shows it among others."""
    chart: Picture | None = None
    """None when it could not be made, or when there is nothing to draw."""
    oldest_in_digest: bool = False


class Reports(Protocol):
    """Summaries of how it went. Every method may be called from any thread, and checks who asks."""

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that people read times in."""
        ...

    def period(self, words: str, by: Member) -> Period:
        """Return the period that somebody named; raise NotALeadError, and `rules.periods.PeriodError`."""
        ...

    def report(self, period: Period, by: Member) -> Report:
        """Return the summary of a period with its chart uploaded, which takes seconds; raise NotALeadError."""
        ...

    def send_rows(self, period: Period, by: Member) -> None:
        """Send the figures and a row for each mention as CSV to who asks, in a direct message.

        Raises NotALeadError, NotSentError.
        """
        ...
