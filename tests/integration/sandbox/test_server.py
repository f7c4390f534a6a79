"""The server of the local workspace: where it listens, and how it starts and stops."""

import signal
import subprocess
import sys
import threading
import time

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from bot.sandbox.options import SandboxOptions
from bot.sandbox.people import ANNA
from bot.sandbox.server import SandboxServer
from tests.integration.sandbox.slack import wire
from tests.sandbox import Workspace, driving


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])  # noqa: S104 - what must not be listened on
def test_only_this_machine_is_listened_on(host: str) -> None:
    with pytest.raises(ValueError, match="this machine only"):
        SandboxServer(SandboxOptions(host=host))


def test_taken_port_is_an_error_at_once(sandbox: SandboxServer) -> None:
    taken = int(sandbox.url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        SandboxServer(SandboxOptions(port=taken))


def test_stopping_ends_open_pages_and_sockets(sandbox: SandboxServer, workspace: Workspace) -> None:
    ended = threading.Event()
    listening = threading.Event()

    def look() -> None:
        with driving(sandbox) as page:
            for _ in page.events(ANNA):
                listening.set()
        ended.set()

    with wire(sandbox) as app:
        threading.Thread(target=look).start()
        assert listening.wait(5)
        started = time.monotonic()
        sandbox.stop()
        assert time.monotonic() - started < 2
        assert ended.wait(5)
        with pytest.raises(ConnectionClosed):
            app.next()
    with pytest.raises(httpx.ConnectError):
        workspace.get("/sandbox/people")


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_it_cleanly_while_a_page_is_open(ending: signal.Signals) -> None:
    program = "from bot.sandbox.server import SandboxServer as S; s = S(); print(s.url, flush=True); s.run()"
    with subprocess.Popen(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout
        page = Workspace(run.stdout.readline().strip())
        events = page.events(ANNA)
        assert next(events) == {"type": "hello"}
        run.send_signal(ending)
        assert list(events) == []
        _, errors = run.communicate(timeout=5)
        page.close()
    assert run.returncode in {0, 1, -ending}
    assert "ERROR" not in errors
