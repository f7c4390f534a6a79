"""The whole bot, running in this process against a local workspace, as `commsbot run` runs it."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import structlog
import uvicorn
from sqlalchemy import Engine

from bot.app import create_app
from bot.clock import Clock, MovableClock
from bot.logs import set_up_logs
from bot.sandbox.people import APP_TOKEN, BOT_TOKEN, MENTIONS, TEAM_LEADS
from bot.sandbox.server import SandboxServer
from bot.serve import listen, web_server
from bot.settings import Settings, load
from handlers.manifest import manifest
from tests.sandbox import MONDAY, StartSandbox, Workspace

# As `commsbot run` does: by itself structlog prints whole cases with an error. Not cached, for tests that capture logs.
set_up_logs("WARNING")
structlog.configure(cache_logger_on_first_use=False)

INTAKE_TOKEN = "intake-token-of-the-tests"
START_SECONDS = 10.0


def settings_for(sandbox: SandboxServer, database_url: str, **given: Any) -> Settings:
    """Return settings that point a bot at a local workspace, at a pace that does not slow tests down.

    However many mentions come in, each has its card: a test of floods gives thresholds of its own.
    """
    usual = {
        "slack_api_url": sandbox.api_url,
        "slack_bot_token": BOT_TOKEN,
        "slack_app_token": APP_TOKEN,
        "slack_posts_per_second": 200,
        "digest_per_post": 100_000,
        "digest_in_all": 100_000,
        "mentions_channel": MENTIONS.name,
        "team_leads": TEAM_LEADS.id,
        "database_url": database_url,
        "intake_token": INTAKE_TOKEN,
        "port": 0,
    }
    return load(Settings, _env_file=None, **usual | given)


class RunningBot:
    """A bot that was started, and the way in for mentions."""

    def __init__(self, settings: Settings, engine: Engine, clock: Clock) -> None:
        self._socket = listen("127.0.0.1", settings.port)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.http = httpx.Client(
            base_url=self.url, headers={"Authorization": f"Bearer {INTAKE_TOKEN}"}, timeout=30, trust_env=False
        )
        self._server: uvicorn.Server = web_server(create_app(settings, engine, clock))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def start(self) -> None:
        self._thread.start()
        # The socket listens already: the first answer comes once the bot has started.
        self.http.get("/healthz").raise_for_status()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(START_SECONDS)
        self.http.close()

    def post(self, mentions: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> httpx.Response:
        """Hand mentions in, as another system does."""
        return self.http.post("/mentions", json=mentions)

    def receive(self, text: str, external_id: str = "1", **fields: Any) -> None:
        """Hand in one comment and see it accepted."""
        usual = {"platform": "facebook", "kind": "comment", "author_name": "Jo B", "url": "https://example.org/1"}
        answer = self.post(usual | {"text": text, "external_id": external_id} | fields)
        assert answer.status_code == 202, answer.text
        assert answer.json()["accepted"] == 1


@contextmanager
def running_bot(
    settings: Settings, engine: Engine, clock: Clock | None = None, *, slack_is_up: bool = True
) -> Iterator[RunningBot]:
    """Run the bot for as long as the block lasts; where Slack is up, from when it is connected.

    It goes by `clock`; without one it is a Monday morning, as it is in a workspace that was started without one.
    """
    bot = RunningBot(settings, engine, clock or MovableClock(MONDAY))
    bot.start()
    try:
        if slack_is_up and settings.slack_app_token:
            _wait_until_connected(Workspace(settings.slack_api_url.removesuffix("/api/")))
        yield bot
    finally:
        bot.stop()


def _wait_until_connected(workspace: Workspace) -> None:
    somebody = workspace.get("/sandbox/people")["people"][0]["id"]
    workspace.wait_for(
        lambda: workspace.get("/sandbox/connections")["connections"], timeout=START_SECONDS, as_=somebody
    )
    workspace.close()


@pytest.fixture
def clock() -> MovableClock:
    """Return the clock that the bot and the workspace go by: at nine on a Monday, the office is open."""
    return MovableClock(MONDAY)


@pytest.fixture
def own_settings() -> dict[str, Any]:
    """Return the settings that a test file has its bot run with, besides the usual ones."""
    return {}


@pytest.fixture
def sandbox(start_sandbox: StartSandbox, clock: MovableClock) -> SandboxServer:
    """Return a local workspace in which the bot is installed by its own manifest."""
    return start_sandbox(clock, manifest=manifest())


@pytest.fixture
def bot(
    sandbox: SandboxServer, database_url: str, engine: Engine, clock: MovableClock, own_settings: dict[str, Any]
) -> Iterator[RunningBot]:
    """Return the bot, running on the test's database against the test's local workspace."""
    with running_bot(settings_for(sandbox, database_url, **own_settings), engine, clock) as running:
        yield running
