"""Slash commands, shortcuts, response URLs, and the events that people's doings cause."""

import httpx
import pytest

from bot.sandbox.people import ANNA, BEN, BOT_USER_ID, ELLA, GENERAL, MENTIONS, Person
from bot.sandbox.server import SandboxServer
from tests.integration.sandbox.slack import Json, RecordingApp, actions, button, recording, section
from tests.sandbox import Refused, StartSandbox, Workspace, driving

MANIFEST = {
    "features": {
        "slash_commands": [{"command": "/mentions", "description": "See what is open", "usage_hint": "[open]"}],
        "shortcuts": [{"type": "message", "callback_id": "log", "name": "Log as a mention", "description": "x"}],
        "app_home": {"home_tab_enabled": True},
    },
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened", "app_mention"]}},
}


def test_command_reaches_the_app_from_any_channel(sandbox: SandboxServer, workspace: Workspace) -> None:
    with recording(sandbox) as app:
        assert workspace.command(ELLA, "/mentions search long wait", GENERAL) == {"outcome": "ok"}
        body = app.next()
        workspace.command(ANNA, "/mentions")
        private = app.next()
    assert (body["command"], body["text"]) == ("/mentions", "search long wait")
    assert (body["user_id"], body["user_name"]) == (ELLA.id, "ella.novak")
    assert (body["channel_id"], body["channel_name"]) == (GENERAL.id, "general")
    assert body["trigger_id"]
    assert (private["text"], private["channel_name"]) == ("", "privategroup")


@pytest.mark.parametrize("response_type", [None, "ephemeral", "in_channel"])
def test_acknowledgement_with_text_is_shown(
    sandbox: SandboxServer, workspace: Workspace, response_type: str | None
) -> None:
    with recording(sandbox) as app:
        answer = {"text": "3 open"} | ({"response_type": response_type} if response_type else {})
        app.answer = lambda _body, _client: answer
        workspace.command(ANNA, "/mentions")
    assert workspace.messages(ANNA)[0]["text"] == "3 open"
    assert bool(workspace.messages(BEN)) == (response_type == "in_channel")


def test_command_that_fails_says_why(start_sandbox: StartSandbox) -> None:
    with driving(start_sandbox(manifest=MANIFEST)) as workspace:
        assert workspace.command(ANNA, "/unknown")["error"] == "invalid_command"
        assert workspace.command(ANNA, "/mentions")["error"] == "dispatch_failed"
        assert workspace.get("/sandbox/commands")["commands"] == [
            {"command": "/mentions", "description": "See what is open", "usage_hint": "[open]"}
        ]


def test_command_answer_that_slack_would_not_take_fails(sandbox: SandboxServer, workspace: Workspace) -> None:
    with recording(sandbox) as app:
        app.answer = lambda _body, _client: {"blocks": [section("")]}
        assert workspace.command(ANNA, "/mentions")["error"] == "invalid_command_response"


@pytest.mark.parametrize(
    ("person", "text", "status"), [(ELLA, "/mentions", 404), (ANNA, "mentions", 400), (ANNA, "", 400)]
)
def test_command_that_nobody_could_send_is_refused(
    workspace: Workspace, person: object, text: str, status: int
) -> None:
    with pytest.raises(Refused) as refused:
        workspace.command(person, text)
    assert refused.value.status == status


def test_message_shortcut_comes_with_the_message(start_sandbox: StartSandbox) -> None:
    server = start_sandbox(manifest=MANIFEST)
    with recording(server) as app, driving(server) as workspace:
        message = workspace.say(BEN, "Somebody said this on the ward")
        assert workspace.shortcut(ANNA, "log", message) == {"outcome": "ok"}
        body = app.next()
        with pytest.raises(Refused, match="404"):
            workspace.shortcut(ANNA, "unknown", message)
    assert (body["type"], body["callback_id"], body["user"]["id"]) == ("message_action", "log", ANNA.id)
    assert (body["message"]["text"], body["message"]["user"]) == (message["text"], BEN.id)
    assert body["message_ts"] == message["ts"]
    assert body["trigger_id"]
    assert body["response_url"]


def test_opening_the_home_tells_the_app(start_sandbox: StartSandbox) -> None:
    server = start_sandbox(manifest=MANIFEST)
    with recording(server) as app, driving(server) as workspace:
        workspace.open_home(ELLA)
        event = app.next()["event"]
    assert (event["type"], event["user"], event["tab"]) == ("app_home_opened", ELLA.id, "home")
    assert event["channel"].startswith("D")


def test_only_subscribed_events_are_sent(start_sandbox: StartSandbox) -> None:
    server = start_sandbox(manifest=MANIFEST)
    with recording(server) as app, driving(server) as workspace:
        workspace.say(ANNA, "Not for the bot")
        workspace.say(ANNA, "@commsbot hello")
        body = app.next()
    assert body["event"]["type"] == "app_mention"
    assert body["event"]["text"] == f"<@{BOT_USER_ID}> hello"


def test_what_people_write_comes_as_a_message_event(sandbox: SandboxServer, workspace: Workspace) -> None:
    with recording(sandbox) as app:
        workspace.say(ELLA, "The app is not in here", GENERAL)
        message = workspace.say(ANNA, "Fish & <chips> https://nhs.uk")
        body = app.next()
    event = body["event"]
    assert message["text"] == "Fish &amp; &lt;chips&gt; <https://nhs.uk>"
    assert (event["type"], event["channel_type"], event["user"]) == ("message", "group", ANNA.id)
    assert (event["text"], event["ts"], event["channel"]) == (message["text"], message["ts"], MENTIONS.id)
    assert body["type"] == "event_callback"
    assert body["event_id"].startswith("Ev")
    assert body["authorizations"][0]["user_id"] == BOT_USER_ID


def test_who_joins_and_leaves_is_told_once(sandbox: SandboxServer, workspace: Workspace) -> None:
    with recording(sandbox) as app:
        for member in (True, True, False):
            workspace.post("/sandbox/members", {"channel": MENTIONS.id, "user": ELLA.id, "member": member})
        events = sorted((app.next()["event"] for _ in range(2)), key=lambda event: str(event["event_ts"]))
    assert [event["type"] for event in events] == ["member_joined_channel", "member_left_channel"]
    assert {event["user"] for event in events} == {ELLA.id}
    assert app.received.empty()


# Response URLs


def clicked(workspace: Workspace, app: RecordingApp, ephemeral: bool = False) -> str:
    """Let Anna click on a message of the app, and return the click's response URL."""
    client, blocks = app.client, [actions(button("hide"))]
    if ephemeral:
        client.chat_postEphemeral(channel=MENTIONS.id, user=ANNA.id, text="Card", blocks=blocks)
    else:
        client.chat_postMessage(channel=MENTIONS.id, text="Card", blocks=blocks)
    workspace.click(ANNA, workspace.messages(ANNA)[-1], "hide")
    return str(app.next()["response_url"])


def answer(url: str, **body: object) -> httpx.Response:
    return httpx.post(url, json=body)


def texts(workspace: Workspace, person: Person = ANNA) -> list[str]:
    return [message["text"] for message in workspace.messages(person)]


def test_answer_is_seen_by_who_clicked_unless_it_is_for_the_channel(
    sandbox: SandboxServer, workspace: Workspace
) -> None:
    with recording(sandbox) as app:
        url = clicked(workspace, app)
        assert answer(url, text="For you").text == "ok"
        assert answer(url, text="For all", response_type="in_channel").text == "ok"
    assert texts(workspace) == ["Card", "For you", "For all"]
    assert texts(workspace, BEN) == ["Card", "For all"]


def test_answer_can_replace_and_delete_the_original(sandbox: SandboxServer, workspace: Workspace) -> None:
    with recording(sandbox) as app:
        url = clicked(workspace, app, ephemeral=True)
        answer(url, text="Done", replace_original=True)
        assert texts(workspace) == ["Done"]
        answer(url, delete_original=True)
        assert texts(workspace) == []


def test_answer_to_a_shortcut_leaves_the_persons_message_alone(sandbox: SandboxServer, workspace: Workspace) -> None:
    with recording(sandbox) as app:
        message = workspace.say(BEN, "Somebody said this")
        workspace.shortcut(ANNA, "log", message)
        url = next(body["response_url"] for body in iter(app.next, None) if body["type"] == "message_action")
        answer(url, text="Logged", replace_original=True)
        answer(url, delete_original=True)
    assert texts(workspace) == ["Somebody said this", "Logged"]
    assert texts(workspace, BEN) == ["Somebody said this"]


def test_response_url_works_five_times(sandbox: SandboxServer, workspace: Workspace) -> None:
    with recording(sandbox) as app:
        url = clicked(workspace, app)
        assert answer(url).json()["error"] == "no_text"
        assert [answer(url, text=str(n)).status_code for n in range(6)] == [200] * 5 + [404]
        assert answer(url, text="x").json()["error"] == "used_url"


def test_response_url_expires(start_sandbox: StartSandbox) -> None:
    server = start_sandbox(response_url_seconds=0.0)
    with recording(server) as app, driving(server) as workspace:
        assert answer(clicked(workspace, app), text="x").json()["error"] == "expired_url"


def test_response_url_checks_what_it_is_sent(sandbox: SandboxServer, workspace: Workspace) -> None:
    with recording(sandbox) as app:
        url = clicked(workspace, app)
        assert answer(url, text="x", blocks=[section("")]).json()["error"] == "invalid_blocks"
        assert httpx.post(url, content=b"{").status_code == 400
        assert httpx.post(url, content=b"[]").status_code == 400
        assert answer(f"{sandbox.url}/response/other", text="x").status_code == 404


def test_answer_to_a_command_reaches_the_channel_later(sandbox: SandboxServer, workspace: Workspace) -> None:
    with recording(sandbox) as app:
        workspace.command(ELLA, "/summary", GENERAL)
        body: Json = app.next()
        answer(body["response_url"], text="All is well")
    assert [message["text"] for message in workspace.messages(ELLA, GENERAL)] == ["All is well"]
    assert workspace.messages(ANNA, GENERAL) == []
