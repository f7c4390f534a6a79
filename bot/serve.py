"""Runs the bot's web server until it is told to stop."""

import socket

import structlog
import uvicorn

from bot.app import create_app
from bot.clock import SystemClock
from bot.interrupt import until_interrupted
from bot.logs import set_up_logs
from bot.settings import Settings
from db.engine import connect
from db.migrate import upgrade

SHUTDOWN_WITHIN = 10
"""Seconds that requests under way get to finish on SIGTERM or Ctrl-C."""

_BACKLOG = 2048
"""Connections that wait to be taken; uvicorn's own default."""

log = structlog.get_logger(__name__)


def serve(settings: Settings) -> None:
    """Run the bot on the settings' host and port, after bringing its database to the newest schema.

    Ends on SIGTERM or SIGINT, when what is under way is finished. Raises OSError when the port is taken.
    """
    set_up_logs()
    engine = connect(settings.database_url)
    upgrade(engine)
    listening = listen(settings.host, settings.port)
    host, port = listening.getsockname()[:2]
    log.info("Listening", host=host, port=port)
    with until_interrupted():
        web_server(create_app(settings, engine, SystemClock())).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket, so that a taken port is known, and a free one chosen, before anything starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle’s delay, 40 ms an answer, off only for a socket that says it is TCP.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        # Who connects from now on waits until the server is up, instead of being refused.
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise OSError(f"Can't listen on {host} port {port}: {error.strerror}. Set PORT to a free one.") from error
    return listening


def web_server(app: object) -> uvicorn.Server:
    """Return the server for a web application: no access log, since addresses can tell who somebody is."""
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_WITHIN,
    )
    return uvicorn.Server(config)
