"""A colleague is asked to check a reply: it stands under the card, nothing is sent, and whoever agrees uses it."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

from bot.sandbox.people import ANNA, BEN, ELLA, MENTIONS
from bot.sandbox.server import SandboxServer
from db.store import Store
from rules.mention import Reply
from tests.answers import CARE, CONTACTS, OWN_CARE, QUESTION
from tests.cards import (
    asked,
    card_of,
    escalate,
    filled_in,
    log_with_details,
    opened,
    redrawn,
    tell,
    text_block,
    texts_in,
)
from tests.forging import click_forged
from tests.integration.delivery.waiting import drained
from tests.running_bot import RunningBot
from tests.sandbox import Workspace, told_by

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

HOSTILE = "Thank you. <!channel> *We* asked <https://x|y> & will tell you."


@pytest.fixture
def own_settings() -> dict[str, Any]:
    return CONTACTS


@pytest.fixture
def card(bot: RunningBot, workspace: Workspace) -> dict[str, Any]:
    bot.receive(QUESTION)
    return card_of(workspace, QUESTION)


def ask_to_check(workspace: Workspace, card: dict[str, Any], words: str | None, action: str = "reply") -> None:
    """Write a reply as Anna, and ask a colleague to check it instead of using it."""
    view = asked(workspace, ANNA, card, action)
    state = {text_block(view)["block_id"]: {"text:": {"type": "plain_text_input", "value": words}}} if words else {}
    workspace.click(ANNA, view, "ask_to_check", state=state)


def under(workspace: Workspace, card: dict[str, Any], words: str) -> dict[str, Any]:
    return workspace.wait_for_message(ANNA, MENTIONS, words, thread_ts=card["ts"])


def drafts(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM drafts")).scalar_one())


def test_a_colleague_uses_what_was_asked_to_be_checked(workspace: Workspace, engine: Engine, card: dict[str, Any]):
    ask_to_check(workspace, card, HOSTILE)
    assert "Nothing was sent to the public" in texts_in(opened(workspace, ANNA, "Asked"))
    posted = under(workspace, card, "Anna Shaw asks a colleague to check this reply. Nothing was sent to the public.")
    assert HOSTILE in told_by(posted)
    assert "<!channel>" not in posted["text"]
    assert "Public reply on Facebook, to Jo B" in told_by(posted)
    assert log_with_details(engine) == []
    workspace.click(BEN, posted, "use_draft")
    [view] = workspace.wait_for(lambda: workspace.modals(BEN), as_=BEN)
    assert filled_in(view) == HOSTILE
    workspace.submit(BEN, {text_block(view)["block_id"]: "Thank you. We will tell you."})
    redrawn(workspace, card, "Ben Okafor decided: reply.")
    assert Store(engine).reply(1) == Reply("Thank you. We will tell you.")


def test_it_is_seen_in_the_channel_too(workspace: Workspace, card: dict[str, Any]):
    ask_to_check(workspace, card, "Yes, until noon.")
    workspace.wait_for_message(BEN, MENTIONS, "asks a colleague to check this reply")


def test_a_referral_to_check_keeps_its_template_and_asks_how_it_is_passed_on(
    bot: RunningBot, workspace: Workspace, engine: Engine
):
    bot.receive(CARE)
    card = card_of(workspace, CARE)
    ask_to_check(workspace, card, None, "refer")
    posted = under(workspace, card, "asks a colleague to check this reply, which refers them to PALS")
    workspace.click(BEN, posted, "use_draft")
    [view] = workspace.wait_for(lambda: workspace.modals(BEN), as_=BEN)
    assert filled_in(view) == OWN_CARE
    workspace.submit(BEN, {"referral": ["passed_on"]})
    redrawn(workspace, card, "Ben Okafor decided: refer to PALS.")
    assert log_with_details(engine) == [("Ben Okafor", "refer", "passed_on")]
    assert Store(engine).reply(1) == Reply(OWN_CARE, "own-care", 0)


def test_a_personal_detail_in_a_private_reply_is_masked_until_somebody_uses_it(bot: RunningBot, workspace: Workspace):
    bot.receive(QUESTION, kind="direct_message")
    card = card_of(workspace, QUESTION)
    ask_to_check(workspace, card, "We will ring you on 07700 900123.")
    posted = under(workspace, card, "We will ring you on [phone number].")
    assert "900123" not in told_by(posted) + posted["text"]
    workspace.click(BEN, posted, "use_draft")
    [view] = workspace.wait_for(lambda: workspace.modals(BEN), as_=BEN)
    assert filled_in(view) == "We will ring you on 07700 900123."


def test_what_could_not_be_sent_is_not_asked_about_and_stays_to_be_mended(
    workspace: Workspace, engine: Engine, card: dict[str, Any]
):
    ask_to_check(workspace, card, "Please ask {team}.")
    assert "{team} is still in the text" in texts_in(opened(workspace, ANNA, "Not asked"))
    workspace.close_modal(ANNA)
    assert workspace.modals(ANNA)[0]["state"]["values"][text_block(workspace.modals(ANNA)[0])["block_id"]]
    assert drafts(engine) == 0


def test_the_same_words_are_asked_about_once(workspace: Workspace, engine: Engine, card: dict[str, Any]):
    ask_to_check(workspace, card, "Yes, until noon.")
    workspace.close_modal(ANNA)
    ask_to_check(workspace, card, "Yes, until noon.")
    assert drafts(engine) == 1


def test_who_uses_a_draft_that_somebody_has_answered_since_is_told_who(workspace: Workspace, card: dict[str, Any]):
    ask_to_check(workspace, card, "Yes, until noon.")
    posted = under(workspace, card, "Yes, until noon.")
    workspace.close_modal(ANNA)
    tell(workspace, ANNA, card, "reply", "Yes, until one.")
    redrawn(workspace, card, "Anna Shaw decided: reply.")
    workspace.click(BEN, posted, "use_draft")
    told = workspace.wait_for_message(BEN, MENTIONS, "Anna Shaw was first: Anna Shaw decided: reply", card["ts"])
    assert told["is_ephemeral"]
    assert not workspace.modals(BEN)


def test_what_was_escalated_meanwhile_is_not_asked_about(workspace: Workspace, engine: Engine, card: dict[str, Any]):
    view = asked(workspace, ANNA, card, "reply")
    escalate(workspace, BEN, card, "legal")
    words = {text_block(view)["block_id"]: {"text:": {"type": "plain_text_input", "value": "Yes."}}}
    workspace.click(ANNA, view, "ask_to_check", state=words)
    assert "Please don’t reply: it is with the legal team" in texts_in(opened(workspace, ANNA, "Not asked"))
    assert drafts(engine) == 0


def test_what_slack_refuses_for_the_moment_comes_afterwards(workspace: Workspace, engine: Engine, card: dict[str, Any]):
    drained(engine)
    workspace.set_faults(chat_postMessage={"kind": "429", "seconds": 1, "times": 1})
    ask_to_check(workspace, card, "Yes, until noon.")
    under(workspace, card, "Yes, until noon.")


@pytest.mark.parametrize("value", ["1", "99", "x", ""])
def test_forged_drafts_are_refused(
    sandbox: SandboxServer, workspace: Workspace, engine: Engine, card: dict[str, Any], value: str
):
    assert card
    for control in ("use_draft", "ask_to_check"):
        click_forged(sandbox, ELLA, control, value)
    click_forged(sandbox, ANNA, "use_draft", value)
    assert not workspace.modals(ANNA)
    assert not workspace.modals(ELLA)
    assert drafts(engine) == 0
