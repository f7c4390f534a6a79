"""Reply and Refer to PALS from a card: chosen, filled in, seen and decided, by people in the local workspace."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, text

from bot.clock import MovableClock
from bot.sandbox.people import ANNA, BEN, MENTIONS
from bot.sandbox.server import SandboxServer
from db.store import Store
from rules.mention import Reply
from tests.answers import CARE, CONTACTS, OWN_CARE, QUESTION, begin_with
from tests.cards import (
    REDRAWS_ARE_SLOW,
    asked,
    buttons,
    card_of,
    escalate,
    filled_in,
    log_with_details,
    opened,
    redrawn,
    tell,
    texts_in,
    told_only,
)
from tests.forging import submit_forged
from tests.running_bot import RunningBot, running_bot, settings_for
from tests.sandbox import Workspace, told_by

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

COMPLAINT = "How do I make a formal complaint about the parking charges?"


@pytest.fixture
def own_settings() -> dict[str, Any]:
    return CONTACTS


@pytest.fixture
def care(bot: RunningBot, workspace: Workspace) -> dict[str, Any]:
    """Return the card of a comment about somebody's own care."""
    bot.receive(CARE)
    return card_of(workspace, CARE)


def test_own_care_is_referred_with_the_template_that_was_filled_in(
    workspace: Workspace, engine: Engine, care: dict[str, Any]
):
    view = asked(workspace, ANNA, care, "refer")
    assert filled_in(view) == OWN_CARE
    said = texts_in(view)
    assert "Public reply on Facebook, to Jo B" in said
    assert "Everybody can read this reply." in said
    assert log_with_details(engine) == []
    workspace.submit(ANNA)
    assert not workspace.modals(ANNA)
    card = redrawn(
        workspace,
        care,
        "Anna Shaw decided: refer to PALS.\n Copy the reply and post it on Facebook",
    )
    assert {"Done", "Show the reply"} <= set(buttons(card))
    workspace.click(ANNA, card, "refer_done")
    redrawn(workspace, card, "Signposted to PALS by Anna Shaw")
    assert log_with_details(engine) == [("Anna Shaw", "refer", "signposted"), ("Anna Shaw", "refer_done", None)]
    assert Store(engine).reply(1) == Reply(OWN_CARE, "own-care", 0)
    assert Store(engine).reply(2) is None


def test_the_reply_is_shown_to_be_copied(workspace: Workspace, care: dict[str, Any]):
    tell(workspace, ANNA, care, "reply", "Thank you.\n<!channel> *We* are sorry.")
    card = redrawn(workspace, care, "Anna Shaw decided: reply.")
    workspace.click(BEN, card, "show_reply")
    view = opened(workspace, BEN, "The reply")
    assert "Thank you.\n<!channel> *We* are sorry." in texts_in(view)
    assert "Select the text, copy it and post it on Facebook" in texts_in(view)


def test_who_agreed_is_passed_on_and_the_log_and_the_thread_say_so(
    workspace: Workspace, engine: Engine, care: dict[str, Any]
):
    asked(workspace, ANNA, care, "refer")
    workspace.submit(ANNA, {"referral": ["passed_on"]})
    card = redrawn(workspace, care, "Pass it on to PALS. Copy the reply and post it on Facebook")
    workspace.wait_for(
        lambda: any(
            "decided: refer to PALS, to be passed on as they agreed" in told_by(each)
            for each in workspace.messages(ANNA, thread_ts=care["ts"])
        )
    )
    workspace.click(ANNA, card, "refer_done")
    redrawn(workspace, card, "Passed on to PALS by Anna Shaw")
    assert log_with_details(engine)[0] == ("Anna Shaw", "refer", "passed_on")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT passed_on, template_key FROM replies")).one() == (True, "own-care")


def test_another_service_fills_the_text_in_anew(workspace: Workspace, care: dict[str, Any]):
    view = asked(workspace, ANNA, care, "refer")
    workspace.click(ANNA, view, "service", "hospitals-pals")
    changed = workspace.wait_for(
        lambda: next((now for now in workspace.modals(ANNA) if "01632 960002" in filled_in(now)), None)
    )
    workspace.submit(ANNA, {})
    redrawn(workspace, care, "Anna Shaw decided: refer to PALS.")
    assert "the Patient Advice and Liaison Service (PALS) at Anytown Hospitals" in filled_in(changed)


def test_a_question_is_answered_in_words_of_ones_own_or_from_a_template_whose_blank_is_named(
    bot: RunningBot, workspace: Workspace, engine: Engine
):
    bot.receive(QUESTION)
    view = asked(workspace, ANNA, card_of(workspace, QUESTION), "reply")
    assert filled_in(view) == ""
    blanks = begin_with(workspace, view, "suggestion-received")
    assert "[passed on to]" in texts_in(blanks)
    answer = workspace.submit(ANNA, {"team": "\u200b"})
    assert answer["errors"]["team"].startswith("“Passed on to” is blank. Please fill it in")
    workspace.submit(ANNA, {"team": "our website team"})
    shown = workspace.modals(ANNA)[-1]
    assert filled_in(shown).endswith("We have passed this one on to our website team.")
    assert log_with_details(engine) == []
    workspace.submit(ANNA)
    redrawn(workspace, card_of(workspace, QUESTION), "Anna Shaw decided: reply.")
    assert Store(engine).reply(1) == Reply(filled_in(shown), "suggestion-received", 0)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Please ask {service}.", "{service} is still in the text."),
        ("Ring Kim on 07700 900461.", "It holds a phone number."),
        ("Thank you for telling us. " * 12, "It is too long for X: 311 of 280. Please make it shorter."),
        ("\u200b", "There is no text."),
    ],
)
def test_what_cannot_go_out_is_refused_at_its_field_and_nothing_is_recorded(
    bot: RunningBot, workspace: Workspace, engine: Engine, words: str, why: str
):
    bot.receive(QUESTION, platform="x")
    answer = tell(workspace, ANNA, card_of(workspace, QUESTION), "reply", words)
    assert why in next(iter(answer["errors"].values()))
    assert workspace.modals(ANNA)
    assert log_with_details(engine) == []


def test_who_submits_second_is_told_who_was_first_and_nothing_of_theirs_is_kept(
    workspace: Workspace, engine: Engine, care: dict[str, Any]
):
    asked(workspace, BEN, care, "reply")
    tell(workspace, ANNA, care, "refer")
    workspace.submit(BEN)
    told = texts_in(opened(workspace, BEN, "Not done"))
    assert "Anna Shaw was first: Anna Shaw decided: refer to PALS, to be told where to go" in told
    assert log_with_details(engine) == [("Anna Shaw", "refer", "signposted")]
    assert Store(engine).reply(2) is None


def test_who_clicks_on_a_card_that_is_out_of_date_is_told_before_they_write(workspace: Workspace, care: dict[str, Any]):
    workspace.set_faults(**REDRAWS_ARE_SLOW)
    tell(workspace, ANNA, care, "refer")
    workspace.click(BEN, care, "reply")
    told_only(workspace, BEN, "Anna Shaw was first: Anna Shaw decided: refer to PALS")
    assert not workspace.modals(BEN)


def test_what_was_escalated_meanwhile_is_not_replied_to(workspace: Workspace, engine: Engine, care: dict[str, Any]):
    asked(workspace, BEN, care, "reply")
    escalate(workspace, ANNA, care, "legal")
    workspace.submit(BEN)
    assert "Please don’t reply: it is with the legal team" in texts_in(opened(workspace, BEN, "Not done"))
    assert log_with_details(engine) == [("Anna Shaw", "escalate", "legal")]


def test_without_contacts_the_modal_says_what_is_missing_and_takes_words_of_ones_own(
    sandbox: SandboxServer, database_url: str, engine: Engine, clock: MovableClock, workspace: Workspace
):
    with running_bot(settings_for(sandbox, database_url), engine, clock) as bot:
        bot.receive(CARE)
        view = asked(workspace, ANNA, card_of(workspace, CARE), "refer")
        assert "“Own care: public reply” can’t be offered yet. Missing in the settings: PALS_PHONE" in texts_in(view)
        assert filled_in(view) == ""


def test_replying_from_the_home_opens_the_same_modal(workspace: Workspace, engine: Engine, care: dict[str, Any]):
    assert care
    workspace.open_home(ANNA)
    home = workspace.wait_for(lambda: workspace.home(ANNA))
    row = next(block for block in home["blocks"] if str(block.get("block_id")).startswith("home:1:"))
    workspace.click(ANNA, home, "refer", block_id=row["block_id"])
    [view] = workspace.wait_for(lambda: workspace.modals(ANNA))
    assert filled_in(view) == OWN_CARE
    workspace.submit(ANNA)
    redrawn(workspace, care, "Anna Shaw decided: refer to PALS.")
    assert log_with_details(engine) == [("Anna Shaw", "refer", "signposted")]


@pytest.mark.parametrize("metadata", ["approve:1:v1 own-care", "refer:1 own-care", "refer:99:v1 own-care", "", "x y z"])
def test_forged_replies_are_refused(sandbox: SandboxServer, engine: Engine, care: dict[str, Any], metadata: str):
    assert care
    for callback in ("reply", "reply_blanks"):
        values = {"text:own-care:": {"text:": {"type": "plain_text_input", "value": "Hello"}}}
        answer = submit_forged(sandbox, metadata, values, callback)
        assert "That mention is not kept any more" in str(answer)
    assert log_with_details(engine) == []


def test_a_forged_modal_of_another_kind_refers_nobody(sandbox: SandboxServer, engine: Engine, care: dict[str, Any]):
    assert care
    chosen = {"choice": {"choice": {"type": "radio_buttons", "selected_option": {"value": "passed_on"}}}}
    answer = submit_forged(sandbox, "refer:1:v1", chosen, "detail")
    assert "That mention is not kept any more" in str(answer)
    assert log_with_details(engine) == []


def test_a_second_answer_is_due_by_the_end_of_the_next_working_day_and_not_overdue_at_once(
    bot: RunningBot, workspace: Workspace, clock: MovableClock
):
    bot.receive(QUESTION)
    card = card_of(workspace, QUESTION)
    tell(workspace, ANNA, card, "reply", "Yes, until noon.")
    card = redrawn(workspace, card, "Anna Shaw decided: reply.")
    workspace.click(ANNA, card, "reply_done")
    card = redrawn(workspace, card, "Replied by Anna Shaw")
    workspace.click(ANNA, card, "approve")
    card = redrawn(workspace, card, "Approved by Anna Shaw")
    clock.advance(datetime(2026, 11, 26, 9, 0, tzinfo=UTC) - clock.now())
    tell(workspace, ANNA, card, "reply", "Now until one o’clock.")
    redrawn(workspace, card, "Respond by Fri 27 Nov, 17:00")


def test_who_is_told_how_to_complain_starts_the_days_in_which_it_must_be_acknowledged(
    bot: RunningBot, workspace: Workspace, engine: Engine
):
    bot.receive(COMPLAINT)
    card = card_of(workspace, COMPLAINT)
    tell(workspace, ANNA, card, "reply")
    said = "must be acknowledged by Thu 26 Nov 2026"
    redrawn(workspace, card, f"A formal complaint {said}: within 3 working days after the day it came in.")
    note = workspace.wait_for(lambda: workspace.messages(ANNA, MENTIONS, thread_ts=card["ts"])[1:])[0]
    assert f"decided: reply; a formal complaint {said}" in note["text"]
    [decision] = Store(engine).case(1).decisions
    assert decision.until == datetime(2026, 11, 26, 23, 59, tzinfo=UTC)


def test_an_answer_in_ones_own_words_starts_no_such_days(bot: RunningBot, workspace: Workspace, engine: Engine):
    bot.receive(QUESTION)
    card = card_of(workspace, QUESTION)
    tell(workspace, ANNA, card, "reply", "Yes, it does, on weekdays.")
    assert "acknowledged by" not in str(redrawn(workspace, card, "Anna Shaw decided: reply"))
    [decision] = Store(engine).case(1).decisions
    assert decision.until is None
