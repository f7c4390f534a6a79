"""What can go wrong when Slack is asked for something, as the few cases that the delivery worker tells apart."""

import errno
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from http.client import HTTPException

from slack_sdk.errors import SlackApiError, SlackClientError, SlackObjectFormationError

from bot.channel import ChannelNotFoundError


class Failure(Enum):
    """What follows from a failed call."""

    RATE_LIMITED = auto()
    """Slack refused it for now, and says for how long."""
    UNKNOWN_OUTCOME = auto()
    """It may have been done: look before trying again."""
    NOT_NOW = auto()
    """It was not done, and will work once somebody mends the connection or the settings."""
    UNACCEPTABLE = auto()
    """It was not done because of what it says; something plainer may be taken."""
    NEVER = auto()
    """It was not done and never will be: what it is about is gone."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A failure with Slack's own word for it."""

    failure: Failure
    error: str
    retry_after: float = 0.0
    """Seconds."""


SLACK_ERRORS = (SlackClientError, SlackApiError, OSError, HTTPException, ChannelNotFoundError)
"""All that a call to Slack raises when it fails: by Slack's word, by the network, or by the channel's absence."""

_NO_CONNECTION = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
_NO_WAY = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL})

_HTTP_TOO_MANY = 429
_HTTP_SERVER_ERROR = 500

_UNKNOWN_OUTCOME = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
_NEVER = frozenset({"cant_update_message", "edit_window_closed", "message_not_found", "thread_not_found"})
_UNACCEPTABLE = frozenset(
    {
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
    }
)
"""With `_NEVER`, the errors that are about this very message (documentation of chat.postMessage and chat.update). All
others are about the token, the channel or Slack, and stop being so when somebody mends them."""
_GONE = frozenset({"message_not_found", "thread_not_found"})
_RETRY_AFTER = 30.0
"""Seconds to wait where a 429 does not say for how long in whole seconds, as Slack's own always does."""


def diagnose(error: Exception) -> Diagnosis:
    """Tell what follows from an exception of `SLACK_ERRORS`."""
    if isinstance(error, SlackApiError):
        return _answered(error)
    if isinstance(error, SlackObjectFormationError):
        # The client checks some of Slack's limits by itself and sends nothing.
        return Diagnosis(Failure.UNACCEPTABLE, "invalid_blocks")
    if isinstance(error, ChannelNotFoundError):
        return Diagnosis(Failure.NOT_NOW, str(error))
    if _never_left(error):
        return Diagnosis(Failure.NOT_NOW, "no connection")
    return Diagnosis(Failure.UNKNOWN_OUTCOME, type(error).__name__)


def is_gone(error: SlackApiError) -> bool:
    """Tell whether the message, or the thread, that a call was about is no longer there."""
    return error.response.get("error") in _GONE


def _answered(error: SlackApiError) -> Diagnosis:
    word = str(error.response.get("error") or error.response.status_code)
    if error.response.status_code == _HTTP_TOO_MANY or word in {"ratelimited", "rate_limited"}:
        return Diagnosis(Failure.RATE_LIMITED, "ratelimited", _retry_after(error.response.headers))
    if error.response.status_code >= _HTTP_SERVER_ERROR or word in _UNKNOWN_OUTCOME:
        return Diagnosis(Failure.UNKNOWN_OUTCOME, word)
    if word in _UNACCEPTABLE:
        return Diagnosis(Failure.UNACCEPTABLE, word)
    return Diagnosis(Failure.NEVER if word in _NEVER else Failure.NOT_NOW, word)


def _retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds that Slack asks to wait."""
    told = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return float(told) if told.isdecimal() else _RETRY_AFTER


def _never_left(error: BaseException) -> bool:
    """Tell whether no connection came about, so that the request cannot have arrived."""
    reason = getattr(error, "reason", error)
    return isinstance(reason, _NO_CONNECTION) or getattr(reason, "errno", None) in _NO_WAY
