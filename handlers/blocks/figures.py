"""The words in which people read figures: in Slack, in a terminal, and beside a chart."""

from collections.abc import Mapping
from datetime import date, timedelta

from handlers.blocks.words import principle_title
from rules.assessment import Kind
from rules.decisions import Action
from rules.figures import Aim, Decisions, Figures, ResponseTimes, Risks, StillOpen, Summary
from rules.periods import Period
from rules.platforms import platform
from rules.referrals import Referral

AIMS = {
    Aim.DECIDED: "Suspected breaches decided",
    Aim.ANSWERED: "Answers given",
    Aim.READ: "The rest read",
}
"""What each aim is called where its figures stand."""

DECISIONS = {
    Action.APPROVE: "Approve",
    Action.HIDE: "Hide",
    Action.REPORT: "Report",
    Action.REPLY: "Reply",
    Action.REFER: "Refer to PALS",
    Action.NO_REPLY_NEEDED: "No reply needed",
    Action.HOLD: "Holding reply",
    Action.ESCALATE: "Escalate",
    Action.CLOSE_RISK: "Risk to life closed",
    Action.POLICE_TOLD: "Reported to the police",
}
"""What each decision is called where it is counted."""

REFERRALS: Mapping[Referral | None, str] = {
    Referral.SIGNPOSTED: "told where to go",
    Referral.PASSED_ON: "passed on to PALS",
}
"""What each way to refer somebody is called where it is counted."""

_ONE = {
    Kind.MENTION: "mention",
    Kind.POST: "post",
    Kind.COMMENT: "comment",
    Kind.REPLY: "reply",
    Kind.REVIEW: "review",
    Kind.DIRECT_MESSAGE: "direct message",
}
_SEVERAL = {kind: f"{word}s" for kind, word in _ONE.items()} | {Kind.REPLY: "replies"}


def days(period: Period) -> str:
    """Say which days a period has: "Fri 20 Nov 2026", "Mon 16 to Sun 22 Nov 2026", "October 2026"."""
    first, last = period.first, period.last
    if first == last:
        return _day(last)
    if period.is_month:
        return f"{first:%B %Y}"
    if first.year != last.year:
        return f"{_day(first)} to {_day(last)}"
    month = "" if first.month == last.month else f" {first:%b}"
    return f"{first:%a} {first.day}{month} to {_day(last)}"


def in_days(period: Period) -> str:
    """Say the same to stand after what happened then: "on Fri 20 Nov 2026", "in October 2026", "from Mon … to …"."""
    if period.first == period.last:
        return f"on {days(period)}"
    return f"{'in' if period.is_month else 'from'} {days(period)}"


def before_it(period: Period) -> str:
    """Name what a period is compared with: "the Friday before", "the week before", "the month before".

    As `Period.previous` takes it: the same weekdays, as many whole weeks before as it takes not to overlap.
    """
    if period.is_month:
        return "the month before"
    if period.first == period.last:
        return f"the {period.first:%A} before"
    weeks = (period.first - period.previous().first).days // 7
    return "the week before" if weeks == 1 else f"{weeks} weeks before"


def counted(count: int, one: str, several: str) -> str:
    """Say how many: "1 comment", "1,204 comments"."""
    return f"{count:,} {one if count == 1 else several}"


def of_kind(kind: Kind, count: int) -> str:
    """Say how many mentions of a kind: "2 replies"."""
    return counted(count, _ONE[kind], _SEVERAL[kind])


def one_there(kind: Kind, key: str) -> str:
    """Say what one mention is and where: "a comment on X"."""
    name = platform(key).name
    return f"a {_ONE[kind]} {f'on {name}' if name else 'elsewhere'}"


def share(part: int, whole: int) -> str:
    """Say a part of a whole: "6 of 7 (86 %)". Never 100 % unless it is all, nor 0 % unless it is none."""
    if not whole:
        return "0 of 0"
    percent = round(100 * part / whole)
    if 0 < part < whole:
        percent = min(max(percent, 1), 99)
    return f"{part:,} of {whole:,} ({percent} %)"


def hours_and_minutes(span: timedelta) -> str:
    """Say a length of time in hours and minutes; working time has days of its own length, so it is not said in days."""
    minutes = int(span.total_seconds()) // 60
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours:,} h {minutes} min" if minutes else f"{hours:,} h"
    return f"{minutes} min" if minutes else "less than a minute"


def place(key: str) -> str:
    """Name a platform."""
    return platform(key).name or "Elsewhere"


def by_kind(figures: Figures) -> dict[Kind, int]:
    """Return how many of each kind came in, the most first."""
    counts: dict[Kind, int] = {}
    for each in figures.came_in:
        counts[each.kind] = counts.get(each.kind, 0) + each.count
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def by_action(figures: Figures) -> dict[Action, list[Decisions]]:
    """Return what was decided, each action with the principles under which it was."""
    found: dict[Action, list[Decisions]] = {}
    for each in figures.decisions:
        found.setdefault(each.action, []).append(each)
    return found


def told_apart(made: list[Decisions]) -> str:
    """Say under which principles something was decided, or how they were referred; empty where neither is known.

    As "Abusive 3, Irrelevant advertising 2", or "told where to go 4, passed on to PALS 1".
    """
    named = [(_name(each), each.count) for each in made]
    return ", ".join(f"{name} {count:,}" for name, count in named if name)


def times_said(times: ResponseTimes) -> str:
    """Say how long something took: "median 22 min, 90th centile 48 min"."""
    return f"median {hours_and_minutes(times.median)}, 90th centile {hours_and_minutes(times.ninetieth)}"


def risks_said(risks: Risks) -> str:
    """Say how risks to life were met: "2 came in; both acknowledged, the slowest after 6 min (at any hour)"."""
    said = f"{counted(risks.count, 'message', 'messages')} came in; "
    if not risks.acknowledged:
        return said + "not acknowledged by anybody yet"
    all_of_them = risks.acknowledged == risks.count
    said += "acknowledged" if all_of_them else f"{risks.acknowledged:,} of them acknowledged"
    return f"{said}, the slowest after {hours_and_minutes(risks.slowest or timedelta())} (clock time, at any hour)"


def open_said(still_open: StillOpen) -> str:
    """Say what is still open: "6, 2 of them overdue"."""
    if not still_open.count:
        return "nothing, every mention is decided and answered"
    late = f"{still_open.overdue:,}" if still_open.overdue else "none"
    return f"{still_open.count:,}, {late} of them overdue"


def with_pals_said(still_open: StillOpen) -> str:
    """Say how much is with PALS: "2 passed on, not acknowledged by PALS yet"; empty where nothing is."""
    return f"{still_open.with_pals:,} passed on, not acknowledged by PALS yet" if still_open.with_pals else ""


def in_one_sentence(summary: Summary) -> str:
    """Say the most important figures, for a notification or a screen reader."""
    of = days(summary.windows.period)
    if summary.figures.is_quiet:
        return f"Summary of {of}: nothing came in and nothing was decided. Still open: {open_said(summary.open)}."
    return (
        f"Summary of {of}: {summary.figures.received:,} came in, "
        f"{counted(summary.figures.decided, 'decision', 'decisions')}. Still open: {open_said(summary.open)}."
    )


def ranked(counts: Mapping[str, int], most: int) -> dict[str, int]:
    """Return the `most` largest by their names in words, and all others together as "elsewhere"."""
    named = {place(key): count for key, count in list(counts.items())[:most]}
    rest = sum(counts.values()) - sum(named.values())
    return named | ({"other places": rest} if rest else {})


def _name(made: Decisions) -> str:
    if made.principle:
        return principle_title(made.principle)
    return REFERRALS.get(made.referral, "")


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
