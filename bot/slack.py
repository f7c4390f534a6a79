"""The connection to Slack: the client, the Bolt app, and Socket Mode or HTTP, whichever the settings choose."""

import asyncio
import contextlib
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import structlog
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channel import MentionsChannel
from bot.members import Members
from bot.settings import Settings
from bot.slack_failures import SLACK_ERRORS, diagnose
from handlers import listeners
from handlers.desk import Desk, MembershipUnknownError
from handlers.editor import Editor
from handlers.home import Homes
from handlers.reports import Reports
from handlers.teaching import Teaching

LISTENER_THREADS = 50
"""Clicks worked on at once. With Bolt's five, the fiftieth of a team's simultaneous clicks waits three seconds."""
CONNECT_AGAIN_AFTER = 5.0
"""Seconds between attempts to connect while Slack can't be reached."""
LONGEST_PAUSE = 60.0
"""Seconds between two questions that wait for somebody to invite the bot to the channel, say."""
CLOSE_WITHIN = 3.0
"""Seconds that closing may take."""
LONGEST_BODY = 1024 * 1024
"""Bytes of a request in HTTP mode; what Slack sends is far shorter, and a stranger's is not read to its end."""

log = structlog.get_logger(__name__)


def create_client(settings: Settings) -> WebClient:
    """Return a client that never retries by itself: a retried post may be a second post."""
    return _client(settings, settings.slack_bot_token.get_secret_value())


def _client(settings: Settings, token: str | None) -> WebClient:
    return WebClient(
        token=token,
        base_url=settings.slack_api_url,
        timeout=settings.slack_timeout,  # type: ignore[arg-type]  # seconds go to urllib, which takes fractions
        retry_handlers=[],
    )


def create_bolt_app(
    settings: Settings,
    client: WebClient,
    desk: Desk,
    homes: Homes,
    *,
    reports: Reports,
    editor: Editor,
    teaching: Teaching,
    channel: MentionsChannel,
) -> App:
    """Return the Bolt app with every listener; makes no call to Slack, not with the first click either."""
    secret = settings.slack_signing_secret

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        # Bolt would ask auth.test before it serves the first click, and serve none while Slack does not answer.
        known = channel.workspace
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=client.token,
            bot_id=known.bot_id if known else None,
            bot_user_id=known.bot_user_id if known else None,
        )

    app = App(
        # Left out, Bolt reads the whole call stack to find one, which takes a good part of a second.
        name="commsbot",
        # Given a token, Bolt would leave `authorize` aside.
        client=_client(settings, None),
        authorize=authorize,
        signing_secret=secret.get_secret_value() if secret else None,
        listener_executor=ThreadPoolExecutor(LISTENER_THREADS, thread_name_prefix="listener"),
    )
    listeners.register(app, desk, homes, reports=reports, editor=editor, teaching=teaching)
    return app


class Acquaintance:
    """Asks Slack, as soon as it answers, about the workspace, the members and their names, so that no click has to."""

    def __init__(self, channel: MentionsChannel, members: Members) -> None:
        self._channel = channel
        self._members = members
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._make, name="acquaintance", daemon=True)

    def start(self) -> None:
        """Begin to ask; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Ask no more."""
        self._stopping.set()

    def _make(self) -> None:
        pause = CONNECT_AGAIN_AFTER
        while not self._stopping.is_set():
            try:
                self._channel.learn_workspace()
                self._members.refresh()
                self._members.learn_names()
            except (*SLACK_ERRORS, MembershipUnknownError) as error:
                log.warning("Slack did not say yet who is in the mentions channel", error=type(error).__name__)
                self._stopping.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                return


class SocketMode:
    """Keeps a Socket Mode connection, and goes on trying while Slack can't be reached."""

    def __init__(self, app: App, app_token: str) -> None:
        """Connect to nothing yet."""
        self._handler = SocketModeHandler(
            app, app_token, concurrency=LISTENER_THREADS, ping_interval=CONNECT_AGAIN_AFTER
        )
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._connect, name="socket-mode", daemon=True)

    def start(self) -> None:
        """Begin to connect; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Close the connection; waits some seconds at most, even if Slack does not answer."""
        self._stopping.set()
        closing = threading.Thread(target=self._close, name="socket-mode-closing", daemon=True)
        closing.start()
        closing.join(CLOSE_WITHIN)

    @property
    def connected(self) -> bool:
        """True while a connection stands."""
        return self._handler.client.is_connected()

    def _close(self) -> None:
        self._thread.join(CLOSE_WITHIN / 2)
        self._end_waiting()
        self._handler.close()  # type: ignore[no-untyped-call]

    def _end_waiting(self) -> None:
        """End the reads that the client is in: closing would wait for their time-outs of one and three seconds."""
        client = self._handler.client
        client.auto_reconnect_enabled = False
        client.closed = True
        client.message_queue.put(None)
        session = client.current_session
        waiting = session.sock if session else None
        if waiting:
            with contextlib.suppress(OSError):  # the other side was faster
                waiting.shutdown(socket.SHUT_RDWR)

    def _connect(self) -> None:
        while not self._stopping.is_set():
            try:
                self._handler.connect()  # type: ignore[no-untyped-call]
            except SLACK_ERRORS as error:
                log.warning("Slack can't be reached yet", error=diagnose(error).error)
                self._stopping.wait(CONNECT_AGAIN_AFTER)
            else:
                # The client swallows what goes wrong with the socket itself, and mends it from here on.
                log.info("Connected to Slack" if self.connected else "Slack gave no connection yet")
                return


def events_route(app: App) -> Route:
    """Return the route for HTTP mode. Bolt works in threads of its own: its adapter would block the event loop."""
    threads = ThreadPoolExecutor(LISTENER_THREADS, "slack-events")

    async def receive(request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LONGEST_BODY:
                return Response("Too large.", 413)
        bolt_request = BoltRequest(
            body=body.decode("utf-8", errors="replace"), query=request.url.query, headers=dict(request.headers)
        )
        answer = await asyncio.get_running_loop().run_in_executor(threads, app.dispatch, bolt_request)
        headers = {name: values[0] for name, values in answer.headers.items()}
        return Response(answer.body, status_code=answer.status, headers=headers)

    return Route("/slack/events", receive, methods=["POST"])
