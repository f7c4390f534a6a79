"""`commsbot summary`: how a period went, in the terminal."""

import os
from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.clock import Clock
from bot.database import opened
from bot.settings import StoreSettings
from db.reports import Reports
from handlers.blocks.figures import (
    AIMS,
    DECISIONS,
    REFERRALS,
    days,
    hours_and_minutes,
    in_one_sentence,
    of_kind,
    one_there,
    open_said,
    place,
    risks_said,
    share,
    with_pals_said,
)
from handlers.blocks.summary import QUOTED
from handlers.blocks.text import moment, shorten
from handlers.blocks.words import principle_title
from rules.figures import Aim, Decisions, Figures, ResponseTimes, Summary, windows
from rules.periods import Period, parse_period

_WIDTH_ELSEWHERE = 120
"""Columns where there is no terminal to ask, unless COLUMNS says how many."""
_Row = tuple[str, ...]


def period_asked(settings: StoreSettings, words: str, clock: Clock) -> Period:
    """Return the period that was named; raise `rules.periods.PeriodError`."""
    return parse_period(words, clock.now().astimezone(settings.opening_hours().zone).date())


def print_summary(settings: StoreSettings, period: Period, clock: Clock) -> None:
    """Print the summary of a period; raise DatabaseNotReadyError when there is no database to read."""
    zone = settings.opening_hours().zone
    with opened(settings.database_url, create=False) as engine:
        summary = Reports(engine).summary(windows(period, clock.now(), zone))
    console = Console(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _WIDTH_ELSEWHERE
    console.print(Text(in_one_sentence(summary), style="bold"))
    if not summary.is_over:
        console.print(f"It is {moment(clock.now(), zone)}; compared until the same time of day.")
    for table in _tables(summary):
        if table.row_count:
            console.print(table)
    _print_quotations(console, summary.figures)
    _print_open(console, summary, zone)


def _tables(summary: Summary) -> Iterator[Table]:
    now, before = summary.figures, summary.before
    headings = [days(summary.windows.period), days(summary.windows.period.previous())]
    yield _table(["Came in", *headings], _came_in(now, before))
    yield _table(["Decided", *headings], _decided(now, before))
    if now.responses or before.responses:
        columns = ["Response in working time", *headings]
        yield _table(columns, [row for aim in Aim for row in _response(aim, now.responses, before.responses)])


def _table(columns: list[str], rows: list[_Row]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(columns[0])
    for column in columns[1:]:
        table.add_column(column, justify="right")
    for row in rows:
        # Text, since a platform's name comes from outside and may look like markup.
        table.add_row(*map(Text, row))
    return table


def _came_in(now: Figures, before: Figures) -> list[_Row]:
    counts = [{(each.platform, each.kind): each.count for each in figures.came_in} for figures in (now, before)]
    keys = list(dict.fromkeys([*counts[0], *counts[1]]))
    rows = [
        (
            f"{place(platform)}, {of_kind(kind, 2).removeprefix('2 ')}",
            *(f"{each.get((platform, kind), 0):,}" for each in counts),
        )
        for platform, kind in keys
    ]
    return [*rows, ("All", f"{now.received:,}", f"{before.received:,}")] if rows else []


def _decided(now: Figures, before: Figures) -> list[_Row]:
    counts = [{_decision(each): each.count for each in figures.decisions} for figures in (now, before)]
    names = list(dict.fromkeys([*counts[0], *counts[1]]))
    rows = [(name, *(f"{each.get(name, 0):,}" for each in counts)) for name in names]
    followed = [share(each.followed, each.followed + each.overruled) for each in (now, before)]
    return [*rows, ("Suggestions followed", *followed)] if rows else []


def _decision(made: Decisions) -> str:
    told_apart = principle_title(made.principle, numbered=True) if made.principle else REFERRALS.get(made.referral)
    return ": ".join(filter(None, [DECISIONS[made.action], told_apart]))


def _response(aim: Aim, *found: Mapping[Aim, ResponseTimes]) -> list[_Row]:
    if not any(aim in responses for responses in found):
        return []
    times = [responses.get(aim) for responses in found]
    return [
        (f"{AIMS[aim]}, in time", *(share(each.within, each.count) if each else "–" for each in times)),
        ("    median", *(hours_and_minutes(each.median) if each else "–" for each in times)),
        ("    90th centile", *(hours_and_minutes(each.ninetieth) if each else "–" for each in times)),
    ]


def _print_quotations(console: Console, figures: Figures) -> None:
    for name, heard in (("Suggestions", figures.suggestions), ("Thanks", figures.thanks)):
        if heard.count:
            console.print(f"{name}: {heard.count:,}")
            for said in heard.quotations:
                console.print(Text(f"  “{shorten(' '.join(said.masked_text.split()), QUOTED)}”"))


def _print_open(console: Console, summary: Summary, zone: ZoneInfo) -> None:
    if summary.figures.risks.count:
        console.print(Text(f"Risk to life: {risks_said(summary.figures.risks)}"))
    if not summary.figures.is_quiet:
        console.print(Text(f"Still open now: {open_said(summary.open)}.", style="bold"))
    if oldest := summary.open.oldest:
        came = moment(oldest.received_at, zone, summary.windows.now)
        console.print(Text(f"The oldest: {one_there(oldest.kind, oldest.platform)}, {came}"))
    if with_pals := with_pals_said(summary.open):
        console.print(Text(f"With PALS: {with_pals}"))
