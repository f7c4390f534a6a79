"""`commsbot triage review`: what became of the suggestions, by principle and by rule."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.store import Store
from rules.assessment import Evidence, Finding, Suggestion
from rules.decisions import Action, Role
from tests.command_line import run
from tests.mentions import ANNA, MONDAY, mention, new_mention

SWEARING = Finding("profane_offensive_violent", 0.9, (Evidence(0, 3, "a swear word", "lexicon"),))
INSULT = Finding("abusive", 0.9, (Evidence(0, 3, "an insult", "lexicon"), Evidence(4, 6, "its sense", "model")))


@pytest.fixture
def url(engine: Engine, database_url: str) -> str:
    """Of two insults one was hidden as swearing; one word was left up, one waits, one is taken back."""
    store = Store(engine)

    def suggested(finding: Finding, masked_text: str) -> int:
        item = new_mention(mention(), suggestion=Suggestion.HIDE, findings=(finding,), masked_text=masked_text)
        [new] = store.add_mentions([item], MONDAY)
        assert new
        return new

    def decide(mention_id: int, action: Action, principle: str | None = None) -> None:
        store.decide(mention_id, ANNA, Role.STAFF, action, principle=principle, now=MONDAY)

    decide(suggested(INSULT, "as suggested"), Action.HIDE, "abusive")
    decide(suggested(INSULT, "under another [phone number]"), Action.HIDE, "profane_offensive_violent")
    decide(suggested(SWEARING, "left up"), Action.APPROVE)
    suggested(SWEARING, "waiting")
    taken_back = suggested(SWEARING, "taken back")
    decide(taken_back, Action.HIDE, "profane_offensive_violent")
    decide(taken_back, Action.UNDO)
    return database_url


def test_it_counts_what_was_followed_overruled_and_left(url: str, tmp_path: Path):
    done = run("triage", "review", "--json", cwd=tmp_path, DATABASE_URL=url)

    assert done.status == 0, done.err
    rows = [json.loads(row) for row in done.out.splitlines()]
    counts = {
        (row["principle"], row["reason"]): [row[name] for name in ("suggested", "followed", "overruled", "undecided")]
        for row in rows
    }
    assert counts == {
        ("profane_offensive_violent", None): [3, 0, 1, 2],
        ("abusive", None): [2, 1, 1, 0],
        ("profane_offensive_violent", "a swear word"): [3, 0, 1, 2],
        ("abusive", "an insult"): [2, 1, 1, 0],
        ("abusive", "its sense"): [2, 1, 1, 0],
    }
    assert rows[1]["examples"] == ["under another [phone number]"]


def test_people_read_it_as_tables_with_masked_examples(url: str, tmp_path: Path):
    told = run("triage", "review", "--since", "2026-11-23", "--examples", "1", cwd=tmp_path, DATABASE_URL=url).told

    assert "Abusive towards staff or the public (P12)" in told
    assert "P11: a swear word (lexicon)" in told
    assert "“left up”" in told


def test_what_came_in_before_is_left_out(url: str, tmp_path: Path):
    done = run("triage", "review", "--since", "2026-11-24", cwd=tmp_path, DATABASE_URL=url)

    assert "Nothing was suggested to be hidden or reported." in done.told


def test_any_other_text_is_judged_as_before(tmp_path: Path):
    assert "Suggestion Approve" in run("triage", "review of the year", cwd=tmp_path).told
