"""Invented messages, words in disguise and innocent words, read from the data files beside this one."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Example:
    text: str
    kind: str
    principles: tuple[str, ...]
    route: str | None
    suggestion: str
    urgency: str | None


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_HERE / name).read_text(encoding="utf-8"))


_EXAMPLES = _read("examples.toml")
_INNOCENT = _read("innocent.toml")
_WORDS: dict[str, str] = _INNOCENT["words"] | _read("vocabulary.toml")["words"]

EXAMPLES = tuple(
    Example(
        text=entry["text"],
        kind=entry.get("kind", "comment"),
        principles=tuple(entry.get("principles", ())),
        route=entry.get("route"),
        suggestion=entry["suggestion"],
        urgency=entry.get("urgency"),
    )
    for entry in _EXAMPLES["example"]
)
DISGUISED: tuple[str, ...] = tuple(_EXAMPLES["disguises"]["hidden"])
NOT_DISGUISED: tuple[str, ...] = tuple(_EXAMPLES["disguises"]["innocent"])

ROUTED: tuple[tuple[str, str], ...] = tuple(
    (route, text) for route, texts in _EXAMPLES["routes"].items() for text in texts
)
BREACHES: tuple[tuple[str, str], ...] = tuple(
    (key, text) for key, texts in _EXAMPLES["breaches"].items() for text in texts
)
NO_BREACH: tuple[str, ...] = tuple(_EXAMPLES["no_breach"]["texts"])


def innocent_words(group: str) -> list[str]:
    return [word.strip() for word in _WORDS[group].split("|")]


def innocent_texts(group: str) -> list[str]:
    templates = _INNOCENT["templates"].get(group) or _INNOCENT["templates"]["sentences"]
    return [template.format(word) for word in innocent_words(group) for template in templates]


INNOCENT_GROUPS = tuple(_WORDS)
