"""A pile-on in a real browser: one card in the channel, a list to read and approve, and a card for what needs one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.sandbox.people import ANNA, BEN
from tests.e2e.office import Office, card, open_office, press

OpenAs = Callable[..., Page]

PILE = "comments on one post on Facebook"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path, digest_per_post=10, digest_in_all=20) as office:
        yield office


def pile_on(running: Office, number: int = 30) -> None:
    usual = {"platform": "facebook", "kind": "comment", "in_reply_to": "post-1"}
    comments = [
        usual
        | {
            "external_id": f"c{each}",
            "author_name": f"Neighbour {each}",
            "text": f"The new car park is a joke. I circled it {each} times this morning.",
            "url": f"https://example.org/{each}",
        }
        for each in range(1, number + 1)
    ]
    assert running.bot.post(comments).json()["accepted"] == number


def the_list(page: Page) -> Locator:
    press(card(page, PILE), "Open the list")
    modal = page.get_by_role("dialog")
    expect(modal).to_contain_text("none with a finding")
    return modal


def test_thirty_comments_are_one_card_and_are_approved_ten_at_a_time(page: Page, running: Office):
    pile_on(running)
    expect(card(page, PILE)).to_contain_text("30 comments on one post on Facebook, none with a finding")
    modal = the_list(page)
    for left in (20, 10, 0):
        expect(modal.get_by_role("button").filter(has_text="Show its card")).to_have_count(10)
        press(modal, "Approve all shown")
        expect(modal).to_contain_text(f"of {left} to look at" if left > 10 else f"{left or 'Nothing'} to look at")
        expect(card(page, PILE)).to_contain_text(f"{left} to look at" if left else "all decided")
    expect(modal.get_by_role("button").filter(has_text="Approve all shown")).to_have_count(0)
    assert [(name, action) for name, action, _ in running.log()] == [("Anna Shaw", "approve")] * 30
    expect(page.locator("#messages > .message")).to_have_count(1)


def test_one_comment_is_approved_and_another_brought_into_the_channel(page: Page, open_as: OpenAs, running: Office):
    pile_on(running, 12)
    modal = the_list(page)
    press(modal, "Approve")
    expect(modal).to_contain_text("1 approved by you.")
    expect(modal).to_contain_text("of 11 to look at")
    modal.get_by_role("button", name="Give what Neighbour 5 wrote a card").click()
    expect(modal).to_contain_text("Its card comes to the channel")
    expect(modal).not_to_contain_text("circled it 5 times")
    other = open_as(BEN)
    brought = card(other, "circled it 5 times")
    press(brought, "Approve")
    expect(brought).to_contain_text("Approved by Ben Okafor: left up")
    assert running.log() == [("Anna Shaw", "approve", None), ("Ben Okafor", "approve", None)]


def test_hiding_from_the_list_asks_for_the_principle_and_comes_back_to_the_list(page: Page, running: Office):
    pile_on(running, 12)
    modal = the_list(page)
    modal.get_by_role("button", name="More choices").first.click()
    page.get_by_role("menuitem", name="Hide under a principle…").click()
    expect(page.get_by_role("dialog").last).to_contain_text("never hidden for being negative")
    page.get_by_role("radio", name="Irrelevant advertising").check()
    press(page.get_by_role("dialog").last, "Hide")
    expect(page.get_by_role("dialog")).to_contain_text("Recorded. Its card comes to the channel")
    expect(card(page, "circled it 1 times")).to_contain_text("Anna Shaw decided: hide.")
    assert running.log() == [("Anna Shaw", "hide", "irrelevant_advertising")]


def test_the_list_is_read_and_closed_in_a_narrow_window(open_as: OpenAs, running: Office):
    pile_on(running)
    narrow = open_as(ANNA, viewport={"width": 400, "height": 800})
    modal = the_list(narrow)
    expect(modal).to_contain_text("1 to 10 of 30 to look at")
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 400
    press(modal, "Next")
    expect(modal).to_contain_text("11 to 20 of 30 to look at")
    press(modal, "Close")
    expect(modal).to_be_hidden()
    assert running.log() == []
