"""Takes what the app posts to a response URL."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.sandbox.errors import SlackRefusal
from bot.sandbox.json_text import parse_json
from bot.sandbox.sandbox import Sandbox


async def respond(request: Request) -> Response:
    """Take what an app posts to a response URL: `ok`, or a refusal with its reason."""
    sandbox: Sandbox = request.app.state.sandbox
    try:
        answer = parse_json(await request.body())
        sandbox.response_urls.respond(sandbox.workspace, request.path_params["key"], answer)
    except ValueError:
        return PlainTextResponse("invalid_payload", 400)
    except SlackRefusal as refusal:
        return JSONResponse(refusal.as_json(), 404 if refusal.error.endswith("_url") else 400)
    return PlainTextResponse("ok")
