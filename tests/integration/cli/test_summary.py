"""`commsbot summary`: how a period went, in the terminal."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.busy_weeks import fill
from tests.command_line import run


@pytest.fixture
def two_weeks(engine: Engine) -> None:
    fill(engine, date(2026, 11, 9))


@pytest.mark.usefixtures("two_weeks")
def test_a_week_is_told_beside_the_week_before(database_url: str, tmp_path: Path):
    done = run("summary", "2026-11-16..2026-11-22", cwd=tmp_path, DATABASE_URL=database_url)
    assert (done.status, done.err) == (0, "")
    words = " ".join(done.out.split())
    assert words.startswith("Summary of Mon 16 to Sun 22 Nov 2026: 30 came in, 31 decisions. Still open: 12,")
    assert "All 30 28" in words
    assert "Hide: Abusive towards staff or the public (P12) 3" in words
    assert "Suggestions followed 15 of 24 (62 %) 11 of 22 (50 %)" in words
    assert "Suspected breaches decided, in time 3 of 9 (33 %) 2 of 9 (22 %) median 1 h 10 min 1 h 10 min" in words
    assert "Suggestions: 5 “Suggestion: it would be great" in words
    assert "[phone number]" in words
    assert "07700" not in words
    assert "The oldest: a mention on X, Wed 11 Nov, 14:35" in words


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_period_of_several_words_needs_no_quotation_marks(database_url: str, tmp_path: Path):
    done = run("summary", "last", "week", cwd=tmp_path, DATABASE_URL=database_url)
    assert done.status == 0
    assert "nothing came in and nothing was decided. Still open: nothing" in " ".join(done.out.split())


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_nothing_said_is_today(database_url: str, tmp_path: Path):
    done = run("summary", cwd=tmp_path, DATABASE_URL=database_url, TIMEZONE="Pacific/Kiritimati")
    today = datetime.now(UTC) + timedelta(hours=14)
    assert f"{today.day} {today:%b %Y}" in done.out


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("words", "answer"), [("lst week", "Did you mean last week?"), ("2126-01-01", "still to come")]
)
def test_a_wrong_period_is_wrong_usage_answered_by_example(database_url: str, tmp_path: Path, words: str, answer: str):
    done = run("summary", *words.split(), cwd=tmp_path, DATABASE_URL=database_url, COLUMNS="300")
    assert (done.status, done.out) == (2, "")
    assert answer in done.err


def test_without_a_database_it_says_so_and_makes_none(tmp_path: Path):
    done = run("summary", cwd=tmp_path)
    assert (done.status, done.out) == (1, "")
    assert "There is nothing in the database" in done.err
    assert not list(tmp_path.iterdir())
