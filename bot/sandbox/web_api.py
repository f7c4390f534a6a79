"""The Web API: reads a call, judges token, scope and rate, and hands it to the method."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.sandbox.arguments import Arguments, read_arguments
from bot.sandbox.connections import Dropped
from bot.sandbox.errors import SlackRefusal
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.rate_limits import Tier
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.subscriptions import Change, WorkspaceEvent

Json = dict[str, Any]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a Web API method."""

    sandbox: Sandbox
    args: Arguments

    def with_args(self, **values: Any) -> "Call":
        """Return the same call with other values for some arguments."""
        return Call(self.sandbox, Arguments({**self.args.values, **values}))

    def require_scope(self, *any_of: str) -> None:
        """Raise SlackRefusal (`missing_scope`) unless the bot's token has one of the scopes."""
        provided = self.sandbox.options.bot_scopes
        if any_of and not set(any_of) & set(provided):
            raise SlackRefusal("missing_scope", needed=",".join(any_of), provided=",".join(provided))


@dataclass(frozen=True, slots=True)
class Method:
    """A Web API method: what it does, what token and scopes it asks for, and how often it may be called."""

    call: Callable[[Call], Json]
    tier: Tier
    scopes: tuple[str, ...] = ()
    """One of these is enough."""
    token: str | None = "bot"  # noqa: S105 - the sort of token
    """`bot`, `app` (an app-level token) or None."""
    per_channel: bool = False
    """Whether the rate is counted for each channel by itself."""


def with_faults(name: str | None, answer: Callable[[Request], Any]) -> Callable[[Request], Any]:
    """Wrap an endpoint so that the faults switched on for it strike; without a name, it is the method in the path."""

    async def faulty(request: Request) -> Response:
        sandbox: Sandbox = request.app.state.sandbox
        fault = sandbox.faults.take(name or request.path_params["method"])
        try:
            if fault is None:
                return await answer(request)  # type: ignore[no-any-return]
            sandbox.workspace.publish(WorkspaceEvent(Change.FAULTS))
            return await _strike(fault, request, answer)
        except ClientDisconnect:
            # It went away before it had asked for anything.
            return Response(status_code=400)

    return faulty


async def _strike(fault: Fault, request: Request, answer: Callable[[Request], Any]) -> Response:
    _log.info("fault %s strikes %s", fault.kind.value, request.url.path)
    match fault.kind:
        case FaultKind.RATE_LIMITED:
            return _rate_limited(max(1, round(fault.seconds)))
        case FaultKind.SERVER_ERROR:
            return PlainTextResponse("Internal Server Error", 500)
        case FaultKind.DROP:
            return Dropped()
        case FaultKind.LOSE_ANSWER:
            await answer(request)
            return Dropped()
        case FaultKind.SLOW:
            # Read first: Slack does what it was asked even if nobody waits for the answer any more.
            await request.body()
            await asyncio.sleep(fault.seconds)
            return await answer(request)  # type: ignore[no-any-return]


def answer_with(methods: dict[str, Method]) -> Callable[[Request], Any]:
    """Return the endpoint that serves the methods given."""

    async def endpoint(request: Request) -> Response:
        sandbox: Sandbox = request.app.state.sandbox
        try:
            args, token = await read_arguments(request)
            name = request.path_params["method"]
            method = methods.get(name)
            if method is None:
                raise SlackRefusal("unknown_method", req_method=name)  # noqa: TRY301 - one place makes the answers
            _check_token(sandbox, method, token)
            channel = args.text("channel") if method.per_channel else ""
            wait = sandbox.limits.seconds_to_wait(name, method.tier, channel)
            if wait is not None:
                return _rate_limited(wait)
            call = Call(sandbox, args)
            if method.token == "bot":  # noqa: S105
                call.require_scope(*method.scopes)
            body = {"ok": True, **method.call(call)}
        except SlackRefusal as refusal:
            body = refusal.as_json()
        return JSONResponse(body, headers=_scope_headers(sandbox))

    return with_faults(None, endpoint)


def _check_token(sandbox: Sandbox, method: Method, token: str | None) -> None:
    if method.token is None:
        return
    if token is None:
        raise SlackRefusal("not_authed")
    sorts = {sandbox.options.bot_token: "bot", sandbox.options.app_token: "app"}
    if token not in sorts:
        raise SlackRefusal("invalid_auth")
    if sorts[token] != method.token:
        raise SlackRefusal("not_allowed_token_type")
    if method.token == "app" and not set(method.scopes) & set(sandbox.options.app_scopes):  # noqa: S105
        provided = ",".join(sandbox.options.app_scopes)
        raise SlackRefusal("missing_scope", needed=",".join(method.scopes), provided=provided)


def _rate_limited(seconds: int) -> Response:
    return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers={"Retry-After": str(seconds)})


def _scope_headers(sandbox: Sandbox) -> dict[str, str]:
    return {"x-oauth-scopes": ",".join(sandbox.options.bot_scopes)}
