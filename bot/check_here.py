"""Checks what the bot finds on its own machine: database, office hours, intake, the port it listens on."""

import os
from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import Engine

from bot.check_mail import check_mail
from bot.check_replies import check_replies
from bot.check_settings import Given
from bot.checks import Check, good, look, mend, not_tried
from bot.clock import Clock
from bot.database import TOO_NEW, DatabaseNotReadyError, file_of, place_of, schema_of
from bot.serve import listen
from bot.settings import Settings
from db.engine import connect
from db.migrate import Schema, head, revision
from rules.model import ModelMissing, load
from rules.office_hours import OfficeHours, bank_holidays

_DATABASE = "Database"
_HOURS = "Office hours"
_MODEL = "Language model"
_SHORTEST_TOKEN = 16


def check_here(given: Given, clock: Clock) -> Iterator[Check]:
    """Yield the checks that need no Slack."""
    yield _check_database(given)
    yield from _check_hours(given, clock)
    yield _check_intake(given.settings)
    yield _check_model()
    yield _check_port(given.settings)
    yield from check_replies(given)
    yield from check_mail(given)


def _check_database(given: Given) -> Check:
    if not given.usable("database_url"):
        return not_tried(_DATABASE, "DATABASE_URL must be right first")
    engine = connect(given.settings.database_url)
    try:
        return _judge_database(engine)
    except DatabaseNotReadyError as error:
        return mend(_DATABASE, str(error), "Start the database, or correct DATABASE_URL.")
    finally:
        engine.dispose()


def _judge_database(engine: Engine) -> Check:
    place = place_of(engine)
    found = schema_of(engine)
    path = file_of(engine)
    if path and not all(os.access(each, os.W_OK) for each in (path, path.parent) if each.exists()):
        return mend(_DATABASE, f"{place} can't be written", "Let the user that runs the bot write the file and folder.")
    match found:
        case Schema.NONE:
            return look(_DATABASE, f"There is nothing in {place} yet", "commsbot run makes it; nothing else is needed.")
        case Schema.OLDER:
            return look(
                _DATABASE,
                f"{place} is at revision {revision(engine)}, and this version works with {head()}",
                "Back it up; commsbot run, or commsbot db upgrade, brings it up to date.",
            )
        case Schema.NEWER:
            return mend(_DATABASE, f"{place} is at revision {revision(engine)}", TOO_NEW)
        case Schema.CURRENT:
            return good(_DATABASE, f"{place}, revision {head()}, the newest")


def _check_hours(given: Given, clock: Clock) -> Iterator[Check]:
    if not given.usable("timezone", "office_hours", "holidays", "extra_closed_days", "extra_open_days"):
        yield not_tried(_HOURS, "the settings about office hours must be right first")
        return
    hours = given.settings.opening_hours()
    now = clock.now()
    if hours.is_open(now):
        yield good(_HOURS, "open now")
    else:
        yield good(_HOURS, f"closed now; opens on {_when(hours.next_opening(now), hours)}")
    if hours.holidays:
        yield _check_holidays(hours.holidays, now.astimezone(hours.zone).date())


def _check_holidays(code: str, today: date) -> Check:
    days = sorted(day for year in (today.year, today.year + 1) for day in bank_holidays(code, year) if day >= today)
    if not days:
        return mend("Holidays", f"{code} has no bank holidays in the year ahead", "Correct HOLIDAYS. Example: GB-ENG")
    return good("Holidays", f"{code}; the next one is {days[0]:%A %-d %B %Y}")


def _when(at: datetime, hours: OfficeHours) -> str:
    return f"{at.astimezone(hours.zone):%A %-d %B at %H:%M}"


def _check_intake(settings: Settings) -> Check:
    token = settings.intake_token
    if token is None and settings.intake_secret is None:
        return look(
            "Intake",
            "Neither INTAKE_TOKEN nor INTAKE_SECRET is set: no other system can hand mentions in",
            "Set INTAKE_TOKEN if one should: openssl rand -hex 32",
        )
    if token and len(token.get_secret_value()) < _SHORTEST_TOKEN:
        return look("Intake", "INTAKE_TOKEN is short enough to be guessed", "Make a new one: openssl rand -hex 32")
    ways = [name for name, value in (("token", token), ("signature", settings.intake_secret)) if value]
    return good("Intake", f"by {' and by '.join(ways)}")


def _check_model() -> Check:
    try:
        load()
    except ModelMissing as missing:
        found, _, to_do = str(missing).partition(". ")
        return look(_MODEL, found, to_do)
    return good(_MODEL, "reads each mention before its card is shown")


def _check_port(settings: Settings) -> Check:
    where = f"{settings.host}, port {settings.port}" if settings.port else f"{settings.host}, any free port"
    try:
        listen(settings.host, settings.port).close()
    except OSError as error:
        return look("Port", str(error).partition(" Set PORT")[0], "Fine if the bot is running; else set HOST or PORT.")
    return good("Port", f"{where} is free")
