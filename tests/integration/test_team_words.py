"""The team's words in Slack: a lead sees what one would change, adds it, it counts, and it is taken off again."""

from typing import Any

import pytest
from sqlalchemy import Engine

from bot.sandbox import payloads
from bot.sandbox.people import ANNA, CARYS, MENTIONS, Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.socket_mode import EnvelopeType
from db.team import Team
from rules.team import TeamWord
from tests.cards import card_of
from tests.running_bot import RunningBot, running_bot, settings_for
from tests.sandbox import Workspace, driving, told_by, web_client

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

TEXT = "The doughnut at your front desk took my number: 07700 900461"
GIVEN = {"words": " dough-nut ", "list": "watch", "principle": "abusive", "why": "our receptionists are called that"}


def told_only(workspace: Workspace, person: Person, words: str) -> dict[str, Any]:
    def find() -> dict[str, Any] | None:
        seen = [message for message in workspace.messages(person) if message["is_ephemeral"]]
        return next((message for message in reversed(seen) if words in told_by(message)), None)

    found = workspace.wait_for(find)
    assert found
    return found


def add_modal(workspace: Workspace) -> None:
    workspace.command(CARYS, "/principles words")
    workspace.click(CARYS, told_only(workspace, CARYS, "The team’s words"), "add_word")
    workspace.wait_for(lambda: workspace.modals(CARYS))


def saved(workspace: Workspace, **given: str) -> str:
    """Add a word as a lead does, and return what the modals say on the way."""
    add_modal(workspace)
    workspace.submit(CARYS, GIVEN | given)
    shown = str(workspace.modal(CARYS))
    workspace.submit(CARYS)
    return shown + str(workspace.modal(CARYS))


def deliver(sandbox: SandboxServer, payload: dict[str, Any]) -> Any:
    sockets = sandbox.sandbox.sockets
    whole = payload | {"trigger_id": "1.2"}
    return sandbox.on_loop(lambda: sockets.deliver(EnvelopeType.INTERACTIVE, whole, accepts_response=True))


def test_a_lead_sees_what_a_word_would_change_before_it_counts(bot: RunningBot, workspace: Workspace, engine: Engine):
    bot.receive(TEXT.replace("doughnut", "dough nut"))
    card_of(workspace, "at your front desk")
    add_modal(workspace)
    workspace.submit(CARYS, GIVEN)
    shown = str(workspace.modal(CARYS))
    assert "Saving it would have changed 1 suggestion among the last 1 mention. 1 mention holds it." in shown
    assert "Hide (Confidential or personal (P14)) → Hide (Abusive towards staff or the public (P12))" in shown
    assert "[phone number]" in shown
    assert "07700" not in shown
    assert not Team(engine).words()

    workspace.submit(CARYS)

    assert "counts from now on" in str(workspace.modal(CARYS))
    [kept] = Team(engine).words()
    assert (kept.word, kept.why) == (TeamWord("dough-nut", "abusive"), GIVEN["why"])
    assert (kept.added_by.id, kept.added_by.name) == (CARYS.id, "Carys Evans")
    bot.receive("What a dough nut!", external_id="2")
    card_of(workspace, "it uses words that the team watches for")


def test_what_is_tried_out_shows_our_own_public_number(sandbox: SandboxServer, engine: Engine, database_url: str):
    settings = settings_for(sandbox, database_url, public_contacts=("01632 960100",))
    with running_bot(settings, engine) as bot, driving(sandbox) as workspace:
        bot.receive("The dough nut rang me from 01632 960100, not 07700 900461")
        card_of(workspace, "01632 960100, not")
        add_modal(workspace)
        workspace.submit(CARYS, GIVEN)
        shown = str(workspace.modal(CARYS))
        assert "01632 960100, not [phone number]" in shown


def test_staff_read_the_lists_and_a_lead_takes_a_word_off(workspace: Workspace, engine: Engine, bot: RunningBot):
    assert "counts from now on" in saved(workspace, words="never mind the bollocks", list="allow")
    workspace.command(ANNA, "/principles words")
    seen = told_only(workspace, ANNA, "never mind the bollocks")
    assert not [block for block in seen["blocks"] if "accessory" in block or block["type"] == "actions"]
    bot.receive("Never mind the bollocks is on tonight")
    card_of(workspace, "Nothing in it seems to go against the principles")

    workspace.command(CARYS, "/principles words")
    workspace.click(CARYS, told_only(workspace, CARYS, "never mind the bollocks"), "take_off_word")
    workspace.wait_for(lambda: "Take it off?" in str(workspace.modals(CARYS)))
    assert "Taking it off would have changed 1 suggestion" in str(workspace.modal(CARYS))
    workspace.submit(CARYS)

    assert "stays on record" in str(workspace.modal(CARYS))
    assert not Team(engine).words()
    workspace.command(ANNA, "/principles words")
    told_only(workspace, ANNA, "Taken off last: “never mind the bollocks” (Carys Evans")


@pytest.mark.parametrize(
    ("given", "block", "said"),
    [
        ({"words": "pain"}, "words", "people write to a health service about it"),
        ({"words": "x" * 3_000}, "words", "at most 60 characters"),
        ({"words": ".*"}, "words", "no letters"),
        ({"principle": None}, "principle", "choose the principle"),
    ],
)
def test_what_cannot_be_a_word_is_refused_where_it_was_entered(
    workspace: Workspace, given: dict[str, Any], block: str, said: str, bot: RunningBot
):
    del bot
    add_modal(workspace)
    answer = workspace.submit(CARYS, {key: value for key, value in (GIVEN | given).items() if value})
    assert said in answer["errors"][block]


def test_the_same_word_is_put_on_one_list_only(workspace: Workspace, bot: RunningBot):
    del bot
    saved(workspace)
    add_modal(workspace)
    answer = workspace.submit(CARYS, GIVEN | {"words": "Dough nut", "list": "allow"})
    assert "“dough-nut” stands on the watch list already: Carys Evans put it there" in answer["errors"]["words"]


def test_who_is_no_lead_changes_nothing_with_forged_clicks(
    workspace: Workspace, sandbox: SandboxServer, engine: Engine, caplog: pytest.LogCaptureFixture, bot: RunningBot
):
    del bot
    saved(workspace)
    [kept] = Team(engine).words()
    for action in ("add_word", "take_off_word"):
        text = {"type": "plain_text", "text": action}
        button = {"type": "button", "action_id": action, "value": str(kept.id), "text": text}
        block = {"type": "section", "text": text, "accessory": button}
        web_client(sandbox).chat_postMessage(channel=MENTIONS.id, text=f"forged {action}", blocks=[block])
        workspace.click(ANNA, workspace.wait_for_message(ANNA, MENTIONS, action), action)
        told_only(workspace, ANNA, "Only team leads change the team’s words.")
    assert not workspace.modals(ANNA)
    for callback, metadata in (("team_word_save", "abusive\nclipboard\nwhy"), ("team_word_off", str(kept.id))):
        view = {"id": "V1", "type": "modal", "callback_id": callback, "private_metadata": metadata}
        payload = payloads.act("view_submission", ANNA) | {"view": view | {"state": {"values": {}}}}
        assert "Only team leads change the team’s words." in str(deliver(sandbox, payload)["view"])

    assert Team(engine).words() == [kept]
    refused = [record for record in caplog.records if "team's words was refused" in record.getMessage()]
    assert len(refused) == 4


@pytest.mark.parametrize("metadata", ["nothing\nclipboard\nwhy", "abusive\npain\nwhy", "", "abusive\nclipboard"])
def test_a_lead_cannot_save_what_no_modal_lets_through(
    sandbox: SandboxServer, engine: Engine, metadata: str, bot: RunningBot
):
    del bot
    view = {"id": "V1", "type": "modal", "callback_id": "team_word_save", "private_metadata": metadata}
    payload = payloads.act("view_submission", CARYS) | {"view": view | {"state": {"values": {}}}}
    assert "It was not saved." in str(deliver(sandbox, payload)["view"])
    assert not Team(engine).words()


def test_the_search_of_the_principles_works_as_before(workspace: Workspace, bot: RunningBot):
    del bot
    workspace.command(CARYS, "/principles negative")
    workspace.wait_for_message(CARYS, MENTIONS, "simply because it's negative")
