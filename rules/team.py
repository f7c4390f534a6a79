"""What the team has taught the triage: words that it allows or watches for, and its own thresholds.

A word or phrase on the **allow list** makes no finding: evidence that stands wholly inside it is left out. It silences
no personal detail, no risk to life, nothing urgent (a threat, incitement, a child at risk), and no longer phrase that
it only stands in. One on the **watch list** counts for the principle that it was put there for. Both are found as the
word lists' own words are: whole, whatever the case and accents, with their endings, and in disguise.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from types import MappingProxyType

from rules.assessment import Urgency
from rules.endings import with_endings
from rules.folding import fold
from rules.mention import Person
from rules.phrases import WORD
from rules.principles import Principle, Weighing, policy
from rules.reading import Hit, Reading, look_up
from rules.signals import MODEL, Signal
from rules.wordlists import Lexicon, Phrases, Rule

TEAM = "team"
"""Name of the team's words as a detector."""
WATCHED = "a word that the team watches for"
_WEIGHT = 0.9
"""How sure a watched word makes: above every threshold that can be set."""
_ALLOWED = "allowed"


@dataclass(frozen=True, slots=True)
class TeamWord:
    """A word or phrase that the team allows or watches for."""

    words: str
    """As a person wrote it."""
    principle: str | None = None
    """Key of the principle that it counts for; None on the allow list."""


@dataclass(frozen=True, slots=True)
class ListedWord:
    """A word or phrase on one of the team's lists: who put it there and why, and who took it off."""

    id: int
    word: TeamWord
    why: str
    added_by: Person
    added_at: datetime
    taken_off_by: Person | None = None
    taken_off_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """How sure evidence must be before a principle is suggested, in place of what `principles.toml` says."""

    principle: str
    value: float


@dataclass(frozen=True, slots=True)
class SetThreshold:
    """A threshold of the team's, with who set it and when."""

    threshold: Threshold
    set_by: Person
    set_at: datetime


@dataclass(frozen=True, slots=True)
class TeamPolicy:
    """All that the team has taught; nothing unless said. Cheap to make and to compare."""

    words: tuple[TeamWord, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    public: frozenset[str] = frozenset()
    """Contacts that are never masked, as `rules.personal.public.public` returns them."""


SHIPPED = TeamPolicy()
"""The triage as it comes, before the team has taught it anything."""


def spoken(words: str) -> tuple[str, ...]:
    """Return the words that are looked for, in small letters without accents; signs between them say nothing."""
    return tuple(WORD.findall(fold(words).text))


def found_in(text: str, word: TeamWord) -> bool:
    """Tell whether a text holds a word or phrase of the team's."""
    return bool(look_up(fold(text), _lexicon((word,))))


@lru_cache(maxsize=16)
def principles_of(team: TeamPolicy) -> tuple[Principle, ...]:
    """Return the published principles with the team's thresholds and the evidence of its watch list."""
    thresholds = {each.principle: each.value for each in team.thresholds}
    return tuple(
        replace(
            each,
            threshold=thresholds.get(each.key, each.threshold),
            evidence=MappingProxyType({**each.evidence, _watched(each.key): _watching(each)}),
        )
        for each in policy().principles
    )


def team_hits(reading: Reading, team: TeamPolicy) -> list[Hit]:
    """Return where the team's words stand in the folded text."""
    return look_up(reading.folded, _lexicon(team.words)) if team.words else []


def excused(reading: Reading, hits: Sequence[Hit]) -> Reading:
    """Return the reading without what the word lists found inside allowed phrases among `hits`."""
    allowed = [hit for hit in hits if hit.rule.kind == _ALLOWED]
    if not allowed:
        return reading
    kept = [
        hit
        for hit in reading.hits
        if hit.rule.kind not in _excusable()
        or not any(each.start <= hit.start and hit.end <= each.end for each in allowed)
    ]
    return replace(reading, hits=kept)


def taught(signals: Sequence[Signal], reading: Reading, hits: Sequence[Hit]) -> list[Signal]:
    """Return what was found, less what the model saw in allowed phrases alone, with the words watched for."""
    allowed = [reading.folded.span(hit.start, hit.end) for hit in hits if hit.rule.kind == _ALLOWED]
    excusable = [signal for signal in signals if signal.detector == MODEL and signal.kind in _excusable()]
    standing = {
        signal.kind
        for signal in excusable
        if not any(start <= signal.start and signal.end <= end for start, end in allowed)
    }
    kept = [signal for signal in signals if signal not in excusable or signal.kind in standing]
    return [*kept, *(_watched_signal(hit, reading) for hit in hits if hit.rule.kind != _ALLOWED)]


def _watched_signal(hit: Hit, reading: Reading) -> Signal:
    start, end = reading.folded.span(hit.start, hit.end)
    return Signal(hit.rule.kind, start, end, hit.rule.weight, hit.rule.what, TEAM)


@lru_cache(maxsize=16)
def _lexicon(words: tuple[TeamWord, ...]) -> Lexicon:
    index: dict[str, Phrases] = {}
    for word in words:
        kind = _watched(word.principle) if word.principle else _ALLOWED
        rule = Rule(TEAM, kind, _WEIGHT, WATCHED, disguised=True, names=bool(word.principle))
        *before, last = spoken(word.words) or ("",)
        for form in with_endings(last):
            head, *rest = *before, form
            index[head] = (*index.get(head, ()), (rule, "".join(f" {each}" for each in rest)))
    return Lexicon(index, {})


def _watched(principle: str) -> str:
    return f"watched_for_{principle}"


def _watching(principle: Principle) -> Weighing:
    because = "it uses words that the team watches for"
    return Weighing(
        because,
        principle.suggestion,
        principle.urgency,
        share=1.0,
        share_beside=(),
        gives_way=False,
    )


@cache
def _excusable() -> frozenset[str]:
    """Return the kinds of evidence that an allowed phrase silences: those for a principle, and none that is urgent."""
    weighings = [pair for principle in policy().principles for pair in principle.evidence.items()]
    urgent = {kind for kind, weighing in weighings if weighing.urgency is Urgency.URGENT}
    return frozenset(kind for kind, _ in weighings) - urgent
