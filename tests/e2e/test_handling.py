"""Claim, snooze, escalate, a holding reply and a risk to life, as people click through them in a real browser."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from bot.clock import MovableClock
from bot.sandbox.people import ANNA, BEN, CARYS, DEV, ELLA
from tests.e2e.office import Office, card, open_office, press

OpenAs = Callable[..., Page]

MONDAY = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
QUESTION = "Does anyone know if the blood test clinic takes walk-ins?"
RISK = "I don't want to be here any more. I can't see a way out tonight."
NARROW = {"width": 400, "height": 800}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Office]:
    with open_office(
        tmp_path, MovableClock(MONDAY), escalation_contacts=f"legal: {DEV.id}", urgent_contacts=ELLA.id
    ) as office:
        yield office


@pytest.fixture
def question(page: Page, running: Office) -> Locator:
    """Return the card of a question, as Anna sees it."""
    running.bot.receive(QUESTION, posted_at="2026-11-23T08:52:00Z")
    expect(card(page, QUESTION)).to_contain_text("Respond by Tue 24 Nov, 17:00")
    return card(page, QUESTION)


def choose_behind_more(page: Page, said: str, label: str) -> Locator:
    """Open More on a card, choose something there, and return the modal that asks for the rest."""
    press(card(page, said), "More…")
    expect(page.get_by_role("heading", name="More")).to_be_visible()
    press(page.get_by_role("dialog"), label)
    expect(page.get_by_role("heading", name=label)).to_be_visible()
    return page.get_by_role("dialog")


def test_a_claim_is_seen_by_all_and_the_second_claimer_is_told_who_was_first(
    page: Page, question: Locator, open_as: OpenAs, running: Office
):
    other = open_as(BEN)
    expect(card(other, QUESTION)).to_be_visible()
    # Slack redraws late, so Ben still sees Claim.
    httpx.put(f"{running.server.url}/sandbox/faults", json={"chat.update": {"kind": "slow", "seconds": 2}})
    press(question, "Claim")
    press(card(other, QUESTION), "Claim")
    expect(other.locator("#messages")).to_contain_text("Anna Shaw was first: Anna Shaw claimed it")
    for seen in (page, other):
        expect(card(seen, QUESTION)).to_contain_text("Claimed by Anna Shaw, Mon 23 Nov, 09:05")
    assert running.log() == [("Anna Shaw", "claim", None)]


def test_a_claim_is_released_by_its_owner_or_a_lead_and_refused_to_others(
    question: Locator, open_as: OpenAs, running: Office
):
    press(question, "Claim")
    ben, carys = open_as(BEN), open_as(CARYS)
    press(card(ben, QUESTION), "Release")
    expect(ben.locator("#messages")).to_contain_text("Only the person who claimed it, or a team lead, can release it.")
    press(card(carys, QUESTION), "Release")
    expect(question).not_to_contain_text("Claimed by")
    press(question, "Claim")
    press(question, "Release")
    expect(question.get_by_role("button").filter(has_text="Claim")).to_be_visible()
    assert [row[:2] for row in running.log()] == [
        ("Anna Shaw", "claim"),
        ("Carys Evans", "release"),
        ("Anna Shaw", "claim"),
        ("Anna Shaw", "release"),
    ]


def test_a_snooze_is_two_clicks_is_seen_by_all_and_can_be_ended(page: Page, question: Locator, open_as: OpenAs):
    press(question, "Snooze")
    modal = page.get_by_role("dialog")
    expect(modal.get_by_role("radio", name="For 1 working hour, until Mon 23 Nov, 10:05")).to_be_checked()
    expect(modal.get_by_role("radio", name="Until tomorrow, Tue 24 Nov, 09:00")).to_be_visible()
    press(modal, "Snooze")
    other = open_as(BEN)
    expect(card(other, QUESTION)).to_contain_text("Snoozed until Mon 23 Nov, 10:05")
    press(card(other, QUESTION), "End snooze")
    expect(question).not_to_contain_text("Snoozed until")
    expect(question.get_by_role("button").filter(has_text="Snooze")).to_be_visible()


def test_a_snooze_that_is_over_is_gone_from_the_card(page: Page, question: Locator, running: Office):
    press(question, "Snooze")
    press(page.get_by_role("dialog"), "Snooze")
    expect(question).to_contain_text("Snoozed until Mon 23 Nov, 10:05")
    running.clock.advance(timedelta(hours=1))
    expect(question).not_to_contain_text("Snoozed until")
    expect(question.get_by_role("button").filter(has_text="Snooze")).to_be_visible()


def test_a_time_that_has_passed_is_refused_beside_its_field(page: Page, question: Locator):
    press(question, "Snooze")
    modal = page.get_by_role("dialog")
    modal.get_by_label("Or until another time").fill("2026-11-23T08:00")
    press(modal, "Snooze")
    expect(modal).to_contain_text("That time has passed already. Please choose a later one.")
    modal.get_by_label("Or until another time").fill("2026-11-25T14:30")
    press(modal, "Snooze")
    expect(question).to_contain_text("Snoozed until Wed 25 Nov, 14:30")


def test_an_escalated_card_says_not_to_reply_its_contact_is_told_and_it_comes_back(
    page: Page, question: Locator, open_as: OpenAs, running: Office
):
    modal = choose_behind_more(page, QUESTION, "Escalate")
    expect(modal).to_contain_text("Legal: @Dev Patel")
    modal.get_by_role("radio", name="Legal It threatens").check()
    press(modal, "Escalate")
    expect(question).to_contain_text("Don’t reply: with the legal team. Escalated by Anna Shaw")
    # By what a screen reader is told: the thread below has replies too.
    reply = question.get_by_role("button", name="Reply to this comment")
    expect(reply).to_have_count(0)
    for label in ("Refer to PALS", "No reply needed"):
        expect(question.get_by_role("button").filter(has_text=label)).to_have_count(0)
    contact = open_as(DEV, app="messages")
    expect(contact.locator("#messages")).to_contain_text("walk-ins?")
    press(question, "Back with us")
    expect(question).not_to_contain_text("Don’t reply")
    expect(contact.locator("#messages")).to_contain_text(
        "Back with the communications team. Anna Shaw took it back (Legal), Mon 23 Nov, 09:05."
    )
    expect(reply).to_be_visible()
    assert running.log() == [("Anna Shaw", "escalate", None), ("Anna Shaw", "escalation_over", None)]


def test_a_holding_reply_moves_the_time(page: Page, question: Locator):
    press(question, "Approve")
    expect(question).to_contain_text("Approved by Anna Shaw")
    modal = choose_behind_more(page, QUESTION, "Holding reply")
    expect(modal.get_by_label("The answer follows by")).to_have_value("2026-11-25T17:00")
    modal.get_by_label("The answer follows by").fill("2026-11-27T12:00")
    press(modal, "It was sent")
    expect(question).to_contain_text("Holding reply sent by Anna Shaw: the answer follows by Fri 27 Nov, 12:00")
    expect(question).to_contain_text("Respond by Fri 27 Nov, 12:00")


def test_a_risk_to_life_is_acknowledged_by_name_and_closes_with_an_outcome(
    page: Page, open_as: OpenAs, running: Office
):
    running.bot.receive(RISK, kind="direct_message")
    risk = card(page, RISK)
    expect(risk).to_contain_text("Risk to life. Is somebody hurt, ill or in danger now? Ring 999.")
    expect(risk).to_contain_text("Samaritans 116 123")
    expect(risk).to_contain_text("Nobody has acknowledged it yet.")
    expect(risk.get_by_role("button").filter(has_text="Snooze")).to_have_count(0)
    press(card(open_as(BEN), RISK), "Acknowledge")
    expect(risk).to_contain_text("Acknowledged by Ben Okafor")
    press(risk, "Outcome…")
    modal = page.get_by_role("dialog")
    press(modal, "Close the risk")
    expect(modal).to_be_visible()
    modal.get_by_role("radio", name="Told safeguarding").check()
    press(modal, "Close the risk")
    expect(risk).to_contain_text("Risk to life, closed: told safeguarding by Anna Shaw")
    press(risk, "More…")
    press(page.get_by_role("dialog"), "Reopen")
    expect(page.get_by_role("dialog")).to_contain_text("You reopened the risk to life.")
    expect(risk).to_contain_text("Reopened by Anna Shaw")


def test_who_is_on_call_sees_to_a_risk_to_life_without_being_a_member(page: Page, open_as: OpenAs, running: Office):
    running.bot.receive(RISK, kind="direct_message")
    told = open_as(ELLA, app="messages")
    messages = told.locator("#messages")
    expect(messages.get_by_role("link", name="Open its card (for members of the channel)")).to_be_visible()
    press(messages, "Acknowledge")
    expect(messages).to_contain_text("You acknowledged the risk to life.")
    expect(messages).to_contain_text("Ella Novak acknowledged it, Mon 23 Nov, 09:05, and is seeing to it.")
    expect(card(page, RISK)).to_contain_text("Acknowledged by Ella Novak")
    press(card(told, "Risk to life, acknowledged."), "Outcome…")
    told.get_by_role("dialog").get_by_role("radio", name="Called 999").check()
    press(told.get_by_role("dialog"), "Close the risk")
    expect(messages).to_contain_text("Risk to life, closed. Ella Novak closed it, Mon 23 Nov, 09:05: called 999.")
    expect(card(page, RISK)).to_contain_text("Risk to life, closed: called 999 by Ella Novak")


def test_who_was_told_of_a_risk_learns_that_somebody_else_sees_to_it(page: Page, open_as: OpenAs, running: Office):
    running.bot.receive(RISK, posted_at="2026-11-23T08:52:00Z")
    told = open_as(ELLA, app="messages").locator("#messages")
    expect(told).to_contain_text("Comment on Facebook from")
    expect(told).to_contain_text("Mon 23 Nov, 08:52")
    expect(card(page, RISK)).to_contain_text("Don’t ask for details in public.")
    press(card(page, RISK), "Acknowledge")
    expect(told).to_contain_text("Anna Shaw acknowledged it, Mon 23 Nov, 09:05, and is seeing to it.")


def test_a_snooze_is_chosen_by_keyboard_alone(page: Page, question: Locator):
    question.get_by_role("button", name="Snooze the reminders of this comment").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(question).to_contain_text("Snoozed until Mon 23 Nov, 10:05")


@pytest.mark.usefixtures("question")
def test_a_narrow_window_shows_the_whole_of_each_modal(open_as: OpenAs):
    narrow = open_as(ANNA, viewport=NARROW)
    for label in ("Escalate", "Holding reply"):
        choose_behind_more(narrow, QUESTION, label)
        assert narrow.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        narrow.keyboard.press("Escape")
