"""The tables of the probes: how often each case is judged right, by the rules alone and with the model."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rules.assessment import Assessment, Route, Suggestion
from tests.evaluate.judges import Assess, acts_on, goes_against
from tests.evaluate.measures import ADVERT, HATE
from tests.evaluate.probes.details import Line, hides, lines
from tests.evaluate.probes.functional import Functional, functional_test
from tests.evaluate.probes.templates import Probe, probes
from tests.evaluate.sets import LabelledSet, Part
from tests.evaluate.shares import Share

FEEDBACK = "nhs_phase1", "nhs_fft"
"""What patients wrote: angry or not, almost none of it is a breach or a matter of minutes."""

STRANGERS = {
    "strangers_risk": "a stranger to the rules",
    "strangers_risk_2": "another stranger, who hints at half",
}
"""The probes of risks to life that nobody may read, and who wrote them."""


@dataclass(frozen=True)
class _Line:
    """Texts, and what is counted of their assessments."""

    what: str
    texts: Sequence[str]
    counts: Callable[[Assessment], bool]


def probed(sets: Mapping[str, LabelledSet], part: Part, ours: Mapping[str, Assess]) -> Iterator[str]:
    """Yield the lines of the table, in Markdown, for whoever of `ours` is asked."""
    yield f"| asked | texts | {' | '.join(ours)} |"
    yield f"| --- | --- |{' --- |' * len(ours)}"
    for line in _lines(sets, part):
        shares = [
            Share(sum(line.counts(assess(text)) for text in line.texts), len(line.texts)) for assess in ours.values()
        ]
        yield f"| {line.what} | {len(line.texts)} | {' | '.join(map(str, shares))} |"


def _lines(sets: Mapping[str, LabelledSet], part: Part) -> Iterator[_Line]:
    of_part = [probe for probe in probes("risk") if probe.part is part]
    at_risk = [probe.text for probe in of_part if probe.risk]
    yield _Line("**risk to life**: look at once", at_risk, looks_at_once)
    yield from _risks(of_part)
    for name, whose in STRANGERS.items():
        strange = [probe for probe in probes(name) if probe.part is part]
        for what, risk in (("found", True), ("false alarms", False)):
            texts = [probe.text for probe in strange if probe.risk is risk]
            yield _Line(f"**risk to life, by {whose}**: {what}", texts, looks_at_once)
        yield from _risks(strange)
    yield _Line("Hide suggested for a risk to life", at_risk, lambda found: found.suggestion is Suggestion.HIDE)
    feedback = [row.text for name in FEEDBACK if name in sets for row in sets[name].part(part)]
    yield _Line("patient feedback: false alarms", feedback, looks_at_once)
    yield _Line("patient feedback: advertising", feedback, lambda found: goes_against(found, {ADVERT}))
    yield from _adverts(part)
    yield _Line("patient feedback: something masked", feedback, lambda found: bool(found.personal_details))
    for name in ("angry", "angry_tweets"):
        angry = [probe for probe in probes(name) if probe.part is part]
        for case in dict.fromkeys(probe.case for probe in angry):
            yield _Line(f"{case}: Hide or Report", [probe.text for probe in angry], acts_on)


def _adverts(part: Part) -> Iterator[_Line]:
    of_part = [probe for probe in probes("strangers_adverts") if probe.part is part]
    for case in dict.fromkeys(probe.case for probe in of_part):
        of_case = [probe for probe in of_part if probe.case == case]
        told = "found" if of_case[0].breach else "taken for one"
        texts = [probe.text for probe in of_case]
        yield _Line(f"{case}, by a stranger to the rules: {told}", texts, lambda found: goes_against(found, {ADVERT}))


def _risks(those: Sequence[Probe]) -> Iterator[_Line]:
    for case in dict.fromkeys(probe.case for probe in those):
        of_case = [probe for probe in those if probe.case == case]
        told = "found" if of_case[0].risk else "false alarms"
        yield _Line(f"{case}: {told}", [probe.text for probe in of_case], looks_at_once)


def functional(part: Part, ours: Mapping[str, Assess]) -> Iterator[str]:
    """Yield the table of the functional test, which is for measuring alone: how much of each kind is judged right."""
    if part is not Part.TEST:
        return
    asked = list(functional_test())
    found = [(name, [assess(each.text) for each in asked]) for name, assess in ours.items()]
    judged = [(f"{name}: P10", [goes_against(one, {HATE}) for one in those]) for name, those in found]
    judged += [(f"{name}: Hide or Report", [acts_on(one) for one in those]) for name, those in found]
    yield f"| functional test of hate: right | texts | {' | '.join(name for name, _ in judged)} |"
    yield f"| --- | --- |{' --- |' * len(judged)}"
    for what, is_of in _kinds(asked):
        places = [place for place, each in enumerate(asked) if is_of(each)]
        shares = [
            Share(sum(flagged[place] == asked[place].hateful for place in places), len(places)) for _, flagged in judged
        ]
        yield f"| {what} | {len(places)} | {' | '.join(map(str, shares))} |"


def _kinds(asked: Sequence[Functional]) -> Iterator[tuple[str, Callable[[Functional], bool]]]:
    yield "**hateful**: flagged", lambda each: each.hateful
    yield "**not hateful**: left alone", lambda each: not each.hateful
    yield "**overall**", lambda _: True
    for kind in dict.fromkeys(each.kind for each in asked):
        yield kind, partial(_is_of, kind)


def _is_of(kind: str, each: Functional) -> bool:
    return each.kind == kind


def masked(part: Part, assess: Assess) -> Iterator[str]:
    """Yield the table of the personal details that are made up: of each case, how many lines are masked rightly."""
    yield "| personal details | lines | masked wholly |"
    yield "| --- | --- | --- |"
    of_part = [line for line in lines() if line.part is part]
    with_details = [line for line in of_part if line.details]
    yield f"| **all** | {len(with_details)} | {_hidden(with_details, assess)} |"
    for case in dict.fromkeys(line.case for line in with_details):
        of_case = [line for line in with_details if line.case == case]
        yield f"| {case} | {len(of_case)} | {_hidden(of_case, assess)} |"
    yield _touched("nothing to mask: something masked", [line.text for line in of_part if not line.details], assess)
    kept = [probe for probe in probes("clean") if probe.part is part]
    yield _touched("**nothing to mask, lines kept back**: something masked", [probe.text for probe in kept], assess)
    for case in dict.fromkeys(probe.case for probe in kept):
        yield _touched(f"{case}: something masked", [probe.text for probe in kept if probe.case == case], assess)


def _touched(what: str, texts: Sequence[str], assess: Assess) -> str:
    touched = sum(bool(assess(text).personal_details) for text in texts)
    return f"| {what} | {len(texts)} | {Share(touched, len(texts))} |"


def _hidden(those: Sequence[Line], assess: Assess) -> Share:
    return Share(sum(hides(assess(line.text).masked_text, line) for line in those), len(those))


def looks_at_once(found: Assessment) -> bool:
    """Tell whether somebody's life may be at risk."""
    return found.route is Route.RISK_TO_LIFE
