"""How the local workspace says no."""

from collections.abc import Sequence
from typing import Any


class SlackRefusal(Exception):
    """A Web API answer with `ok: false`: Slack's error word, the messages that explain it, and further fields."""

    def __init__(self, error: str, messages: Sequence[str] = (), **fields: Any) -> None:
        super().__init__(error)
        self.error = error
        self.messages = tuple(messages)
        self.fields = fields

    def as_json(self) -> dict[str, Any]:
        """Return the body of the answer, with `response_metadata.messages` as Slack words it."""
        body: dict[str, Any] = {"ok": False, "error": self.error, **self.fields}
        if self.messages:
            body["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return body


class BadRequest(Exception):
    """A request to the people's side that cannot be served; the sentence says why."""

    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
