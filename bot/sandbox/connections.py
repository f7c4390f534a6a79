"""Connections that can be cut off without an answer, as a network does it."""

import asyncio
from typing import Any, ClassVar
from weakref import WeakValueDictionary

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_Ends = tuple[tuple[str, int], tuple[str, int]]


class CuttableProtocol(H11Protocol):
    """uvicorn's HTTP protocol, with its transport within reach of a response."""

    transports: ClassVar[WeakValueDictionary[_Ends, asyncio.Transport]] = WeakValueDictionary()
    """Open connections by their two ends: the client's address and the server's."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a new connection."""
        ends: Any = (transport.get_extra_info("peername"), transport.get_extra_info("sockname"))
        self.transports[ends] = transport
        super().connection_made(transport)


class Dropped(Response):
    """No answer at all: the connection is closed instead."""

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        """Close the connection, and wait until the server has noticed."""
        CuttableProtocol.transports[tuple(scope["client"]), tuple(scope["server"])].abort()
        while (await receive())["type"] != "http.disconnect":
            pass
