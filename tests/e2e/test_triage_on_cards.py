"""What a card says of its triage, in a real browser: what the model saw, what is unsure, what is not in English."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.office import Office, card, open_office, press

HOSTILE = "Every last refugee in this town makes my skin crawl, get them out of my sight"
"""Hostile by its sense alone: no list of words has it."""
SWEARS_A_LITTLE = "The parking is crap and the bloody machine ate my money."
AT_RISK = "I'm sat in the car on my own and I don't trust myself tonight"
"""A risk to life by its sense alone."""
POLISH = "Czekałam pięć godzin na izbie przyjęć i nikt nic nie powiedział"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as office:
        yield office


def test_what_only_the_model_sees_is_suggested_for_hiding_with_the_words_that_matter(page: Page, running: Office):
    running.bot.receive(HOSTILE)
    expect(card(page, HOSTILE)).to_contain_text("High urgency · Suggestion: Hide")
    expect(card(page, HOSTILE)).to_contain_text("P10, hateful or discriminatory: it reads as hostile to people")
    expect(card(page, HOSTILE)).to_contain_text("Almost certain, by the text as a whole, above all “")
    press(card(page, HOSTILE), "Hide")
    press(page.get_by_role("dialog"), "Hide")
    expect(card(page, HOSTILE)).to_contain_text("Anna Shaw decided: hide.")
    assert running.log() == [("Anna Shaw", "hide", "hateful_discriminatory")]


def test_a_risk_to_life_that_only_the_model_sees_is_urgent(page: Page, running: Office):
    running.bot.receive(AT_RISK)
    expect(card(page, AT_RISK)).to_contain_text("Urgent")
    expect(card(page, AT_RISK)).to_contain_text("Somebody's life may be at risk. Please look at once.")


def test_what_nobody_can_be_sure_of_is_to_be_read_and_can_be_approved_all_the_same(page: Page, running: Office):
    running.bot.receive(SWEARS_A_LITTLE, external_id="1")
    running.bot.receive(POLISH, external_id="2")
    expect(card(page, SWEARS_A_LITTLE)).to_contain_text("Unsure: please read")
    expect(card(page, SWEARS_A_LITTLE)).to_contain_text("What speaks for it: the words “crap”, “bloody”")
    expect(card(page, POLISH)).to_contain_text("Not in English (Polish?): please read")
    expect(page.locator("#messages")).not_to_contain_text("Nothing in it seems to go against")
    press(card(page, SWEARS_A_LITTLE), "Approve")
    expect(card(page, SWEARS_A_LITTLE)).to_contain_text("Approved by Anna Shaw: left up")
    expect(card(page, SWEARS_A_LITTLE)).not_to_contain_text("please read")
