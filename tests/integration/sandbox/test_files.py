"""Files by the external-upload flow: asked for, uploaded, completed, processed, shown."""

import httpx
import pytest
from slack_sdk import WebClient

from bot.sandbox.people import ANNA, BEN, GENERAL, MENTIONS
from bot.sandbox.server import SandboxServer
from tests.integration.sandbox.slack import Json, error
from tests.sandbox import StartSandbox, Workspace, driving, web_client

PNG = b"\x89PNG\r\n\x1a\n and so on"


@pytest.fixture
def client(sandbox: SandboxServer) -> WebClient:
    return web_client(sandbox)


def upload(client: WebClient, content: bytes = PNG, name: str = "chart.png") -> str:
    """Upload a file, and complete it without sharing it."""
    asked = client.files_getUploadURLExternal(filename=name, length=len(content), alt_txt="A chart")
    assert httpx.post(asked["upload_url"], content=content).text == f"OK - {len(content)}"
    client.files_completeUploadExternal(files=[{"id": asked["file_id"], "title": "Chart"}])
    file_id: str = asked["file_id"]
    return file_id


def image(file_id: str) -> Json:
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": "A chart"}


def test_sdks_upload_shares_a_file_in_the_channel(client: WebClient, workspace: Workspace) -> None:
    client.files_upload_v2(
        channel=MENTIONS.id, content=PNG, filename="chart.png", title="Chart", initial_comment="Week 47"
    )
    (message,) = workspace.messages(ANNA)
    assert message["text"] == "Week 47"
    assert (message["files"][0]["title"], message["files"][0]["mimetype"]) == ("Chart", "image/png")


def test_uploaded_image_can_be_shown_in_a_message(client: WebClient, workspace: Workspace) -> None:
    file_id = upload(client)
    info = client.files_info(file=file_id)["file"]
    assert (info["mimetype"], info["size"], info["alt_txt"]) == ("image/png", len(PNG), "A chart")
    client.chat_postMessage(channel=MENTIONS.id, text="Chart", blocks=[image(file_id)])
    assert workspace.messages(ANNA)[0]["blocks"][0]["slack_file"] == {"id": file_id}
    by_url = image(file_id) | {"slack_file": {"url": info["url_private"]}}
    client.chat_postMessage(channel=MENTIONS.id, text="Chart", blocks=[by_url])


def test_image_cannot_be_shown_before_it_is_processed(start_sandbox: StartSandbox) -> None:
    server = start_sandbox(file_seconds=60.0)
    client = web_client(server)
    file_id = upload(client)
    assert client.files_info(file=file_id)["file"]["mimetype"] == ""
    call = {"channel": MENTIONS.id, "text": "x", "blocks": [image(file_id)]}
    assert error(client.chat_postMessage, **call) == "invalid_blocks"
    with driving(server) as workspace:
        assert workspace.messages(ANNA) == []


def test_only_images_that_are_there_can_be_shown(client: WebClient) -> None:
    for file_id in ("F0NOTHING0", upload(client, b"a,b", "rows.csv")):
        call = {"channel": MENTIONS.id, "text": "x", "blocks": [image(file_id)]}
        assert error(client.chat_postMessage, **call) == "invalid_blocks"


def test_upload_must_have_the_announced_length_and_address(client: WebClient) -> None:
    asked = client.files_getUploadURLExternal(filename="a.txt", length=3)
    assert httpx.post(asked["upload_url"], content=b"four").status_code == 400
    assert httpx.post(asked["upload_url"] + "x", content=b"abc").status_code == 404
    assert httpx.put(asked["upload_url"], content=b"abc").status_code == 200
    form = client.files_getUploadURLExternal(filename="a.txt", length=3)
    assert httpx.post(form["upload_url"], files={"file": ("a.txt", b"abc")}).status_code == 200


def test_completing_refuses_what_is_not_uploaded_or_cannot_be_shared(client: WebClient) -> None:
    asked = client.files_getUploadURLExternal(filename="a.txt", length=3)
    complete = client.files_completeUploadExternal
    files = [{"id": asked["file_id"], "title": "A"}]
    assert error(lambda: complete(files=files)) == "file_not_found"
    httpx.post(asked["upload_url"], content=b"abc")
    assert error(lambda: complete(files=files, channel_id=GENERAL.id)) == "not_in_channel"
    assert error(lambda: complete(files=files, channel_id="C0NOWHERE0")) == "channel_not_found"
    assert error(lambda: complete(files=files, channel_id=MENTIONS.id, thread_ts="1.000000")) == "thread_not_found"
    complete(files=files)
    assert error(lambda: complete(files=files)) == "file_not_found"
    assert error(lambda: complete(files=[])) == "invalid_arguments"


@pytest.mark.parametrize("length", [0, -1, "many"])
def test_upload_without_a_length_is_refused(client: WebClient, length: object) -> None:
    call = {"filename": "a.txt", "length": length}
    assert error(lambda: client.api_call("files.getUploadURLExternal", params=call)) == "invalid_arguments"


def test_unknown_file_is_refused(client: WebClient) -> None:
    assert error(lambda: client.files_info(file="F0NOTHING0")) == "file_not_found"


def test_file_is_given_to_the_app_alone(sandbox: SandboxServer, client: WebClient) -> None:
    url = client.files_info(file=upload(client))["file"]["url_private"]
    assert httpx.get(url).status_code == 403
    answer = httpx.get(url, headers={"Authorization": f"Bearer {sandbox.options.bot_token}"})
    assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")


def test_a_file_in_a_direct_message_is_saved_by_that_person_alone(client: WebClient, sandbox: SandboxServer) -> None:
    direct = client.conversations_open(users=ANNA.id)["channel"]["id"]
    sent = client.files_upload_v2(channel=direct, content=b"a,b", filename="rows of Friday.csv", title="Rows")
    address = f"{sandbox.url}/page/files/{sent['file']['id']}"
    saved = httpx.get(address, params={"as": ANNA.id})
    assert (saved.status_code, saved.content) == (200, b"a,b")
    assert saved.headers["content-disposition"] == "attachment; filename*=utf-8''rows%20of%20Friday.csv"
    assert httpx.get(address, params={"as": BEN.id}).status_code == 404
