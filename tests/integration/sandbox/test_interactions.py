"""A click: the payload that reaches the app, and what the person sees when the app does not answer."""

import time

import pytest
from slack_sdk import WebClient

from bot.sandbox.people import ANNA, APP_ID, BEN, ELLA, MENTIONS, TEAM_ID
from bot.sandbox.server import SandboxServer
from tests.integration.sandbox.slack import (
    Json,
    actions,
    button,
    home,
    option,
    plain,
    recording,
    section,
    text_input,
    wire,
)
from tests.sandbox import Refused, StartSandbox, Workspace, driving, web_client

CARD = [
    section("A mention", block_id="card"),
    actions(
        button("hide", "Hide", value="7", style="danger"),
        {"type": "overflow", "action_id": "more", "options": [option("report"), option("refer")]},
        {"type": "static_select", "action_id": "principle", "options": [option("abusive"), option("profane")]},
        block_id="buttons",
    ),
]


def post(server: SandboxServer, blocks: list[Json] | None = None, **more: object) -> Json:
    answer = web_client(server).chat_postMessage(channel=MENTIONS.id, text="Card", blocks=blocks or CARD, **more)
    message: Json = answer["message"] | {"channel": MENTIONS.id}
    return message


def test_click_reaches_the_app_in_slacks_shape(sandbox: SandboxServer, workspace: Workspace) -> None:
    with recording(sandbox) as app:
        metadata = {"event_type": "card", "event_payload": {"id": "1"}}
        card = post(sandbox, metadata=metadata)
        assert workspace.click(ANNA, card, "hide") == {"outcome": "ok"}
        body = app.next()
    assert body["type"] == "block_actions"
    assert body["user"] == {"id": ANNA.id, "username": "anna.shaw", "name": "anna.shaw", "team_id": TEAM_ID}
    assert body["api_app_id"] == APP_ID
    assert body["container"] == {
        "type": "message",
        "message_ts": card["ts"],
        "channel_id": MENTIONS.id,
        "is_ephemeral": False,
    }
    assert body["channel"] == {"id": MENTIONS.id, "name": "privategroup"}
    assert (body["message"]["ts"], body["message"]["metadata"]) == (card["ts"], metadata)
    assert body["trigger_id"]
    assert body["response_url"].startswith(sandbox.url)
    (action,) = body["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("hide", "buttons", "7")
    assert (action["type"], action["style"], action["text"]["text"]) == ("button", "danger", "Hide")
    assert body["state"]["values"]["buttons"]["principle"]["selected_option"] is None


def test_choice_reaches_the_app_and_stays_chosen(sandbox: SandboxServer, workspace: Workspace) -> None:
    with recording(sandbox) as app:
        card = post(sandbox)
        workspace.click(ANNA, card, "principle", "abusive")
        chosen = app.next()
        workspace.click(ANNA, card, "hide")
        clicked = app.next()
        workspace.click(BEN, card, "hide")
        other = app.next()
    assert chosen["actions"][0]["selected_option"]["value"] == "abusive"
    assert clicked["state"]["values"]["buttons"]["principle"]["selected_option"]["value"] == "abusive"
    # What one person chose is not chosen for the next.
    assert other["state"]["values"]["buttons"]["principle"]["selected_option"] is None


def test_overflow_choice_is_sent_and_is_no_state(sandbox: SandboxServer, workspace: Workspace) -> None:
    with recording(sandbox) as app:
        workspace.click(ANNA, post(sandbox), "more", "refer")
        body = app.next()
    assert body["actions"][0]["selected_option"]["value"] == "refer"
    assert "more" not in body["state"]["values"]["buttons"]


def test_click_in_a_thread_says_which(sandbox: SandboxServer, workspace: Workspace) -> None:
    with recording(sandbox) as app:
        parent = post(sandbox)
        reply = post(sandbox, thread_ts=parent["ts"])
        workspace.click(ANNA, reply, "hide")
        assert app.next()["container"]["thread_ts"] == parent["ts"]


def test_click_on_an_ephemeral_message_comes_without_the_message(sandbox: SandboxServer, workspace: Workspace) -> None:
    with recording(sandbox) as app:
        app.client.chat_postEphemeral(channel=MENTIONS.id, user=ANNA.id, text="x", blocks=CARD)
        workspace.click(ANNA, workspace.messages(ANNA)[0], "hide")
        body = app.next()
        with pytest.raises(Refused, match="404"):
            workspace.click(BEN, {**workspace.messages(ANNA)[0]}, "hide")
    assert body["container"]["is_ephemeral"] is True
    assert "message" not in body


def test_values_of_inputs_in_a_message_come_with_the_click(sandbox: SandboxServer, workspace: Workspace) -> None:
    with recording(sandbox) as app:
        card = post(sandbox, [text_input("reason"), actions(button("hide"))])
        workspace.click(ANNA, card, "hide", state={"reason": {"text": "rude"}})
        values = app.next()["state"]["values"]
    assert values["reason"]["text"] == {"type": "plain_text_input", "value": "rude"}


def test_click_in_the_home_comes_with_the_view(sandbox: SandboxServer, workspace: Workspace) -> None:
    with recording(sandbox) as app:
        app.client.views_publish(user_id=ANNA.id, view=home(actions(button("refresh"))))
        view = workspace.home(ANNA)
        assert view
        workspace.click(ANNA, view, "refresh")
        body = app.next()
    assert body["container"] == {"type": "view", "view_id": view["id"]}
    assert body["view"]["hash"] == view["hash"]
    assert "response_url" not in body


def test_person_sees_failure_at_once_when_no_app_is_connected(sandbox: SandboxServer, workspace: Workspace) -> None:
    card = post(sandbox)
    started = time.monotonic()
    outcome = workspace.click(ANNA, card, "hide")
    assert (outcome["outcome"], outcome["error"]) == ("failed", "dispatch_failed")
    assert outcome["notice"]
    assert time.monotonic() - started < 1


def test_person_sees_failure_when_the_app_does_not_acknowledge_in_time(start_sandbox: StartSandbox) -> None:
    server = start_sandbox(ack_seconds=0.2, manifest={})
    with wire(server) as app, driving(server) as workspace:
        outcome = workspace.click(ANNA, post(server), "hide")
        assert (outcome["outcome"], outcome["error"]) == ("failed", "operation_timeout")
        # Too late is as good as never, and it is not delivered again.
        app.acknowledge(app.next())
        with pytest.raises(TimeoutError):
            app.next(0.3)


def test_three_seconds_are_the_default_deadline(sandbox: SandboxServer) -> None:
    assert (sandbox.options.ack_seconds, sandbox.options.trigger_seconds) == (3.0, 3.0)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"action_id": "nothing"}, 404),
        ({"action_id": None}, 400),
        ({"block_id": "card"}, 404),
        ({"ts": "1.000000"}, 404),
        ({"channel": "C0NOWHERE0"}, 404),
        ({"as": ELLA.id}, 404),
        ({"as": "U0NOBODY00"}, 404),
        ({"as": "U0COMMSBOT"}, 404),
        ({"as": 7}, 400),
        ({"action_id": "principle", "value": "kindness"}, 400),
        ({"action_id": "principle", "value": 3}, 400),
        ({"state": []}, 400),
        ({"state": {"buttons": "x"}}, 400),
        ({"state": {"nowhere": {"x": "y"}}}, 400),
        ({"view_id": "V0NOTHING0"}, 404),
    ],
)
def test_click_that_nobody_could_make_is_refused(
    sandbox: SandboxServer, workspace: Workspace, change: Json, status: int
) -> None:
    card = post(sandbox)
    body = {"as": ANNA.id, "channel": MENTIONS.id, "ts": card["ts"], "action_id": "hide"} | change
    with pytest.raises(Refused) as refused:
        workspace.post("/sandbox/actions", body)
    assert refused.value.status == status
    assert refused.value.error


def test_trigger_opens_one_modal(sandbox: SandboxServer, workspace: Workspace) -> None:
    def open_modal(body: Json, client: WebClient) -> None:
        view = {"type": "modal", "title": plain("Sure?"), "blocks": [section("x")]}
        client.views_open(trigger_id=body["trigger_id"], view=view)

    with recording(sandbox) as app:
        app.answer = open_modal
        assert workspace.click(ANNA, post(sandbox), "hide") == {"outcome": "ok"}
    assert workspace.modal(ANNA)["title"]["text"] == "Sure?"
    assert workspace.modals(BEN) == []
