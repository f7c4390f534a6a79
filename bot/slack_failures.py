"""What can go wrong when Slack is asked for something, as the few cases that the delivery worker tells apart."""

from dataclasses import dataclass
from enum import Enum, auto
from http.client import HTTPException

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.channel import ChannelNotFoundError


class Failure(Enum):
    """What follows from a failed call."""

    RATE_LIMITED = auto()
    """Slack refused it for now, and says for how long."""
    UNKNOWN_OUTCOME = auto()
    """It may have been done: look before trying again."""
    NOT_NOW = auto()
    """It was not done, and will work once somebody mends the connection or the settings."""
    NEVER = auto()
    """It was not done and never will be."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A failure with Slack's own word for it."""

    failure: Failure
    error: str
    retry_after: float = 0.0
    """Seconds."""


SLACK_ERRORS = (SlackClientError, SlackApiError, OSError, HTTPException, ChannelNotFoundError)
"""All that a call to Slack raises when it fails: by Slack's word, by the network, or by the channel's absence."""

_HTTP_TOO_MANY = 429
_HTTP_SERVER_ERROR = 500

_UNKNOWN_OUTCOME = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
_NEVER = frozenset(
    {
        "cant_update_message",
        "edit_window_closed",
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "message_not_found",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "thread_not_found",
    }
)
"""Errors that are about this very message (documentation of chat.postMessage and chat.update). All others are about the
token, the channel or Slack, and stop being so when somebody mends them."""


def diagnose(error: Exception) -> Diagnosis:
    """Tell what follows from an exception of `SLACK_ERRORS`."""
    if isinstance(error, SlackApiError):
        word = str(error.response.get("error") or error.response.status_code)
        if error.response.status_code == _HTTP_TOO_MANY or word in {"ratelimited", "rate_limited"}:
            retry_after = error.response.headers.get("Retry-After", "1")
            return Diagnosis(Failure.RATE_LIMITED, "ratelimited", float(retry_after))
        if error.response.status_code >= _HTTP_SERVER_ERROR or word in _UNKNOWN_OUTCOME:
            return Diagnosis(Failure.UNKNOWN_OUTCOME, word)
        return Diagnosis(Failure.NEVER if word in _NEVER else Failure.NOT_NOW, word)
    if isinstance(error, ChannelNotFoundError):
        return Diagnosis(Failure.NOT_NOW, str(error))
    if _never_left(error):
        return Diagnosis(Failure.NOT_NOW, "no connection")
    return Diagnosis(Failure.UNKNOWN_OUTCOME, type(error).__name__)


def _never_left(error: BaseException) -> bool:
    """Tell whether the connection was refused, so that the request cannot have arrived."""
    reason = getattr(error, "reason", None)
    return isinstance(error, ConnectionRefusedError) or isinstance(reason, ConnectionRefusedError)
