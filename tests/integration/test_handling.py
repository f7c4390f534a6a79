"""Claim, snooze, hold, escalate, and a risk to life: by the ways that people click, and against those who forge."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.clock import MovableClock
from bot.sandbox.people import ANNA, BEN, CARYS, MENTIONS
from bot.sandbox.server import SandboxServer
from db.store import Store
from rules.mention import Case
from tests.cards import (
    REDRAWS_ARE_SLOW,
    buttons,
    card_of,
    choose_behind_more,
    decided,
    escalate,
    opened,
    redrawn,
    told_only,
)
from tests.forging import submit_forged
from tests.running_bot import RunningBot
from tests.sandbox import MONDAY, Workspace, told_by, web_client

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

QUESTION = "Does anyone know if the blood test clinic takes walk-ins?"
RISK = "I want to end my life"


@pytest.fixture
def card(bot: RunningBot, workspace: Workspace) -> dict[str, Any]:
    """Return the card of a question."""
    bot.receive(QUESTION)
    return card_of(workspace, QUESTION)


@pytest.fixture
def risk(bot: RunningBot, workspace: Workspace) -> dict[str, Any]:
    """Return the card of a risk to life."""
    bot.receive(RISK)
    return card_of(workspace, RISK)


def case(engine: Engine) -> Case:
    return Store(engine).case(1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_a_claim_is_seen_by_all_and_who_comes_second_is_told_who_was_first(
    workspace: Workspace, engine: Engine, card: dict[str, Any]
):
    workspace.set_faults(**REDRAWS_ARE_SLOW)
    workspace.click(ANNA, card, "claim")
    workspace.click(BEN, card, "claim")
    told_only(workspace, BEN, "Anna Shaw was first: Anna Shaw claimed it, Mon 23 Nov, 09:05")
    redrawn(workspace, card, "Claimed by Anna Shaw, Mon 23 Nov, 09:05")
    assert decided(engine) == [("Anna Shaw", "claim")]


def test_a_claim_is_released_by_its_owner_or_a_lead_and_by_nobody_else(
    workspace: Workspace, engine: Engine, card: dict[str, Any]
):
    workspace.click(ANNA, card, "claim")
    claimed = redrawn(workspace, card, "Claimed by Anna Shaw")
    workspace.click(BEN, claimed, "release")
    told_only(workspace, BEN, "Only the person who claimed it, or a team lead, can release it.")
    workspace.click(CARYS, claimed, "release")
    workspace.wait_for(lambda: "Claim" in buttons(card_of(workspace, QUESTION)))
    workspace.click(BEN, card_of(workspace, QUESTION), "claim")
    workspace.click(BEN, redrawn(workspace, card, "Claimed by Ben Okafor"), "release")
    workspace.wait_for(lambda: case(engine).owner is None)
    assert decided(engine)[-1] == ("Ben Okafor", "release")


def test_a_snooze_of_an_hour_takes_one_click_in_its_modal_and_can_be_ended(
    workspace: Workspace, engine: Engine, card: dict[str, Any]
):
    workspace.click(ANNA, card, "snooze")
    opened(workspace, ANNA, "Snooze reminders")
    assert workspace.submit(ANNA)["outcome"] == "closed"
    snoozed = redrawn(workspace, card, "Snoozed until Mon 23 Nov, 10:05")
    assert case(engine).status.snoozed_until == at(23, 10, 5)
    workspace.wait_for_message(BEN, MENTIONS, "snoozed it until Mon 23 Nov, 10:05", thread_ts=card["ts"])
    workspace.click(BEN, snoozed, "wake")
    workspace.wait_for(lambda: case(engine).status.snoozed_until is None)


def test_a_snooze_lasts_until_the_time_that_is_given(workspace: Workspace, engine: Engine, card: dict[str, Any]):
    workspace.click(ANNA, card, "snooze")
    opened(workspace, ANNA, "Snooze reminders")
    workspace.submit(ANNA, {"until": int(at(26, 14).timestamp())})
    redrawn(workspace, card, "Snoozed until Thu 26 Nov, 14:00")
    assert case(engine).status.snoozed_until == at(26, 14)


@pytest.mark.parametrize(
    ("until", "why"),
    [
        (at(23, 9), "That time has passed already. Please choose a later one."),
        (datetime(2026, 12, 25, 9, tzinfo=UTC), "That is too far ahead. Please choose a time within the next 31 days."),
    ],
    ids=["past", "far"],
)
def test_a_time_that_can_not_be_taken_is_said_beside_its_field(
    workspace: Workspace, engine: Engine, card: dict[str, Any], until: datetime, why: str
):
    workspace.click(ANNA, card, "snooze")
    opened(workspace, ANNA, "Snooze reminders")
    answer = workspace.submit(ANNA, {"until": int(until.timestamp())})
    assert (answer["outcome"], answer["errors"]) == ("errors", {"until": why})
    workspace.close_modal(ANNA)
    choose_behind_more(workspace, ANNA, card, "hold", "Holding reply")
    answer = workspace.submit(ANNA, {"until": int(until.timestamp())})
    assert (answer["outcome"], answer["errors"]) == ("errors", {"until": why})
    assert decided(engine) == []


def test_an_hour_that_passed_while_the_modal_was_open_is_said_beside_it(
    workspace: Workspace, clock: MovableClock, card: dict[str, Any]
):
    workspace.click(ANNA, card, "snooze")
    opened(workspace, ANNA, "Snooze reminders")
    clock.advance(at(23, 11) - at(23, 9, 5))
    assert list(workspace.submit(ANNA)["errors"]) == ["choice"]


def test_a_holding_reply_moves_the_time_to_respond(workspace: Workspace, engine: Engine, card: dict[str, Any]):
    workspace.click(BEN, card, "approve")
    approved = redrawn(workspace, card, "Approved by Ben Okafor")
    assert "Respond by Tue 24 Nov, 17:00" in told_by(approved)
    choose_behind_more(workspace, ANNA, approved, "hold", "Holding reply")
    workspace.submit(ANNA, {"until": int(at(27, 12).timestamp())})
    held = redrawn(workspace, card, "Holding reply sent by Anna Shaw: the answer follows by Fri 27 Nov, 12:00")
    assert "Respond by Fri 27 Nov, 12:00" in told_by(held)
    assert case(engine).due_at == at(27, 12)


def test_a_card_that_is_drawn_late_says_since_when_it_is_overdue(
    workspace: Workspace, clock: MovableClock, card: dict[str, Any]
):
    clock.advance(at(25, 9) - MONDAY)
    workspace.click(ANNA, card, "claim")
    redrawn(workspace, card, "Overdue since Tue 24 Nov, 17:00 · Claimed by Anna Shaw, Wed 25 Nov, 09:00")


def test_an_escalated_card_says_not_to_reply_until_it_is_back(
    workspace: Workspace, engine: Engine, card: dict[str, Any]
):
    assert escalate(workspace, ANNA, card, "legal")["outcome"] == "closed"
    escalated = redrawn(workspace, card, "Don’t reply: with the legal team.")
    assert not {"Reply", "Refer to PALS", "No reply needed"} & set(buttons(escalated))
    assert case(engine).decisions[-1].detail == "legal"
    workspace.click(BEN, escalated, "escalation_over")
    workspace.wait_for(lambda: "Reply" in buttons(card_of(workspace, QUESTION)))
    assert "Don’t reply" not in told_by(card_of(workspace, QUESTION))
    assert decided(engine) == [("Anna Shaw", "escalate"), ("Ben Okafor", "escalation_over")]


def test_who_replies_from_a_card_that_was_drawn_before_is_told_not_to(
    workspace: Workspace, engine: Engine, card: dict[str, Any]
):
    workspace.set_faults(**REDRAWS_ARE_SLOW)
    escalate(workspace, ANNA, card, "legal")
    workspace.click(BEN, card, "reply")
    told_only(workspace, BEN, "Please don’t reply: it is with the legal team")
    assert decided(engine) == [("Anna Shaw", "escalate")]


def test_who_escalates_second_is_told_who_was_first(workspace: Workspace, engine: Engine, card: dict[str, Any]):
    choose_behind_more(workspace, BEN, card, "escalate", "Escalate")
    escalate(workspace, ANNA, card, "media")
    assert workspace.submit(BEN, {"choice": "legal"})["outcome"] == "updated"
    assert "Anna Shaw was first: Anna Shaw escalated it to the media team" in told_by(
        {"text": "", "blocks": [workspace.modal(BEN)]}
    )
    assert case(engine).status.escalated == "media"


def test_a_risk_to_life_is_acknowledged_and_closes_only_with_an_outcome(
    workspace: Workspace, engine: Engine, risk: dict[str, Any]
):
    assert buttons(risk)[:2] == ["Acknowledge", "Outcome…"]
    workspace.click(ANNA, risk, "acknowledge_risk")
    acknowledged = redrawn(workspace, risk, "Acknowledged by Anna Shaw")
    workspace.click(BEN, acknowledged, "close_risk")
    opened(workspace, BEN, "Outcome")
    assert workspace.submit(BEN, {"choice": "called_999"})["outcome"] == "closed"
    closed = redrawn(workspace, risk, "Risk to life, closed: called 999")
    assert [(each.action.value, each.detail) for each in case(engine).decisions] == [
        ("acknowledge_risk", None),
        ("close_risk", "called_999"),
    ]
    workspace.click(CARYS, closed, "more")
    workspace.click(CARYS, opened(workspace, CARYS, "More"), "reopen_risk")
    assert "You reopened the risk to life." in str(opened(workspace, CARYS, "Done"))
    redrawn(workspace, risk, "Reopened by Carys Evans")


def test_an_outcome_that_comes_second_changes_nothing(workspace: Workspace, engine: Engine, risk: dict[str, Any]):
    for person in (ANNA, BEN):
        workspace.click(person, risk, "close_risk")
        opened(workspace, person, "Outcome")
    workspace.submit(ANNA, {"choice": "false_alarm"})
    assert workspace.submit(BEN, {"choice": "called_999"})["outcome"] == "updated"
    assert "Anna Shaw was first: Anna Shaw closed the risk to life: false alarm" in str(workspace.modal(BEN))
    assert decided(engine) == [("Anna Shaw", "close_risk")]


@pytest.mark.usefixtures("risk")
@pytest.mark.parametrize(
    ("metadata", "values", "answered"),
    [
        ("close_risk:1:v1", {}, "errors"),
        ("close_risk:1:v1", {"choice": {"choice": {"selected_option": {"value": "went_home"}}}}, "errors"),
        ("escalate:1:v1", {"choice": {"choice": {"selected_option": {"value": "x" * 200}}}}, "errors"),
        ("snooze:1:v1", {"until": {"until": {"selected_date_time": int(at(24, 9).timestamp())}}}, "update"),
        ("hold:1:v1", {"until": {"until": {"selected_date_time": int(at(24, 9).timestamp())}}}, "update"),
        ("acknowledge_risk:1:v1", {}, "update"),
        ("close_risk:9:v1", {}, "update"),
        ("escalate", {}, "update"),
    ],
)
def test_a_forged_modal_changes_nothing(
    sandbox: SandboxServer, engine: Engine, metadata: str, values: dict[str, Any], answered: str
):
    answer = submit_forged(sandbox, metadata, values, "detail")
    assert answer["response_action"] == answered
    assert decided(engine) == []


def test_a_risk_to_life_can_not_be_snoozed_by_a_click_that_no_card_offers(
    workspace: Workspace, sandbox: SandboxServer, engine: Engine, risk: dict[str, Any]
):
    button = {"type": "button", "action_id": "snooze", "value": "1", "text": {"type": "plain_text", "text": "Snooze"}}
    block = {"type": "actions", "block_id": "further:1:v1", "elements": [button]}
    web_client(sandbox).chat_postMessage(channel=risk["channel"], text="forged", blocks=[block])
    workspace.click(ANNA, card_of(workspace, "forged"), "snooze")
    told_only(workspace, ANNA, "A life may be at risk")
    assert decided(engine) == []
