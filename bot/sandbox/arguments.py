"""The arguments of a Web API call, however they were sent: query, form or JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from bot.sandbox.errors import SlackRefusal
from bot.sandbox.json_text import parse_json

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Arguments:
    """Named values as they came; each accessor takes what Slack takes for it."""

    values: Mapping[str, Any]

    def text(self, name: str, default: str = "") -> str:
        """Return a string; numbers are taken for their digits."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, (dict, list)):
            raise SlackRefusal("invalid_arguments", [f"must be a string [json-pointer:/{name}]"])
        return str(value)

    def required(self, name: str) -> str:
        """Return a string that must be there; raise SlackRefusal (`invalid_arguments`) without it."""
        value = self.text(name)
        if not value:
            raise SlackRefusal("invalid_arguments", [f"missing required field: {name}"])
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a yes or no: true, 1 or false, 0, as text or not."""
        value = self.values.get(name)
        return default if value is None else str(value).lower() in {"true", "1"}

    def number(self, name: str, default: int, most: int) -> int:
        """Return a whole number from 1 to `most`; raise SlackRefusal (`invalid_limit`) for anything else."""
        value = self.values.get(name)
        if value in (None, "", 0, "0"):
            return default
        if not str(value).isdecimal() or not 1 <= int(str(value)) <= most:
            raise SlackRefusal("invalid_limit")
        return int(str(value))

    def json(self, name: str, error: str) -> Any:
        """Return a structure, sent as JSON or as text that holds JSON; None when absent.

        Raise SlackRefusal (`error`) for text that is not JSON.
        """
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return parse_json(value)
        except ValueError:
            raise SlackRefusal(error, [f"{name} is not valid JSON"]) from None

    def has(self, name: str) -> bool:
        """Tell whether the argument was sent at all; null counts as not sent."""
        return self.values.get(name) is not None


async def read_arguments(request: Request) -> tuple[Arguments, str | None]:
    """Return the arguments, and the token if there is one; raise SlackRefusal for a body that Slack can't read.

    The token is taken from the Authorization header, the query or a form field, but not from a JSON body.
    """
    values: dict[str, Any] = dict(request.query_params)
    form_token: Any = values.get("token")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST":
        if kind == "application/json":
            values |= _json_object(await request.body())
        elif kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
            async with request.form() as form:
                # Slack's methods take no file as an argument.
                values |= {name: value for name, value in form.items() if isinstance(value, str)}
            form_token = values.get("token", form_token)
        elif await request.body():
            raise SlackRefusal("invalid_post_type")
    values.pop("token", None)
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = bearer.strip() if scheme.lower() == "bearer" and bearer.strip() else form_token
    return Arguments(values), token if isinstance(token, str) and token else None


def _json_object(body: bytes) -> Json:
    try:
        value = parse_json(body or b"{}")
    except ValueError:
        raise SlackRefusal("invalid_json") from None
    if not isinstance(value, dict):
        raise SlackRefusal("json_not_object")
    return value
