"""Faults that can be switched on, to see what the bot does when Slack is unwell."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.sandbox.errors import BadRequest

EVERY_METHOD = "*"


class FaultKind(StrEnum):
    """What goes wrong."""

    RATE_LIMITED = "429"
    """Answers 429 with Retry-After; `seconds` says how long."""
    SERVER_ERROR = "500"
    SLOW = "slow"
    """Does nothing for `seconds`, then does what was asked and answers."""
    DROP = "drop"
    """Closes the connection and does nothing."""
    LOSE_ANSWER = "lose_answer"
    """Does what was asked, and closes the connection without an answer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one method."""

    kind: FaultKind
    times: int | None = None
    """How often it still happens; None until it is switched off."""
    seconds: float = 1.0

    def as_json(self) -> dict[str, Any]:
        """Return it for the people's side."""
        return {"kind": self.kind.value, "times": self.times, "seconds": self.seconds}


class Faults:
    """Which faults are on, by method; `*` is every method.

    Uploads and response URLs count as methods too: `upload` and `response_url`.
    """

    def __init__(self) -> None:
        self._faults: dict[str, Fault] = {}

    def take(self, method: str) -> Fault | None:
        """Return the fault that strikes this call, and count it."""
        name = method if method in self._faults else EVERY_METHOD
        fault = self._faults.get(name)
        if fault is None:
            return None
        if fault.times is not None:
            self._set(name, Fault(fault.kind, fault.times - 1, fault.seconds))
        return fault

    def replace(self, description: Any) -> None:
        """Switch on what `description` names, by method, and nothing else; raise BadRequest, changing nothing.

        For example `{"chat.postMessage": {"kind": "500", "times": 2}}`; an empty object switches all off.
        """
        if not isinstance(description, Mapping):
            raise BadRequest("Faults are an object: {method: {kind, times?, seconds?}}.")
        faults = {str(method): _parse(fault) for method, fault in description.items()}
        self._faults = {}
        for method, fault in faults.items():
            self._set(method, fault)

    def as_json(self) -> dict[str, Any]:
        """Return the faults that are on, by method."""
        return {method: fault.as_json() for method, fault in self._faults.items()}

    def _set(self, method: str, fault: Fault) -> None:
        if fault.times == 0:
            self._faults.pop(method, None)
        else:
            self._faults[method] = fault


def _parse(value: Any) -> Fault:
    kinds = [kind.value for kind in FaultKind]
    if not isinstance(value, Mapping) or value.get("kind") not in kinds:
        raise BadRequest(f"A fault has a kind: {', '.join(kinds)}.")
    times, seconds = value.get("times"), value.get("seconds", 1.0)
    if times is not None and (not isinstance(times, int) or isinstance(times, bool) or times < 0):
        raise BadRequest("times must be a whole number, zero or more, or null.")
    if not isinstance(seconds, (int, float)) or isinstance(seconds, bool) or not 0 <= seconds < math.inf:
        raise BadRequest("seconds must be a number, zero or more.")
    return Fault(FaultKind(value["kind"]), times, float(seconds))
