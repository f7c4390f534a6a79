"""The team's office, for a browser: the local workspace, the bot that runs in production, and its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page
from sqlalchemy import Engine

from bot.clock import MovableClock
from bot.sandbox.options import SandboxOptions
from bot.sandbox.server import SandboxServer
from db.engine import connect
from db.migrate import upgrade
from db.store import Store
from handlers.manifest import manifest
from tests.running_bot import RunningBot, running_bot, settings_for


@dataclass(frozen=True)
class Office:
    """The workspace, the bot in it, the database behind the bot, and the clock on the wall."""

    server: SandboxServer
    bot: RunningBot
    engine: Engine
    clock: MovableClock

    def log(self) -> list[tuple[str, str, str | None]]:
        """Return who decided what, and under which principle."""
        return [(row.person.name, row.action.value, row.principle) for row in Store(self.engine).decisions()]


@contextmanager
def open_office(folder: Path, clock: MovableClock | None = None, **settings: Any) -> Iterator[Office]:
    """Run everything while the block lasts; `settings` are the bot's."""
    clock = clock or MovableClock()
    url = f"sqlite:///{folder / 'commsbot.db'}"
    engine = connect(url)
    upgrade(engine)
    with (
        SandboxServer(SandboxOptions(manifest=manifest(), rate_limit=None), clock) as server,
        running_bot(settings_for(server, url, **settings), engine, clock) as bot,
    ):
        yield Office(server, bot, engine, clock)


def card(page: Page, said: str) -> Locator:
    """Return the message in the channel that has these words."""
    return page.locator("#messages > .message", has_text=said).first


def press(where: Locator | Page, name: str) -> None:
    """Press the button with this label, whatever a screen reader is told besides."""
    where.get_by_role("button").filter(has_text=name).first.click()
