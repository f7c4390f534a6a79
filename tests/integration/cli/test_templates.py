"""`commsbot templates export`: the shipped templates for review, without settings or a database."""

import csv
import io
import tomllib
from pathlib import Path

from rules.library import shipped
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
