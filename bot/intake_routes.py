"""`POST /mentions`: where other systems hand in what was said to the organisation."""

import asyncio
import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.intake import LONGEST_BODY, Batch, MalformedBodyError, Receipt, TooMuchError, parse_body
from bot.intake_auth import Gate, UnauthorisedError
from bot.logs import kind_and_place
from bot.token_bucket import TokenBucket
from rules.mention import Mention

BURST = 2_000
"""Requests taken at once before the limit bites: a system that was away for a day catches up in one go."""
PER_SECOND = 50.0
"""Requests taken in the long run, far above what any page receives: a sender that loops is what this holds back."""
BODY_WITHIN = 30.0
"""Seconds for a body of 1 MiB to arrive: a sender that dribbles holds nothing open."""
DRAINED = 16 * 1024 * 1024
"""Bytes of a body that is too long, read and thrown away so that its sender gets to hear why."""
STORING_AT_ONCE = 16
"""Threads of their own, so that senders who wait for a busy database hold up neither clicks nor /healthz."""
RETRY_AFTER = 5
"""Seconds that a sender is asked to wait when nothing can be stored."""

_log = structlog.get_logger(__name__)


class _RefusedError(Exception):
    """An answer other than 202."""

    def __init__(self, status: int, error: str, headers: dict[str, str] | None = None, **more: Any) -> None:
        self.response = JSONResponse({"error": error, **more}, status, headers)


def mentions_route(
    receive: Callable[[Sequence[Mention]], Receipt],
    *,
    token: str | None,
    secret: str | None,
    path: str = "/mentions",
    limit: TokenBucket | None = None,
    body_within: float = BODY_WITHIN,
) -> Route:
    """Return the route that mentions are posted to.

    `receive` keeps a batch, all or nothing, and returns once it is on disk; it runs in a thread, and whatever it raises
    becomes 503. `token` and `secret` are INTAKE_TOKEN and INTAKE_SECRET; with neither, everybody is refused. `limit`
    is counted over all senders, and only over those who may send; a body has `body_within` seconds to arrive. Raises
    ValueError when the secret can't be used.
    """
    intake = _Intake(receive, Gate(token, secret), limit or TokenBucket(BURST, PER_SECOND), body_within)
    return Route(path, intake.answer, methods=["POST"])


class _Intake:
    def __init__(
        self, receive: Callable[[Sequence[Mention]], Receipt], gate: Gate, limit: TokenBucket, body_within: float
    ) -> None:
        self._receive = receive
        self._gate = gate
        self._limit = limit
        self._body_within = body_within
        self._threads = ThreadPoolExecutor(STORING_AT_ONCE, "intake")

    async def answer(self, request: Request) -> Response:
        try:
            return await self._take(request)
        except _RefusedError as refused:
            return refused.response
        except ClientDisconnect:
            # Nobody is left to read it.
            return Response(status_code=400)

    async def _take(self, request: Request) -> Response:
        body, signed = await self._authorised_body(request)
        if wait := self._limit.take():
            raise _RefusedError(
                429, "Too many requests. Try again shortly.", headers={"Retry-After": str(math.ceil(wait))}
            )
        receipt = await asyncio.get_running_loop().run_in_executor(self._threads, self._keep, body)
        if signed:
            self._gate.remember(request.headers)
        return JSONResponse(_as_json(receipt), 202)

    async def _authorised_body(self, request: Request) -> tuple[bytes, bool]:
        """Return the body, and whether its sender is known by a signature. Reads nothing from a stranger."""
        admitted = self._gate.admits_bearer(request.headers)
        if not admitted and not self._gate.is_signed(request.headers):
            raise _unauthorised("Send the header Authorization: Bearer with INTAKE_TOKEN, or sign the request.")
        body = await _read(request, self._body_within)
        if not admitted:
            try:
                self._gate.check_signature(body, request.headers)
            except UnauthorisedError as error:
                raise _unauthorised(str(error)) from None
        return body, not admitted

    def _keep(self, body: bytes) -> Receipt:
        batch = _parse(body)
        if batch.rejected and not batch.mentions:
            raise _RefusedError(
                400,
                f"Nothing in it could be taken: {batch.rejected[0].error}",
                **_as_json(batch.receipt(Receipt(0, 0))),
            )
        try:
            return batch.receipt(self._receive(batch.mentions) if batch.mentions else Receipt(0, 0))
        except Exception as error:
            raise _not_stored(error) from error


def _parse(body: bytes) -> Batch:
    try:
        return parse_body(body)
    except MalformedBodyError as error:
        raise _RefusedError(400, str(error)) from None
    except TooMuchError as error:
        raise _RefusedError(413, str(error)) from None


async def _read(request: Request, within: float) -> bytes:
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise _RefusedError(400, "Send the body as it is, without Content-Encoding.")
    try:
        async with asyncio.timeout(within):
            return await _read_bounded(request)
    except TimeoutError:
        slow = f"The body took longer than {within:g} seconds to arrive."
        raise _RefusedError(400, slow, {"Connection": "close"}) from None


async def _read_bounded(request: Request) -> bytes:
    """Return the body, never holding more than the longest allowed, whatever Content-Length says."""
    body = bytearray()
    length = 0
    async for chunk in request.stream():
        length += len(chunk)
        if length <= LONGEST_BODY:
            body += chunk
        elif length > DRAINED:
            break
    if length > LONGEST_BODY:
        raise _RefusedError(413, f"A request takes up to {LONGEST_BODY:,} bytes. Send it in parts.")
    return bytes(body)


def _unauthorised(error: str) -> _RefusedError:
    return _RefusedError(401, error, headers={"WWW-Authenticate": "Bearer"})


def _not_stored(error: Exception) -> _RefusedError:
    reference = uuid4().hex[:8]
    _log.error("mentions_not_stored", reference=reference, **kind_and_place(error))
    return _RefusedError(
        503,
        f"Nothing of it could be stored. Send it again in a while. Reference: {reference}",
        headers={"Retry-After": str(RETRY_AFTER)},
    )


def _as_json(receipt: Receipt) -> dict[str, Any]:
    return {
        "accepted": receipt.accepted,
        "duplicates": receipt.duplicates,
        "rejected": [{"index": each.index, "error": each.error} for each in receipt.rejected],
    }
