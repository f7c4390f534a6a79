"""Senders of mentions: `POST /mentions` over real HTTP, into a real database."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from standardwebhooks import Webhook
from starlette.applications import Starlette

from bot.intake import Receipt
from bot.intake_routes import mentions_route
from bot.token_bucket import TokenBucket
from db.models import AssessmentRow, MentionRow, OutboxEntry
from db.store import Store
from rules.mention import Mention
from tests.integration.serving import serving
from tests.mentions import MONDAY, new_mention

TOKEN = "an-intake-token-for-tests"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@dataclass
class Intake:
    """The route in front of a database, as its senders see it."""

    http: httpx.Client
    engine: Engine

    def post(self, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.http.post("/mentions", content=content, headers=BEARER if headers is None else headers)

    def kept(self) -> int:
        """Return how many mentions are stored, each with its assessment and the order to show it."""
        with Session(self.engine) as session:
            counts = {session.scalar(select(func.count()).select_from(table)) for table in _TABLES}
        (count,) = counts
        assert count is not None
        return count


_TABLES = (MentionRow, AssessmentRow, OutboxEntry)


@contextmanager
def intake_into(engine: Engine, *, seconds: float = 5.0, limit: TokenBucket | None = None) -> Iterator[Intake]:
    store = Store(engine)

    def receive(mentions: Sequence[Mention]) -> Receipt:
        ids = store.add_mentions([new_mention(each) for each in mentions], MONDAY, time.monotonic() + seconds)
        added = sum(each is not None for each in ids)
        return Receipt(added, len(ids) - added)

    app = Starlette(routes=[mentions_route(receive, token=TOKEN, secret=SECRET, limit=limit)])
    limits = httpx.Limits(max_connections=100)
    with serving(app) as address, httpx.Client(base_url=address, limits=limits, timeout=60) as http:
        yield Intake(http, engine)


def item(number: int = 1, **fields: object) -> dict[str, object]:
    return {"platform": "facebook", "external_id": f"id-{number}", "kind": "comment", "text": "Thank you!"} | fields


def signed(body: bytes, *, id_: str = "msg_1", at: datetime | None = None, secret: str = SECRET) -> dict[str, str]:
    at = at or datetime.now(UTC)
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(id_, at, body.decode()),
    }
