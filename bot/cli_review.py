"""`commsbot triage review`: how often what was suggested was followed or overruled, and the thresholds in force."""

import json
import sys
from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.database import opened
from bot.settings import StoreSettings
from db.review import read_suggested
from db.team import Team
from handlers.blocks.text import shorten
from handlers.blocks.words import principle_title
from rules.principles import policy
from rules.review import Review, Tally, Verdict, review
from rules.team import SetThreshold

_WIDTH_ELSEWHERE = 120
"""Columns where there is no terminal to ask."""
_EXAMPLE = 100
"""Characters of an example."""


def print_review(settings: StoreSettings, since: date | None, examples: int, *, as_json: bool) -> None:
    """Print what became of the suggestions to hide or report; raise DatabaseNotReadyError, Unreachable."""
    zone = settings.opening_hours().zone
    begin = datetime.combine(since, time(), zone) if since else None
    with opened(settings.database_url, create=False) as engine:
        found = review(read_suggested(engine, begin), examples)
        own = Team(engine).thresholds()
    if as_json:
        _write_json(found, own)
    else:
        _show(found)
        console_of_tables().print(in_force(own, zone))


def in_force(own: Sequence[SetThreshold], zone: ZoneInfo) -> Table:
    """Return each principle's threshold in force, with who set those that are not as shipped."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Thresholds in force")
    table.add_column("Now", justify="right")
    table.add_column("Shipped", justify="right")
    table.add_column("Set")
    by_key = {each.threshold.principle: each for each in own}
    for each in policy().principles:
        mine = by_key.get(each.key)
        now = mine.threshold.value if mine else each.threshold
        who = f"by {mine.set_by.name}, {mine.set_at.astimezone(zone):%-d %B %Y %H:%M}" if mine else "as shipped"
        table.add_row(Text(principle_title(each.key, numbered=True)), f"{now:.2f}", f"{each.threshold:.2f}", Text(who))
    return table


def _write_json(found: Review, own: Sequence[SetThreshold]) -> None:
    shipped = {each.key: each.threshold for each in policy().principles}
    now = shipped | {each.threshold.principle: each.threshold.value for each in own}
    for tally in (*found.principles, *found.rules):
        principle, detector, reason = (*tally.name, None, None)[:3]
        key = tally.name[0]
        row = {"principle": principle, "detector": detector, "reason": reason, "suggested": tally.suggested}
        row |= {verdict.value: tally.counts[verdict] for verdict in Verdict}
        thresholds = {"threshold": now.get(key), "shipped_threshold": shipped.get(key)}
        sys.stdout.write(json.dumps(row | thresholds | {"examples": tally.examples}) + "\n")
    sys.stdout.flush()


def _show(found: Review) -> None:
    console = console_of_tables()
    if not found.principles:
        console.print("Nothing was suggested to be hidden or reported.")
        return
    console.print(_table("Principle", found.principles))
    console.print(_table("Rule", found.rules))
    console.print(
        "Followed: the first decision that stands is the one suggested, under that principle. Overruled: any other.",
        style="dim",
    )
    for tally in found.rules:
        if tally.examples:
            console.print(Text(f"Overruled, {_named(tally)}:", style="bold"))
            for text in tally.examples:
                console.print(Text(f"  “{shorten(' '.join(text.split()), _EXAMPLE)}”"))


def console_of_tables() -> Console:
    """Return a console that is wide enough for a table where there is no terminal."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH_ELSEWHERE
    return console


def _table(heading: str, tallies: Sequence[Tally]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(heading)
    for column in ("Suggested", "Followed", "Overruled", "Undecided"):
        table.add_column(column, justify="right")
    for tally in tallies:
        counts = (tally.suggested, *(tally.counts[verdict] for verdict in Verdict))
        table.add_row(Text(_named(tally)), *(f"{count:,}" for count in counts))
    return table


def _named(tally: Tally) -> str:
    principle, *rule = tally.name
    if not rule:
        return principle_title(principle, numbered=True)
    detector, reason = rule
    published = policy().by_key.get(principle)
    return f"{published.number if published else principle}: {reason} ({detector})"
