"""The functional test of hostility to groups: the sentences of `functional.toml`, kept back for good."""

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.evaluate.probes.templates import as_typed

_SENTENCES = Path(__file__).with_name("functional.toml")
_EACH = 3
"""Groups that a template is filled with."""
_DISGUISED = re.compile(r"\*([^*]+)\*")
_LOOK_ALIKES = str.maketrans("aeiost", "4310$7")
_LEAST = 4
"""Shorter words are neither misspelt nor cut."""


@dataclass(frozen=True)
class Functional:
    """A sentence, the kind that it is of, and whether it is hateful."""

    text: str
    kind: str
    hateful: bool


def functional_test() -> Iterator[Functional]:
    """Yield the sentences, the same each time: of every template, one for each of three groups drawn for it."""
    content = tomllib.loads(_SENTENCES.read_text(encoding="utf-8"))
    for case in content["case"]:
        groups = [group for group in content["group"] if "slur" in group or not case.get("slurred")]
        for template in case["texts"]:
            draw = random.Random(f"{case['name']} {template}")  # noqa: S311 - nothing to guess
            for group in draw.sample(groups, _EACH if "{" in template else 1):
                text = _disguised(template.format(**group), case.get("disguise"), draw)
                yield Functional(as_typed(text, draw), case["name"], bool(case["hate"]))


def _disguised(text: str, way: str | None, draw: random.Random) -> str:
    """Return `text` with what stands between asterisks written in that way."""
    return _DISGUISED.sub(lambda found: _WAYS[way](found[1], draw), text) if way else text


def _by_word(change: Callable[[str, int], str]) -> Callable[[str, random.Random], str]:
    """Return what changes each longer word at a place that is neither its first letter nor its last."""
    return lambda words, draw: " ".join(
        change(word, draw.randrange(1, len(word) - 2)) if len(word) >= _LEAST else word for word in words.split()
    )


_WAYS: Mapping[str, Callable[[str, random.Random], str]] = {
    "swapped": _by_word(lambda word, at: word[:at] + word[at + 1] + word[at] + word[at + 2 :]),
    "missing": _by_word(lambda word, at: word[:at] + word[at + 1 :]),
    "joined": lambda words, _: words.replace(" ", ""),
    "apart": lambda words, _: " ".join(words.replace(" ", "")),
    "leet": lambda words, _: words.translate(_LOOK_ALIKES),
}
