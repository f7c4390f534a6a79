"""Sentences put together from the templates of a probe."""

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.evaluate.sets import Part, part_of

_HERE = Path(__file__).parent
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_EACH = 8
"""Sentences made of one template, at most, where the file does not say."""


@dataclass(frozen=True)
class Probe:
    """An invented sentence, the case that it is of, and what is true of it there."""

    text: str
    case: str
    risk: bool
    breach: bool
    template: str
    part: Part


def probes(name: str, each: int | None = None) -> Iterator[Probe]:
    """Yield sentences of every template in the file of that name; all of one template belong to one part.

    A file that says `kept_back` is for measuring as a whole, one that says `measured = false` for learning and choosing
    alone: whoever chose words has read it. `each` says how many sentences a template makes at most.
    """
    content = tomllib.loads((_HERE / f"{name}.toml").read_text(encoding="utf-8"))
    words, each = content.get("words", {}), each or content.get("each", _EACH)
    measured = content.get("measured", True)
    for case in content["case"]:
        for template in case["texts"]:
            draw = random.Random(template)  # noqa: S311 - nothing to guess
            for text in sorted({_filled(template, words, draw) for _ in range(each)}):
                part = Part.TEST if content.get("kept_back") else part_of(template, measured=measured)
                yield Probe(text, case["name"], bool(case.get("risk")), bool(case.get("breach")), template, part)


def _filled(template: str, words: Mapping[str, Sequence[str]], draw: random.Random) -> str:
    text = _CHOICE.sub(lambda found: draw.choice(found[1].split("|")), template)
    text = _SLOT.sub(lambda found: draw.choice(words[found[1]]), text)
    return as_typed(re.sub(r"\s+([,.?!])", r"\1", " ".join(text.split())), draw)


def as_typed(text: str, draw: random.Random) -> str:
    """Return `text` with or without a capital and a full stop, as people happen to type it."""
    capital = text[:1].upper() + text[1:]
    return draw.choice([text, capital, capital + ("" if text[-1] in ".?!" else ".")])
