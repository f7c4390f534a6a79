"""A click on what is no mention does nothing, and the log tells of it. `test_every_click` has all the others."""

from typing import Any

import pytest
from sqlalchemy import Engine

from bot.sandbox.people import ANNA
from bot.sandbox.server import SandboxServer
from rules.decisions import Action
from tests.cards import card_of, log_of
from tests.forging import click_forged
from tests.integration.delivery.waiting import drained, until
from tests.running_bot import RunningBot
from tests.sandbox import Workspace

pytestmark = [
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("card"),
]

QUESTION = "Does anyone know if the blood test clinic takes walk-ins?"
NO_MENTIONS = ["", "x", "0x1", "-1", "１", "99999999999", "1; drop table mentions"]


@pytest.fixture
def card(bot: RunningBot, workspace: Workspace, engine: Engine) -> dict[str, Any]:
    bot.receive(QUESTION)
    shown = card_of(workspace, QUESTION)
    drained(engine)
    return shown


def logged(caplog: pytest.LogCaptureFixture, event: str) -> list[Any]:
    return [record for record in caplog.records if record.getMessage() == event]


@pytest.mark.parametrize("value", NO_MENTIONS)
def test_what_is_no_mention_is_refused_and_noted_without_its_words(
    sandbox: SandboxServer, engine: Engine, caplog: pytest.LogCaptureFixture, value: str
):
    click_forged(sandbox, ANNA, Action.APPROVE, value)
    until(lambda: logged(caplog, "A forged payload was refused"))
    [noted] = logged(caplog, "A forged payload was refused")
    assert (noted.person, noted.part) == (ANNA.id, "mention")
    assert "drop table" not in caplog.text
    assert log_of(engine) == []
