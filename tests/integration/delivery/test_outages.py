"""Slack away, connections replaced, a database that is locked: people are told, and nothing is lost."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, text

from bot.sandbox.people import ANNA, MENTIONS
from bot.sandbox.server import SandboxServer
from db.engine import connect
from db.store import Store
from handlers.manifest import manifest
from tests.integration.delivery.waiting import GRUMBLE, drained, failures, is_delivering, shown, until
from tests.running_bot import RunningBot, running_bot, settings_for
from tests.sandbox import StartSandbox, Workspace, driving, told_by

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])


def connections(workspace: Workspace) -> int:
    return int(workspace.get("/sandbox/connections")["connections"])


@on_sqlite
def test_mentions_are_taken_while_slack_is_down_at_start_and_shown_once_it_is_there(
    start_sandbox: StartSandbox, database_url: str, engine: Engine
):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    nowhere = SimpleNamespace(api_url=f"http://127.0.0.1:{port}/api/")
    with running_bot(settings_for(nowhere, database_url), engine, slack_is_up=False) as bot:
        bot.receive(GRUMBLE)
        health = bot.http.get("/healthz").json()
        assert (health["healthy"], health["slack_connected"], health["waiting_in_outbox"]) == (True, False, 1)
        with driving(start_sandbox(manifest=manifest(), port=port)) as workspace:
            card = workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE, timeout=30)
            workspace.wait_for(lambda: connections(workspace), timeout=30)
            assert workspace.click(ANNA, card, "approve")["outcome"] == "ok"
            drained(engine)
            assert "Approved by Anna Shaw" in told_by(shown(workspace, GRUMBLE)[0])
            assert bot.http.get("/healthz").json()["slack_connected"] is True


@on_sqlite
def test_mentions_are_taken_while_slack_is_gone_and_shown_once_it_is_back(
    sandbox: SandboxServer, bot: RunningBot, workspace: Workspace, engine: Engine
):
    bot.receive(GRUMBLE, external_id="before")
    workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE)
    workspace.set_faults(every={"kind": "drop"})
    sandbox.on_loop(sandbox.sandbox.sockets.hang_up)
    until(lambda: bot.http.get("/healthz").json()["slack_connected"] is False)
    bot.receive("Said while Slack was away", external_id="meanwhile")
    workspace.set_faults()
    card = workspace.wait_for_message(ANNA, MENTIONS, "Said while Slack was away", timeout=60)
    workspace.wait_for(lambda: connections(workspace), timeout=30)
    assert workspace.click(ANNA, card, "approve")["outcome"] == "ok"
    drained(engine, within=120)
    assert len(shown(workspace, "Said while Slack was away")) == 1
    assert failures(engine) == []
    assert is_delivering(bot)


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
@on_sqlite
def test_clicks_work_after_slack_asked_for_a_new_connection(
    bot: RunningBot, workspace: Workspace, engine: Engine, reason: str
):
    bot.receive(GRUMBLE)
    card = workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE)
    with closing(workspace.events(ANNA)) as events:
        assert next(events)["type"] == "hello"
        workspace.disconnect(reason)
        changes = (event for event in events if event["type"] == "connection")
        # The new one comes, the old one goes. What is clicked in between may be lost, which Slack shows.
        next(changes)
        next(changes)
    assert workspace.click(ANNA, card, "approve")["outcome"] == "ok"
    assert [decision.action.value for decision in Store(engine).decisions()] == ["approve"]


@on_sqlite
def test_connection_that_slack_does_not_open_at_first_is_asked_for_again(
    start_sandbox: StartSandbox, database_url: str, engine: Engine
):
    sandbox = start_sandbox(manifest=manifest())
    with driving(sandbox) as workspace:
        workspace.set_faults(apps_connections_open={"kind": "500", "times": 1}, auth_test={"kind": "drop", "times": 1})
        with running_bot(settings_for(sandbox, database_url), engine, slack_is_up=False) as bot:
            bot.receive(GRUMBLE)
            card = workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE)
            workspace.wait_for(lambda: connections(workspace), timeout=20)
            assert workspace.click(ANNA, card, "approve")["outcome"] == "ok"


@on_sqlite
def test_envelope_delivered_again_does_nothing_twice(bot: RunningBot, workspace: Workspace, engine: Engine):
    bot.receive(GRUMBLE)
    card = workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE)
    workspace.click(ANNA, card, "approve")
    drained(engine)
    workspace.open_home(ANNA)
    workspace.wait_for(lambda: workspace.home(ANNA))
    before = workspace.messages(ANNA)
    assert workspace.redeliver()["acknowledged"]
    assert workspace.messages(ANNA) == before
    assert len(list(Store(engine).decisions())) == 1


@contextmanager
def locked(database_url: str) -> Iterator[None]:
    """Hold the database's lock for writing, as another process does that is busy with it."""
    other = connect(database_url)
    with other.connect() as connection, connection.begin():
        connection.execute(text("UPDATE mentions SET card_ts = card_ts"))
        yield
        connection.rollback()
    other.dispose()


def test_click_that_cannot_be_recorded_in_time_is_acknowledged_and_told(
    bot: RunningBot, workspace: Workspace, database_url: str, engine: Engine
):
    bot.receive(GRUMBLE)
    card = workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE)
    drained(engine)
    with locked(database_url):
        began = time.monotonic()
        assert workspace.click(ANNA, card, "approve")["outcome"] == "ok"
        assert time.monotonic() - began < 3, "Slack waits no longer"
        workspace.wait_for_message(ANNA, MENTIONS, "Nothing was recorded")
    assert list(Store(engine).decisions()) == []
    assert workspace.click(ANNA, card, "approve")["outcome"] == "ok"
    assert len(list(Store(engine).decisions())) == 1
