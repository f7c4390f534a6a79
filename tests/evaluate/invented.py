"""Invented sentences, put together from the files of `invented`: what real sets lack, and what each should come to."""

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.evaluate.disguise import disguised
from tests.evaluate.sets import LabelledSet, LabelledText, Part, part_of

_CASES = Path(__file__).with_name("invented")
_FILES = ("hateful", "allowed", "commerce")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_A_VOWEL_AFTER_A = re.compile(r"\ba (?=[aeiou])", re.IGNORECASE)
_QUOTED = "{hate_sentence}"
_EACH = 16
"""Sentences made of one template."""


@dataclass(frozen=True)
class Invented:
    """A sentence that nobody wrote, and what a person would say of it."""

    text: str
    case: str
    hate: int | None
    abuse: int | None
    advert: int
    part: Part


def invent(seed: int = 1, each: int = _EACH) -> Iterator[Invented]:
    """Yield `each` sentences of every template; all of one template belong to one part."""
    words: Mapping[str, Sequence[str]] = _read("words")["words"]
    cases = [case for name in _FILES for case in _read(name)["case"]]
    hateful = [text for case in cases if case.get("hate") == 1 for text in case["texts"] if _QUOTED not in text]
    by_part = {part: [text for text in hateful if part_of(text) is part] for part in Part}
    for case in cases:
        for template in case["texts"]:
            part = part_of(template)
            draw = random.Random(f"{seed} {template}")  # noqa: S311 - nothing to guess
            made = {_sentence(template, words, by_part[part], draw) for _ in range(each)}
            if case.get("disguised"):
                made = {disguised(disguised(text, draw), draw) for text in sorted(made)}
            for text in sorted(made):
                yield Invented(text, case["name"], case.get("hate"), case.get("abuse"), case.get("advert", 0), part)


def invented_set() -> LabelledSet:
    """Return the sentences as a set: labelled hate, insult, advert or allowed; the detail is the name of their case."""
    return LabelledSet(
        "invented", tuple((each.part, LabelledText(each.text, _label(each), each.case)) for each in invent())
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_CASES / f"{name}.toml").read_text(encoding="utf-8"))


def _label(sentence: Invented) -> str:
    if sentence.hate:
        return "hate"
    if sentence.abuse:
        return "insult"
    return "advert" if sentence.advert else "allowed"


def _sentence(template: str, words: Mapping[str, Sequence[str]], hateful: Sequence[str], draw: random.Random) -> str:
    text = template.replace(_QUOTED, draw.choice(hateful))
    text = _CHOICE.sub(lambda found: draw.choice(found[1].split("|")), text)
    text = _SLOT.sub(lambda found: draw.choice(words[found[1]]), text)
    text = _A_VOWEL_AFTER_A.sub(lambda found: f"{found.group()[0]}n ", text)
    text = re.sub(r"\s+([,.?!])", r"\1", " ".join(text.split()))
    return draw.choice([text, text[:1].upper() + text[1:], text[:1].upper() + text[1:] + "."])
