"""What every command has in common: help with an example, errors on standard error, exit codes."""

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import pytest

from tests.command_line import run

COMMANDS = [
    "demo",
    "sandbox",
    "run",
    "check",
    "import",
    "triage",
    "evidence",
    "export",
    "summary",
    "manifest",
    "templates export",
    "db upgrade",
]
SECRETS = {
    "SLACK_BOT_TOKEN": "bot-token-pasted-wrong",
    "SLACK_APP_TOKEN": "app-token-pasted-wrong",
    "INTAKE_SECRET": "not~base64~secret",
    "DATABASE_URL": "postgresql://commsbot:p4ssw0rd@127.0.0.1:1x/comms",
}


def test_each_command_explains_itself_with_an_example(tmp_path: Path):
    with ThreadPoolExecutor() as pool:
        explained = pool.map(lambda command: run(*command.split(), "--help", cwd=tmp_path), COMMANDS)
    for command, done in zip(COMMANDS, explained, strict=True):
        assert (done.status, done.err) == (0, "")
        assert "Example: " in done.out
        assert f"commsbot {command}" in done.told


def test_help_lists_every_command(tmp_path: Path):
    done = run("--help", cwd=tmp_path)
    assert all(command.split()[0] in done.told for command in COMMANDS)
    assert (done.status, done.err) == (0, "")


@pytest.mark.parametrize(
    ("command", "said"),
    [("", "Missing command."), ("db", "Missing command."), ("triage", "Missing argument")],
)
def test_what_is_missing_is_told_as_an_error(command: str, said: str, tmp_path: Path):
    done = run(*command.split(), cwd=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert said in done.told
    assert f"{command} --help' for help" in done.told


def test_an_unknown_command_is_wrong_usage(tmp_path: Path):
    done = run("sumary", cwd=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert "No such command 'sumary'" in done.told


def test_the_manifest_is_the_committed_one(tmp_path: Path):
    done = run("manifest", cwd=tmp_path)
    committed = Path(__file__).parents[3] / "manifest.json"
    assert json.loads(done.out) == json.loads(committed.read_text("utf-8"))
    assert done.out == committed.read_text("utf-8")


def test_running_without_settings_names_each_and_says_where_to_get_it(tmp_path: Path):
    done = run("run", cwd=tmp_path)
    assert (done.status, done.out) == (1, "")
    assert "SLACK_BOT_TOKEN is missing. It is found in your app on api.slack.com, under OAuth" in done.told
    assert "MENTIONS_CHANNEL is missing. It is found in Slack" in done.told
    assert "Traceback" not in done.told


@pytest.mark.parametrize("command", ["run", "check", "import mentions.csv"])
def test_wrong_secrets_are_named_and_never_shown(command: str, tmp_path: Path):
    (tmp_path / "mentions.csv").write_text("platform,external_id,kind,text\nx,1,comment,hello\n")
    done = run(*command.split(), cwd=tmp_path, MENTIONS_CHANNEL="social-mentions", **SECRETS)
    assert done.status == 1
    assert "DATABASE_URL" in done.told
    assert not [secret for secret in (*SECRETS.values(), "p4ssw0rd") if secret in done.told]
    assert "Traceback" not in done.told


def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path):
    done = run("export", cwd=tmp_path, OFFICE_HOURS="nine to five", DATABASE_URL="mysql://localhost/x")
    assert (done.status, done.out) == (1, "")
    assert "OFFICE_HOURS can't be used" in done.told
    assert "DATABASE_URL can't be used: The database must be SQLite or PostgreSQL, not mysql." in done.told


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    done = run("export", cwd=tmp_path, DATABASE_URL="sqlite:///no/such/folder/c.db")
    assert (done.status, done.out) == (1, "")
    assert "There is no folder no/such/folder for the database." in done.told


def test_an_env_file_that_is_not_utf_8_is_named(tmp_path: Path):
    (tmp_path / ".env").write_bytes(b"OFFICE_HOURS=mon\x96fri 09:00-17:00\n")
    done = run("export", cwd=tmp_path)
    assert done.status == 1
    assert ".env can't be read: it is not UTF-8" in done.told


def test_the_database_is_brought_to_the_newest_schema_twice_without_harm(bare_database_url: str, tmp_path: Path):
    first = run("db", "upgrade", cwd=tmp_path, DATABASE_URL=bare_database_url)
    again = run("db", "upgrade", cwd=tmp_path, DATABASE_URL=bare_database_url)
    assert (first.status, again.status) == (0, 0)
    assert first.out == again.out
    assert "The database is at revision" in first.out


def test_a_database_that_does_not_answer_is_told_without_its_password(tmp_path: Path):
    urls = ["postgresql://commsbot:p4ssw0rd@127.0.0.1:9/comms", "postgresql://commsbot@127.0.0.1:9/c?password=p4ssw0rd"]
    for command, url in product((["export"], ["db", "upgrade"], ["check"]), urls):
        done = run(*command, cwd=tmp_path, DATABASE_URL=url)
        assert done.status == 1
        assert "127.0.0.1" in done.told
        assert "p4ssw0rd" not in done.told
        assert "Traceback" not in done.told
