"""By when a formal complaint must be acknowledged, whoever made it and wherever."""

from datetime import UTC, datetime, time, timedelta

from rules.office_hours import OfficeHours, bank_holidays

WORKING_DAYS = 3
"""The Local Authority Social Services and National Health Service Complaints (England) Regulations 2009, regulation
13(3): acknowledged not later than 3 working days after the day on which it was received."""

_SATURDAY = 5


def acknowledge_by(received: datetime, hours: OfficeHours) -> datetime:
    """Return when the day ends by which a complaint that came in at `received` must be acknowledged. Aware UTC.

    A working day is any from Monday to Friday that is no bank holiday in `hours`; on which days the team's own office
    opens makes no difference.
    """
    day, left = received.astimezone(hours.zone).date(), WORKING_DAYS
    while left:
        day += timedelta(days=1)
        is_holiday = bool(hours.holidays) and day in bank_holidays(hours.holidays, day.year)
        left -= day.weekday() < _SATURDAY and not is_holiday
    return datetime.combine(day, time(23, 59), hours.zone).astimezone(UTC)
