"""`commsbot export`: the decision log for spreadsheets and for programs."""

import csv
import json
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.store import Store
from rules.decisions import Action, Role
from tests.command_line import run, running
from tests.mentions import ANNA, BEN, mention, new_mention

# British summer time: half past eleven in the evening of 30 June in UTC is 1 July in London.
EVENING = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
MIDNIGHT_IN_LONDON = datetime(2026, 6, 30, 23, 0, tzinfo=UTC)
COLUMNS = [
    "at", "action", "principle", "undoes", "person_id", "person_name",
    "mention_id", "platform", "external_id", "url", "seconds",
    "detail", "until",
]  # fmt: skip


@pytest.fixture
def decided(engine: Engine) -> None:
    """One mention hidden at 23:30 on 30 June in London, another approved as 1 July begins there."""
    store = Store(engine)
    first, second = store.add_mentions(
        [new_mention(mention(external_id="a")), new_mention(mention(external_id="=b"))], EVENING - timedelta(minutes=5)
    )
    assert first
    assert second
    store.decide(first, ANNA, Role.STAFF, Action.HIDE, principle="abusive", now=EVENING)
    store.decide(second, BEN, Role.STAFF, Action.APPROVE, now=MIDNIGHT_IN_LONDON)


@pytest.mark.usefixtures("decided")
def test_the_log_comes_out_as_csv(database_url: str, tmp_path: Path):
    done = run("export", cwd=tmp_path, DATABASE_URL=database_url)
    assert (done.status, done.err) == (0, "")
    heading, *rows = csv.reader(done.out.splitlines())
    assert heading == COLUMNS
    assert [(row[1], row[2], row[5], row[8]) for row in rows] == [
        ("hide", "abusive", "Anna Shaw", "a"),
        ("approve", "", "Ben Okafor", "'=b"),
    ]


@pytest.mark.usefixtures("decided")
def test_the_log_comes_out_as_json_lines(database_url: str, tmp_path: Path):
    done = run("export", "--format", "jsonl", cwd=tmp_path, DATABASE_URL=database_url)
    first, second = map(json.loads, done.out.splitlines())
    assert list(first) == COLUMNS
    assert (first["at"], first["seconds"]) == ("2026-06-30T22:30:00Z", 300.0)
    assert second["external_id"] == "=b"


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize(
    ("days", "zone", "actions"),
    [
        (["--since", "2026-07-01"], "Europe/London", ["approve"]),
        (["--until", "2026-06-30"], "Europe/London", ["hide"]),
        (["--since", "2026-06-30", "--until", "2026-07-01"], "Europe/London", ["hide", "approve"]),
        (["--since", "2026-06-30", "--until", "2026-06-30"], "UTC", ["hide", "approve"]),
    ],
)
def test_days_are_those_of_the_time_zone_and_both_are_included(
    days: list[str], zone: str, actions: list[str], database_url: str, tmp_path: Path
):
    done = run("export", "--format", "jsonl", *days, cwd=tmp_path, DATABASE_URL=database_url, TIMEZONE=zone)
    assert [json.loads(line)["action"] for line in done.out.splitlines()] == actions


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_file_is_complete_private_and_fit_for_excel(database_url: str, tmp_path: Path):
    path = tmp_path / "log.csv"
    path.write_text("what was there before")
    done = run("export", "--output", str(path), cwd=tmp_path, DATABASE_URL=database_url)
    assert done.out == f"Decisions written to {path}: 2.\n"
    assert path.read_bytes().startswith(b"\xef\xbb\xbfat,action")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(each.name for each in tmp_path.iterdir() if "db" not in each.name) == ["log.csv"]


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_pipe_stays_a_pipe(database_url: str, tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    arguments = ["export", "--format", "jsonl", "--output", str(pipe)]
    with running(*arguments, cwd=tmp_path, DATABASE_URL=database_url) as command:
        assert [json.loads(line)["action"] for line in pipe.read_text("utf-8").splitlines()] == ["hide", "approve"]
        assert command.process.wait(60) == 0
    assert pipe.is_fifo()


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_file_that_cannot_be_written_is_named(database_url: str, tmp_path: Path):
    done = run("export", "--output", "no/such/log.csv", cwd=tmp_path, DATABASE_URL=database_url)
    assert done.status == 1
    assert "log.csv" in done.told
    assert "No such file or directory" in done.told
    assert "Traceback" not in done.told


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_reader_that_goes_away_is_no_fault_of_ours(database_url: str, engine: Engine, tmp_path: Path):
    store = Store(engine)
    # More than a pipe holds, so that the command is still writing when its reader goes.
    long = f"https://example.org/{'x' * 1900}"
    for mention_id in filter(None, store.add_mentions([new_mention(mention(url=long)) for _ in range(100)], EVENING)):
        store.decide(mention_id, ANNA, Role.STAFF, Action.APPROVE, now=EVENING)
    with running("export", cwd=tmp_path, DATABASE_URL=database_url) as command:
        command.wait_for("at,action")
        assert command.process.stdout
        command.process.stdout.close()
        assert command.process.wait(60) == 1
        command._reader.join(60)
        assert command._errors == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "xml"], "'xml' is not"),
        (["--since", "1.7.2026"], "--since"),
        (["--since", "2026-07-02", "--until", "2026-07-01"], "the last day comes before the first"),
    ],
)
def test_wrong_usage_ends_with_2(arguments: list[str], said: str, tmp_path: Path):
    done = run("export", *arguments, cwd=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert said in done.told


def test_without_a_database_it_says_so_and_makes_none(tmp_path: Path):
    done = run("export", cwd=tmp_path)
    assert (done.status, done.out) == (1, "")
    assert "There is nothing in the database commsbot.db yet." in done.told
    assert list(tmp_path.iterdir()) == []
