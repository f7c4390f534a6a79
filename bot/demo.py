"""The demo: the real bot behind a local Slack workspace, with mentions coming in by its own intake."""

import json
import os
import secrets
import sys
import tempfile
import threading
import tomllib
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import resources
from itertools import count
from pathlib import Path
from typing import Any

from bot.app import create_app
from bot.clock import Clock, MovableClock, SystemClock
from bot.interrupt import until_interrupted
from bot.logs import set_up_logs
from bot.sandbox.options import SandboxOptions
from bot.sandbox.people import APP_TOKEN, BOT_TOKEN, CARYS, MENTIONS, TEAM_LEADS
from bot.sandbox.server import SandboxServer
from bot.serve import listen, web_server
from bot.settings import Settings, load
from db.engine import connect
from db.migrate import upgrade
from handlers.manifest import manifest

AT_ONCE = 12
"""Mentions that are there from the start: one of each kind and principle."""
_POSTED_AGO = timedelta(minutes=4)
_SERVICES = Path(__file__).with_name("services.example.toml")


def run_demo(port: int, every: float) -> None:
    """Serve the demo until Ctrl-C; `port` is the page's, 0 for a free one, `every` the seconds between mentions."""
    set_up_logs("WARNING")
    clock = MovableClock()
    with (
        until_interrupted("\n  The demo has ended.\n"),
        tempfile.TemporaryDirectory(prefix="commsbot-demo-") as folder,
        _sandbox(port, clock) as workspace,
    ):
        listening = listen("127.0.0.1", 0)
        settings = _settings(workspace.url, Path(folder) / "demo.db", listening.getsockname()[1])
        engine = connect(settings.database_url)
        upgrade(engine)
        stopping = threading.Event()
        threading.Thread(target=_feed, args=(settings, clock, every, stopping), daemon=True).start()
        sys.stdout.write(
            f"\n  Open  {workspace.url}\n\n"
            "  Invented mentions come in by themselves. Decide on some, and see what the second person is told.\n"
            f"  The decision log:  DATABASE_URL={settings.database_url} {Path(sys.argv[0])} export\n"
            "  Ctrl-C ends the demo; nothing of it is kept.\n\n"
        )
        sys.stdout.flush()
        try:
            web_server(create_app(settings, engine, clock)).run(sockets=[listening])
        finally:
            stopping.set()


def run_sandbox(port: int, rate_limit: float | None) -> None:
    """Serve the local workspace alone until Ctrl-C; `rate_limit` multiplies Slack's limits, None lifts them."""
    ended = "\n  The workspace has ended.\n"
    with until_interrupted(ended), _sandbox(port, SystemClock(), rate_limit) as workspace:
        sys.stdout.write(
            f"\n  Open  {workspace.url}\n\n"
            "  A bot reaches it with these settings:\n\n"
            f"    SLACK_API_URL={workspace.url}/api/\n"
            f"    SLACK_BOT_TOKEN={BOT_TOKEN}\n"
            f"    SLACK_APP_TOKEN={APP_TOKEN}\n"
            f"    MENTIONS_CHANNEL={MENTIONS.name}\n"
            f"    TEAM_LEADS={TEAM_LEADS.id}\n\n"
            "  Ctrl-C ends it; nothing of it is kept.\n\n"
        )
        sys.stdout.flush()
        threading.Event().wait()


@contextmanager
def _sandbox(port: int, clock: Clock, rate_limit: float | None = 1.0) -> Iterator[SandboxServer]:
    try:
        server = SandboxServer(SandboxOptions(port=port, manifest=manifest(), rate_limit=rate_limit), clock)
    except OSError as error:
        raise OSError(
            f"Can't listen on port {port}: {os.strerror(error.errno or 0)}. Choose another with --port."
        ) from error
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _settings(sandbox_url: str, database: Path, port: int) -> Settings:
    """Return settings in which nothing of the environment has a part: the demo never meets a real workspace."""
    defaults = {name: field.get_default() for name, field in Settings.model_fields.items() if not field.is_required()}
    return load(
        Settings,
        _env_file=None,
        **defaults
        | {
            "slack_api_url": f"{sandbox_url}/api/",
            "slack_bot_token": BOT_TOKEN,
            "slack_app_token": APP_TOKEN,
            "mentions_channel": MENTIONS.name,
            "team_leads": TEAM_LEADS.id,
            "urgent_contacts": CARYS.id,
            "database_url": f"sqlite:///{database}",
            "port": port,
            "intake_token": secrets.token_urlsafe(24),
            "organisation": "Anytown Care Board",
            "contact_email": "hello@anytown.example",
            "services_file": _SERVICES,
        },
    )


def _feed(settings: Settings, clock: Clock, every: float, stopping: threading.Event) -> None:
    """Post the invented mentions to the bot's own intake: a dozen at once, then one every so often, for ever."""
    samples = tomllib.loads(resources.files("bot").joinpath("samples.toml").read_text(encoding="utf-8"))["mentions"]
    for number in count():
        if number >= AT_ONCE and stopping.wait(every):
            return
        posted_at = (clock.now() - _POSTED_AGO).isoformat()
        sample = samples[number % len(samples)] | {"external_id": f"demo-{number}", "posted_at": posted_at}
        try:
            _post(settings, sample)
        except OSError:
            # The demo is ending, or its disk is full; the next one comes soon.
            if stopping.is_set():
                return


def _post(settings: Settings, mention: dict[str, Any]) -> None:
    token = settings.intake_token.get_secret_value() if settings.intake_token else ""
    request = urllib.request.Request(
        f"http://127.0.0.1:{settings.port}/mentions",
        data=json.dumps(mention).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=30).close()  # noqa: S310
