"""Socket Mode: connections, envelopes, acknowledgements, redelivery and disconnect requests."""

import threading

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from bot.sandbox.people import ANNA, APP_ID, MENTIONS
from bot.sandbox.server import SandboxServer
from tests.integration.sandbox.slack import Json, actions, button, recording, wire
from tests.sandbox import Refused, StartSandbox, Workspace, connected, driving, web_client

ONLY_HOME = {"settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}}}


@pytest.fixture
def sandbox(start_sandbox: StartSandbox) -> SandboxServer:
    return start_sandbox(manifest=ONLY_HOME, disconnect_seconds=0.2)


@pytest.fixture
def hasty(start_sandbox: StartSandbox) -> SandboxServer:
    """A Slack that waits for no acknowledgement longer than a moment."""
    return start_sandbox(manifest=ONLY_HOME, ack_seconds=0.2)


@pytest.fixture
def card(sandbox: SandboxServer) -> Json:
    answer = web_client(sandbox).chat_postMessage(channel=MENTIONS.id, text="x", blocks=[actions(button("hide"))])
    message: Json = answer["message"] | {"channel": MENTIONS.id}
    return message


def test_new_connection_is_greeted(sandbox: SandboxServer) -> None:
    with wire(sandbox) as app:
        assert app.hello["type"] == "hello"
        assert app.hello["connection_info"]["app_id"] == APP_ID
        with wire(sandbox) as other:
            assert other.hello["num_connections"] == 2


def test_address_can_be_connected_to_once(sandbox: SandboxServer) -> None:
    url = web_client(sandbox).apps_connections_open(app_token=sandbox.options.app_token)["url"]
    with connect(url) as first:
        first.recv(5)
        with pytest.raises(InvalidStatus), connect(url):
            pass
    with pytest.raises(InvalidStatus), connect(f"{sandbox.url.replace('http', 'ws')}/link/?ticket=guessed"):
        pass


def test_envelopes_go_to_one_connection_each_in_turn(sandbox: SandboxServer, workspace: Workspace) -> None:
    with wire(sandbox) as one, wire(sandbox) as two:
        for _ in range(2):
            workspace.open_home(ANNA)
        envelopes = [app.next() for app in (one, two)]
        for app, envelope in zip((one, two), envelopes, strict=True):
            app.acknowledge(envelope)
        assert len({envelope["envelope_id"] for envelope in envelopes}) == 2
        assert [envelope["type"] for envelope in envelopes] == ["events_api", "events_api"]
        with pytest.raises(TimeoutError):
            one.next(0.4)


def test_event_is_delivered_again_until_it_is_acknowledged(hasty: SandboxServer) -> None:
    with wire(hasty) as app, driving(hasty) as workspace:
        workspace.open_home(ANNA)
        attempts = [app.next() for _ in range(3)]
        app.acknowledge(attempts[-1])
        with pytest.raises(TimeoutError):
            app.next(0.5)
    assert [(attempt["retry_attempt"], attempt["retry_reason"]) for attempt in attempts] == [
        (0, ""),
        (1, "timeout"),
        (2, "timeout"),
    ]
    assert len({attempt["payload"]["event_id"] for attempt in attempts}) == 1
    assert len({attempt["envelope_id"] for attempt in attempts}) == 3


def test_slack_gives_an_event_up_after_three_more_attempts(hasty: SandboxServer) -> None:
    with wire(hasty) as app, driving(hasty) as workspace:
        workspace.open_home(ANNA)
        assert [app.next()["retry_attempt"] for _ in range(4)] == [0, 1, 2, 3]
        with pytest.raises(TimeoutError):
            app.next(0.6)


def test_event_waits_for_an_app_that_is_away(start_sandbox: StartSandbox) -> None:
    server = start_sandbox(manifest=ONLY_HOME, redelivery_seconds=(0.5, 0.5))
    with driving(server) as workspace:
        workspace.open_home(ANNA)
        with wire(server) as app:
            envelope = app.next()
            app.acknowledge(envelope)
        assert envelope["retry_attempt"] > 0


def test_event_can_be_delivered_twice_on_demand(sandbox: SandboxServer, workspace: Workspace) -> None:
    with pytest.raises(Refused, match="409"):
        workspace.redeliver()
    with recording(sandbox) as app:
        workspace.open_home(ANNA)
        first = app.next()
        assert workspace.redeliver() == {"acknowledged": True}
        assert app.next()["event_id"] == first["event_id"]


def test_interaction_is_acknowledged_by_its_id_and_never_delivered_again(
    sandbox: SandboxServer, workspace: Workspace, card: Json
) -> None:
    with wire(sandbox) as app:
        outcome: list[Json] = []
        click = threading.Thread(target=lambda: outcome.append(workspace.click(ANNA, card, "hide")))
        click.start()
        envelope = app.next()
        app.send("not json")
        app.acknowledge({"envelope_id": "of something else"})
        app.acknowledge(envelope)
        click.join(5)
        assert outcome == [{"outcome": "ok"}]
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("interactive", False)
        assert "retry_attempt" not in envelope
        with pytest.raises(TimeoutError):
            app.next(0.5)


def test_connection_that_broke_is_passed_over(sandbox: SandboxServer, workspace: Workspace, card: Json) -> None:
    with recording(sandbox), wire(sandbox) as broken:
        broken.close()
        assert [workspace.click(ANNA, card, "hide")["outcome"] for _ in range(3)] == ["ok", "ok", "ok"]


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
def test_disconnect_request_comes_before_the_connection_closes(
    sandbox: SandboxServer, workspace: Workspace, reason: str
) -> None:
    with wire(sandbox) as app:
        assert workspace.disconnect(reason) == {"asked": 1}
        request = app.next()
        assert (request["type"], request["reason"]) == ("disconnect", reason)
        with pytest.raises(ConnectionClosed):
            app.next()
    with pytest.raises(Refused, match="400"):
        workspace.disconnect("boredom")


def test_bolt_app_connects_anew_when_asked_to_and_misses_nothing(
    sandbox: SandboxServer, workspace: Workspace, card: Json
) -> None:
    with recording(sandbox) as app:
        workspace.disconnect()
        assert workspace.click(ANNA, card, "hide") == {"outcome": "ok"}
        # Asked to leave, connected again, and closed: two changes more than the one that was there.
        changes = (event for event in workspace.events(ANNA) if event["type"] in {"hello", "connection"})
        while workspace.get("/sandbox/connections") != {"connections": 1}:
            next(changes)
        assert workspace.click(ANNA, card, "hide") == {"outcome": "ok"}
        assert app.received.qsize() == 2


def test_fifty_clicks_at_once_are_all_acknowledged(start_sandbox: StartSandbox) -> None:
    server = start_sandbox()
    with recording(server) as app, driving(server) as workspace:
        app.client.chat_postMessage(channel=MENTIONS.id, text="x", blocks=[actions(button("hide"))])
        card = workspace.messages(ANNA)[0]
        outcomes: list[str] = []
        clicks = [
            threading.Thread(target=lambda: outcomes.append(workspace.click(ANNA, card, "hide")["outcome"]))
            for _ in range(50)
        ]
        for click in clicks:
            click.start()
        for click in clicks:
            click.join()
        assert outcomes == ["ok"] * 50


def test_message_that_is_not_text_ends_nothing_but_its_connection(sandbox: SandboxServer, workspace: Workspace) -> None:
    url = web_client(sandbox).apps_connections_open(app_token=sandbox.options.app_token)["url"]
    with connect(url) as app:
        app.recv(5)
        app.send(b"\x00")
        with pytest.raises(ConnectionClosed):
            app.recv(5)
    assert workspace.get("/sandbox/people")["people"]


def test_several_handlers_share_the_work(sandbox: SandboxServer, workspace: Workspace, card: Json) -> None:
    with recording(sandbox) as app, connected(sandbox, app.bolt):
        assert workspace.get("/sandbox/connections") == {"connections": 2}
        for _ in range(4):
            assert workspace.click(ANNA, card, "hide") == {"outcome": "ok"}
