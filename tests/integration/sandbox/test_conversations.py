"""conversations.*: which there are, who is in them, and what was said in them."""

import pytest
from slack_sdk import WebClient

from bot.sandbox.people import ANNA, BEN, BOT_USER_ID, CARYS, DEV, ELLA, GENERAL, MENTIONS, ChannelPlan
from bot.sandbox.server import SandboxServer
from tests.integration.sandbox.slack import Json, error
from tests.sandbox import StartSandbox, Workspace, web_client

SECRET = ChannelPlan("C0SECRET00", "secret", (ANNA.id,), is_private=True)


@pytest.fixture
def sandbox(start_sandbox: StartSandbox) -> SandboxServer:
    return start_sandbox(channels=(MENTIONS, GENERAL, SECRET))


@pytest.fixture
def client(sandbox: SandboxServer) -> WebClient:
    return web_client(sandbox)


def post(client: WebClient, *texts: str, thread_ts: str | None = None) -> list[str]:
    return [client.chat_postMessage(channel=MENTIONS.id, text=text, thread_ts=thread_ts)["ts"] for text in texts]


def texts(answer: Json) -> list[str]:
    return [message["text"] for message in answer["messages"]]


def test_history_is_newest_first_and_leaves_replies_out(client: WebClient) -> None:
    first, _ = post(client, "one", "two")
    post(client, "reply", thread_ts=first)
    assert texts(client.conversations_history(channel=MENTIONS.id)) == ["two", "one"]


def test_history_comes_in_pages_that_stay_put_while_new_messages_come(client: WebClient) -> None:
    post(client, "1", "2", "3", "4", "5")
    page = client.conversations_history(channel=MENTIONS.id, limit=2)
    assert (texts(page), page["has_more"]) == (["5", "4"], True)
    post(client, "6")
    page = client.conversations_history(channel=MENTIONS.id, limit=2, cursor=page["response_metadata"]["next_cursor"])
    assert texts(page) == ["3", "2"]
    page = client.conversations_history(channel=MENTIONS.id, limit=2, cursor=page["response_metadata"]["next_cursor"])
    assert (texts(page), page["has_more"]) == (["1"], False)
    assert not page.get("response_metadata")


def test_history_between_two_times_leaves_both_out_unless_inclusive(client: WebClient) -> None:
    first, _, third = post(client, "1", "2", "3")
    between = {"channel": MENTIONS.id, "oldest": first, "latest": third}
    assert texts(client.conversations_history(**between)) == ["2"]
    assert texts(client.conversations_history(**between, inclusive=True)) == ["3", "2", "1"]
    assert texts(client.conversations_history(channel=MENTIONS.id, oldest=first)) == ["3", "2"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"oldest": "yesterday"}, "invalid_ts_oldest"),
        ({"latest": "x"}, "invalid_ts_latest"),
        ({"limit": 1000}, "invalid_limit"),
        ({"limit": "many"}, "invalid_limit"),
        ({"cursor": "bm90IG91cnM="}, "invalid_cursor"),
        ({"channel": GENERAL.id}, "not_in_channel"),
        ({"channel": SECRET.id}, "channel_not_found"),
    ],
)
def test_history_refuses_what_slack_refuses(client: WebClient, arguments: Json, expected: str) -> None:
    call = {"channel": MENTIONS.id} | arguments
    assert error(lambda: client.api_call("conversations.history", params=call)) == expected


def test_replies_have_the_parent_first_and_the_oldest_before_the_newest(client: WebClient) -> None:
    (parent,) = post(client, "parent")
    post(client, "one", "two", "three", thread_ts=parent)
    assert texts(client.conversations_replies(channel=MENTIONS.id, ts=parent)) == ["parent", "one", "two", "three"]
    page = client.conversations_replies(channel=MENTIONS.id, ts=parent, limit=3)
    assert (texts(page), page["has_more"]) == (["parent", "one", "two"], True)
    cursor = page["response_metadata"]["next_cursor"]
    rest = client.conversations_replies(channel=MENTIONS.id, ts=parent, limit=3, cursor=cursor)
    assert (texts(rest), rest["has_more"]) == (["parent", "three"], False)


def test_replies_to_no_message_are_refused(client: WebClient) -> None:
    assert error(lambda: client.conversations_replies(channel=MENTIONS.id, ts="1.000000")) == "thread_not_found"


def test_replies_tell_metadata_to_who_asks(client: WebClient) -> None:
    (parent,) = post(client, "parent")
    note = {"event_type": "note", "event_payload": {"id": "1"}}
    client.chat_postMessage(channel=MENTIONS.id, text="x", thread_ts=parent, metadata=note)
    asked = client.conversations_replies(channel=MENTIONS.id, ts=parent, include_all_metadata=True)
    assert asked["messages"][1]["metadata"] == note
    assert "metadata" not in client.conversations_replies(channel=MENTIONS.id, ts=parent)["messages"][1]


def test_members_are_the_channels_people_and_the_app(client: WebClient) -> None:
    members = client.conversations_members(channel=MENTIONS.id)["members"]
    assert set(members) == {ANNA.id, BEN.id, CARYS.id, DEV.id, BOT_USER_ID}
    page = client.conversations_members(channel=MENTIONS.id, limit=2)
    assert page["members"] == members[:2]
    assert page["response_metadata"]["next_cursor"]


def test_members_follow_who_joins_and_leaves(client: WebClient, workspace: Workspace) -> None:
    workspace.post("/sandbox/members", {"channel": MENTIONS.id, "user": ELLA.id, "member": True})
    assert ELLA.id in client.conversations_members(channel=MENTIONS.id)["members"]
    workspace.post("/sandbox/members", {"channel": MENTIONS.id, "user": ELLA.id, "member": False})
    assert ELLA.id not in client.conversations_members(channel=MENTIONS.id)["members"]


def test_private_channels_are_listed_only_when_asked_for_and_joined(client: WebClient) -> None:
    def names(answer: Json) -> set[str]:
        return {channel["name"] for channel in answer["channels"]}

    both = "public_channel,private_channel"
    assert names(client.conversations_list()) == {"general"}
    assert names(client.conversations_list(types=both)) == {"general", "social-mentions"}
    assert names(client.users_conversations()) == set()
    assert names(client.users_conversations(types=both)) == {"social-mentions"}
    assert error(lambda: client.conversations_list(types="rooms")) == "invalid_types"


def test_info_tells_what_a_channel_is(client: WebClient) -> None:
    mentions = client.conversations_info(channel=MENTIONS.id, include_num_members=True)["channel"]
    assert (mentions["name"], mentions["is_private"], mentions["is_member"]) == ("social-mentions", True, True)
    assert mentions["num_members"] == 5
    general = client.conversations_info(channel=GENERAL.id)["channel"]
    assert (general["is_private"], general["is_member"]) == (False, False)
    assert error(lambda: client.conversations_info(channel=SECRET.id)) == "channel_not_found"


def test_direct_messages_are_opened_with_one_person(client: WebClient) -> None:
    channel = client.conversations_open(users=ANNA.id)["channel"]["id"]
    assert client.chat_postMessage(channel=channel, text="x")["channel"] == channel
    assert client.conversations_open(users=ANNA.id, return_im=True)["channel"]["user"] == ANNA.id
    assert error(lambda: client.conversations_open(users="U0NOBODY00")) == "user_not_found"
    assert error(lambda: client.conversations_open(users=f"{ANNA.id},{BEN.id}")) == "missing_scope"
    assert error(lambda: client.api_call("conversations.open", json={})) == "users_list_not_supplied"
