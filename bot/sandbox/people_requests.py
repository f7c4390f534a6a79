"""Reads what the people's side is asked, strictly: whatever is missing or wrong is answered with a sentence."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.errors import BadRequest, SlackRefusal
from bot.sandbox.json_text import parse_json
from bot.sandbox.messages import Channel, Message
from bot.sandbox.people import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.views import View

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: the workspace it is for, and what it says."""

    sandbox: Sandbox
    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Return a string that must be there and not be empty."""
        value = self.optional_text(name)
        if not value:
            raise BadRequest(f"{name} is required.")
        return value

    def optional_text(self, name: str) -> str | None:
        """Return a string, or None where it is absent or null."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, str):
            raise BadRequest(f"{name} must be a string.")
        return value

    def structure(self, name: str) -> Mapping[str, Any]:
        """Return an object; an empty one where it is absent or null."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, Mapping):
            raise BadRequest(f"{name} must be an object.")
        return value or {}

    def flag(self, name: str) -> bool:
        """Return true or false; false where it is absent."""
        value = self.values.get(name, False)
        if not isinstance(value, bool):
            raise BadRequest(f"{name} must be true or false.")
        return value

    def person(self) -> Person:
        """Return who acts: `as` is a user id. Nobody acts as the app."""
        person_id = self.text("as")
        person = self.sandbox.workspace.people.get(person_id)
        if person is None or person.is_bot:
            raise BadRequest(f"as: nobody here has the id {person_id}.", 404)
        return person

    def channel(self) -> Channel:
        """Return the channel named; one that the person does not see does not exist for them."""
        channel = self.sandbox.workspace.channels.get(self.text("channel"))
        if channel is None or not self.sandbox.workspace.can_read(self.person().id, channel):
            raise BadRequest("channel: there is no such channel for this person.", 404)
        return channel

    def joined_channel(self) -> Channel:
        """Return the channel named, where the person must be a member."""
        channel = self.channel()
        if self.person().id not in channel.members:
            raise BadRequest("channel: only its members can do that.", 403)
        return channel

    def message(self) -> Message:
        """Return the message named by `channel` and `ts`, if the person sees it."""
        message = self.joined_channel().find(self.text("ts"))
        if message is None or message.ephemeral_to not in (None, self.person().id):
            raise BadRequest("ts: there is no such message for this person.", 404)
        return message

    def view(self, view_id: str) -> View:
        """Return one of the person's open views."""
        view = self.sandbox.workspace.views.find(view_id=view_id)
        if view is None or view.person != self.person().id:
            raise BadRequest("There is no such view open for this person.", 404)
        return view


def endpoint(answer: Callable[[Asked], Awaitable[Json]]) -> Callable[[Request], Awaitable[Response]]:
    """Make an endpoint of a function that answers with JSON; a BadRequest it raises becomes a 4xx with `error`."""

    async def serve(request: Request) -> Response:
        try:
            return JSONResponse(await answer(await read(request)))
        except BadRequest as bad:
            return JSONResponse({"error": bad.error}, bad.status)
        except SlackRefusal as refusal:
            return JSONResponse({"error": refusal.error, "messages": list(refusal.messages)}, 400)

    return serve


async def read(request: Request) -> Asked:
    """Return what a request says in its query, its path and its JSON body."""
    values: Json = dict(request.query_params)
    if request.method in {"POST", "PUT"}:
        values |= _json_body(request, await request.body())
    return Asked(request.app.state.sandbox, values | request.path_params)


def _json_body(request: Request, body: bytes) -> Json:
    # A page elsewhere can't send this type without being asked first, which the server refuses.
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise BadRequest("Send JSON, with Content-Type: application/json.", 415)
    try:
        value = parse_json(body)
    except ValueError:
        raise BadRequest("The body is not JSON.") from None
    if not isinstance(value, dict):
        raise BadRequest("The body must be a JSON object.")
    return value
