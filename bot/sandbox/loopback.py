"""Keeps the local workspace to this machine: other sites open in the same browser can neither read it nor act in it."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class LoopbackOnly:
    """Refuses requests whose Host or Origin is not this machine: DNS rebinding, and requests forged by other sites."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 403."""
        if scope["type"] == "lifespan" or _is_local(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("Only this machine may use the local workspace.", 403)(scope, receive, send)


def _is_local(headers: Headers) -> bool:
    host = headers.get("host", "").lower()
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        return False
    # A page served by another program on this machine is foreign too, hence the port in the comparison.
    return name in _LOOPBACK and headers.get("origin", f"http://{host}").lower() == f"http://{host}"
