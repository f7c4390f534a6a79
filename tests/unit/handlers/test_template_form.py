"""The form and the history of templates: Slack takes them whatever the template, and they tell what differs."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.block_kit import accept_view
from handlers.blocks.template_form import BLANK, form
from handlers.blocks.template_history import history_modal, retire_modal, retired_modal
from handlers.blocks.template_words import ENTRIES, field_changes
from rules.assessment import Kind, Route
from rules.compose import LONGEST_REPLY
from rules.differences import Change, Piece, text_changes, warnings
from rules.entries import LONGEST_NAME, MOST_PLACEHOLDERS
from rules.library import Library, TemplateVersion, shipped
from rules.mention import Person
from rules.replies import Channel, Entry, Template
from rules.services import Contacts, Service, ServiceKind
from tests.contacts import CONTACTS, template

LONDON = ZoneInfo("Europe/London")
THANKS = template("thanks")


@pytest.mark.parametrize("each", [*shipped().templates, BLANK], ids=lambda each: each.key)
def test_slack_takes_the_form_of_each_template_and_what_it_changes(each: Template):
    longest = replace(each, text="é " * (LONGEST_REPLY // 2), title="t" * 100)
    looked_at = form(longest, before=each, warned=["w" * 200] * 10, told="t" * 200)
    for view in (form(each), looked_at, retire_modal(longest)):
        accept_view(view.to_dict(), "modal")


def test_slack_takes_a_long_history_and_many_retired_templates():
    made = [
        TemplateVersion(
            replace(THANKS, text=f"Thank you {number} times.", version=number),
            retired=number % 7 == 0,
            by=Person("U0CARYS", "Carys Evans"),
            at=datetime(2026, 11, 23, 9, 5, tzinfo=UTC),
        )
        for number in range(1, 90)
    ]
    view = accept_view(history_modal(THANKS, made, LONDON, "Restored.").to_dict(), "modal")
    assert "Version 89: Carys Evans saved it, Mon 23 Nov, 09:05, and in use." in str(view)
    assert "newest of 89 are shown." in str(view)
    accept_view(history_modal(THANKS, [], LONDON).to_dict(), "modal")
    accept_view(history_modal(None, made[:1], LONDON).to_dict(), "modal")
    many = Library((), tuple(replace(THANKS, key=f"thanks-{number}") for number in range(60)))
    accept_view(retired_modal(many).to_dict(), "modal")
    assert "No template is retired." in str(accept_view(retired_modal(Library(())).to_dict(), "modal"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"channel": Channel.PRIVATE},
            "Who reads it: “Public: everybody can read it” becomes “Private: ",
        ),
        ({"routes": (Route.THANKS, Route.SUGGESTION)}, "About: now also A suggestion."),
        ({"kinds": (Kind.COMMENT,)}, "What it answers: without Mention, Post, Reply, Review, Direct message."),
        ({"source": ("P2",)}, "From these published lines: “P5” becomes “P2”."),
        ({"holding": True}, "Only promises an answer: “no” becomes “yes”."),
        ({"platforms": THANKS.platforms[::-1]}, "Where it fits: in another order."),
        ({"first_for": ()}, "Chosen already for: “Thanks” becomes nothing."),
    ],
)
def test_a_change_of_another_field_is_said_in_plain_words(changes: dict[str, Any], said: str):
    [told] = field_changes(THANKS, replace(THANKS, **changes))
    assert told.startswith(said)


def test_a_text_is_compared_by_whole_words():
    assert text_changes("We read every one.", "We read each one.\n\nSoon") == (
        Piece(Change.KEPT, "We read "),
        Piece(Change.REMOVED, "every one."),
        Piece(Change.ADDED, "each one.\n\nSoon"),
    )


def test_what_keeps_a_template_from_being_sent_is_warned_of():
    assert [warnings(each, CONTACTS) for each in shipped().templates] == [()] * len(shipped().templates)
    [lacking] = warnings(template("own-care"), Contacts(""))
    assert "Missing in the settings: PALS_PHONE" in lacking
    later = template("answered-later")
    [wrong] = warnings(replace(later, placeholders=(replace(later.placeholders[0], example="Friday"),)), CONTACTS)
    assert wrong == "With its own example it can’t be sent. “Answered by” must be a day, as 2026-11-27."


def test_every_way_to_fill_something_in_can_be_chosen():
    assert set(ENTRIES) == set(Entry)


def test_a_template_is_tried_with_each_service_that_it_may_point_to():
    later = Service(
        "long",
        ServiceKind.PALS,
        "the Patient Advice and Liaison Service (PALS)",
        url=f"https://nhs.example/{'x' * 180}",
    )
    [said] = warnings(template("own-care"), replace(CONTACTS, services=(*CONTACTS.services, later)))[:1]
    assert "Too long for" in said


def test_the_form_takes_as_many_blanks_as_a_template_may_have():
    day = template("answered-later").placeholders[0]
    many = tuple(replace(day, name=f"{'n' * (LONGEST_NAME - 2)}{number:02}") for number in range(MOST_PLACEHOLDERS))
    accept_view(form(replace(THANKS, placeholders=many), before=THANKS, warned=["w"] * 10, told="t").to_dict(), "modal")
