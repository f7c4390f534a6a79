"""`commsbot evidence`: what was kept for the police, byte for byte."""

import hashlib
import json
import stat
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.store import Store
from rules.decisions import Action, Role
from tests.command_line import run
from tests.mentions import ANNA, MONDAY, mention, new_mention

THREAT = "I will wait outside – “soon” \U0001f480"


@pytest.fixture(autouse=True)
def asked(engine: Engine) -> None:
    store = Store(engine)
    store.add_mentions([new_mention(mention(text=THREAT)), new_mention()], MONDAY)
    store.decide(1, ANNA, Role.STAFF, Action.POLICE_ASK, detail="threat", now=MONDAY)


def test_the_evidence_comes_out_as_it_was_kept_with_its_hash_beside_it(database_url: str, tmp_path: Path):
    done = run("evidence", "1", cwd=tmp_path, DATABASE_URL=database_url)
    assert done.status == 0
    assert json.loads(done.out)["text"] == THREAT
    assert hashlib.sha256(done.out.encode()).hexdigest() in done.err


def test_a_file_is_readable_by_its_owner_alone(database_url: str, tmp_path: Path):
    done = run("evidence", "1", "--output", "evidence.json", cwd=tmp_path, DATABASE_URL=database_url)
    assert (done.status, done.err) == (0, "")
    file = tmp_path / "evidence.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert hashlib.sha256(file.read_bytes()).hexdigest() in done.out


def test_of_several_requests_the_newest_comes_and_says_how_to_get_the_others(
    engine: Engine, database_url: str, tmp_path: Path
):
    store = Store(engine)
    store.decide(1, ANNA, Role.STAFF, Action.POLICE_WITHDRAW, now=MONDAY)
    store.decide(1, ANNA, Role.STAFF, Action.POLICE_ASK, detail="harassment", now=MONDAY)
    newest = run("evidence", "1", cwd=tmp_path, DATABASE_URL=database_url)
    assert json.loads(newest.out)["ground"] == "harassment"
    assert "(request 2 of 2)" in newest.err
    assert "Also kept: commsbot evidence 1 --request 1" in newest.err
    first = run("evidence", "1", "--request", "1", cwd=tmp_path, DATABASE_URL=database_url)
    assert json.loads(first.out)["ground"] == "threat"
    none = run("evidence", "1", "--request", "3", cwd=tmp_path, DATABASE_URL=database_url)
    assert (none.status, none.out) == (1, "")
    assert "There was no request 3 about mention 1." in none.err


@pytest.mark.parametrize("number", ["2", "9"])
def test_without_a_request_there_is_none(number: str, database_url: str, tmp_path: Path):
    done = run("evidence", number, "--output", "evidence.json", cwd=tmp_path, DATABASE_URL=database_url)
    assert (done.status, done.out) == (1, "")
    assert f"There is no evidence of mention {number}: nobody asked to report it to the police." in done.err
    assert not (tmp_path / "evidence.json").exists()


def test_a_number_that_is_none_is_wrong_usage(database_url: str, tmp_path: Path):
    assert run("evidence", "the-first", cwd=tmp_path, DATABASE_URL=database_url).status == 2
