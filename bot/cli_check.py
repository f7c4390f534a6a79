"""`commsbot check`: everything that can be wrong, in one table with what to do about it."""

import os
from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.check_here import check_here
from bot.check_settings import check_settings, read_settings
from bot.check_slack import check_slack
from bot.checks import Check, State
from bot.clock import SystemClock

_STYLES = {State.GOOD: "green", State.LOOK: "yellow", State.MEND: "bold red", State.NOT_TRIED: "dim"}
_WIDTH_ELSEWHERE = 120
"""Columns where there is no terminal to ask, unless COLUMNS says how many."""


def check() -> bool:
    """Try everything and print the table; return whether nothing must be mended."""
    console = Console(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _WIDTH_ELSEWHERE
    clock = SystemClock()
    with console.status("Trying the settings, the database and Slack …"):
        given = read_settings()
        parts = [list(check_settings(given)), list(check_here(given, clock)), list(check_slack(given, clock))]
    console.print(_table(parts))
    wrong = sum(each.state is State.MEND for part in parts for each in part)
    console.print(_verdict(wrong))
    return not wrong


def _table(parts: Iterable[Iterable[Check]]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column("What", no_wrap=True)
    table.add_column("Found", overflow="fold")
    table.add_column("What to do", overflow="fold")
    for part in parts:
        for each in part:
            mark = Text(f"{each.state.sign} {each.state.word}", style=_STYLES[each.state])
            table.add_row(mark, Text(each.what), Text(each.found), Text(each.to_do))
        table.add_section()
    return table


def _verdict(wrong: int) -> Text:
    if wrong:
        return Text(f"{wrong} {'things' if wrong > 1 else 'thing'} to mend.", style="bold red")
    return Text("Nothing to mend.", style="bold green")
