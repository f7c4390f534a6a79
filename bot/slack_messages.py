"""The mark that each message of the bot carries, and how messages are found by it."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

from slack_sdk import WebClient

EVENT_TYPE = "commsbot_effect"
_PAGE = 200
_CLOCK_SKEW = 60.0
"""Seconds by which Slack's clock may be behind ours."""


def metadata(row_id: str) -> dict[str, Any]:
    """Return the metadata that marks a message as the effect of an outbox row."""
    return {"event_type": EVENT_TYPE, "event_payload": {"id": row_id}}


def find_messages(
    client: WebClient, row_id: str, sent_after: float, channel: str, thread_ts: str | None = None
) -> list[str]:
    """Return the timestamps of the messages with that mark, in a channel or in one of its threads, oldest first.

    `sent_after` is in epoch seconds; what is older is not looked through. Raises what the Slack client raises.
    """
    return sorted(ts for ts, _ in find_any(client, {row_id}, sent_after, channel, thread_ts))


def find_any(
    client: WebClient,
    row_ids: Collection[str],
    sent_after: float,
    channel: str,
    thread_ts: str | None = None,
    *,
    most_pages: int | None = None,
) -> list[tuple[str, str]]:
    """Return the timestamp and the row's id of each message with one of those marks, as `find_messages` does.

    With `most_pages` the search ends after so many pages of 200 messages, whatever it has found.
    """
    return [
        (str(message["ts"]), row_id)
        for message in _messages(client, channel, thread_ts, f"{sent_after - _CLOCK_SKEW:.6f}", most_pages)
        if (row_id := _mark(message)) in row_ids
    ]


def _mark(message: dict[str, Any]) -> str:
    """Return the id of the outbox row that a message is the effect of; empty for what is no effect of one."""
    mark = message.get("metadata") or {}
    return str(mark.get("event_payload", {}).get("id", "")) if mark.get("event_type") == EVENT_TYPE else ""


def _messages(
    client: WebClient, channel: str, thread_ts: str | None, oldest: str, most_pages: int | None
) -> Iterator[dict[str, Any]]:
    asked: dict[str, Any] = {"channel": channel, "oldest": oldest, "limit": _PAGE, "include_all_metadata": True}
    pages = client.conversations_replies(ts=thread_ts, **asked) if thread_ts else client.conversations_history(**asked)
    for page in islice(pages, most_pages):
        yield from page["messages"]
