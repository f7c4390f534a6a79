"""Small waits and looks that the tests of delivery share."""

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, text

from bot.sandbox.people import ANNA
from db.outbox import Outbox
from tests.running_bot import RunningBot
from tests.sandbox import Workspace, told_by

QUESTION = "What time does the walk-in clinic open on Saturday?"
GRUMBLE = "What a waste of money the new website is."
_POLL = 0.05


def until(condition: Callable[[], object], within: float = 20.0) -> None:
    """Return once the condition holds: for what happens in a thread or a process that tells nobody."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"did not happen within {within} s"
        time.sleep(_POLL)


def drained(engine: Engine, within: float = 30.0) -> None:
    """Return once nothing waits to be carried out."""
    outbox = Outbox(engine)
    until(lambda: outbox.waiting() == 0, within)


def shown(workspace: Workspace, words: str) -> list[dict[str, Any]]:
    """Return the messages in the channel that say these words, those for one person alone left out."""
    return [
        message for message in workspace.messages(ANNA) if words in told_by(message) and not message["is_ephemeral"]
    ]


def failures(engine: Engine) -> list[tuple[str, str]]:
    """Return what was given up: effect and reason."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT effect, error FROM outbox WHERE state = 'failed' ORDER BY seq"))
        return [(effect, error) for effect, error in rows]


def is_delivering(bot: RunningBot) -> bool:
    return bool(bot.http.get("/healthz").json()["delivering"])
