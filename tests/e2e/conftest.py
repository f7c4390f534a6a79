"""A real browser, and a local workspace with a small app behind it."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.clock import MovableClock
from bot.sandbox.options import SandboxOptions
from bot.sandbox.people import ANNA, APP_TOKEN, BOT_TOKEN, MENTIONS, Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.views import Views
from tests.e2e.small_app import MANIFEST, SmallApp

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
WIDE = {"width": 1280, "height": 800}
# Shorter than Slack's three seconds, so that a test of a late acknowledgement is short too.
OPTIONS = SandboxOptions(manifest=MANIFEST, rate_limit=None, ack_seconds=1.5)


PATIENCE_MS = 15_000
"""Longest wait for what a person would see; a busy machine needs it, a working page does not."""
expect.set_options(timeout=PATIENCE_MS)


@dataclass(frozen=True)
class Running:
    """A workspace that is being served, and the app in it."""

    server: SandboxServer
    app: SmallApp


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start the system's Chromium."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "No Chromium on the PATH: `make test` installs it."
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    # Chromium keeps its crash reports in the person's home otherwise.
    environment = os.environ | {"XDG_CONFIG_HOME": str(tmp_path_factory.mktemp("chromium"))}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=quiet, env=environment)
        yield chromium
        chromium.close()


@contextmanager
def serving(options: SandboxOptions) -> Iterator[Running]:
    """Serve a workspace, with the small app connected to it."""
    with SandboxServer(options, MovableClock()) as server:
        client = WebClient(token=BOT_TOKEN, base_url=server.api_url, retry_handlers=[])
        small = SmallApp(client)
        bolt = App(client=client, token_verification_enabled=False)
        small.register(bolt)
        handler = SocketModeHandler(bolt, APP_TOKEN, web_client=client)
        handler.connect()
        yield Running(server, small)
        small.forget()
        handler.close()


@pytest.fixture(scope="session")
def shared() -> Iterator[Running]:
    """Serve one workspace for all tests: starting and ending one takes longer than most of them."""
    with serving(OPTIONS) as running:
        yield running


@pytest.fixture
def running(shared: Running) -> Iterator[Running]:
    """Give the workspace as if it were new: nothing said, nothing open."""
    yield shared
    shared.app.forget()
    workspace = shared.server.sandbox.workspace

    async def forget() -> None:
        for channel in workspace.channels.values():
            channel.messages.clear()
            channel.ephemerals.clear()
            channel.replies.clear()
        workspace.views = Views()
        shared.server.sandbox.faults.replace({})

    shared.server.on_loop(forget)


@pytest.fixture
def small_app(running: Running) -> SmallApp:
    """Return the app in the workspace."""
    return running.app


@pytest.fixture
def open_as(browser: Browser, running: Running) -> Iterator[Callable[..., Page]]:
    """Open the page as a person, in a window of their own; fails where the page logs an error or breaks its policy."""
    contexts = []
    troubles: list[str] = []

    def open_page(
        person: Person = ANNA, channel: str = MENTIONS.id, app: str | None = None, **settings: object
    ) -> Page:
        context = browser.new_context(**{"viewport": WIDE, "timezone_id": "America/New_York", **settings})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
        where = f"app={app}" if app else f"channel={channel}"
        page.goto(f"{running.server.url}/?as={person.id}&{where}")
        page.locator("body[data-live]").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def page(open_as: Callable[..., Page]) -> Page:
    """Open #social-mentions as Anna."""
    return open_as()
