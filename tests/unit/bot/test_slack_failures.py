import errno
import socket
import ssl
from http.client import IncompleteRead, RemoteDisconnected
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackObjectFormationError
from slack_sdk.web import SlackResponse

from bot.channel import ChannelNotFoundError
from bot.slack_failures import SLACK_ERRORS, Failure, diagnose


def answered(status: int, error: str, headers: dict[str, str] | None = None) -> SlackApiError:
    """Return what slack_sdk raises for an answer of Slack's."""
    body: dict[str, Any] = {"ok": False, "error": error}
    response = SlackResponse(
        client=WebClient(),
        http_verb="POST",
        api_url="",
        req_args={},
        data=body,
        headers=headers or {},
        status_code=status,
    )
    return SlackApiError("The request to the Slack API failed.", response)


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (answered(200, "message_not_found"), Failure.NEVER),
        (answered(200, "thread_not_found"), Failure.NEVER),
        (answered(200, "invalid_blocks"), Failure.UNACCEPTABLE),
        (answered(200, "msg_too_long"), Failure.UNACCEPTABLE),
        (SlackObjectFormationError("text must be at most 75 characters"), Failure.UNACCEPTABLE),
        (answered(200, "channel_not_found"), Failure.NOT_NOW),
        (answered(200, "invalid_auth"), Failure.NOT_NOW),
        (answered(200, "a_word_that_slack_invents_next_year"), Failure.NOT_NOW),
        (ChannelNotFoundError("The bot is in no channel of that name."), Failure.NOT_NOW),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), Failure.NOT_NOW),
        (URLError(ConnectionRefusedError(errno.ECONNREFUSED, "refused")), Failure.NOT_NOW),
        (URLError(socket.gaierror(-3, "no name server")), Failure.NOT_NOW),
        (URLError(OSError(errno.ENETUNREACH, "no network")), Failure.NOT_NOW),
        (URLError(ssl.SSLCertVerificationError("not whom it says it is")), Failure.NOT_NOW),
        (answered(500, "internal_error"), Failure.UNKNOWN_OUTCOME),
        (answered(502, "<html>"), Failure.UNKNOWN_OUTCOME),
        (answered(200, "fatal_error"), Failure.UNKNOWN_OUTCOME),
        (TimeoutError("timed out"), Failure.UNKNOWN_OUTCOME),
        (URLError(TimeoutError("timed out")), Failure.UNKNOWN_OUTCOME),
        (RemoteDisconnected("no answer"), Failure.UNKNOWN_OUTCOME),
        (ConnectionResetError(errno.ECONNRESET, "reset"), Failure.UNKNOWN_OUTCOME),
        (IncompleteRead(b""), Failure.UNKNOWN_OUTCOME),
        (ssl.SSLEOFError("ended early"), Failure.UNKNOWN_OUTCOME),
    ],
)
def test_what_may_have_been_done_is_told_apart_from_what_was_not(error: Exception, failure: Failure):
    assert isinstance(error, SLACK_ERRORS)
    assert diagnose(error).failure is failure


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"retry-after": "7"}, 7),
        ({}, 30),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, 30),
        ({"Retry-After": "-1"}, 30),
    ],
)
def test_slack_is_left_alone_for_as_long_as_it_asks(headers: dict[str, str], seconds: float):
    diagnosis = diagnose(answered(429, "ratelimited", headers))
    assert (diagnosis.failure, diagnosis.retry_after) == (Failure.RATE_LIMITED, seconds)
