"""Templates as team leads left them: the latest is in force, and every version is kept for good."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from db.errors import TemplateChanged
from db.templates import Templates
from rules.library import TemplateVersion, shipped
from rules.replies import Template
from tests.contacts import template
from tests.mentions import ANNA, BEN, MONDAY

WARMER = replace(template("thanks"), text="Thank you so much. We will tell the team.", version=1)
SHORTER = replace(WARMER, text="Thank you!", version=2)
VALUES = "(key, version, content, retired, by_id, by_name, at) VALUES ('thanks', 1, '{}', false, '', '', '2026-11-23')"


@pytest.fixture
def templates(engine: Engine) -> Templates:
    return Templates(engine)


def made(each: Template, *, retired: bool = False) -> TemplateVersion:
    return TemplateVersion(each, retired, ANNA, MONDAY)


def test_nothing_changed_is_what_is_shipped(templates: Templates):
    assert templates.library() == shipped()
    assert templates.history("thanks") == ()


def test_the_latest_version_is_in_force_and_each_is_kept_with_who_and_when(templates: Templates):
    templates.save([made(WARMER)])
    templates.save([made(SHORTER)])
    assert templates.library().named("thanks") == SHORTER
    assert templates.history("thanks") == (made(WARMER), made(SHORTER))


def test_a_retired_template_is_in_force_no_more_until_it_is_restored(templates: Templates):
    templates.save([made(WARMER, retired=True)])
    assert templates.library().named("thanks") is None
    templates.save([made(SHORTER)])
    assert templates.library().named("thanks") == SHORTER


def test_who_saves_second_is_told_who_was_first_and_nothing_is_kept(templates: Templates):
    templates.save([made(WARMER)])
    later = TemplateVersion(replace(SHORTER, version=1), retired=False, by=BEN, at=MONDAY)
    with pytest.raises(TemplateChanged) as refused:
        templates.save([made(replace(WARMER, key="parking")), later])
    assert refused.value.latest == made(WARMER)
    assert templates.library().known("parking") is None


@pytest.mark.parametrize("_again", range(3))
def test_of_several_who_save_at_once_one_wins(templates: Templates, _again: int):
    def save(_: int) -> TemplateVersion | None:
        try:
            templates.save([made(WARMER)])
        except TemplateChanged as refused:
            return refused.latest
        return None

    with ThreadPoolExecutor(4) as pool:
        told = [latest for latest in pool.map(save, range(4)) if latest]
    assert told == [made(WARMER)] * 3


def test_no_statement_changes_a_version(templates: Templates, engine: Engine):
    templates.save([made(WARMER)])
    statements = ["UPDATE template_versions SET retired = true", "DELETE FROM template_versions"]
    if engine.dialect.name == "sqlite":
        statements.append(f"INSERT OR REPLACE INTO template_versions {VALUES}")
    else:
        upsert = "ON CONFLICT (key, version) DO UPDATE SET retired = true"
        statements += [f"INSERT INTO template_versions {VALUES} {upsert}", "TRUNCATE template_versions"]
    for statement in statements:
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(statement))
    assert templates.history("thanks") == (made(WARMER),)
