"""Logs: an error is told by its kind and place; its own words, which may be a stranger's, are not."""

import os
import pty
import subprocess
import sys

import pytest

SCRIPT = """
import logging
import structlog
from bot.logs import kind_and_place, set_up_logs

def fail(text):
    raise RuntimeError(text)

set_up_logs()
try:
    fail("private " + "words")
except RuntimeError as error:
    structlog.get_logger("ours").error("It stumbled", **kind_and_place(error))
    structlog.get_logger("ours").exception("It stumbled")
    logging.getLogger("a library").exception("It stumbled")
"""


def logged(*, on_terminal: bool) -> str:
    """Return what a process logs of an error, with its standard error on a terminal or in a pipe."""
    ours, theirs = pty.openpty() if on_terminal else os.pipe()
    subprocess.run([sys.executable, "-c", SCRIPT], stderr=theirs, timeout=60, check=True)  # noqa: S603 - our own script
    os.close(theirs)
    shown = os.read(ours, 65536)
    os.close(ours)
    return shown.decode()


@pytest.mark.parametrize("on_terminal", [True, False], ids=["terminal", "elsewhere"])
def test_error_is_told_without_its_words(on_terminal: bool):
    told = logged(on_terminal=on_terminal)
    assert told.count("It stumbled") == 3
    assert told.count("RuntimeError") >= 3
    assert told.count("in fail") == 3
    assert "private" not in told
