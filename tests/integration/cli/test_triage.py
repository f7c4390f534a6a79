"""`commsbot triage`: no settings, no database unless asked for, any bytes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.team import Team
from rules.team import TeamWord, Threshold
from tests.command_line import COMMAND, environment, run, run_on_terminal, running
from tests.integration.cli.test_recalibrate import DOUBTFUL
from tests.mentions import ANNA, MONDAY

INSULT = "The receptionist is an idiot. Ring me on 07700 900461."
KEYS = ["suggestion", "principles", "route", "urgency", "masked_text"]


def test_it_says_what_is_suggested_and_why(tmp_path: Path):
    done = run("triage", INSULT, cwd=tmp_path)
    assert done.status == 0
    assert "Suggestion Hide" in done.told
    assert "P12, abusive towards staff or the public" in done.told
    assert "“idiot” a rude word for somebody" in done.told
    assert "Ring me on [phone number]." in done.told
    assert list(tmp_path.iterdir()) == []


def test_nobody_waits_for_a_database_a_calendar_or_a_model_of_languages_that_it_does_not_need(tmp_path: Path):
    check = (
        "import sys; from bot.cli import app; app(['triage', 'They were kind to my mum'], standalone_mode=False)\n"
        "sys.exit(not {'sqlalchemy', 'holidays', 'py3langid'}.isdisjoint(sys.modules))"
    )
    done = subprocess.run(  # noqa: S603 - our own lines
        [sys.executable, "-c", check], cwd=tmp_path, env=environment({}), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_what_the_settings_have_as_public_is_not_masked(tmp_path: Path):
    (tmp_path / ".env").write_text("PUBLIC_CONTACTS=01632 960100\nPALS_PHONE=01632 960001\n", encoding="utf-8")
    done = run("triage", "Not 01632 960100, 01632 960001 or 01632 960002", "--json", cwd=tmp_path)
    assert json.loads(done.told)["masked_text"] == "Not 01632 960100, 01632 960001 or [phone number]"


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_asked_to_it_goes_by_the_teams_words_and_thresholds(engine: Engine, database_url: str, tmp_path: Path):
    team = Team(engine)
    team.put_on(TeamWord("doughnut", "abusive"), "our receptionists are called that", ANNA, MONDAY)
    team.set_thresholds([Threshold("profane_offensive_violent", 0.75)], ANNA, MONDAY)

    def suggested(text: str, *arguments: str) -> str:
        done = run("triage", "--json", text, *arguments, cwd=tmp_path, DATABASE_URL=database_url)
        told = json.loads(done.out)
        assert list(told) == KEYS
        return told["suggestion"]

    for text, shipped, own in (("What a d0ughnut!", "approve", "hide"), (DOUBTFUL, "hide", "approve")):
        assert (suggested(text), suggested(text, "--team")) == (shipped, own)


def test_without_a_database_it_says_where_the_teams_words_would_be(tmp_path: Path):
    done = run("triage", "--team", INSULT, cwd=tmp_path)
    assert done.status == 1
    assert "Set DATABASE_URL to the bot's" in done.err
    assert list(tmp_path.iterdir()) == []


def test_it_says_where_it_is_unsure_and_what_speaks_for_it(tmp_path: Path):
    done = run("triage", "The parking is crap and the bloody machine ate my money.", cwd=tmp_path)
    assert "Suggestion None: please read" in done.told
    assert "“bloody” a mild swear word" in done.told


def test_it_says_what_is_not_in_english(tmp_path: Path):
    done = run("triage", "Czekałam pięć godzin na izbie przyjęć i nikt nic nie powiedział", cwd=tmp_path)
    assert "Suggestion None: please read" in done.told
    assert "Not in English (Polish?)" in done.told
    assert "Nothing in it" not in done.told


def test_on_a_terminal_the_evidence_is_highlighted(tmp_path: Path):
    shown = run_on_terminal("triage", INSULT, cwd=tmp_path).out
    assert "\x1b[1;30;43midiot\x1b[0m." in shown


def test_a_text_gives_no_orders_to_the_terminal(tmp_path: Path):
    done = run_on_terminal("triage", "\x1b]0;owned\x07you idiot\x1b[2J \u202ebackwards", cwd=tmp_path)
    assert "\x1b]0;" not in done.out
    assert "\x1b[2J" not in done.out
    assert "\u202e" not in done.out


def test_json_is_one_object_with_the_agreed_keys(tmp_path: Path):
    done = run("triage", "--json", INSULT, cwd=tmp_path)
    told = json.loads(done.out)
    assert list(told) == KEYS
    assert told["suggestion"] == "hide"
    assert told["masked_text"] == "The receptionist is an idiot. Ring me on [phone number]."
    [abusive, personal] = told["principles"]
    assert [abusive["key"], personal["key"]] == ["abusive", "confidential_personal"]
    assert [INSULT[start:end] for start, end in personal["evidence"]] == ["07700 900461"]
    assert done.out.count("\n") == 1


def test_a_direct_message_is_judged_as_one(tmp_path: Path):
    done = run("triage", "--json", "--kind", "direct_message", INSULT, cwd=tmp_path)
    told = json.loads(done.out)
    assert told["suggestion"] != "hide"
    assert "confidential_personal" not in [each["key"] for each in told["principles"]]


def test_each_line_is_answered_before_the_next_one_comes(tmp_path: Path):
    with running("triage", "--json", "-", cwd=tmp_path) as command:
        assert command.process.stdin
        for text in ("you idiot", "thank you all"):
            command.process.stdin.write(f"{text}\n")
            command.process.stdin.flush()
            assert json.loads(command.wait_for(text))["masked_text"] == text


def test_any_bytes_are_taken_and_every_line_is_answered(tmp_path: Path):
    given = b"caf\xe9 \xff\xfe\r\n\nyou idiot\x00\n\xf0\x9f\x98\x80 last, without a line end"
    done = run("triage", "--json", "-", cwd=tmp_path, given=given)
    told = [json.loads(line) for line in done.out.splitlines()]
    assert [each["masked_text"] for each in told] == [
        "caf� ��", "", "you idiot\x00", "\N{GRINNING FACE} last, without a line end",
    ]  # fmt: skip
    assert [each["suggestion"] for each in told] == ["approve", "approve", "hide", "approve"]
    assert done.status == 0
    assert done.err == ""


def test_bytes_that_are_no_text_are_taken_as_an_argument_too(tmp_path: Path):
    done = subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, "triage", "--json", b"you idiot \xff"], cwd=tmp_path, env=environment({}), capture_output=True,
        check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["masked_text"] == "you idiot �"


def test_a_reader_that_goes_away_ends_it_without_a_word(tmp_path: Path):
    with running("triage", "--json", "-", cwd=tmp_path) as command:
        stdin, stdout = command.process.stdin, command.process.stdout
        assert stdin
        assert stdout
        stdin.write("one\n")
        stdin.flush()
        command.wait_for("one")
        stdout.close()
        stdin.write("two\n")
        stdin.flush()
        assert command.process.wait(30) == 1
        command._reader.join(30)
        assert command._errors == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--kind", "tweet", "hello"], "'tweet' is not one of 'mention', 'post', 'comment'"),
        ([], "Usage"),
        (["one", "two"], "unexpected extra argument"),
        (["--jsn", "hello"], "No such option: --jsn"),
    ],
)
def test_wrong_usage_ends_with_2(tmp_path: Path, arguments: list[str], said: str):
    done = run("triage", *arguments, cwd=tmp_path)
    assert done.status == 2
    assert said in done.told
