"""Modals: Slack takes them at their largest."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.block_kit import accept_view
from handlers.blocks.modals import add_mention_modal, notice_modal, principle_modal, text_modal
from rules.decisions import Action
from tests.unit.handlers.drawn import CLEAN, INSULT, LONDON, case_of

LONGEST = 50_000
"""Characters: the longest text that intake takes."""


@pytest.mark.parametrize("action", [Action.HIDE, Action.REPORT])
def test_the_principle_that_triage_matched_is_chosen_already_and_none_where_none_matched(action: Action):
    for text, chosen in ((INSULT, "abusive"), (CLEAN, None)):
        view = accept_view(principle_modal(case_of(text), action).to_dict(), "modal")
        element = next(block["element"] for block in view["blocks"] if block["type"] == "input")
        assert element.get("initial_option", {}).get("value") == chosen
        assert len(element["options"]) == 6


def test_the_longest_text_is_shown_whole():
    text = "0123456789" * (LONGEST // 10)
    view = accept_view(text_modal(case_of("short"), text, LONDON, "note").to_dict(), "modal")
    quoted = [block["elements"][0]["elements"][0]["text"] for block in view["blocks"][1:-1]]
    assert "".join(quoted) == text


@given(st.text(max_size=4000))
@settings(max_examples=30, deadline=None)
def test_any_message_can_be_logged_as_a_mention_and_any_reason_told(text: str):
    accept_view(add_mention_modal(text, external_id="slack:C1:1.2").to_dict(), "modal")
    accept_view(notice_modal("Not done", text or " ").to_dict(), "modal")


def test_the_modal_asks_about_the_card_that_was_clicked():
    case = case_of(INSULT, Action.HIDE, Action.UNDO)
    assert principle_modal(case, Action.HIDE, 1).private_metadata == "hide:7:v1"
    assert principle_modal(case, Action.HIDE).private_metadata == "hide:7:v3"


def test_a_text_that_is_cut_is_said_to_be_cut():
    for length, said in ((3_000, False), (3_001, True)):
        view = accept_view(add_mention_modal("x" * length, external_id="slack:C1:1.2").to_dict(), "modal")
        assert len(view["blocks"][0]["element"]["initial_value"]) == 3_000
        assert ("Only the first 3,000 characters" in str(view["blocks"][0])) is said
