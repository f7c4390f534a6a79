"""chat.*: what Slack posts, changes, removes and refuses."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.people import BEN, ELLA, MENTIONS
from bot.sandbox.server import SandboxServer
from tests.sandbox import Workspace, web_client


@pytest.fixture
def client(sandbox: SandboxServer) -> WebClient:
    return web_client(sandbox)


def error_of(excinfo: pytest.ExceptionInfo[SlackApiError]) -> str:
    return str(excinfo.value.response["error"])


def test_posted_message_is_seen_by_members_and_nobody_else(client: WebClient, workspace: Workspace) -> None:
    client.chat_postMessage(channel=MENTIONS.id, text="A new mention")
    assert [m["text"] for m in workspace.messages(BEN)] == ["A new mention"]
    with pytest.raises(AssertionError, match="404"):
        workspace.messages(ELLA)
