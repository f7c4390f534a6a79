"""The command line as a person uses it: a process of its own, with nothing but the settings it is given."""

import os
import pty
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.people import APP_TOKEN, BOT_TOKEN, MENTIONS, TEAM_LEADS
from bot.sandbox.server import SandboxServer

# Tests that a shell runs in the background inherit that Ctrl-C does nothing.
_HEEDS_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
COMMAND = (sys.executable, "-c", f"{_HEEDS_CTRL_C}; from bot.cli import main; main()")
SECONDS = 60.0
"""For any command to end, on a busy machine."""
_FRAMES = dict.fromkeys(map(ord, "│|"), " ")
_CHECKOUT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Finished:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def told(self) -> str:
        """All that it said, in one line, however it was wrapped and framed."""
        return " ".join((self.out + self.err).translate(_FRAMES).split())


def run(*arguments: str, cwd: Path, given: bytes = b"", **settings: str) -> Finished:
    """Run a command to its end; `given` is its standard input."""
    done = subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, *arguments], cwd=cwd, env=environment(settings), input=given, capture_output=True, timeout=SECONDS,
        check=False,
    )  # fmt: skip
    return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())


def run_on_terminal(*arguments: str, cwd: Path, **settings: str) -> Finished:
    """Run a command whose input and output are a terminal of 100 columns; `out` is all that stood on it."""
    ours, theirs = pty.openpty()
    sized = {"TERM": "xterm-256color", "COLUMNS": "100"} | settings
    process = subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, *arguments], cwd=cwd, env=environment(sized), stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    shown = b"".join(_shown_on(ours))
    os.close(ours)
    return Finished(process.wait(SECONDS), shown.decode(), "")


def _shown_on(terminal: int) -> Iterator[bytes]:
    while select.select([terminal], [], [], SECONDS)[0]:
        try:
            yield os.read(terminal, 65536)
        except OSError:  # the other side is closed
            return


class Running:
    """A command that goes on until it is told to stop. `lines` are those it wrote to its standard output so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self._errors: list[str] = []
        # Read all the while, so that no pipe fills up.
        self._reader = threading.Thread(target=self._read_errors, daemon=True)
        self._reader.start()

    def wait_for(self, words: str) -> str:
        """Return the next line of its output that has these words."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line)
            if words in line:
                return line
        raise AssertionError(f"it ended without saying {words!r}: {self.lines} {self._errors}")

    def end(self, by: signal.Signals = signal.SIGINT) -> Finished:
        """Tell it to stop, as Ctrl-C does, and return what it left behind."""
        self.process.send_signal(by)
        assert self.process.stdout
        self.lines += self.process.stdout.readlines()
        status = self.process.wait(SECONDS)
        self._reader.join(SECONDS)
        return Finished(status, "".join(self.lines), "".join(self._errors))

    def close(self) -> None:
        """Kill what is left of it."""
        self.process.kill()
        self.process.wait(SECONDS)
        self._reader.join(SECONDS)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream:
                stream.close()

    def _read_errors(self) -> None:
        assert self.process.stderr
        self._errors += self.process.stderr.readlines()


@contextmanager
def running(*arguments: str, cwd: Path, **settings: str) -> Iterator[Running]:
    """Run a command while the block lasts; what is left of it then is killed."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, *arguments], cwd=cwd, env=environment(settings), text=True, bufsize=1,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    command = Running(process)
    try:
        yield command
    finally:
        command.close()


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which nothing of this process's settings has a part."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"PYTHONPATH": str(_CHECKOUT)} | settings


def pointing_at(sandbox: SandboxServer, **settings: str) -> dict[str, str]:
    """Return the settings that point a bot at a local workspace, as `commsbot sandbox` prints them."""
    usual = {
        "SLACK_API_URL": sandbox.api_url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "MENTIONS_CHANNEL": MENTIONS.name,
        "TEAM_LEADS": TEAM_LEADS.id,
    }
    return usual | settings
