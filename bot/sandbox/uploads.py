"""Receives uploaded files, gives them back, and judges whether an image in blocks can be shown."""

import re
import secrets
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.sandbox.block_kit import slack_files_in
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.files import File
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]
_FILE_IN_URL = re.compile(r"/files(?:-pri)?/[A-Z0-9]+[-/](F[A-Z0-9]+)/")


async def upload(request: Request) -> Response:
    """Take a file's content, as the whole body or as one part of a form; answer `OK - <bytes>`."""
    sandbox: Sandbox = request.app.state.sandbox
    file = sandbox.workspace.files.get(request.path_params["file_id"])
    ticket = request.path_params["ticket"]
    if file is None or file.completed_at is not None or not secrets.compare_digest(file.ticket, ticket):
        return PlainTextResponse("no such upload", 404)
    content = await _content(request)
    if len(content) != file.length:
        return PlainTextResponse(f"expected {file.length} bytes, got {len(content)}", 400)
    file.content = content
    return PlainTextResponse(f"OK - {len(content)}")


async def download(request: Request) -> Response:
    """Give a file to the app, which must show its token; anybody else is sent away as Slack does it."""
    sandbox: Sandbox = request.app.state.sandbox
    file = sandbox.workspace.files.get(request.path_params["file_id"])
    if request.headers.get("authorization") != f"Bearer {sandbox.options.bot_token}":
        return PlainTextResponse("sign in to see this file", 403)
    if file is None or file.content is None or file.completed_at is None:
        return PlainTextResponse("no such file", 404)
    return Response(file.content, media_type=file.mimetype)


def check_images(workspace: Workspace, blocks: list[Json], error: str = "invalid_blocks") -> None:
    """Raise SlackRefusal for an uploaded image that is not there, not processed yet, or not an image."""
    for reference in slack_files_in(blocks):
        file = _referred(workspace, reference)
        if file is None or not file.processed(workspace.options.file_seconds) or not file.is_image:
            problem = "invalid slack file [json-pointer:/blocks]"
            raise SlackRefusal(error, [problem], errors=[problem])


def _referred(workspace: Workspace, reference: Json) -> File | None:
    if "id" in reference:
        return workspace.files.get(reference["id"])
    match = _FILE_IN_URL.search(reference["url"])
    return workspace.files.get(match.group(1)) if match else None


async def _content(request: Request) -> bytes:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        return await request.body()
    async with request.form() as form:
        first = next((part for part in form.values() if isinstance(part, UploadFile)), None)
        return await first.read() if first else b""
