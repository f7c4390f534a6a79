"""The local workspace's web server: Slack's side, and the people's."""

import asyncio
import contextlib
import ipaddress
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Self, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot.clock import Clock, SystemClock
from bot.sandbox import (
    api_apps,
    api_chat,
    api_conversations,
    api_files,
    api_users,
    api_views,
    operator_api,
    people_api,
)
from bot.sandbox.api_response import respond
from bot.sandbox.connections import CuttableProtocol
from bot.sandbox.loopback import LoopbackOnly
from bot.sandbox.options import SandboxOptions
from bot.sandbox.page import page_routes
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.uploads import download, upload
from bot.sandbox.web_api import answer_with, with_faults

T = TypeVar("T")
_FAMILIES = (api_apps, api_chat, api_conversations, api_files, api_users, api_views)
METHODS = {name: method for family in _FAMILIES for name, method in family.METHODS.items()}
START_SECONDS = 10.0
STOP_SECONDS = 5.0


def create_sandbox(options: SandboxOptions, clock: Clock) -> Starlette:
    """Return the local workspace as a web application. `options.url` must be the address that clients use.

    Its `state.sandbox` is the `Sandbox`. Serve it with `SandboxServer`, which can also cut connections off.
    """
    sandbox = Sandbox(options, clock)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await sandbox.close()

    async def link(websocket: WebSocket) -> None:
        await sandbox.sockets.serve(websocket)

    app = Starlette(
        routes=[
            Route("/api/{method}", answer_with(METHODS), methods=["GET", "POST"]),
            WebSocketRoute("/link/", link),
            Route("/upload/{file_id}/{ticket}", with_faults("upload", upload), methods=["POST", "PUT"]),
            Route("/files-pri/{team}-{file_id}/{name}", download, methods=["GET"]),
            Route("/response/{key}", with_faults("response_url", respond), methods=["POST"]),
            *people_api.ROUTES,
            *operator_api.ROUTES,
            *page_routes(sandbox.workspace),
        ],
        middleware=[Middleware(LoopbackOnly)],
        lifespan=lifespan,
    )
    app.state.sandbox = sandbox
    return app


class _Server(uvicorn.Server):
    """uvicorn, telling when it listens, and ending what is open before it waits for connections to end."""

    def __init__(self, config: uvicorn.Config, sandbox: Sandbox) -> None:
        super().__init__(config)
        self.listening = threading.Event()
        self._sandbox = sandbox

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._sandbox.close()
        await super().shutdown(sockets)


class SandboxServer:
    """Runs the local workspace, in a thread of its own or in the caller's; on a free port unless the options name one.

    Usable in a `with` statement. `sandbox` is its state; other threads touch it only through `on_loop`. Raises
    ValueError for an address that is not this machine's own, and OSError where the port is taken.
    """

    def __init__(self, options: SandboxOptions | None = None, clock: Clock | None = None) -> None:
        options = options or SandboxOptions()
        if options.host != "localhost" and not ipaddress.ip_address(options.host).is_loopback:
            raise ValueError(f"The local workspace listens on this machine only, and {options.host} is not.")
        # Bound before the server runs, so that the address is known at once.
        self._socket = socket.create_server((options.host, options.port))
        # Connections inherit it. asyncio sets it only where a socket says it is TCP; without, each answer takes 40 ms.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.options = replace(options, url=f"http://{options.host}:{self._socket.getsockname()[1]}")
        self.app = create_sandbox(self.options, clock or SystemClock())
        self.sandbox: Sandbox = self.app.state.sandbox
        config = uvicorn.Config(
            self.app,
            http=CuttableProtocol,
            ws="websockets-sansio",
            ws_ping_interval=10.0,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=2,
        )
        self._server = _Server(config, self.sandbox)
        self._thread = threading.Thread(target=self.run, name="sandbox", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def url(self) -> str:
        """Return where the page is, without a slash at the end."""
        return self.options.url

    @property
    def api_url(self) -> str:
        """Return what `SLACK_API_URL` must be for a bot to use this workspace."""
        return f"{self.options.url}/api/"

    def run(self) -> None:
        """Serve in this thread until `stop`, or until SIGINT or SIGTERM where this is the main thread."""
        asyncio.run(self._serve())

    def start(self) -> Self:
        """Serve in another thread and return once clients can connect; raise TimeoutError if that does not happen."""
        self._thread.start()
        if not self._server.listening.wait(START_SECONDS):
            raise TimeoutError("The local workspace did not start.")
        return self

    def ask_to_stop(self) -> None:
        """Begin to end all connections and to stop, and return at once."""
        self._server.should_exit = True

    def stop(self) -> None:
        """End all connections and stop; return when the thread has ended."""
        self.ask_to_stop()
        self._thread.join(STOP_SECONDS)

    def on_loop(self, function: Callable[[], Awaitable[T]]) -> T:
        """Run something on the server's event loop and return its result; for other threads than the server's.

        Raise RuntimeError when the server is not running.
        """
        if self._loop is None:
            raise RuntimeError("The local workspace is not running.")

        async def run() -> T:
            return await function()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        try:
            await self._server.serve([self._socket])
        finally:
            self._loop = None
