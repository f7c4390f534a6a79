"""The web server: intake, Slack's HTTP mode, health and metrics."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager

from pydantic import SecretStr
from slack_bolt import App
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.desk import Desk
from bot.health import Health
from bot.intake_routes import mentions_route
from bot.metrics import CONTENT_TYPE, Metrics
from bot.settings import Settings
from bot.slack import events_route


def create_server(
    settings: Settings,
    desk: Desk,
    bolt: App,
    *,
    health: Health,
    metrics: Metrics,
    running: Callable[[], AbstractContextManager[None]],
) -> Starlette:
    """Return the web application; `running` is held open for as long as it serves."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        # Starting and stopping wait for threads, so they must not block the event loop.
        parts = running()
        await run_in_threadpool(parts.__enter__)
        try:
            yield
        finally:
            await run_in_threadpool(parts.__exit__, None, None, None)

    async def show_health(_: Request) -> Response:
        report = await run_in_threadpool(health.report)
        return JSONResponse(report.as_json(), status_code=200 if report.healthy else 503)

    async def show_metrics(_: Request) -> Response:
        return Response(await run_in_threadpool(metrics.page), media_type=CONTENT_TYPE)

    routes = [
        mentions_route(desk.receive, token=_value(settings.intake_token), secret=_value(settings.intake_secret)),
        Route("/healthz", show_health),
        Route("/metrics", show_metrics),
    ]
    if settings.slack_signing_secret:
        routes.append(events_route(bolt))
    return Starlette(routes=routes, lifespan=lifespan)


def _value(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None
