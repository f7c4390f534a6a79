"""HTTP mode: Slack connects to the bot, and signs what it sends."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, text

from bot.sandbox.people import ANNA, MENTIONS
from db.engine import connect
from db.store import Store
from tests.integration.delivery.waiting import GRUMBLE, drained, shown
from tests.running_bot import RunningBot
from tests.sandbox import Workspace, told_by
from tests.signed import SECRET, form, send

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def own_settings() -> dict[str, Any]:
    return {"slack_app_token": None, "slack_signing_secret": SECRET}


def click(card: dict[str, Any], action: str) -> str:
    """Return the body of the request that Slack makes of a click."""
    block, element = next(
        (block, element)
        for block in card["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        if element["action_id"] == action
    )
    payload = {
        "type": "block_actions",
        "user": {"id": ANNA.id},
        "team": {"id": "T1"},
        "channel": {"id": card["channel"]},
        "trigger_id": "1.2.3",
        "actions": [{"type": "button", "action_id": action, "block_id": block["block_id"], "value": element["value"]}],
    }
    return form(payload)


def test_click_over_http_is_recorded_and_redrawn(bot: RunningBot, workspace: Workspace, engine: Engine):
    bot.receive(GRUMBLE)
    card = workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE)
    assert send(bot, click(card, "approve")).status_code == 200
    assert [decision.action.value for decision in Store(engine).decisions()] == ["approve"]
    drained(engine)
    assert "Approved by Anna Shaw" in told_by(shown(workspace, GRUMBLE)[0])
    assert bot.http.get("/healthz").json()["slack_connected"] is None


def test_request_that_slack_did_not_sign_or_signed_long_ago_changes_nothing(
    bot: RunningBot, workspace: Workspace, engine: Engine
):
    bot.receive(GRUMBLE)
    body = click(workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE), "approve")
    assert send(bot, body, secret="another").status_code == 401
    assert send(bot, body, sent_at=time.time() - 600).status_code == 401
    assert bot.http.post("/slack/events", content=body).status_code == 401
    assert list(Store(engine).decisions()) == []


def test_endless_body_is_refused(bot: RunningBot):
    assert bot.http.post("/slack/events", content=b"x" * 2_000_000).status_code == 413


def test_health_is_told_while_fifty_clicks_are_worked_on(bot: RunningBot, workspace: Workspace, database_url: str):
    bot.receive(GRUMBLE)
    body = click(workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE), "approve")
    assert send(bot, body).status_code == 200  # who Anna is, is known from here on
    other = connect(database_url)
    sent = threading.Semaphore(0)

    def one(_: int) -> int:
        sent.release()
        return send(bot, body).status_code

    with other.connect() as connection, connection.begin():
        # Each click waits for the database for two seconds now.
        connection.execute(text("UPDATE mentions SET card_ts = card_ts"))
        with ThreadPoolExecutor(50) as pool:
            clicks = pool.map(one, range(50))
            for _ in range(50):
                sent.acquire()
            began = time.monotonic()
            assert bot.http.get("/healthz").json()["database"] is True
            assert time.monotonic() - began < 1.5
            assert list(clicks) == [200] * 50
            assert time.monotonic() - began > 1.5, "the clicks were worked on meanwhile"
        connection.rollback()
    other.dispose()
