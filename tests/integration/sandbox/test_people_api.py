"""The people's side: who sees what, live changes, the clock, and how bad requests and other sites are answered."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.clock import MovableClock, SystemClock
from bot.sandbox.options import SandboxOptions
from bot.sandbox.people import ANNA, BEN, BOT_USER_ID, CARYS, DEV, ELLA, GENERAL, MENTIONS
from bot.sandbox.server import METHODS, SandboxServer
from tests.integration.sandbox.slack import home, modal, recording, section
from tests.sandbox import Refused, StartSandbox, Workspace, driving, web_client


def test_people_have_names_and_the_leads_are_a_group(workspace: Workspace) -> None:
    answer = workspace.get("/sandbox/people")
    names = {person["id"]: person["real_name"] for person in answer["people"]}
    assert names[ELLA.id] == "Ella Novak"
    assert names[BOT_USER_ID] == "commsbot"
    assert answer["user_groups"][0]["users"] == [CARYS.id, DEV.id]


@pytest.mark.parametrize(
    ("person", "seen"), [(ANNA, ["social-mentions", "general"]), (ELLA, ["general"])], ids=["member", "outsider"]
)
def test_channels_are_those_that_the_person_sees(workspace: Workspace, person: Any, seen: list[str]) -> None:
    channels = workspace.get("/sandbox/channels", **{"as": person.id})["channels"]
    assert [channel["name"] for channel in channels if "name" in channel] == seen
    # And each person's direct messages with the app.
    assert [channel["user"] for channel in channels if channel["is_im"]] == [person.id]


def test_what_is_written_is_seen_and_escaped(workspace: Workspace) -> None:
    workspace.say(ANNA, "<!channel> <@U1> & *bold*")
    assert workspace.messages(BEN)[0]["text"] == "&lt;!channel&gt; &lt;@U1&gt; &amp; *bold*"


def test_latest_messages_can_be_asked_for(workspace: Workspace) -> None:
    for text in "123":
        workspace.say(ANNA, text)
    answer = workspace.get("/sandbox/messages", **{"as": ANNA.id, "channel": MENTIONS.id, "limit": "2"})
    assert [message["text"] for message in answer["messages"]] == ["2", "3"]


def changes(workspace: Workspace, person: Any) -> Iterator[Any]:
    """Return what a person is told of, from now on."""
    events = workspace.events(person)
    assert next(events) == {"type": "hello"}
    return events


def test_changes_come_live(sandbox: SandboxServer, workspace: Workspace) -> None:
    client = web_client(sandbox)
    events = changes(workspace, ANNA)
    ts = client.chat_postMessage(channel=MENTIONS.id, text="x")["ts"]
    assert next(events) == {"type": "message", "channel": MENTIONS.id, "ts": ts}
    client.chat_update(channel=MENTIONS.id, ts=ts, text="y")
    assert next(events)["type"] == "message_changed"
    reply = client.chat_postMessage(channel=MENTIONS.id, text="z", thread_ts=ts)["ts"]
    assert next(events) == {"type": "message", "channel": MENTIONS.id, "ts": reply, "thread_ts": ts}
    client.chat_delete(channel=MENTIONS.id, ts=reply)
    assert next(events)["type"] == "message_deleted"
    client.chat_postEphemeral(channel=MENTIONS.id, user=ANNA.id, text="x")
    assert next(events)["type"] == "ephemeral"
    client.views_publish(user_id=ANNA.id, view=home())
    assert next(events) == {"type": "home"}
    workspace.set_faults(every={"kind": "slow", "seconds": 0, "times": 1})
    assert next(events) == {"type": "faults"}
    workspace.advance(60)
    assert next(events) == {"type": "clock"}
    workspace.post("/sandbox/members", {"channel": MENTIONS.id, "user": ELLA.id, "member": True})
    assert next(events) == {"type": "members", "channel": MENTIONS.id}


def test_changes_tell_nobody_what_is_not_theirs(sandbox: SandboxServer, workspace: Workspace) -> None:
    client = web_client(sandbox)
    ben, ella = changes(workspace, BEN), changes(workspace, ELLA)
    client.chat_postEphemeral(channel=MENTIONS.id, user=ANNA.id, text="x")
    client.views_publish(user_id=ANNA.id, view=home())
    client.chat_postMessage(channel=MENTIONS.id, text="x")
    workspace.say(ANNA, "Hello all", GENERAL)
    assert next(ben)["channel"] == MENTIONS.id
    assert next(ella)["channel"] == GENERAL.id


def test_modal_that_opens_is_told_to_its_person(sandbox: SandboxServer, workspace: Workspace) -> None:
    with recording(sandbox) as app:
        events = changes(workspace, ANNA)
        app.answer = lambda body, client: (
            client.views_open(trigger_id=body["trigger_id"], view=modal(section("x"))) and None
        )
        workspace.command(ANNA, "/mentions")
        assert next(events) == {"type": "view"}


def test_clock_can_be_moved_on_and_not_back(start_sandbox: StartSandbox) -> None:
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    server = start_sandbox(MovableClock(start))
    with driving(server) as workspace:
        workspace.advance(3600)
        now = datetime.fromisoformat(workspace.get("/sandbox/clock")["now"])
        assert timedelta(hours=1) <= now - start < timedelta(hours=1, minutes=1)
        for seconds in (-1, "an hour", None, True, 10**12):
            with pytest.raises(Refused, match="400"):
                workspace.post("/sandbox/clock", {"advance_seconds": seconds})


def test_machines_own_clock_cannot_be_moved(start_sandbox: StartSandbox) -> None:
    with driving(start_sandbox(SystemClock())) as workspace:
        assert workspace.get("/sandbox/clock")["movable"] is False
        with pytest.raises(Refused, match=r"409: .*cannot be moved"):
            workspace.advance(60)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:80"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "[::1"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/sandbox/people", "/api/auth.test", "/sandbox/events?as=U0ANNASHAW"])
def test_other_sites_are_refused(sandbox: SandboxServer, headers: dict[str, str], path: str) -> None:
    assert httpx.get(sandbox.url + path, headers=headers).status_code == 403


def test_own_page_is_served(sandbox: SandboxServer) -> None:
    port = sandbox.url.rpartition(":")[2]
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", "127.0.0.1"):
        headers = {"Host": host, "Origin": f"http://{host}"}
        assert httpx.get(f"{sandbox.url}/sandbox/people", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b'{"text": NaN}', "application/json", 400),
        (b'{"text": "\\ud800"}', "application/json", 400),
        (b'{"text": ' + b"[" * 100_000, "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"as=U0ANNASHAW", "application/x-www-form-urlencoded", 415),
    ],
)
def test_body_that_is_not_a_json_object_is_refused(
    workspace: Workspace, content: bytes, kind: str, status: int
) -> None:
    answer = httpx.post(f"{workspace.url}/sandbox/messages", content=content, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert answer.json()["error"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "  "}, 400),
        ({"text": None}, 400),
        ({"text": ["x"]}, 400),
        ({"channel": "C0NOWHERE0"}, 404),
        ({"thread_ts": "1.000000"}, 404),
        ({"as": ELLA.id}, 404),
        ({"as": ELLA.id, "channel": GENERAL.id, "thread_ts": "1.0"}, 404),
        ({"as": BOT_USER_ID}, 404),
    ],
)
def test_message_that_nobody_could_write_is_refused(workspace: Workspace, body: Any, status: int) -> None:
    with pytest.raises(Refused) as refused:
        workspace.post("/sandbox/messages", {"as": ANNA.id, "channel": MENTIONS.id, "text": "x"} | body)
    assert refused.value.status == status


# Whatever is sent, nothing breaks.

NAMES = [
    "as",
    "channel",
    "ts",
    "thread_ts",
    "text",
    "view_id",
    "block_id",
    "action_id",
    "value",
    "state",
    "values",
    "all",
]
NAMES += ["callback_id", "tab", "reason", "advance_seconds", "user", "member"]
KNOWN: list[Any] = [ANNA.id, ELLA.id, MENTIONS.id, GENERAL.id, "1.000000", "/mentions", "hide", "V1", "*"]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(KNOWN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
PATHS = ["messages", "actions", "views/V1/submit", "views/V1/close", "commands", "shortcuts", "home", "clock"]
PATHS += ["disconnect", "redeliver", "members"]


@pytest.fixture(scope="module")
def shared() -> Iterator[SandboxServer]:
    with SandboxServer(SandboxOptions(rate_limit=None), MovableClock()) as server:
        web_client(server).chat_postMessage(channel=MENTIONS.id, text="x")
        yield server


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(PATHS), body=st.dictionaries(st.sampled_from(NAMES), JSON), like=st.booleans())
def test_any_json_gets_an_answer_that_says_what_is_wrong(
    shared: SandboxServer, path: str, body: dict[str, Any], like: bool
) -> None:
    plausible = {"as": ANNA.id, "channel": MENTIONS.id, "text": "x", "action_id": "hide"} if like else {}
    answer = httpx.post(f"{shared.url}/sandbox/{path}", json=plausible | body)
    assert answer.status_code < 500
    assert answer.status_code == 200 or answer.json()["error"]


ARGUMENTS = [
    "channel",
    "text",
    "blocks",
    "ts",
    "thread_ts",
    "metadata",
    "user",
    "users",
    "view",
    "trigger_id",
    "view_id",
]
ARGUMENTS += ["hash", "limit", "cursor", "oldest", "latest", "types", "files", "file", "filename", "length", "user_id"]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(sorted(set(METHODS) - {"apps.connections.open"})),
    arguments=st.dictionaries(st.sampled_from(ARGUMENTS), JSON),
    form=st.booleans(),
    like=st.booleans(),
)
def test_any_web_api_call_gets_ok_or_an_error_word(
    shared: SandboxServer, method: str, arguments: dict[str, Any], form: bool, like: bool
) -> None:
    plausible = {"channel": MENTIONS.id, "text": "x", "user": ANNA.id} if like else {}
    body = plausible | arguments
    headers = {"Authorization": f"Bearer {shared.options.bot_token}"}
    sent: Any = {"data": {name: json.dumps(value) for name, value in body.items()}} if form else {"json": body}
    answer = httpx.post(f"{shared.api_url}{method}", headers=headers, **sent)
    assert answer.status_code == 200
    assert answer.json()["ok"] or answer.json()["error"]
