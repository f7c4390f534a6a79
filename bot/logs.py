"""Logging: one line an event, with ids and statuses; never what somebody wrote, nor who they are."""

import logging
import sys
import traceback
from typing import Any

import structlog

_FRAMES = 3
"""Of a traceback, the innermost: where it happened, and on whose behalf."""


def kind_and_place(error: BaseException) -> dict[str, Any]:
    """Return what a log line may say of an error, as `kind` and `where`.

    An error's own words may quote what a stranger wrote; its kind and where it happened do not.
    """
    where = traceback.format_list(traceback.extract_tb(error.__traceback__)[-_FRAMES:])
    return {"kind": type(error).__name__, "where": where}


def set_up_logs(level: str = "INFO") -> None:
    """Send every library's log lines and ours to standard error: coloured on a terminal, JSON elsewhere."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    terminal = sys.stderr.isatty()
    renderer = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if terminal
        else structlog.processors.JSONRenderer()
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(_without_its_words),
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # Their lines at this level are about each request; what matters of it is logged by us.
    for name in ("apscheduler", "httpx", "slack_sdk", "slack_bolt", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # Bolt looks for the token in the environment by itself, where it rightly is, and warns that it has one already.
    logging.getLogger("slack_bolt.App").addFilter(lambda record: "`token` will be unused" not in record.getMessage())


def _without_its_words(exc_info: structlog.typing.ExcInfo) -> str:
    """Render what a library logs with its traceback."""
    _, error, frames = exc_info
    return "".join([*traceback.format_list(traceback.extract_tb(frames)), type(error).__name__])
