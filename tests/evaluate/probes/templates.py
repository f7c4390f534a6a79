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
"""Sentences made of one template, at most."""


@dataclass(frozen=True)
class Probe:
    """An invented sentence, the case that it is of, and what is true of it there."""

    text: str
    case: str
    risk: bool
    template: str
    part: Part


def probes(name: str, each: int = _EACH) -> Iterator[Probe]:
    """Yield sentences of every template in the file of that name; all of one template belong to one part."""
    content = tomllib.loads((_HERE / f"{name}.toml").read_text(encoding="utf-8"))
    for case in content["case"]:
        for template in case["texts"]:
            draw = random.Random(template)  # noqa: S311 - nothing to guess
            for text in sorted({_filled(template, content["words"], draw) for _ in range(each)}):
                yield Probe(text, case["name"], bool(case.get("risk")), template, part_of(template))


def _filled(template: str, words: Mapping[str, Sequence[str]], draw: random.Random) -> str:
    text = _CHOICE.sub(lambda found: draw.choice(found[1].split("|")), template)
    text = _SLOT.sub(lambda found: draw.choice(words[found[1]]), text)
    text = re.sub(r"\s+([,.?!])", r"\1", " ".join(text.split()))
    return draw.choice([text, text[:1].upper() + text[1:], text[:1].upper() + text[1:] + "."])
