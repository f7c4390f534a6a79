"""What the triage is asked to reach, and how far it got: the table at the head of docs/triage.md."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.assessment import Assessment, Suggestion
from tests.evaluate.asked import Asked
from tests.evaluate.cost import Cost, faster
from tests.evaluate.judges import RULES, acts_on, goes_against
from tests.evaluate.measures import ADVERT, HATE, MEASURES, Measure, is_negative
from tests.evaluate.probes.details import hides, lines
from tests.evaluate.probes.table import FEEDBACK, STRANGERS, looks_at_once
from tests.evaluate.probes.templates import probes
from tests.evaluate.sets import LabelledSet, Part
from tests.evaluate.shares import Share
from tests.evaluate.table import counted
from tests.unit.rules.examples import INNOCENT_GROUPS, innocent_texts, innocent_words

_PEER = "better-profanity"
_TIMES_FASTER = 100

Says = Callable[[Assessment], bool]


@dataclass(frozen=True)
class _Target:
    """A share that is to be at least, or at most, so many in a hundred."""

    what: str
    share: Share
    at_least: float | None = None
    at_most: float | None = None

    def __str__(self) -> str:
        return f"| {self.what} | {self._bound()} | {self.share} | {self.share.of:,} | {_said(self._is_met())} |"

    def _bound(self) -> str:
        if self.at_most is None:
            return f"at least {self.at_least:g} %"
        return f"at most {self.at_most:g} %" if self.at_most else "none"

    def _is_met(self) -> bool | None:
        if not self.share.of:
            return None
        reached = 100 * self.share.count / self.share.of
        return reached <= self.at_most if self.at_most is not None else reached >= (self.at_least or 0)


class _Counted:
    """The texts of one part, and what the fullest triage that there is says of them."""

    def __init__(self, sets: Mapping[str, LabelledSet], part: Part, asked: Asked) -> None:
        self.sets, self.part = sets, part
        self.rules, self.assess = asked.ours[RULES], list(asked.ours.values())[-1]

    def share(self, says: Says, texts: Sequence[str]) -> Share:
        return Share(sum(says(self.assess(text)) for text in texts), len(texts))

    def right(self, measure: Measure, most: int | None = None) -> Share:
        rows = self.sets[measure.set_name].part(self.part) if measure.set_name in self.sets else []
        those = counted(measure, rows, most)
        found = [goes_against(self.assess(row.text), measure.principles) for row, _ in those]
        return Share(sum(found[place] is breach for place, (_, breach) in enumerate(those)), len(those))

    def equally_many(self, measure: Measure) -> Share:
        """Count as many breaches as allowed texts: the first of each sort."""
        rows = self.sets[measure.set_name].part(self.part) if measure.set_name in self.sets else []
        breaches = [breach for _, breach in counted(measure, rows)]
        return self.right(measure, min(sum(breaches), len(breaches) - sum(breaches)))

    def feedback(self, *, negative: bool = False) -> list[str]:
        rows = [row for name in FEEDBACK if name in self.sets for row in self.sets[name].part(self.part)]
        return [row.text for row in rows if is_negative(row) or not negative]

    def of(self, name: str, *labels: str) -> list[str]:
        return [row.text for row in self.sets[name].part(self.part) if row.label in labels]


def targets(sets: Mapping[str, LabelledSet], part: Part, asked: Asked, costs: Mapping[str, Cost]) -> Iterator[str]:
    """Yield the table in Markdown: every row of the part counts, whatever --most says."""
    those = _Counted(sets, part, asked)
    yield "| what | asked for | measured, with its 95 % interval | of | met |"
    yield "| --- | --- | --- | --- | --- |"
    yield from map(str, [*_of_speech(those), *_of_details(those), *_of_adverts(those), *_of_vocabulary(those)])
    if RULES in costs and _PEER in costs:
        times, low, high = faster(costs[RULES], costs[_PEER])
        yield (
            f"| rules without the model: times as fast as {_PEER} on the same texts | at least {_TIMES_FASTER} "
            f"| {times:.0f} ({low:.0f}–{high:.0f}) | {len(costs[RULES].times)} | {_said(times >= _TIMES_FASTER)} |"
        )
    yield from map(str, _of_risk(those))


def _of_speech(those: _Counted) -> Iterator[_Target]:
    functional, davidson = (
        next(each for each in MEASURES if each.set_name == name) for name in ("functional", "davidson")
    )
    hateful, allowed = those.of("functional", "hate"), those.of("functional", "allowed")
    yield _Target("functional test of hate: hateful found", those.share(_is_hate, hateful), 88)
    yield _Target("… not hateful left alone", those.share(lambda one: not _is_hate(one), allowed), 80)
    yield _Target("… overall", those.right(functional), 85)
    negative = those.feedback(negative=True)
    yield _Target("negative patient feedback: Hide or Report", those.share(acts_on, negative), at_most=0.5)
    yield _Target("abuse (Davidson), accuracy, rows as they come", those.right(davidson), 95)
    yield _Target("… both sorts equally often", those.equally_many(davidson), 95)
    yield _Target("swear-free anger: Hide or Report", those.share(acts_on, those.of("angry", "none")), at_most=0.3)


def _of_details(those: _Counted) -> Iterator[_Target]:
    dirty = [line for line in lines() if line.part is those.part and line.details]
    hidden = sum(hides(those.rules(line.text).masked_text, line) for line in dirty)
    clean = those.of("details", "none")
    yield _Target("UK personal details masked wholly", Share(hidden, len(dirty)), 97)
    touched = sum(bool(those.rules(text).personal_details) for text in clean)
    yield _Target("… clean lines masked", Share(touched, len(clean)), at_most=2)


def _of_adverts(those: _Counted) -> Iterator[_Target]:
    youtube = next(each for each in MEASURES if each.set_name == "youtube_spam")
    yield _Target("advertising (comments under an unseen video), accuracy", those.right(youtube), 95)
    yield _Target("… patient feedback taken for it", those.share(_is_advert, those.feedback()), at_most=0.1)


def _of_vocabulary(those: _Counted) -> Iterator[_Target]:
    texts = [text for group in INNOCENT_GROUPS for text in innocent_texts(group)]
    words = [word for group in INNOCENT_GROUPS for word in innocent_words(group)]
    flagged = sum(bool(those.rules(text).findings) for text in texts)
    yield _Target("clinical and identity vocabulary flagged by the rules", Share(flagged, len(texts)), at_most=0)
    alone = those.share(lambda one: bool(one.findings), words)
    yield _Target("… its words alone, by rules and model", alone, at_most=0)


def _of_risk(those: _Counted) -> Iterator[_Target]:
    at_risk = [probe.text for probe in probes("risk") if probe.part is those.part and probe.risk]
    yield _Target("risk to life: found", those.share(looks_at_once, at_risk), 95)
    for name, whose in STRANGERS.items():
        strange = [probe.text for probe in probes(name) if probe.part is those.part and probe.risk]
        yield _Target(f"… found, of what was written by {whose}", those.share(looks_at_once, strange), 95)
        at_risk += strange
    hidden = those.share(lambda one: one.suggestion is Suggestion.HIDE, at_risk)
    yield _Target("… Hide suggested", hidden, at_most=0)
    yield _Target("… false alarms on patient feedback", those.share(looks_at_once, those.feedback()), at_most=1)


def _is_hate(found: Assessment) -> bool:
    return goes_against(found, {HATE})


def _is_advert(found: Assessment) -> bool:
    return goes_against(found, {ADVERT})


def _said(met: bool | None) -> str:
    return "–" if met is None else "yes" if met else "**no**"
