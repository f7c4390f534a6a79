"""The word lists: `lexicons/*.toml`, read once and checked, so that a slip in one is told by file and entry."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from rules.phrases import SHORTLY_BEFORE, PhraseError, expand_groups, pattern_of, split_heads

LEXICONS = Path(__file__).parent / "lexicons"

IGNORE = "ignore"
"""Kind of the phrases that a list names as innocent: nothing of that list is found inside them."""

_ENTRY_KEYS = {"kind", "weight", "what", "match", "words", "guards", "names", "disguised", "inside"}
_GUARD_REACH = 45
"""How many characters before or after a find its guards look at: about eight words."""
_GUARD_EXTENT = 10_000
"""How many characters of a text are looked through for what may stand anywhere: longer than any platform's comment."""


class WordListError(ValueError):
    """A word list that cannot be used; names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of a word list: what its words speak for, and how strongly."""

    detector: str
    """Name of the detector that reads the list."""
    kind: str
    weight: float
    what: str
    """What the words are, in plain English, fit for the card."""
    guards: tuple[str, ...] = ()
    """Names of the circumstances, in `guards.toml`, in which the words mean something else."""
    names: bool = False
    """The words are also names of people or places: written with one capital, they are those."""
    disguised: bool = False
    """Single words are also found when they are stretched, misspelt, spelt with signs or spaced out."""
    inside: bool = False
    """Found inside longer words too: for words that no innocent one contains."""


Phrases = tuple[tuple[Rule, str], ...]
"""Phrases with one first word: the rule of each, and what must follow the word."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Circumstances in which words mean something else: what stands shortly before or after them, or in their text."""

    name: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    anywhere: re.Pattern[str] | None

    def applies(self, text: str, start: int, end: int) -> bool:
        """Tell whether it speaks against what was found at `start` to `end` of the folded `text`."""
        if self.before and self.before.search(text[max(0, start - _GUARD_REACH) : start]):
            return True
        if self.after and self.after.match(text[end : end + _GUARD_REACH]):
            return True
        return bool(self.anywhere and _stands_in(self.anywhere, text))


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Word lists together, indexed by the first word of each phrase. Equal only to itself: caches keep it."""

    index: Mapping[str, Phrases]
    """First word -> the phrases that begin with it."""
    guards: Mapping[str, Guard]

    def disguised_words(self) -> Iterator[tuple[str, Rule]]:
        """Yield each single word that is also looked for in disguise."""
        for word, entries in self.index.items():
            for rule, rest in entries:
                if rule.disguised and not rest:
                    yield word, rule

    def inside_words(self) -> Iterator[tuple[str, Rule]]:
        """Yield each word that is also looked for inside longer ones."""
        return ((word, rule) for word, entries in self.index.items() for rule, _ in entries if rule.inside)


@lru_cache(maxsize=32)
def _stands_in(pattern: re.Pattern[str], text: str) -> bool:
    """Tell whether `text` has it in its first `_GUARD_EXTENT` characters; asked of one text for each find in it."""
    return pattern.search(text, 0, _GUARD_EXTENT) is not None


@cache
def lexicon() -> Lexicon:
    """Return the word lists that come with the bot, read on first use."""
    return load(LEXICONS)


def load(folder: Path) -> Lexicon:
    """Read every `*.toml` in `folder`.

    Raises:
        WordListError: when one is not as the format asks; the message names the file and the entry.

    """
    index: dict[str, list[tuple[Rule, str]]] = {}
    shared = _read(folder / "groups.toml").get("groups", {}) if (folder / "groups.toml").exists() else {}
    guards: dict[str, Guard] = {}
    for path in sorted(folder.glob("*.toml")):
        content = _read(path)
        groups = shared | content.get("groups", {})
        try:
            guards |= {guard["name"]: _guard(guard, groups) for guard in content.get("guard", ())}
            for rule, phrases in _rules(content, path.stem):
                for phrase in phrases:
                    for head, rest in split_heads(expand_groups(phrase, groups)):
                        index.setdefault(head, []).append((rule, rest))
        except (PhraseError, KeyError, TypeError, ValueError) as error:
            raise WordListError(f"{path.name}: {error}") from error
    used = {name for entries in index.values() for rule, _ in entries for name in rule.guards}
    if unknown := used - guards.keys():
        raise WordListError(f"no guard is called {', '.join(sorted(unknown))}")
    return Lexicon({head: tuple(dict.fromkeys(entries)) for head, entries in index.items()}, guards)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise WordListError(f"{path.name}: {error}") from error


def _rules(content: Mapping[str, Any], detector: str) -> Iterator[tuple[Rule, list[str]]]:
    for number, entry in enumerate(_tables(content, "entry"), start=1):
        if unknown := entry.keys() - _ENTRY_KEYS:
            raise WordListError(f"entry {number}: unknown {', '.join(sorted(unknown))}")
        weight = float(entry["weight"])
        if not 0 < weight <= 1:
            raise WordListError(f"entry {number}: weight {weight} is not above 0 and at most 1")
        rule = Rule(
            detector=detector,
            kind=str(entry["kind"]),
            weight=weight,
            what=str(entry["what"]),
            guards=tuple(entry.get("guards", ())),
            names=bool(entry.get("names", False)),
            disguised=bool(entry.get("disguised", False)),
            inside=bool(entry.get("inside", False)),
        )
        yield rule, _phrases(entry, f"entry {number}")
    for number, entry in enumerate(_tables(content, "ignore"), start=1):
        yield Rule(detector, IGNORE, 1.0, str(entry["why"])), _phrases(entry, f"ignore {number}")


def _phrases(entry: Mapping[str, Any], where: str) -> list[str]:
    phrases = [*entry.get("match", ()), *str(entry.get("words", "")).split()]
    if not phrases:
        raise WordListError(f"{where}: has neither match nor words")
    return phrases


def _tables(content: Mapping[str, Any], name: str) -> Iterable[Mapping[str, Any]]:
    found: Iterable[Mapping[str, Any]] = content.get(name, ())
    return found


def _guard(guard: Mapping[str, Any], groups: Mapping[str, str]) -> Guard:
    return Guard(
        name=str(guard["name"]),
        before=_any_of(guard.get("before", ()), groups, "(?<![a-z0-9])", SHORTLY_BEFORE),
        after=_any_of(guard.get("after", ()), groups, "[^a-z0-9.!?]{0,3}", ""),
        anywhere=_any_of(guard.get("anywhere", ()), groups, "(?<![a-z0-9])", ""),
    )


def _any_of(phrases: Iterable[str], groups: Mapping[str, str], opening: str, closing: str) -> re.Pattern[str] | None:
    patterns = [pattern_of(expand_groups(phrase, dict(groups))) for phrase in phrases]
    return re.compile(f"{opening}(?:{'|'.join(patterns)}){closing}") if patterns else None
