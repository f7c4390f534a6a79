"""The templates in force: what is shipped, with what team leads have changed since."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from rules.entries import MistakeError, check, entry_of, read_entry
from rules.library import Library, TemplateVersion, shipped
from rules.mention import Person
from rules.replies import Entry, Template
from tests.contacts import template

CARYS = Person("U0CARYS", "Carys Evans")
AT = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
WARMER = replace(template("thanks"), text="Thank you so much. We will tell the team.", version=1)
NEW = replace(WARMER, key="parking", title="Parking")


def made(by_lead: Template, *, retired: bool = False) -> TemplateVersion:
    return TemplateVersion(by_lead, retired, CARYS, AT)


def with_latest(*latest: TemplateVersion) -> Library:
    return shipped().with_latest(latest)


def test_a_changed_template_stands_where_the_shipped_one_did():
    library = with_latest(made(WARMER))
    assert library.named("thanks") is WARMER
    assert [each.key for each in library.templates] == [each.key for each in shipped().templates]


def test_a_new_template_comes_after_those_that_are_shipped():
    library = with_latest(made(NEW))
    assert library.templates == (*shipped().templates, NEW)
    assert library.search("parking") == (NEW,)


def test_a_retired_template_is_neither_named_nor_found_and_still_known():
    library = with_latest(made(WARMER, retired=True))
    assert (library.named("thanks"), library.search("kind words"), library.retired) == (None, (), (WARMER,))
    assert library.known("thanks") is WARMER
    assert library.known("never-was") is None


@pytest.mark.parametrize("each", shipped().templates, ids=lambda each: each.key)
def test_an_entry_gives_the_template_back_as_it_was(each: Template):
    assert read_entry(entry_of(each)) == each
    check(each)


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("kinds", "comment", "kinds must be a list of words"),
        ("routes", [1], "routes must be a list of words"),
        ("holding", "yes", "holding must be true or false"),
        ("placeholders", ["day"], "placeholders must be tables of their own"),
        ("placeholders", {"day": "Friday"}, "placeholder day: it must be a table of its own"),
    ],
)
def test_an_entry_of_another_form_is_refused_with_its_field(field: str, value: object, problem: str):
    with pytest.raises(MistakeError, match=problem):
        read_entry(entry_of(WARMER) | {field: value})


def asking(*names: str, **parts: Any) -> dict[str, Any]:
    """Return the change to a text that leaves these to be filled in, each as a day unless the `parts` say otherwise."""
    day = replace(template("answered-later").placeholders[0], **parts)
    text = "Thank you. " + " ".join(f"{{{name}}}" for name in names)
    return {"text": text, "placeholders": tuple(replace(day, name=name) for name in names)}


def test_a_holding_reply_may_leave_its_day_blank_and_nothing_else():
    check(replace(WARMER, **asking("day"), holding=True))
    check(replace(WARMER, holding=True))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "Thank {you}."}, "text"),
        ({"text": "Your appointment was moved."}, "text"),
        ({"service": template("own-care").service}, "service"),
        ({"platforms": ()}, "platforms"),
        ({"key": "k" * 61}, "key"),
        ({"title": "t" * 101}, "title"),
        ({"use": "u" * 301}, "use"),
        ({"text": "Thank you. " * 300}, "text"),
        (asking(*(f"thing_{number}" for number in range(11))), "text"),
        (asking("n" * 41), "text"),
        (asking("template"), "text"),
        (asking("referral"), "text"),
        (asking("day", label="l" * 61), "{day}"),
        (asking("day", example="e" * 151), "{day}"),
        (asking("day", entry=Entry.LINE) | {"holding": True}, "holding"),
        (asking("day", "signed") | {"holding": True}, "holding"),
        (
            {
                "text": "Thank you from {organisation}.",
                "placeholders": (replace(template("answered-later").placeholders[0], name="organisation"),),
            },
            "{organisation}",
        ),
    ],
)
def test_what_cannot_be_sent_is_refused_with_its_field(changes: dict[str, object], field: str):
    with pytest.raises(MistakeError) as refused:
        check(replace(WARMER, **changes))  # type: ignore[arg-type]
    assert refused.value.field == field
