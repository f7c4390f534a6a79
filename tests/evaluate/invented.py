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
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_A_VOWEL_AFTER_A = re.compile(r"\ba (?=[aeiou]|honest)(?!uk|uni|use|eu|one\b)", re.IGNORECASE)
_QUOTED = "{hate_sentence}"
_EACH = 16
"""Sentences made of one template."""


@dataclass(frozen=True)
class _Template:
    """What sentences are made of, and what is true of each of them."""

    text: str
    case: str
    part: Part
    hate: int | None = None
    abuse: int | None = None
    advert: int = 0
    disguised: bool = False


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
    words: Mapping[str, Sequence[str]] = _read(_CASES / "words.toml")["words"]
    templates = list(_templates())
    hateful = [template for template in templates if template.hate == 1 and _QUOTED not in template.text]
    by_part = {part: [template.text for template in hateful if template.part is part] for part in Part}
    for template in templates:
        draw = random.Random(f"{seed} {template.text}")  # noqa: S311 - nothing to guess
        made = {_sentence(template.text, words, by_part[template.part], draw) for _ in range(each)}
        if template.disguised:
            made = {disguised(disguised(text, draw), draw) for text in sorted(made)}
        for text in sorted(made):
            yield Invented(text, template.case, template.hate, template.abuse, template.advert, template.part)


def invented_set() -> LabelledSet:
    """Return the sentences as a set: labelled hate, insult, advert or allowed; the detail is the name of their case."""
    return LabelledSet(
        "invented", tuple((each.part, LabelledText(each.text, _label(each), each.case)) for each in invent())
    )


def _templates() -> Iterator[_Template]:
    """Yield what the files have; one that says `measured = false` was read by whoever chose words."""
    for path in sorted(_CASES.glob("*.toml")):
        content = _read(path)
        measured = content.get("measured", True)
        for case in content.get("case", ()):
            same = {key: case[key] for key in ("hate", "abuse", "advert", "disguised") if key in case}
            yield from (
                _Template(text, case["name"], part_of(text, measured=measured), **same) for text in case["texts"]
            )
        for hostile, harmless in content.get("pairs", ()):
            part = part_of(hostile)
            yield _Template(hostile, "hostile, a few words from harmless", part, hate=1)
            yield _Template(harmless, "harmless, a few words from hostile", part, hate=0, abuse=0)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


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
    begun = text[:1].upper() + text[1:]
    return draw.choice([text, begun, begun + "." * text[-1:].isalnum()])
