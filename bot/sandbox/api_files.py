"""Web API: files.*, by the external-upload flow."""

import time
from typing import Any

from bot.sandbox.api_chat import find_channel, find_thread
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.escaping import keep_control_sequences
from bot.sandbox.files import File
from bot.sandbox.people import BOT_USER_ID
from bot.sandbox.rate_limits import Tier
from bot.sandbox.shapes import file_json
from bot.sandbox.web_api import Call, Method
from bot.sandbox.workspace import new_id

Json = dict[str, Any]


def upload_url(call: Call) -> Json:
    """files.getUploadURLExternal."""
    name, length = call.args.required("filename"), call.args.required("length")
    if not length.isdecimal() or int(length) == 0:
        raise SlackRefusal("invalid_arguments", ["length must be more than 0"])
    created = int(call.sandbox.clock.now().timestamp())
    # The address is built of the name: no path may hide in it.
    safe = name.rpartition("/")[2]
    file = File(new_id("F"), safe, int(length), safe, call.args.text("alt_txt") or call.args.text("alt_text"), created)
    call.sandbox.workspace.files[file.id] = file
    return {"upload_url": f"{call.sandbox.options.url}/upload/{file.id}/{file.ticket}", "file_id": file.id}


def complete(call: Call) -> Json:
    """files.completeUploadExternal: makes the files exist and, with `channel_id`, shares them there."""
    given = call.args.json("files", "invalid_arguments")
    if not isinstance(given, list) or not given or not all(isinstance(item, dict) for item in given):
        raise SlackRefusal("invalid_arguments", ["missing required field: files"])
    files = [_uploaded(call, item) for item in given]
    share = _sharing(call)
    for file, item in zip(files, given, strict=True):
        file.title = str(item.get("title") or file.name)
        file.completed_at = time.monotonic()
    if share:
        share(tuple(file.id for file in files))
    return {"files": [file_json(call.sandbox.workspace, file) for file in files]}


def info(call: Call) -> Json:
    """files.info."""
    file = call.sandbox.workspace.files.get(call.args.required("file"))
    if file is None or file.completed_at is None:
        raise SlackRefusal("file_not_found")
    return {"file": file_json(call.sandbox.workspace, file), "comments": []}


def _uploaded(call: Call, item: Json) -> File:
    file = call.sandbox.workspace.files.get(str(item.get("id")))
    if file is None or file.content is None or file.completed_at is not None:
        raise SlackRefusal("file_not_found")
    return file


def _sharing(call: Call) -> Any:
    """Return what shares files in the channel asked for; None where they stay unshared. Refuses before it changes."""
    name = call.args.text("channel_id") or call.args.text("channels").partition(",")[0]
    if not name:
        return None
    there = call.with_args(channel=name)
    channel = find_channel(there, members_only=True)
    thread_ts = find_thread(there, channel)
    comment = keep_control_sequences(call.args.text("initial_comment"))

    def share(file_ids: tuple[str, ...]) -> None:
        for file_id in file_ids:
            call.sandbox.workspace.files[file_id].shared_in.append(channel.id)
        call.sandbox.workspace.post(channel, BOT_USER_ID, comment, thread_ts=thread_ts, files=file_ids)

    return share


METHODS = {
    "files.getUploadURLExternal": Method(upload_url, Tier.TIER_4, ("files:write",)),
    "files.completeUploadExternal": Method(complete, Tier.TIER_4, ("files:write",)),
    "files.info": Method(info, Tier.TIER_4, ("files:read",)),
}
