"""How the Web API is called: tokens, scopes, forms and JSON, unknown methods; users and user groups."""

import httpx
import pytest
from slack_sdk import WebClient

from bot.sandbox.options import BOT_SCOPES
from bot.sandbox.people import ANNA, BOT_ID, BOT_USER_ID, CARYS, DEV, MENTIONS, TEAM_LEADS
from bot.sandbox.server import SandboxServer
from tests.integration.sandbox.slack import error, refusal
from tests.sandbox import StartSandbox, web_client


@pytest.fixture
def client(sandbox: SandboxServer) -> WebClient:
    return web_client(sandbox)


def test_auth_test_says_who_the_bot_is_and_what_it_may(client: WebClient) -> None:
    answer = client.auth_test()
    assert (answer["user_id"], answer["bot_id"]) == (BOT_USER_ID, BOT_ID)
    assert answer.headers["x-oauth-scopes"].split(",") == list(BOT_SCOPES)


def test_each_method_takes_its_own_sort_of_token(sandbox: SandboxServer) -> None:
    app_token, bot_token = sandbox.options.app_token, sandbox.options.bot_token
    assert error(lambda: web_client(sandbox, app_token).auth_test()) == "not_allowed_token_type"
    assert error(lambda: web_client(sandbox).apps_connections_open(app_token=bot_token)) == "not_allowed_token_type"
    assert error(lambda: web_client(sandbox, "xoxb-other").auth_test()) == "invalid_auth"
    assert httpx.post(f"{sandbox.api_url}auth.test").json() == {"ok": False, "error": "not_authed"}


def test_token_is_taken_from_header_or_form_and_not_from_json(sandbox: SandboxServer) -> None:
    url, token = f"{sandbox.api_url}auth.test", sandbox.options.bot_token
    assert httpx.post(url, data={"token": token}).json()["ok"]
    assert httpx.get(url, params={"token": token}).json()["ok"]
    assert httpx.post(url, headers={"Authorization": f"Bearer {token}"}).json()["ok"]
    assert httpx.post(url, json={"token": token}).json()["error"] == "not_authed"


def test_missing_scope_says_what_is_needed_and_what_there_is(start_sandbox: StartSandbox) -> None:
    client = web_client(start_sandbox(bot_scopes=("users:read", "groups:read")))
    body = refusal(lambda: client.chat_postMessage(channel=MENTIONS.id, text="x"))
    assert (body["error"], body["needed"], body["provided"]) == (
        "missing_scope",
        "chat:write",
        "users:read,groups:read",
    )
    assert client.users_info(user=ANNA.id)["ok"]


def test_private_channel_needs_its_own_scope(start_sandbox: StartSandbox) -> None:
    client = web_client(start_sandbox(bot_scopes=("channels:history", "channels:read")))
    body = refusal(lambda: client.conversations_history(channel=MENTIONS.id))
    assert (body["error"], body["needed"]) == ("missing_scope", "groups:history")
    assert refusal(lambda: client.users_conversations(types="private_channel"))["needed"] == "groups:read"


def test_app_token_without_its_scope_cannot_connect(start_sandbox: StartSandbox) -> None:
    server = start_sandbox(app_scopes=())
    body = refusal(lambda: web_client(server).apps_connections_open(app_token=server.options.app_token))
    assert body["needed"] == "connections:write"


def test_unknown_method_is_refused(client: WebClient) -> None:
    assert error(lambda: client.api_call("chat.shout", json={"text": "x"})) == "unknown_method"


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (b"{", "application/json", "invalid_json"),
        (b'{"text": Infinity}', "application/json", "invalid_json"),
        (b'{"text": "\\ud800"}', "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"<x/>", "application/xml", "invalid_post_type"),
    ],
)
def test_body_that_cannot_be_read_is_refused(sandbox: SandboxServer, content: bytes, kind: str, expected: str) -> None:
    answer = httpx.post(f"{sandbox.api_url}chat.postMessage", content=content, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["error"]) == (200, expected)


def test_form_and_json_bodies_mean_the_same(client: WebClient) -> None:
    blocks = '[{"type": "divider", "block_id": "line"}]'
    form = client.api_call("chat.postMessage", data={"channel": MENTIONS.id, "text": "x", "blocks": blocks})
    json = client.api_call(
        "chat.postMessage",
        json={"channel": MENTIONS.id, "text": "x", "blocks": [{"type": "divider", "block_id": "line"}]},
    )
    assert form["message"]["blocks"] == json["message"]["blocks"]


def test_api_test_echoes_and_fails_on_request(client: WebClient) -> None:
    assert client.api_test(foo="bar")["args"] == {"foo": "bar"}
    assert error(lambda: client.api_test(error="my_error")) == "my_error"


def test_people_are_told_by_id(client: WebClient) -> None:
    user = client.users_info(user=ANNA.id)["user"]
    assert (user["real_name"], user["is_bot"]) == ("Anna Shaw", False)
    assert client.users_info(user=BOT_USER_ID)["user"]["is_bot"]
    assert error(lambda: client.users_info(user="U0NOBODY00")) == "user_not_found"


def test_list_of_people_comes_in_pages(client: WebClient) -> None:
    found, cursor = [], None
    while cursor != "":
        page = client.users_list(limit=4, cursor=cursor)
        found += [member["id"] for member in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
    assert len(found) == len(set(found)) == 6
    assert error(lambda: client.users_list(cursor="bogus")) == "invalid_cursor"
    assert error(lambda: client.users_list(limit=1001)) == "invalid_limit"


def test_team_leads_are_a_user_group(client: WebClient) -> None:
    assert [group["id"] for group in client.usergroups_list()["usergroups"]] == [TEAM_LEADS.id]
    assert client.usergroups_users_list(usergroup=TEAM_LEADS.id)["users"] == [CARYS.id, DEV.id]
    assert error(lambda: client.usergroups_users_list(usergroup="S0NOTHING0")) == "no_such_subteam"


def test_bot_is_told_by_id(client: WebClient) -> None:
    assert client.bots_info(bot=BOT_ID)["bot"]["user_id"] == BOT_USER_ID
    assert error(lambda: client.bots_info(bot="B0OTHER000")) == "bot_not_found"
