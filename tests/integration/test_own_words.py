"""What somebody typed in a reply is never thrown away by a choice: it stands below, and goes back with a click."""

from typing import Any

import pytest
from sqlalchemy import Engine

from bot.sandbox.people import ANNA
from db.store import Store
from rules.mention import Reply
from tests.answers import CARE, CONTACTS, OWN_CARE, begin_with
from tests.cards import asked, card_of, filled_in, redrawn, text_block, texts_in
from tests.running_bot import RunningBot
from tests.sandbox import Workspace

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

MINE = "Thank you. We are sorry that you had to wait. Please ask for Sam & say <hello>."
KEPT = "What you had written"


@pytest.fixture
def own_settings() -> dict[str, Any]:
    return CONTACTS


@pytest.fixture
def care(bot: RunningBot, workspace: Workspace) -> dict[str, Any]:
    """Return the card of a comment about somebody's own care."""
    bot.receive(CARE)
    return card_of(workspace, CARE)


def typed(view: dict[str, Any], words: str) -> dict[str, Any]:
    """Return what stands in a modal in which somebody has written this and submitted nothing yet."""
    return {text_block(view)["block_id"]: {"text:": {"type": "plain_text_input", "value": words}}}


def shown(workspace: Workspace, words: str) -> dict[str, Any]:
    """Return the modal once its text begins with this."""
    return workspace.wait_for(
        lambda: next((now for now in workspace.modals(ANNA) if in_text(now).startswith(words)), None)
    )


def in_text(view: dict[str, Any]) -> str:
    """Return what stands in the text of a modal; empty where it has none."""
    has_text = any(block["block_id"].startswith("text:") for block in view["blocks"])
    return filled_in(view) if has_text else ""


def test_what_was_written_is_kept_when_another_template_is_chosen_and_goes_back_with_its_template(
    workspace: Workspace, engine: Engine, care: dict[str, Any]
):
    view = asked(workspace, ANNA, care, "refer")
    workspace.click(ANNA, view, "reply_template", "formal-complaint", state=typed(view, MINE))
    other = shown(workspace, "Thank you for telling us. We can’t look into it here.")
    assert f"{KEPT}\n{MINE}" in texts_in(other)
    workspace.click(ANNA, other, "put_back")
    back = shown(workspace, MINE)
    assert KEPT not in texts_in(back)
    workspace.submit(ANNA)
    redrawn(workspace, care, "Anna Shaw decided: refer to PALS.")
    assert Store(engine).reply(1) == Reply(MINE, "own-care", 0)


def test_what_was_written_is_kept_when_another_service_is_chosen(workspace: Workspace, care: dict[str, Any]):
    view = asked(workspace, ANNA, care, "refer")
    workspace.click(ANNA, view, "service", "hospitals-pals", state=typed(view, MINE))
    other = workspace.wait_for(
        lambda: next((now for now in workspace.modals(ANNA) if "01632 960002" in filled_in(now)), None)
    )
    assert f"{KEPT}\n{MINE}" in texts_in(other)


def test_what_a_template_filled_in_is_not_kept(workspace: Workspace, care: dict[str, Any]):
    view = asked(workspace, ANNA, care, "refer")
    other = begin_with(workspace, view, "formal-complaint")
    assert KEPT not in texts_in(other)
    workspace.click(ANNA, other, "reply_template", "own-care")
    assert KEPT not in texts_in(shown(workspace, OWN_CARE))


def test_it_stays_while_blanks_are_filled_in_and_so_do_they(workspace: Workspace, care: dict[str, Any]):
    view = asked(workspace, ANNA, care, "reply")
    workspace.click(ANNA, view, "reply_template", "suggestion-received", state=typed(view, MINE))
    blanks = workspace.wait_for(
        lambda: next((now for now in workspace.modals(ANNA) if "[passed on to]" in texts_in(now)), None)
    )
    assert f"{KEPT}\n{MINE}" in texts_in(blanks)
    workspace.submit(ANNA, {"team": "our website team"})
    filled = shown(workspace, "Thank you for your idea.")
    assert f"{KEPT}\n{MINE}" in texts_in(filled)
    workspace.click(ANNA, filled, "put_back")
    back = shown(workspace, MINE)
    assert f"{KEPT}\n{filled_in(filled)}" in texts_in(back)


def test_a_direct_message_is_answered_without_typing_and_signed_by_who_clicks(
    bot: RunningBot, workspace: Workspace, engine: Engine
):
    bot.receive(CARE, kind="direct_message")
    card = card_of(workspace, CARE)
    view = asked(workspace, ANNA, card, "refer")
    assert "Direct message on Facebook, to Jo B" in texts_in(view)
    assert "only that person reads it" in texts_in(view)
    assert filled_in(view).endswith("\n\nAnna, communications team")
    workspace.submit(ANNA)
    redrawn(workspace, card, "Copy the reply and send it on Facebook")
    assert Store(engine).reply(1) == Reply(filled_in(view), "own-care-private", 0)
