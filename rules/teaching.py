"""How the team teaches the triage a word: what it may say, and what it would have changed."""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rules.assessment import Assessment, Kind, Suggestion
from rules.detectors import personal_data
from rules.reading import Reading, read
from rules.signals import Signal
from rules.team import TeamPolicy, TeamWord, found_in, spoken
from rules.triage import Model, assess

TRIED_AGAINST = 1_000
"""Mentions, the newest, that a word is tried against before it is saved."""
MOST_EXAMPLES = 5
"""Changed suggestions that are shown."""
LONGEST = 60
"""Characters of a word or phrase."""
MOST_WORDS = 6
LONGEST_REASON = 200
_FEWEST_LETTERS = 3
_COMMON = 0.05
"""A word that more than this share of the mentions hold, and at least `_FEWEST_COMMON` of them, tells nothing."""
_FEWEST_COMMON = 20
_ORDINARY = Path(__file__).with_name("ordinary_words.toml")


@dataclass(frozen=True, slots=True)
class Said:
    """A mention as far as the triage reads it."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the triage suggests, and under which principle."""

    suggestion: Suggestion
    principle: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """A mention whose suggestion would have been another; its personal details are masked."""

    masked_text: str
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class Trial:
    """What a change would have made of the newest mentions."""

    against: int
    """Mentions that were looked through, the newest."""
    whole: bool
    """False where looking through all that were given would have taken too long."""
    holding: int
    """Of these hold the word."""
    changed: int
    examples: tuple[Change, ...]

    @property
    def too_common(self) -> bool:
        """True for a word that stands in so many mentions that it tells nothing about one."""
        return self.holding >= max(_FEWEST_COMMON, _COMMON * self.against)


def try_out(
    word: TeamWord,
    before: TeamPolicy,
    after: TeamPolicy,
    newest: Sequence[Said],
    model: Model | None = None,
    *,
    in_time: Callable[[], bool] = lambda: True,
) -> Trial:
    """Return what `after` would have made of the mentions that hold `word`, where `before` held until now.

    Once `in_time` says False no more are looked through.
    """
    remembering = _remembering(model) if model else None
    against, holding = 0, 0
    changes: list[Change] = []
    for said in newest:
        if not in_time():
            break
        against += 1
        if not found_in(said.text, word):
            continue
        holding += 1
        was, becomes = (assess(said.text, said.kind, remembering, team) for team in (before, after))
        if _verdict(was) != _verdict(becomes):
            changes.append(Change(becomes.masked_text, _verdict(was), _verdict(becomes)))
    return Trial(against, against == len(newest), holding, len(changes), tuple(changes[:MOST_EXAMPLES]))


def objection(words: str, principle: str | None) -> str | None:
    """Say why a word or phrase can't go on a list, or return None where nothing speaks against it.

    `principle` is the key of the one that it is watched for; None for the allow list.
    """
    return next(_objections(words, spoken(words), principle), None)


def _objections(words: str, parts: tuple[str, ...], principle: str | None) -> Iterator[str]:
    if not words.strip():
        yield "Please give a word or a phrase."
    if len(words) > LONGEST or len(parts) > MOST_WORDS:
        yield f"A word or a short phrase, please: at most {LONGEST} characters and {MOST_WORDS} words."
    elif not parts:
        yield "It has no letters that can be looked for: only words in the Latin alphabet can."
    elif sum(map(len, parts)) < _FEWEST_LETTERS:
        yield f"“{' '.join(parts)}” is too short: it would be found everywhere. Give {_FEWEST_LETTERS} letters or more."
    elif any(personal_data.find(read(words))):
        yield "It holds a personal detail. Those are masked in every text, whatever stands on the lists."
    elif principle and (why := _ordinary(parts)):
        yield f"“{' '.join(parts)}” can’t be watched for: {why}. Perhaps a phrase around it can."


def _ordinary(parts: tuple[str, ...]) -> str | None:
    """Return why a phrase says nothing against a text, or None where it may."""
    telling = [part for part in parts if part not in _ordinary_words().little]
    if not telling:
        return "it stands in every sort of text"
    return _ordinary_words().reasons.get(telling[0]) if len(telling) == 1 else None


@dataclass(frozen=True, slots=True)
class _Words:
    little: frozenset[str]
    reasons: dict[str, str]


@cache
def _ordinary_words() -> _Words:
    content = tomllib.loads(_ORDINARY.read_text(encoding="utf-8"))
    reasons = {word: group["why"] for group in content["ordinary"] for word in group["words"].split()}
    return _Words(frozenset(content["little"].split()), reasons)


def _verdict(assessment: Assessment) -> Verdict:
    return Verdict(assessment.suggestion, assessment.principle)


def _remembering(model: Model) -> Model:
    """Return the model asked once about each text: what it sees is the same before and after."""
    seen: dict[str, list[Signal]] = {}

    def ask(reading: Reading) -> list[Signal]:
        if reading.text not in seen:
            seen[reading.text] = list(model(reading))
        return seen[reading.text]

    return ask
