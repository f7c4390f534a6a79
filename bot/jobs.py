"""What happens by the clock. APScheduler only ticks; what is due is computed from the clock and the database."""

import logging
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from bot.logs import kind_and_place
from bot.members import KEPT_FOR, Members
from bot.slack_failures import SLACK_ERRORS, diagnose
from bot.watch import Watcher
from db.errors import StoreError
from handlers.desk import MembershipUnknownError

_REFRESH_EVERY = int(KEPT_FOR * 0.8)
"""Seconds: before the answer grows old, so that no click has to wait for Slack to say who is in the channel."""
TICK_EVERY = 2
"""Seconds between two looks at what is due: a risk to life is to be announced at once."""
_GRACE = 60
"""Seconds by which a job may be late and still run; APScheduler's own default is one second."""

log = structlog.get_logger(__name__)


def create_scheduler(members: Members, watcher: Watcher, zone: ZoneInfo) -> BackgroundScheduler:
    """Return the scheduler with its jobs, not yet started."""
    # It warns of each tick left out because the one before still works: the next tick does what that one would have.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(
        timezone=zone, job_defaults={"misfire_grace_time": _GRACE, "coalesce": True, "max_instances": 1}
    )
    scheduler.add_job(_refresh_members, "interval", seconds=_REFRESH_EVERY, args=[members], id="refresh_members")
    scheduler.add_job(_tick, "interval", seconds=TICK_EVERY, args=[watcher], id="tick")
    return scheduler


def _tick(watcher: Watcher) -> None:
    """Look once; whatever goes wrong, the next tick comes, and what was due is due still."""
    try:
        watcher.tick()
    except (StoreError, SQLAlchemyError) as error:
        log.warning("The clock could not read or write the database", error=type(error).__name__)
    except Exception as error:
        log.error("A tick of the clock failed", **kind_and_place(error))  # noqa: TRY400 - without the error's own words


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
