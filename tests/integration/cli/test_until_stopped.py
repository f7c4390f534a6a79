"""The commands that go on until they are told to stop: `demo`, `sandbox`, `run`."""

import json
import re
import signal
import socket
from pathlib import Path

import httpx
import pytest

from bot.sandbox.people import ANNA, MENTIONS
from tests.command_line import Running, run, running
from tests.sandbox import Workspace

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


def address_told(command: Running) -> str:
    found = ADDRESS.search(command.wait_for("Open  http"))
    assert found
    return found[0]


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_the_demo_shows_mentions_and_ends_with_nothing_left(by: signal.Signals, tmp_path: Path):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    # Settings of a real bot that happen to be there have no part in it.
    real = {"SLACK_API_URL": "http://127.0.0.1:9/", "SLACK_BOT_TOKEN": "xoxb-real", "DATABASE_URL": "sqlite:///real.db"}
    with running("demo", cwd=tmp_path, TMPDIR=str(temporary), **real) as command:
        workspace = Workspace(address_told(command))
        workspace.wait_for(lambda: workspace.messages(ANNA), timeout=60)
        workspace.close()
        assert list(temporary.iterdir())
        done = command.end(by)
    assert done.status == 0, done.err
    assert "The demo has ended." in done.out
    assert done.err == ""
    assert list(temporary.iterdir()) == []
    assert list(tmp_path.iterdir()) == [temporary]


def test_a_bot_needs_only_the_settings_that_the_sandbox_prints(tmp_path: Path):
    with running("sandbox", "--port", "0", cwd=tmp_path) as slack:
        workspace = Workspace(address_told(slack))
        slack.wait_for("Ctrl-C ends it")
        settings = dict(re.findall(r"^ +([A-Z_]+)=(\S+)$", "".join(slack.lines), flags=re.MULTILINE))
        assert set(settings) >= {"SLACK_API_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "MENTIONS_CHANNEL"}
        with running("run", cwd=tmp_path, PORT="0", **settings) as bot:
            _bring_in(tmp_path, "The receptionist is an idiot")
            card = workspace.wait_for_message(ANNA, MENTIONS, "The receptionist is an idiot", timeout=60)
            assert workspace.click(ANNA, card, "hide") == {"outcome": "ok"}
            log = run("export", "--format", "jsonl", cwd=tmp_path)
            assert bot.end(signal.SIGTERM).status == 0
        workspace.close()
        ended = slack.end()
    [decision] = map(json.loads, log.out.splitlines())
    assert (decision["person_name"], decision["action"], decision["principle"]) == ("Anna Shaw", "hide", "abusive")
    assert (ended.status, ended.err) == (0, "")
    assert "The workspace has ended." in ended.out


def test_ctrl_c_ends_the_bot_without_a_trace(tmp_path: Path):
    with running("sandbox", "--port", "0", cwd=tmp_path) as slack:
        slack.wait_for("Ctrl-C ends it")
        settings = dict(re.findall(r"^ +([A-Z_]+)=(\S+)$", "".join(slack.lines), flags=re.MULTILINE))
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with running("run", cwd=tmp_path, PORT=str(port), **settings) as bot:
            transport = httpx.HTTPTransport(retries=100)
            with httpx.Client(transport=transport, trust_env=False) as http:
                assert http.get(f"http://127.0.0.1:{port}/healthz", timeout=60).json()["healthy"]
            done = bot.end(signal.SIGINT)
        assert slack.end().status == 0
    assert (done.status, done.out) == (0, "")
    assert "Traceback" not in done.err


def test_under_nohup_it_outlives_its_terminal_and_ends_when_told_to(tmp_path: Path):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup starts a command
    try:
        with running("sandbox", "--port", "0", cwd=tmp_path) as slack:
            address = address_told(slack)
            slack.process.send_signal(signal.SIGHUP)
            assert httpx.get(address, trust_env=False).status_code == 200
            assert slack.end(signal.SIGTERM).status == 0
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("command", ["sandbox", "demo"])
def test_a_port_that_is_taken_is_told(command: str, tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run(command, "--port", port, cwd=tmp_path)
    assert done.status == 1
    assert f"Can't listen on port {port}: Address already in use. Choose another with --port." in done.told
    assert "Traceback" not in done.told


@pytest.mark.parametrize("arguments", [["demo", "--every", "0"], ["sandbox", "--port", "70000"], ["run", "now"]])
def test_wrong_usage_ends_with_2(arguments: list[str], tmp_path: Path):
    assert run(*arguments, cwd=tmp_path).status == 2


def _bring_in(folder: Path, said: str) -> None:
    path = folder / "mentions.csv"
    path.write_text(f"platform,external_id,kind,text\nfacebook,1,comment,{said}\n")
    assert run("import", str(path), cwd=folder).status == 0
