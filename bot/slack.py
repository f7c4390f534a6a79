"""The connection to Slack: the client, the Bolt app, and Socket Mode or HTTP, whichever the settings choose."""

import contextlib
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.settings import Settings
from bot.slack_failures import SLACK_ERRORS, diagnose
from handlers import listeners
from handlers.desk import Desk

LISTENER_THREADS = 50
"""Clicks worked on at once. With Bolt's five, the fiftieth of a team's simultaneous clicks waits three seconds."""
CONNECT_AGAIN_AFTER = 5.0
"""Seconds between attempts to connect while Slack can't be reached at start; afterwards the client does it itself."""

log = structlog.get_logger(__name__)


def create_client(settings: Settings) -> WebClient:
    """Return a client that never retries by itself: a retried post may be a second post."""
    return WebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        timeout=settings.slack_timeout,  # type: ignore[arg-type]  # seconds go to urllib, which takes fractions
        retry_handlers=[],
    )


def create_bolt_app(settings: Settings, client: WebClient, desk: Desk) -> App:
    """Return the Bolt app with every listener; makes no call to Slack."""
    secret = settings.slack_signing_secret
    app = App(
        client=client,
        signing_secret=secret.get_secret_value() if secret else None,
        # Slack may be down at start; the token is checked with the first request.
        token_verification_enabled=False,
        listener_executor=ThreadPoolExecutor(LISTENER_THREADS, thread_name_prefix="listener"),
    )
    listeners.register(app, desk)
    return app


class SocketMode:
    """Keeps a Socket Mode connection, and goes on trying while Slack can't be reached."""

    def __init__(self, app: App, app_token: str, connected: Callable[[], None]) -> None:
        """Connect to nothing yet; `connected` is called, in another thread, once the first connection stands."""
        self._handler = SocketModeHandler(app, app_token, concurrency=LISTENER_THREADS)
        self._on_connected = connected
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._connect, name="socket-mode", daemon=True)

    def start(self) -> None:
        """Begin to connect; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Close the connection."""
        self._stopping.set()
        self._thread.join(CONNECT_AGAIN_AFTER)
        self._end_waiting()
        self._handler.close()  # type: ignore[no-untyped-call]

    @property
    def connected(self) -> bool:
        """True while a connection stands."""
        return self._handler.client.is_connected()

    def _end_waiting(self) -> None:
        """End the read that the client is in: closing would wait for its time-out of three seconds otherwise."""
        self._handler.client.auto_reconnect_enabled = False
        session = self._handler.client.current_session
        waiting = session.sock if session else None
        if waiting:
            with contextlib.suppress(OSError):  # the other side was faster
                waiting.shutdown(socket.SHUT_RDWR)

    def _connect(self) -> None:
        while not self._stopping.is_set():
            try:
                self._handler.connect()  # type: ignore[no-untyped-call]
                self._on_connected()
            except SLACK_ERRORS as error:
                log.warning("Slack can't be reached yet", error=diagnose(error).error)
            else:
                log.info("Connected to Slack")
                return
            self._stopping.wait(CONNECT_AGAIN_AFTER)


def events_route(app: App) -> Route:
    """Return the route for HTTP mode. Bolt works in a thread: its own adapter would block the event loop."""

    async def receive(request: Request) -> Response:
        body = (await request.body()).decode("utf-8", errors="replace")
        bolt_request = BoltRequest(body=body, query=request.url.query, headers=dict(request.headers))
        answer = await run_in_threadpool(app.dispatch, bolt_request)
        headers = {name: values[0] for name, values in answer.headers.items()}
        return Response(answer.body, status_code=answer.status, headers=headers)

    return Route("/slack/events", receive, methods=["POST"])
