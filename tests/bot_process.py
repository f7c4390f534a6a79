"""The bot as a process of its own, started with nothing but environment variables, as an operator starts it."""

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess

import httpx

from bot.cli import main
from bot.sandbox.people import APP_TOKEN, BOT_TOKEN, MENTIONS, TEAM_LEADS
from bot.sandbox.server import SandboxServer
from tests.running_bot import INTAKE_TOKEN

START_SECONDS = 30.0
STOP_SECONDS = 15.0
_POLL = 0.02


class BotProcess:
    """`commsbot run`, to be started, stopped and killed at will; always on the same port."""

    def __init__(self, sandbox: SandboxServer, database_url: str, **settings: str) -> None:
        self.port = _free_port()
        self.environment = {
            **_without_settings(os.environ),
            "SLACK_API_URL": sandbox.api_url,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_POSTS_PER_SECOND": "200",
            "DIGEST_PER_POST": "100000",
            "DIGEST_IN_ALL": "100000",
            "MENTIONS_CHANNEL": MENTIONS.name,
            "TEAM_LEADS": TEAM_LEADS.id,
            "DATABASE_URL": database_url,
            "INTAKE_TOKEN": INTAKE_TOKEN,
            "PORT": str(self.port),
            **settings,
        }
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}",
            headers={"Authorization": f"Bearer {INTAKE_TOKEN}"},
            timeout=30,
            trust_env=False,
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, stderr: int = subprocess.DEVNULL) -> None:
        """Start the process; return at once. `stderr` as `subprocess.Popen` takes it."""
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from bot.cli import main; main()", "run"],
            env=self.environment,
            stderr=stderr,
        )

    def wait_until_up(self) -> None:
        """Return once the bot answers."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self._is_running(), "the bot ended by itself"
            try:
                if self.http.get("/healthz").status_code == 200:
                    return
            except httpx.TransportError:
                # Nothing listens yet, and there is no event to wait for in another process.
                time.sleep(_POLL)
        raise AssertionError("the bot did not come up")

    def _is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End it as a power cut does."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(STOP_SECONDS)

    def end(self, sent: signal.Signals = signal.SIGTERM, within: float = STOP_SECONDS) -> int:
        """Ask it to end, and return its exit status; raise subprocess.TimeoutExpired after `within` seconds."""
        assert self._process is not None
        self._process.send_signal(sent)
        return self._process.wait(within)

    def outcome(self, within: float) -> tuple[int, str]:
        """Return the exit status and the words on standard error of a process that ends by itself."""
        assert self._process is not None
        _, said = self._process.communicate(timeout=within)
        return self._process.returncode, said.decode()

    def close(self) -> None:
        """Leave nothing behind, whatever state it is in."""
        self.http.close()
        if self._is_running():
            self.kill()
        if self._process is not None and self._process.stderr is not None:
            self._process.stderr.close()


class ForkedBotProcess(BotProcess):
    """The same, forked from a process that has imported everything: that takes a second of each start otherwise.

    For what kills it many times. It is a process of its own all the same, with its own memory, threads and files.
    """

    def __init__(self, sandbox: SandboxServer, database_url: str, **settings: str) -> None:
        super().__init__(sandbox, database_url, **settings)
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["alembic.command", "bot.app", "bot.cli", "bot.serve"])
        self._forked: ForkServerProcess | None = None

    def start(self, stderr: int = subprocess.DEVNULL) -> None:  # noqa: ARG002 - its words are of no use here
        """Start the process; return at once."""
        self._forked = self._context.Process(target=_run, args=(self.environment,))
        self._forked.start()

    def _is_running(self) -> bool:
        return self._forked is not None and self._forked.is_alive()

    def kill(self) -> None:
        """End it as a power cut does."""
        assert self._forked is not None
        self._forked.kill()
        self._forked.join(STOP_SECONDS)


def _run(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())
    sys.argv = ["commsbot", "run"]
    main()


def _without_settings(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: environment[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in environment}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
