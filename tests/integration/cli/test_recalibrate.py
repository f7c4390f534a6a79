"""`commsbot triage recalibrate`: thresholds by what the team decided; shown, kept when asked to, and taken back."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.clock import MovableClock
from bot.reception import Reception
from db.store import Store
from db.team import Team
from rules.decisions import Action, Role
from rules.mention import Kind
from rules.office_hours import OfficeHours
from rules.team import SHIPPED, Threshold
from tests.command_line import Finished, run
from tests.mentions import ANNA, MONDAY, mention

PROFANE = "profane_offensive_violent"
DOUBTFUL = "Get your kit out for sports day."
"""Profane to 0.65: the list takes it for something else."""
SURE = "The parking is shit."
"""Profane to 0.75."""
THREAT = "You will regret this, you shit."


def decide(engine: Engine, text: str, *, hidden: int, approved: int, kind: Kind = Kind.COMMENT) -> None:
    """Let mentions come in, and decide on each as profane or as no breach."""
    store = Store(engine)
    reception = Reception(store, OfficeHours.parse(), MovableClock(MONDAY))
    for number in range(hidden + approved):
        [added] = reception.add([mention(text=text, kind=kind)])
        assert added
        action, principle = (Action.HIDE, PROFANE) if number < hidden else (Action.APPROVE, None)
        store.decide(added, ANNA, Role.STAFF, action, principle=principle, now=MONDAY)


@pytest.fixture
def url(engine: Engine, database_url: str) -> str:
    """Of doubtful ones two of 15 were hidden, of sure ones 19 of 20; threats say nothing, nor do private messages."""
    decide(engine, DOUBTFUL, hidden=2, approved=13)
    decide(engine, SURE, hidden=19, approved=1)
    decide(engine, THREAT, hidden=0, approved=3)
    decide(engine, SURE, hidden=0, approved=3, kind=Kind.DIRECT_MESSAGE)
    return database_url


def recalibrate(*arguments: str, cwd: Path, url: str) -> Finished:
    done = run("triage", "recalibrate", *arguments, cwd=cwd, DATABASE_URL=url)
    assert done.status == 0, done.err
    return done


def cells(done: Finished) -> list[str]:
    [row] = [line for line in done.out.splitlines() if "(P11)" in line]
    return row.split("(P11)")[1].split()


def test_it_shows_before_and_after_and_changes_nothing(url: str, engine: Engine, tmp_path: Path):
    done = recalibrate(cwd=tmp_path, url=url)

    shown = " ".join(cells(done))
    assert shown == "35 0.50 → 0.70 35 → 20 60% → 95% 15 87%"
    assert "(P12): too few decisions: 0 of 30." in done.out
    assert "Nothing was changed." in done.out
    assert Team(engine).policy() == SHIPPED


def test_written_it_is_in_force_with_who_set_it(url: str, engine: Engine, tmp_path: Path):
    done = recalibrate("--write", "--by", "Carys Evans", cwd=tmp_path, url=url)
    assert "1 threshold is in force from now on." in done.out
    assert '"event": "A threshold was changed"' in done.err
    assert "Carys" not in done.err

    assert Team(engine).policy().thresholds == (Threshold(PROFANE, 0.7),)
    [kept] = Team(engine).thresholds()
    assert kept.set_by.name == "Carys Evans"
    reviewed = run("triage", "review", cwd=tmp_path, DATABASE_URL=url)
    assert "0.70 0.50 by Carys Evans" in " ".join(reviewed.out.split())
    [profane] = [
        row
        for row in map(json.loads, run("triage", "review", "--json", cwd=tmp_path, DATABASE_URL=url).out.splitlines())
        if row["principle"] == PROFANE and row["reason"] is None
    ]
    assert (profane["threshold"], profane["shipped_threshold"]) == (0.7, 0.5)
    assert "Every threshold stays as it is." in recalibrate("--write", cwd=tmp_path, url=url).out


def test_json_has_each_principle_with_its_counts_and_tells_what_was_written(url: str, engine: Engine, tmp_path: Path):
    def rows(*arguments: str) -> dict[str, dict]:
        lines = recalibrate("--json", *arguments, cwd=tmp_path, url=url).out.splitlines()
        return {row["principle"]: row for row in map(json.loads, lines)}

    assert rows()[PROFANE] == {
        "principle": PROFANE, "advice": "change", "decisions": 35, "threshold": 0.5, "proposed": 0.7,
        "suggested": 35, "followed": 21, "proposed_suggested": 20, "proposed_followed": 19,
        "differently": 15, "rightly": 13, "written": False,
    }  # fmt: skip
    assert Team(engine).policy() == SHIPPED
    told = rows("--write")
    assert [key for key, row in told.items() if row["written"]] == [PROFANE]
    assert told["abusive"]["advice"] == "too few"
    assert Team(engine).policy().thresholds == (Threshold(PROFANE, 0.7),)


def test_the_shipped_thresholds_can_be_gone_back_to(url: str, engine: Engine, tmp_path: Path):
    assert "Every threshold is as it was shipped." in recalibrate("--reset", "--write", cwd=tmp_path, url=url).out
    recalibrate("--write", cwd=tmp_path, url=url)

    shown = recalibrate("--reset", cwd=tmp_path, url=url)
    assert "by the command line" in shown.out
    assert "Nothing was changed." in shown.out
    assert Team(engine).policy() != SHIPPED

    done = recalibrate("--reset", "--write", cwd=tmp_path, url=url)
    assert "as it was shipped again" in done.out
    assert '"before": 0.7, "after": 0.5' in done.err
    assert Team(engine).policy() == SHIPPED


def test_what_came_in_before_is_left_out(url: str, tmp_path: Path):
    done = recalibrate("--since", "2026-11-24", "--write", cwd=tmp_path, url=url)

    assert "(P11): too few decisions: 0 of 30. It stays at 0.50." in done.out
    assert "Every threshold stays as it is." in done.out


def test_a_day_says_nothing_of_what_is_shipped(tmp_path: Path):
    done = run("triage", "recalibrate", "--reset", "--since", "2026-11-24", cwd=tmp_path)

    assert done.status == 2
