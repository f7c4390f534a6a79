"""What happens by the clock. APScheduler only ticks; what is due is computed from the clock and the database."""

from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from bot.members import KEPT_FOR, Members
from bot.slack_failures import SLACK_ERRORS, diagnose
from handlers.desk import MembershipUnknownError

_REFRESH_EVERY = int(KEPT_FOR * 0.8)
"""Seconds: before the answer grows old, so that no click has to wait for Slack to say who is in the channel."""
_GRACE = 60
"""Seconds by which a job may be late and still run; APScheduler's own default is one second."""

log = structlog.get_logger(__name__)


def create_scheduler(members: Members, zone: ZoneInfo) -> BackgroundScheduler:
    """Return the scheduler with its jobs, not yet started."""
    scheduler = BackgroundScheduler(
        timezone=zone, job_defaults={"misfire_grace_time": _GRACE, "coalesce": True, "max_instances": 1}
    )
    scheduler.add_job(_refresh_members, "interval", seconds=_REFRESH_EVERY, args=[members], id="refresh_members")
    return scheduler


def _refresh_members(members: Members) -> None:
    try:
        members.refresh()
    except MembershipUnknownError:
        log.warning("Slack did not say who is in the mentions channel")
        return
    try:
        members.learn_names()
    except SLACK_ERRORS as error:
        log.warning("Slack did not say what the members are called", error=diagnose(error).error)
