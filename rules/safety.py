"""A risk to life: how it can end, and the help that is published for everybody."""

from dataclasses import dataclass

OUTCOMES = {
    "replied": "Replied to them",
    "called_999": "Called 999",
    "safeguarding_told": "Told safeguarding",
    "false_alarm": "False alarm",
}
"""The outcomes with which a risk to life closes, by their key in the decision log, as people choose them."""


@dataclass(frozen=True, slots=True)
class Helplines:
    """The published numbers that the card of a risk to life names; settings may put others in their place."""

    emergency: str = "999"
    nhs_111: str = "111 (option 2 for mental health)"
    samaritans: str = "116 123"
    shout: str = "85258"
    """Taken by text message."""
