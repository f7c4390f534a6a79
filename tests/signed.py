"""Requests in HTTP mode, signed as Slack signs them."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import httpx

from tests.running_bot import RunningBot

SECRET = "signing-secret-of-the-tests"
"""The SLACK_SIGNING_SECRET of the bot that they are sent to."""


def form(payload: dict[str, Any]) -> str:
    """Return the body in which Slack sends a click, or a modal that was submitted."""
    return urlencode({"payload": json.dumps(payload)})


def send(bot: RunningBot, body: str, secret: str = SECRET, sent_at: float | None = None) -> httpx.Response:
    """Send a request with its signature: HMAC-SHA256 over version, time and body."""
    stamp = str(int(time.time() if sent_at is None else sent_at))
    signature = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signature}",
    }
    return bot.http.post("/slack/events", content=body, headers=headers)
