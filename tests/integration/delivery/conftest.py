from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from bot.sandbox.server import SandboxServer
from tests.running_bot import RunningBot, running_bot, settings_for


@pytest.fixture
def impatient_bot(sandbox: SandboxServer, database_url: str, engine: Engine) -> Iterator[RunningBot]:
    """Return a bot that waits 0.5 s for Slack: it looks up what is in doubt after 1.5 s, and rechecks it 3 s later."""
    with running_bot(settings_for(sandbox, database_url, slack_timeout=0.5), engine) as running:
        yield running
