"""Trigger ids: each lets the app open one modal for the person who acted, and only for a moment."""

import secrets
import time
from dataclasses import dataclass

from bot.sandbox.errors import SlackRefusal


@dataclass(slots=True)
class _Trigger:
    person: str
    issued_at: float
    used: bool = False


class Triggers:
    """Issues trigger ids and takes them back."""

    def __init__(self, lifetime: float) -> None:
        self._lifetime = lifetime
        self._triggers: dict[str, _Trigger] = {}

    def issue(self, person: str) -> str:
        """Return a trigger id in Slack's form for something that a person just did."""
        trigger_id = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = _Trigger(person, time.monotonic())
        return trigger_id

    def check(self, trigger_id: str) -> str:
        """Return whose trigger it is; raise SlackRefusal when it is unknown, was used, or is too old."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackRefusal("invalid_trigger_id")
        if trigger.used:
            raise SlackRefusal("exchanged_trigger_id")
        if time.monotonic() - trigger.issued_at > self._lifetime:
            raise SlackRefusal("expired_trigger_id")
        return trigger.person

    def use(self, trigger_id: str) -> None:
        """Mark a trigger id as used."""
        self._triggers[trigger_id].used = True
