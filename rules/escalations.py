"""The reasons for which a mention is passed on to somebody outside the team, as `escalations.toml` has them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Escalation:
    """A reason to pass a mention on."""

    key: str
    title: str
    """What people choose: "Media"."""
    goes_to: str
    """Who it is with then: "the media team"."""
    says: str
    """When to choose it, in a sentence."""


@cache
def escalations() -> tuple[Escalation, ...]:
    """Return the reasons, in the order in which people read them."""
    text = resources.files("rules").joinpath("escalations.toml").read_text(encoding="utf-8")
    return tuple(Escalation(**entry) for entry in tomllib.loads(text)["escalation"])


def escalation(key: str) -> Escalation:
    """Return the reason with this key; one that was struck off the list goes by its key, since the log keeps it."""
    words = key.replace("_", " ")
    return next((each for each in escalations() if each.key == key), Escalation(key, words.capitalize(), words, ""))
