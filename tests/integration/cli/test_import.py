"""`commsbot import`: every row is counted, nothing is added twice, and a running bot shows what came in."""

import json
import os
import signal
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import Engine, text

from bot.sandbox.people import ANNA, MENTIONS
from db.engine import connect
from db.errors import Unreachable
from db.store import Store
from tests.command_line import SECONDS, run, run_on_terminal, running
from tests.sandbox import Workspace

HEADING = "platform,external_id,kind,text\n"
THREE_ROWS = HEADING + "facebook,1,comment,Thank you\nfacebook,2,tweet,No such kind\nfacebook,3,review,Too slow\n"


def file(folder: Path, content: str | bytes, name: str = "mentions.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_every_row_is_counted_and_the_rejected_ones_are_beside_the_file(tmp_path: Path):
    done = run("import", str(file(tmp_path, THREE_ROWS)), cwd=tmp_path)
    assert done.status == 0
    assert "Rows: 3. New: 2. There already: 0. Rejected: 1." in done.out
    rejected = tmp_path / "mentions.rejected.csv"
    assert f"The rejected rows are in {rejected}, each with its reason" in done.out
    assert "line 3: kind must be one of mention, post" in rejected.read_text("utf-8-sig")
    assert done.err == ""


def test_a_second_run_adds_nothing(tmp_path: Path):
    path = str(file(tmp_path, THREE_ROWS))
    run("import", path, cwd=tmp_path)
    done = run("import", path, cwd=tmp_path)
    assert "Rows: 3. New: 0. There already: 2. Rejected: 1." in done.out


@pytest.mark.usefixtures("bot")
def test_a_running_bot_shows_what_another_process_imported(workspace: Workspace, database_url: str, tmp_path: Path):
    rows = [
        {"platform": "facebook", "external_id": str(number), "kind": "comment", "text": f"imported {number} of these"}
        for number in range(5)
    ]
    path = file(tmp_path, "".join(json.dumps(row) + "\n" for row in rows), "mentions.jsonl")
    done = run("import", str(path), cwd=tmp_path, DATABASE_URL=database_url)
    assert "New: 5." in done.out
    for number in range(5):
        workspace.wait_for_message(ANNA, MENTIONS, f"imported {number} of these")


def test_on_a_terminal_a_bar_shows_how_far_it_has_come(tmp_path: Path):
    rows = "".join(f"facebook,{number},comment,text {number}\n" for number in range(450))
    done = run_on_terminal("import", str(file(tmp_path, HEADING + rows)), cwd=tmp_path)
    assert done.status == 0
    assert "mentions.csv" in done.out
    assert "100%" in done.out
    assert "450 new · 0 there already · 0 rejected" in done.out
    assert "Rows: 450. New: 450." in done.out


def test_ctrl_c_says_what_is_done_and_that_the_rest_can_follow(tmp_path: Path):
    pipe = tmp_path / "endless.jsonl"
    os.mkfifo(pipe)
    with running("import", str(pipe), cwd=tmp_path) as command, pipe.open("w") as rows:
        for number in range(200):
            row = {"platform": "x", "external_id": number, "kind": "post", "text": "on and on"}
            rows.write(json.dumps(row) + "\n")
        rows.flush()
        _wait_for_rows(tmp_path / "commsbot.db", 200)
        done = command.end(by=signal.SIGINT)
    assert done.status == 1
    assert "Stopped. 200 rows are done and stay. Run the same command again to go on" in done.told
    assert "Traceback" not in done.told


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("mentions.xlsx", "PK", "mentions.xlsx is neither .csv nor .jsonl. Save a spreadsheet as “CSV UTF-8”."),
        (
            "mentions.csv",
            "platform,id\nfacebook,1\n",
            "The first line must name the columns platform, external_id, kind and text; external_id, kind and text are "
            "missing. It has 2 columns.",
        ),
        (
            "mentions.csv",
            "facebook,1,comment,What a sad day,Jo Bloggs\n",
            "platform, external_id, kind and text are missing. It has 5 columns.",
        ),
        ("mentions.csv", "", "The file is empty."),
        ("mentions.csv", "a,b".encode("utf-16"), "The file is UTF-16."),
        ("mentions.jsonl", "[\n{}\n]\n", "The file is one JSON list."),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_leaves_nothing(
    name: str, content: str | bytes, said: str, tmp_path: Path
):
    path = file(tmp_path, content, name)
    done = run("import", str(path), cwd=tmp_path)
    assert (done.status, done.out) == (1, "")
    assert said in done.told
    assert "Traceback" not in done.err
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    done = run("import", "missing.csv", cwd=tmp_path)
    assert (done.status, done.told) == (1, "missing.csv can’t be opened: No such file or directory.")


def test_a_database_of_a_newer_version_is_left_alone(database_url: str, engine: Engine, tmp_path: Path):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    path = file(tmp_path, THREE_ROWS)
    done = run("import", str(path), cwd=tmp_path, DATABASE_URL=database_url)
    assert done.status == 1
    assert "was made by a newer version of commsbot" in done.told.replace("It was", "was")
    assert Store(engine).counts().open == 0


def _wait_for_rows(database: Path, count: int) -> None:
    """Return once that many mentions are on disk; another process writes them, so there is nothing to wait on."""
    engine = connect(f"sqlite:///{database}")
    deadline = monotonic() + SECONDS
    while monotonic() < deadline:
        if database.exists():
            with suppress(Unreachable):
                if Store(engine).counts().open == count:
                    engine.dispose()
                    return
        sleep(0.05)
    raise AssertionError(f"{count} mentions did not arrive")
