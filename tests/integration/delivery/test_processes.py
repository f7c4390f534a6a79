"""The bot as a process: it ends when told to, says why it can't start, and shares a database with another."""

import signal
import subprocess
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.sandbox.people import ANNA, MENTIONS
from bot.sandbox.server import SandboxServer
from db.store import Store
from tests.bot_process import BotProcess
from tests.integration.delivery.waiting import GRUMBLE, drained, shown, until
from tests.sandbox import Workspace, told_by

HOSTILE = "Every last refugee in this town makes my skin crawl, get them out of my sight"
"""Hostile by its sense alone: no list of words has it."""
ENDED_WITHIN = 10.0
"""Seconds; Docker waits for as long before it kills."""


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_signal_ends_the_process_cleanly_and_the_next_start_goes_on(
    sandbox: SandboxServer, workspace: Workspace, database_url: str, engine: Engine, sent: signal.Signals
):
    with closing(BotProcess(sandbox, database_url)) as bot:
        bot.start()
        bot.wait_until_up()
        bot.http.post("/mentions", json=mentions(20)).raise_for_status()
        assert bot.end(sent, ENDED_WITHIN) == 0
        bot.start()
        bot.wait_until_up()
        drained(engine)
        assert len(shown(workspace, GRUMBLE)) == 20


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_slack_that_does_not_answer_holds_no_process_up_that_is_to_end(
    sandbox: SandboxServer, workspace: Workspace, database_url: str
):
    with closing(BotProcess(sandbox, database_url)) as bot:
        bot.start()
        bot.wait_until_up()
        workspace.wait_for(lambda: workspace.get("/sandbox/connections")["connections"], timeout=20)
        workspace.set_faults(every={"kind": "slow", "seconds": 20})
        bot.http.post("/mentions", json=mentions(5)).raise_for_status()
        assert bot.end(signal.SIGTERM, ENDED_WITHIN) == 0
        workspace.set_faults()


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_taken_port_is_told_plainly(sandbox: SandboxServer, database_url: str, tmp_path: Path):
    other_database = f"sqlite:///{tmp_path / 'second.db'}"
    with closing(BotProcess(sandbox, database_url)) as bot:
        bot.start()
        bot.wait_until_up()
        with closing(BotProcess(sandbox, other_database, PORT=str(bot.port))) as second:
            second.start(stderr=subprocess.PIPE)
            status, said = second.outcome(ENDED_WITHIN * 3)
    assert status == 1
    assert "Set PORT to a free one" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_two_processes_on_one_database_share_the_work_and_show_each_mention_once(
    sandbox: SandboxServer, workspace: Workspace, database_url: str, engine: Engine
):
    workspace.set_faults(chat_postMessage={"kind": "slow", "seconds": 0.03})
    with ExitStack() as stack:
        bots = [stack.enter_context(closing(BotProcess(sandbox, database_url))) for _ in range(2)]
        for bot in bots:
            bot.start()
        for bot in bots:
            bot.wait_until_up()
        workspace.wait_for(lambda: workspace.get("/sandbox/connections")["connections"] == 2, timeout=20)
        for bot in bots:
            # Both are handed the same: another system may not know which one took it.
            bot.http.post("/mentions", json=mentions(60)).raise_for_status()
        until(lambda: len(shown(workspace, GRUMBLE)) >= 60, within=60)
        for card in shown(workspace, GRUMBLE)[:20]:
            assert workspace.click(ANNA, card, "approve")["outcome"] == "ok"
        drained(engine, within=60)
        cards = [message for message in workspace.messages(ANNA, MENTIONS) if not message["is_ephemeral"]]
        assert len(cards) == len(shown(workspace, GRUMBLE)) == 60
        decided = [card for card in cards if "Approved by Anna Shaw" in told_by(card)]
        assert len(decided) == 20
        assert Counter(len(workspace.messages(ANNA, MENTIONS, thread_ts=card["ts"])) for card in decided) == {2: 20}
        assert len(list(Store(engine).decisions())) == 20


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_process_without_the_models_library_shows_nothing_that_another_is_to_read(
    sandbox: SandboxServer, workspace: Workspace, database_url: str, tmp_path: Path
):
    (tmp_path / "onnxruntime.py").write_text("raise ImportError\n")
    with ExitStack() as stack:
        has = stack.enter_context(closing(BotProcess(sandbox, database_url)))
        without = stack.enter_context(closing(BotProcess(sandbox, database_url, PYTHONPATH=str(tmp_path))))
        for bot in (has, without):
            bot.start()
        for bot, model in ((has, True), (without, False)):
            bot.wait_until_up()
            until(lambda bot=bot, model=model: bot.http.get("/healthz").json()["language_model"] is model, within=30)
        said = [each | {"text": f"{HOSTILE} {number}"} for number, each in enumerate(mentions(30))]
        without.http.post("/mentions", json=said).raise_for_status()
        until(lambda: len(shown(workspace, HOSTILE)) == 30, within=60)
        assert all("Suggestion: Report" in told_by(card) for card in shown(workspace, HOSTILE))


def mentions(number: int) -> list[dict]:
    return [
        {"platform": "x", "external_id": str(each), "kind": "mention", "text": f"{GRUMBLE} {each}"}
        for each in range(number)
    ]
