"""What people read about each platform: its name, and what hiding and reporting mean there."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Platform:
    """A place where the organisation is spoken to."""

    name: str
    """Empty for a place that nobody named."""
    hiding: str
    """One or two sentences for the dialog that asks before something is hidden."""
    reporting: str
    """A sentence for the dialog that asks before something is reported."""
    can_hide: bool = True
    """False where somebody else's words can't be hidden at all."""
    can_show_again: bool = True
    """False where what was hidden is gone for good."""

    @property
    def there(self) -> str:
        """Say where something is done, to stand after a verb: "on Facebook"."""
        return f"on {self.name}" if self.name else "there"

    @property
    def to_it(self) -> str:
        """Say whom something is reported to: "to Facebook"."""
        return f"to {self.name}" if self.name else "there"


def platform(key: str) -> Platform:
    """Return the platform with this key of `platforms.toml`; one that is not listed goes by its own name."""
    listed = _platforms()
    if key in listed:
        return listed[key]
    other = listed["other"]
    return Platform(name=key.replace("_", " ").strip().capitalize(), hiding=other.hiding, reporting=other.reporting)


def platforms() -> dict[str, str]:
    """Return the key and the name of every platform that can be chosen, "Somewhere else" last."""
    return {key: entry.name or "Somewhere else" for key, entry in _platforms().items()}


@cache
def _platforms() -> dict[str, Platform]:
    text = resources.files("rules").joinpath("platforms.toml").read_text(encoding="utf-8")
    return {key: Platform(**entry) for key, entry in tomllib.loads(text).items()}
