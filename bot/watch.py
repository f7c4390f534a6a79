"""What the clock brings about, tick by tick: it only looks at what is due, and what is due is in the database."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import structlog

from bot.clock import Clock
from bot.recipients import Recipients
from bot.slack_failures import SLACK_ERRORS, diagnose
from db.notices import Notice, NoticeKind
from db.watch import Watch
from handlers.desk import MembershipUnknownError
from rules.office_hours import OfficeHours

log = structlog.get_logger(__name__)


class Watcher:
    """Orders what the clock asks for: reminders, announcements, and the summary of the working day before."""

    def __init__(
        self,
        watch: Watch,
        recipients: Recipients,
        hours: OfficeHours,
        clock: Clock,
        *,
        summary_at: time,
        committed: Callable[[], None],
    ) -> None:
        """Tie the parts together; `committed` is called after each tick that put something into the outbox."""
        self._watch = watch
        self._recipients = recipients
        self._hours = hours
        self._clock = clock
        self._summary_at = summary_at
        self._committed = committed
        self._summed_up: date | None = None

    def tick(self) -> None:
        """Do what is due now; raise `db.errors.StoreError` where the database is away, and nothing is lost."""
        now = self._clock.now()
        told = self._watch.tick(now, self._recipients.urgent(), self._recipients.police)
        if self._order_summary(now) or told:
            self._committed()

    def _order_summary(self, now: datetime) -> bool:
        """Order today's summary once its time has come, on a working day; who starts late still gets it that day."""
        local = now.astimezone(self._hours.zone)
        today = local.date()
        if today == self._summed_up or local.time() < self._summary_at or not self._hours.periods(today):
            return False
        try:
            recipients = self._recipients.summary()
        except MembershipUnknownError:
            return False
        except SLACK_ERRORS as error:
            log.warning("Slack did not say where the summary goes", error=diagnose(error).error)
            return False
        before = _working_day_before(today, self._hours).isoformat()
        ordered = self._watch.order(
            Notice(
                key=f"summary:{today.isoformat()}:{recipient}",
                kind=NoticeKind.SUMMARY,
                at=now,
                recipient=recipient,
                content={"first": before, "last": before},
            )
            for recipient in recipients
        )
        self._summed_up = today
        return ordered


def _working_day_before(day: date, hours: OfficeHours) -> date:
    """Return the last local date before `day` on which the office was open; the day before, if it never was."""
    earlier = (day - timedelta(days=ago) for ago in range(1, 366))
    return next((each for each in earlier if hours.periods(each)), day - timedelta(days=1))
