"""`commsbot templates`: taken out for review, the shipped ones without settings or a database, and taken back in."""

import csv
import io
import tomllib
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.templates import Templates
from rules.library import parse, shipped
from tests.command_line import run


def test_the_templates_are_printed_as_shipped_and_nothing_is_made(tmp_path: Path):
    done = run("templates", "export", cwd=tmp_path)
    assert (done.status, done.err) == (0, "")
    printed = {each["key"]: each for each in tomllib.loads(done.out)["template"]}
    assert printed.keys() == {each.key for each in shipped().templates}
    assert printed["own-care"]["text"].strip() == next(
        each.text for each in shipped().templates if each.key == "own-care"
    )
    assert list(tmp_path.iterdir()) == []


def test_as_csv_each_template_is_a_row_with_what_is_to_be_filled_in(tmp_path: Path):
    done = run("templates", "export", "--format", "csv", cwd=tmp_path)
    assert (done.status, done.err) == (0, "")
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(done.out, newline=""))}
    assert len(rows) == len(shipped().templates)
    assert rows["staff-concern"]["source"] == "P17 P6"
    assert rows["answered-later"]["fill in"] == "{day}: The day by which the answer will be there"


def test_another_format_is_wrong_usage(tmp_path: Path):
    done = run("templates", "export", "--format", "docx", cwd=tmp_path)
    assert (done.status, done.out) == (2, "")
    assert "docx" in done.told


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_is_exported_changed_and_imported_is_in_use_and_importing_it_again_changes_nothing(
    database_url: str, engine: Engine, tmp_path: Path
):
    file = tmp_path / "templates.toml"
    exported = run("templates", "export", "--current", cwd=tmp_path, DATABASE_URL=database_url)
    assert exported.status == 0, exported.err
    assert parse(exported.out, "templates.toml") == shipped().templates
    changed = exported.out.replace("They mean a lot to us,", 'They "made" our day \\\\o/,')
    file.write_text(changed, encoding="utf-8")
    tried = run("templates", "import", "templates.toml", "--dry-run", cwd=tmp_path, DATABASE_URL=database_url)
    others = len(shipped().templates) - 1
    assert f"1 changed or new, {others} as they were. Nothing was kept" in tried.out
    assert Templates(engine).library() == shipped()
    by = ("--by", "Carys Evans")
    done = run("templates", "import", "templates.toml", *by, cwd=tmp_path, DATABASE_URL=database_url)
    assert "[-mean a lot to us, -]" in done.out
    [made] = Templates(engine).history("thanks")
    assert ('They "made" our day \\o/,' in made.template.text, made.by.name) == (True, "Carys Evans")
    again = run("templates", "import", "templates.toml", cwd=tmp_path, DATABASE_URL=database_url)
    assert again.out.startswith("0 changed or new")
    assert len(Templates(engine).history("thanks")) == 1
    current = run("templates", "export", "--current", cwd=tmp_path, DATABASE_URL=database_url)
    assert parse(current.out, "current.toml") == parse(changed, "changed.toml")


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_speaks_against_an_imported_template_is_said_and_does_not_stop_it(database_url: str, tmp_path: Path):
    text = run("templates", "export", cwd=tmp_path).out.replace("They mean a lot to us", "They mean a lot to us " * 8)
    (tmp_path / "templates.toml").write_text(text.replace("They can listen and help.", "They will help."))
    done = run("templates", "import", "templates.toml", cwd=tmp_path, DATABASE_URL=database_url)
    assert done.status == 0
    assert "Please look at this: Too long for TikTok once it is filled in" in done.out
    assert "Please look at this: It can’t be offered for sending yet. Missing in the settings: PALS_PHONE" in done.out


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_file_with_a_mistake_changes_nothing_and_the_template_and_field_are_named(
    database_url: str, engine: Engine, tmp_path: Path
):
    text = run("templates", "export", cwd=tmp_path).out.replace("kind words. They", "kind words! They")
    broken = text.replace('routes = ["suggestion"]', 'routes = ["idea"]')
    (tmp_path / "templates.toml").write_text(broken, encoding="utf-8")
    done = run("templates", "import", "templates.toml", cwd=tmp_path, DATABASE_URL=database_url)
    assert (done.status, done.out) == (1, "")
    assert "templates.toml: suggestion-received: routes: 'idea' is not a valid Route" in done.told
    assert Templates(engine).library() == shipped()
