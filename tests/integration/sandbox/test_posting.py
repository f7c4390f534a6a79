"""chat.*: what Slack posts, changes and removes, and what it refuses."""

from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk import WebClient

from bot.clock import MovableClock
from bot.sandbox.people import ANNA, BEN, BOT_ID, BOT_USER_ID, ELLA, GENERAL, MENTIONS, ChannelPlan
from bot.sandbox.server import SandboxServer
from tests.integration.sandbox.slack import TS, Json, actions, button, error, refusal, section
from tests.sandbox import Refused, StartSandbox, Workspace, web_client

SECRET = ChannelPlan("C0SECRET00", "secret", (ANNA.id,), is_private=True)


@pytest.fixture
def sandbox(start_sandbox: StartSandbox) -> SandboxServer:
    return start_sandbox(channels=(MENTIONS, GENERAL, SECRET))


@pytest.fixture
def client(sandbox: SandboxServer) -> WebClient:
    return web_client(sandbox)


def test_posted_message_is_seen_by_members_and_nobody_else(client: WebClient, workspace: Workspace) -> None:
    client.chat_postMessage(channel=MENTIONS.id, text="A new mention")
    assert [message["text"] for message in workspace.messages(BEN)] == ["A new mention"]
    with pytest.raises(Refused, match="404"):
        workspace.messages(ELLA)


def test_answer_has_the_message_as_it_is_kept(client: WebClient) -> None:
    answer = client.chat_postMessage(channel=MENTIONS.id, text="Hello", blocks=[section("Hello"), actions(button())])
    message = answer["message"]
    assert answer["channel"] == MENTIONS.id
    assert TS.fullmatch(answer["ts"])
    assert message["ts"] == answer["ts"]
    assert (message["user"], message["bot_id"]) == (BOT_USER_ID, BOT_ID)
    assert message["bot_profile"]["name"] == "commsbot"
    # Slack fills in what was left out.
    assert message["blocks"][0]["block_id"]
    assert message["blocks"][0]["text"]["verbatim"] is False
    assert message["blocks"][1]["elements"][0]["text"]["emoji"] is True


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Fish & chips <b> 1 > 0", "Fish &amp; chips &lt;b&gt; 1 &gt; 0"),
        ("Fish &amp; chips &lt;b&gt;", "Fish &amp; chips &lt;b&gt;"),
        ("<@U0ANNASHAW> <#C0MENTIONS> <!channel>", "<@U0ANNASHAW> <#C0MENTIONS> <!channel>"),
        ("<https://nhs.uk|NHS & you>", "<https://nhs.uk|NHS & you>"),
        ("&lt;!channel&gt;", "&lt;!channel&gt;"),
    ],
)
def test_text_is_kept_escaped_except_for_control_sequences(client: WebClient, sent: str, kept: str) -> None:
    assert client.chat_postMessage(channel=MENTIONS.id, text=sent)["message"]["text"] == kept


def test_ts_follows_the_clock_and_never_repeats(start_sandbox: StartSandbox) -> None:
    clock = MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
    client = web_client(start_sandbox(clock))
    first = [client.chat_postMessage(channel=MENTIONS.id, text="x")["ts"] for _ in range(5)]
    clock.advance(timedelta(hours=1))
    later = client.chat_postMessage(channel=MENTIONS.id, text="x")["ts"]
    assert first == sorted(set(first))
    assert datetime.fromtimestamp(float(first[0]), UTC).hour == 9
    assert datetime.fromtimestamp(float(later), UTC).hour == 10


@pytest.mark.parametrize("channel", [MENTIONS.id, "#social-mentions", "social-mentions"])
def test_channel_is_found_by_id_or_name(client: WebClient, channel: str) -> None:
    assert client.chat_postMessage(channel=channel, text="x")["channel"] == MENTIONS.id


def test_posting_to_a_person_reaches_their_direct_messages(client: WebClient, workspace: Workspace) -> None:
    answer = client.chat_postMessage(channel=ANNA.id, text="Psst")
    assert answer["channel"].startswith("D")
    assert workspace.messages(ANNA, answer["channel"])[0]["text"] == "Psst"
    with pytest.raises(Refused, match="404"):
        workspace.messages(BEN, answer["channel"])


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("C0NOWHERE0", "channel_not_found"),
        ("#nowhere", "channel_not_found"),
        (GENERAL.id, "not_in_channel"),
        ("#general", "not_in_channel"),
        (SECRET.id, "channel_not_found"),
        ("", "invalid_arguments"),
    ],
)
def test_channels_without_the_app_are_refused(client: WebClient, channel: str, expected: str) -> None:
    assert error(lambda: client.chat_postMessage(channel=channel, text="x")) == expected


@pytest.mark.parametrize("more", [{"attachments": [{"text": "x"}]}, {"markdown_text": "**x**"}])
def test_what_could_not_be_shown_is_refused_rather_than_dropped(client: WebClient, more: Json) -> None:
    call = {"channel": MENTIONS.id, "text": "x"} | more
    body = refusal(lambda: client.api_call("chat.postMessage", json=call))
    assert "use blocks" in body["response_metadata"]["messages"][0]


@pytest.mark.parametrize("text", ["", "   ", None])
def test_message_without_content_is_refused(client: WebClient, text: str | None) -> None:
    call = {"channel": MENTIONS.id, "text": text, "blocks": []}
    assert error(lambda: client.api_call("chat.postMessage", json=call)) == "no_text"


def test_text_may_have_40000_characters_and_no_more(client: WebClient) -> None:
    client.chat_postMessage(channel=MENTIONS.id, text="x" * 40_000)
    assert error(lambda: client.chat_postMessage(channel=MENTIONS.id, text="x" * 40_001)) == "msg_too_long"


def test_updated_text_may_have_4000_characters_and_no_more(client: WebClient) -> None:
    ts = client.chat_postMessage(channel=MENTIONS.id, text="x")["ts"]
    client.chat_update(channel=MENTIONS.id, ts=ts, text="x" * 4_000)
    assert error(lambda: client.chat_update(channel=MENTIONS.id, ts=ts, text="x" * 4_001)) == "msg_too_long"


def test_update_with_blocks_replaces_them_and_says_nothing_of_an_edit(client: WebClient, workspace: Workspace) -> None:
    ts = client.chat_postMessage(channel=MENTIONS.id, text="Open", blocks=[section("Open")])["ts"]
    client.chat_update(channel=MENTIONS.id, ts=ts, text="Hidden", blocks=[section("Hidden")])
    message = workspace.messages(ANNA)[0]
    assert (message["ts"], message["text"], message["blocks"][0]["text"]["text"]) == (ts, "Hidden", "Hidden")
    assert "edited" not in message


def test_update_with_text_alone_removes_the_blocks_and_marks_the_edit(client: WebClient, workspace: Workspace) -> None:
    ts = client.chat_postMessage(channel=MENTIONS.id, text="Open", blocks=[section("Open")])["ts"]
    client.chat_update(channel=MENTIONS.id, ts=ts, text="Gone")
    message = workspace.messages(ANNA)[0]
    assert message["text"] == "Gone"
    assert "blocks" not in message
    assert message["edited"]["user"] == BOT_USER_ID


def test_update_refuses_what_is_not_there_or_not_the_apps_own(client: WebClient, workspace: Workspace) -> None:
    theirs = workspace.say(ANNA, "Mine")["ts"]
    private = client.chat_postEphemeral(channel=MENTIONS.id, user=ANNA.id, text="x")["message_ts"]
    for ts, expected in [
        (theirs, "cant_update_message"),
        ("1.000000", "message_not_found"),
        (private, "message_not_found"),
    ]:
        assert error(lambda ts=ts: client.chat_update(channel=MENTIONS.id, ts=ts, text="x")) == expected
    assert error(lambda: client.chat_update(channel=GENERAL.id, ts=theirs, text="x")) == "not_in_channel"
    assert error(lambda: client.chat_update(channel=ANNA.id, ts=theirs, text="x")) == "channel_not_found"


def test_deleted_message_is_gone(client: WebClient, workspace: Workspace) -> None:
    ts = client.chat_postMessage(channel=MENTIONS.id, text="x")["ts"]
    client.chat_delete(channel=MENTIONS.id, ts=ts)
    assert workspace.messages(ANNA) == []
    assert error(lambda: client.chat_delete(channel=MENTIONS.id, ts=ts)) == "message_not_found"
    theirs = workspace.say(ANNA, "Mine")["ts"]
    assert error(lambda: client.chat_delete(channel=MENTIONS.id, ts=theirs)) == "cant_delete_message"


def test_deleted_parent_leaves_a_mark_above_its_replies(client: WebClient, workspace: Workspace) -> None:
    ts = client.chat_postMessage(channel=MENTIONS.id, text="Parent")["ts"]
    client.chat_postMessage(channel=MENTIONS.id, text="Reply", thread_ts=ts)
    client.chat_delete(channel=MENTIONS.id, ts=ts)
    parent, reply = workspace.messages(ANNA, thread_ts=ts)
    assert (parent["subtype"], reply["text"]) == ("tombstone", "Reply")


def test_replies_are_in_the_thread_and_the_parent_counts_them(client: WebClient, workspace: Workspace) -> None:
    ts = client.chat_postMessage(channel=MENTIONS.id, text="Parent")["ts"]
    client.chat_postMessage(channel=MENTIONS.id, text="First", thread_ts=ts)
    workspace.say(ANNA, "Second", thread_ts=ts)
    loud = client.chat_postMessage(channel=MENTIONS.id, text="Third", thread_ts=ts, reply_broadcast=True)["ts"]
    assert [message["text"] for message in workspace.messages(ANNA)] == ["Parent", "Third"]
    assert [message["text"] for message in workspace.messages(ANNA, thread_ts=ts)] == [
        "Parent",
        "First",
        "Second",
        "Third",
    ]
    parent = workspace.messages(ANNA)[0]
    assert (parent["reply_count"], parent["latest_reply"]) == (3, loud)
    assert parent["reply_users"] == [BOT_USER_ID, ANNA.id]


def test_reply_to_what_is_not_a_parent_is_refused(client: WebClient) -> None:
    ts = client.chat_postMessage(channel=MENTIONS.id, text="Parent")["ts"]
    reply = client.chat_postMessage(channel=MENTIONS.id, text="Reply", thread_ts=ts)["ts"]
    post = client.chat_postMessage
    assert error(lambda: post(channel=MENTIONS.id, text="x", thread_ts="1.000000")) == "thread_not_found"
    assert error(lambda: post(channel=MENTIONS.id, text="x", thread_ts=reply)) == "cannot_reply_to_message"


def test_ephemeral_message_is_seen_by_one_person_and_is_in_no_history(client: WebClient, workspace: Workspace) -> None:
    client.chat_postEphemeral(channel=MENTIONS.id, user=ANNA.id, text="For you alone")
    assert [(m["text"], m["is_ephemeral"]) for m in workspace.messages(ANNA)] == [("For you alone", True)]
    assert workspace.messages(BEN) == []
    assert client.conversations_history(channel=MENTIONS.id)["messages"] == []


@pytest.mark.parametrize("user", [ELLA.id, "U0NOBODY00", BOT_USER_ID])
def test_ephemeral_message_to_somebody_outside_is_refused(client: WebClient, user: str) -> None:
    assert error(lambda: client.chat_postEphemeral(channel=MENTIONS.id, user=user, text="x")) == "user_not_in_channel"


def test_metadata_is_kept_until_it_is_replaced_or_emptied(client: WebClient) -> None:
    def kept() -> object:
        history = client.conversations_history(channel=MENTIONS.id, include_all_metadata=True)
        return history["messages"][0].get("metadata")

    card = {"event_type": "mention_card", "event_payload": {"id": "7f"}}
    ts = client.chat_postMessage(channel=MENTIONS.id, text="x", metadata=card)["ts"]
    assert kept() == card
    client.chat_update(channel=MENTIONS.id, ts=ts, text="y")
    assert kept() == card
    client.chat_update(channel=MENTIONS.id, ts=ts, text="y", metadata={})
    assert kept() is None


def test_history_tells_metadata_only_to_who_asks(client: WebClient) -> None:
    card = {"event_type": "mention_card", "event_payload": {"id": "7f"}}
    client.chat_postMessage(channel=MENTIONS.id, text="x", metadata=card)
    assert "metadata" not in client.conversations_history(channel=MENTIONS.id)["messages"][0]


@pytest.mark.parametrize(
    "metadata",
    [
        {"event_type": "x"},
        {"event_payload": {}},
        {"event_type": "x", "event_payload": "y"},
        {"event_type": "", "event_payload": {}},
        {"event_type": "x", "event_payload": {}, "more": 1},
        "not json",
        [1],
    ],
)
def test_malformed_metadata_is_refused(client: WebClient, metadata: object) -> None:
    call = {"channel": MENTIONS.id, "text": "x", "metadata": metadata}
    assert error(lambda: client.api_call("chat.postMessage", json=call)) == "invalid_metadata_format"


def test_large_metadata_is_refused(client: WebClient) -> None:
    large = {"event_type": "x", "event_payload": {"text": "x" * 16_000}}
    assert error(lambda: client.chat_postMessage(channel=MENTIONS.id, text="x", metadata=large)) == "metadata_too_large"


def test_permalink_leads_to_the_message(client: WebClient) -> None:
    ts = client.chat_postMessage(channel=MENTIONS.id, text="x")["ts"]
    reply = client.chat_postMessage(channel=MENTIONS.id, text="x", thread_ts=ts)["ts"]
    link = client.chat_getPermalink(channel=MENTIONS.id, message_ts=ts)["permalink"]
    assert link.endswith(f"/archives/{MENTIONS.id}/p{ts.replace('.', '')}")
    assert f"thread_ts={ts}" in client.chat_getPermalink(channel=MENTIONS.id, message_ts=reply)["permalink"]
    get = client.chat_getPermalink
    assert error(lambda: get(channel=MENTIONS.id, message_ts="1.000000")) == "message_not_found"


def test_refusal_of_blocks_says_where_and_why(client: WebClient) -> None:
    blocks = [section("fine"), section("x" * 3001)]
    body = refusal(lambda: client.chat_postMessage(channel=MENTIONS.id, text="x", blocks=blocks))
    problem = "must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    assert body["error"] == "invalid_blocks"
    assert body["errors"] == [problem]
    assert body["response_metadata"]["messages"] == [f"[ERROR] {problem}"]
