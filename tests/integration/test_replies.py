"""/pals and /principles: found, filled in, checked and copied, by people in the local workspace."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.sandbox import payloads
from bot.sandbox.people import ANNA, BEN, ELLA, GENERAL, MENTIONS
from bot.sandbox.server import SandboxServer
from bot.sandbox.socket_mode import EnvelopeType
from rules.library import shipped
from tests.answers import CONTACTS
from tests.running_bot import RunningBot, running_bot, settings_for
from tests.sandbox import Workspace, driving, told_by, web_client

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

PREVIEW = (
    "Thank you for telling us. We can’t talk about anyone’s care here, but we want to help. Please contact "
    "the Patient Advice and Liaison Service (PALS) at Anytown Hospitals: 01632 960002 or pals@hospitals.example. They "
    "can listen and help. Please don’t post personal details."
)


@pytest.fixture
def own_settings() -> dict[str, Any]:
    return CONTACTS


@pytest.fixture
def workspace(sandbox: SandboxServer, bot: RunningBot) -> Iterator[Workspace]:  # noqa: ARG001 - the bot is in it
    with driving(sandbox) as driver:
        yield driver


def told_only(workspace: Workspace, words: str) -> dict[str, Any]:
    """Return what only Anna sees, once it says these words."""

    def find() -> dict[str, Any] | None:
        seen = [message for message in workspace.messages(ANNA) if message["is_ephemeral"]]
        return next((message for message in seen if words in told_by(message)), None)

    found = workspace.wait_for(find)
    assert found
    return found


def modal(workspace: Workspace, command: str) -> dict[str, Any]:
    """Give a command and return the modal that it opens."""
    workspace.command(ANNA, command)
    return workspace.wait_for(lambda: workspace.modals(ANNA))[-1]


def text_in(view: dict[str, Any]) -> str:
    """Return the text that a modal offers to copy."""
    [block] = [block for block in view["blocks"] if block.get("block_id") == "text"]
    return str(block["element"]["initial_value"])


def copied(message: dict[str, Any]) -> str:
    """Return the block of a message that holds the text alone."""
    [part] = message["blocks"][1]["elements"][0]["elements"]
    return str(part["text"])


def test_pals_lists_every_template_with_a_button(workspace: Workspace):
    workspace.command(ANNA, "/pals")
    listed = told_only(workspace, f"Reply templates: {len(shipped().templates)}")
    assert [each.title in told_by(listed) for each in shipped().templates] == [True] * len(shipped().templates)
    assert [block["accessory"]["value"] for block in listed["blocks"][1:]] == [each.key for each in shipped().templates]
    assert not workspace.messages(BEN)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/pals complaint", "Formal complaint"),
        ("/pals  FREEDOM of information", "Freedom of information or subject access request"),
        ("/pals <!channel> {key}", "No template has “<!channel> {key}” in it. /pals shows all of them."),
    ],
)
def test_pals_and_words_search(workspace: Workspace, command: str, said: str):
    workspace.command(ANNA, command)
    told_only(workspace, said)


def test_a_template_is_filled_in_previewed_and_copied_as_it_was_shown(workspace: Workspace):
    assert modal(workspace, "/pals own-care")["title"]["text"] == "Fill in the reply"
    workspace.submit(ANNA, {"service": "hospitals-pals"})
    assert text_in(workspace.modal(ANNA)) == PREVIEW
    workspace.submit(ANNA)
    assert not workspace.modals(ANNA)
    said = told_only(workspace, "Own care: public reply: copy this")
    assert copied(said) == PREVIEW
    assert "nothing was sent" in told_by(said)
    assert not [message for message in workspace.messages(BEN) if PREVIEW in told_by(message)]


def test_the_button_of_the_list_opens_the_same_modal(workspace: Workspace):
    workspace.command(ANNA, "/pals own-care public")
    workspace.click(ANNA, told_only(workspace, "Own care: public reply"), "open_template")
    workspace.wait_for(lambda: workspace.modals(ANNA))
    workspace.submit(ANNA, {"service": "hospitals-pals"})
    assert text_in(workspace.modal(ANNA)) == PREVIEW


def test_a_template_with_nothing_to_fill_in_opens_with_its_text(workspace: Workspace):
    assert text_in(modal(workspace, "/pals thanks")).startswith("Thank you for your kind words.")


def test_what_is_blank_is_named_and_nothing_is_copied(workspace: Workspace):
    modal(workspace, "/pals suggestion-received")
    assert workspace.submit(ANNA, {"team": " "})["errors"] == {"team": "Please complete this required field."}
    # Slack takes what shows nothing for text.
    answer = workspace.submit(ANNA, {"team": "\u200b"})
    assert answer["errors"] == {
        "team": "“Passed on to” is blank. Please fill it in: "
        "the team that has it now, as it should read after “passed this one on to”."
    }
    assert workspace.modal(ANNA)["title"]["text"] == "Fill in the reply"


def test_a_personal_detail_is_refused_where_it_was_entered(workspace: Workspace):
    modal(workspace, "/pals suggestion-received")
    told = workspace.submit(ANNA, {"team": "Kim, 07700 900461"})["errors"]["team"]
    assert told == "“Passed on to”: It holds a phone number. A public reply never repeats personal details."


@pytest.mark.parametrize(
    ("edited", "said"),
    [
        ("Please ask {service}.", "{service} is still in the text."),
        ("\u200b", "There is no text."),
        ("We saw your referral.", "“your referral” tells everybody that somebody is, or is not, a patient."),
    ],
)
def test_an_edited_reply_is_refused_with_the_reason(workspace: Workspace, edited: str, said: str):
    modal(workspace, "/pals thanks")
    assert said in workspace.submit(ANNA, {"text": edited})["errors"]["text"]
    assert not [message for message in workspace.messages(ANNA) if "copy this" in told_by(message)]


def test_what_was_edited_is_what_is_copied_markup_and_all(workspace: Workspace):
    modal(workspace, "/pals thanks")
    edited = "Thank you! <!channel> *so* much & <https://x|y>\nFrom all of us"
    workspace.submit(ANNA, {"text": edited})
    assert copied(told_only(workspace, "Thanks: copy this")) == edited


def test_a_reply_that_is_too_long_somewhere_says_where(workspace: Workspace):
    modal(workspace, "/pals thanks")
    workspace.submit(ANNA, {"text": "Thank you. " * 20})
    told_only(workspace, "219 characters. Too long for TikTok: 219 of 150.")


def test_a_copy_that_slack_does_not_take_any_more_stays_in_the_modal(workspace: Workspace):
    modal(workspace, "/pals thanks")
    workspace.put("/sandbox/faults", {"response_url": {"kind": "500"}})
    told = workspace.submit(ANNA)["errors"]["text"]
    assert told == "Slack does not take it for the channel any more. Select the text here and copy it."


def test_principles_shows_all_of_them_and_shares_one(workspace: Workspace):
    workspace.command(ANNA, "/principles swearing")
    workspace.wait_for_message(ANNA, MENTIONS, "No published principle has “swearing” in it.")
    workspace.command(ANNA, "/mentions blue badge")
    workspace.wait_for_message(ANNA, MENTIONS, "/mentions search blue badge")
    workspace.command(ANNA, "/principles")
    shown = told_only(workspace, "P17")
    buttons = [block["accessory"] for block in shown["blocks"] if "accessory" in block]
    assert [button["value"] for button in buttons] == [f"P{number}" for number in range(1, 18)]
    assert "hello@anytown.example" in told_by(shown)
    [block] = [block for block in shown["blocks"] if block.get("accessory", {}).get("value") == "P7"]
    workspace.click(ANNA, shown, "share_principle", block_id=block["block_id"])
    text = text_in(workspace.wait_for(lambda: workspace.modals(ANNA))[-1])
    assert text == (
        "From our social media principles: “We believe people are entitled to share their views "
        "and we won't remove a post simply because it's negative.”"
    )
    workspace.submit(ANNA)
    assert copied(told_only(workspace, "Principle P7: copy this")) == text


def test_who_is_not_of_the_team_gets_neither(workspace: Workspace):
    for command in ("/pals", "/pals own-care", "/principles"):
        workspace.command(ELLA, command, GENERAL)
    told = workspace.wait_for(lambda: workspace.messages(ELLA, GENERAL), as_=ELLA)
    assert all("serves the members of the mentions channel" in told_by(message) for message in told)
    assert not workspace.modals(ELLA)


def test_forged_buttons_and_modals_are_answered_politely(sandbox: SandboxServer, workspace: Workspace):
    for action in ("open_template", "share_principle"):
        text = {"type": "plain_text", "text": action}
        button = {"type": "button", "action_id": action, "value": "../../etc", "text": text}
        block = {"type": "section", "text": text, "accessory": button}
        web_client(sandbox).chat_postMessage(channel=MENTIONS.id, text=f"forged {action}", blocks=[block])
        workspace.click(ANNA, workspace.wait_for_message(ANNA, MENTIONS, action), action)
    told_only(workspace, "There is no such template any more.")
    told_only(workspace, "That line is not published any more.")
    view = {"id": "V1", "type": "modal", "callback_id": "template_blanks", "private_metadata": "gone http://x"}
    payload = payloads.act("view_submission", ANNA) | {"view": view | {"state": {"values": {}}}, "trigger_id": "1.2"}
    sockets = sandbox.sandbox.sockets
    answer = sandbox.on_loop(lambda: sockets.deliver(EnvelopeType.INTERACTIVE, payload, accepts_response=True))
    assert "There is no such template any more." in str(answer["view"])


def test_without_settings_a_template_says_what_it_lacks_and_is_not_offered(
    sandbox: SandboxServer, database_url: str, engine: Engine
):
    with running_bot(settings_for(sandbox, database_url), engine), driving(sandbox) as workspace:
        workspace.command(ANNA, "/pals")
        listed = told_only(workspace, "Reply templates")
        offered = {block["accessory"]["value"] for block in listed["blocks"] if "accessory" in block}
        assert "thanks" in offered
        assert not {"own-care", "formal-complaint", "not-our-organisation"} & offered
        assert "PALS_PHONE, PALS_EMAIL or PALS_URL" in told_by(listed)
        workspace.command(ANNA, "/pals own-care")
        told_only(workspace, "“Own care: public reply” is not offered for sending yet. Missing: PALS_PHONE")
        assert not workspace.modals(ANNA)


def test_with_pals_from_the_settings_alone_own_care_opens_ready(
    sandbox: SandboxServer, database_url: str, engine: Engine
):
    with (
        running_bot(settings_for(sandbox, database_url, pals_phone="01632 960009"), engine),
        driving(sandbox) as workspace,
    ):
        text = text_in(modal(workspace, "/pals own-care"))
        assert "our Patient Advice and Liaison Service (PALS): 01632 960009." in text
