"""Say what the published principles make of a text: `assess`.

The detectors say what they see; `principles.toml` says what counts for which principle, how much, and what follows.
Nothing here knows a principle or a route by name. Negative text alone suggests Approve (P7).
"""

import re
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import prod

from rules.assessment import Assessment, Evidence, Finding, Kind, PersonalDetail, Suggestion, Urgency
from rules.detectors import DETECTORS, LOOK_FURTHER
from rules.personal.public import less_public
from rules.principles import InDirectMessage, Principle, RoutePolicy, Weighing, policy
from rules.reading import Hit, Reading, read
from rules.signals import KNOWN_CONTACT, MODEL, Signal
from rules.team import SHIPPED, TeamPolicy, excused, principles_of, taught, team_hits

Model = Callable[[Reading], Iterable[Signal]]
"""What `rules.model.load()` returns: one more detector, which takes some milliseconds."""

_STRENGTH = (Suggestion.APPROVE, Suggestion.REPLY, Suggestion.REFER, Suggestion.HIDE, Suggestion.REPORT)
_HASTE = tuple(Urgency)
_CONTACT = re.compile(r"[\d@]")
_Counted = tuple[Signal, Weighing]
"""Something seen in a text, and how it counts towards a principle."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A principle and all that speaks for it, the weightiest first, with how sure all of it together makes."""

    principle: Principle
    counted: Sequence[_Counted]
    confidence: float


@dataclass(frozen=True, slots=True)
class _Breach:
    """A principle whose evidence reached its threshold, with what follows from it."""

    principle: Principle
    finding: Finding
    weighings: tuple[Weighing, ...]
    """What spoke for it, the weightiest first."""
    reasons: tuple[str, ...]
    """Why, in half sentences, the weightiest first: the sense of the text only where no words can be pointed at."""
    suggestion: Suggestion
    urgency: Urgency


def assess(text: str, kind: str = "comment", model: Model | None = None, team: TeamPolicy = SHIPPED) -> Assessment:
    """Return what the published principles make of `text`: what it breaches, what it wants, and what is suggested.

    Takes any string, and time linear in its length. `kind` is one of `rules.assessment.Kind`. With a `model`, from
    `rules.model.load()`, what only the sense of the text tells counts too; it takes some milliseconds more. `team` is
    what the team has taught: words that it allows or watches for, and its own thresholds.

    Raises:
        ValueError: when there is no such kind.

    """
    kind = Kind(kind)
    reading, signals = _find(text, model, team)
    route = _route(signals)
    private = kind is Kind.DIRECT_MESSAGE
    principles = _that_count(principles_of(team), private=private)
    weighed = _weigh(signals, principles)
    found = _breaches(weighed)
    hints = () if found else _hints(reading, weighed, principles)
    breaches = [breach for breach in found if breach.suggestion not in route.overrides]
    besides = [breach for breach in found if breach not in breaches and breach.principle.key in route.told_all_the_same]
    suggestion, because = _suggested(breaches, route, private=private)
    if besides:
        because += f" Apart from that: {_because(besides)}"
    details = _details(signals)
    return Assessment(
        suggestion=suggestion,
        reason=_in_doubt(suggestion, because, hints) if hints else because,
        findings=tuple(breach.finding for breach in (*breaches, *besides)),
        route=route.route,
        urgency=max((route.urgency, *(breach.urgency for breach in breaches)), key=_HASTE.index),
        personal_details=details,
        masked_text=_masked(reading, details),
        hints=hints,
    )


def confidences(text: str, model: Model | None = None, team: TeamPolicy = SHIPPED) -> dict[str, float]:
    """Return how sure the evidence makes a breach of each principle, by its key, whatever the thresholds."""
    _, signals = _find(text, model, team)
    principles = principles_of(team)
    weighed = {each.principle.key: each.confidence for each in _weigh(signals, principles)}
    return {principle.key: weighed.get(principle.key, 0.0) for principle in principles}


def _find(text: str, model: Model | None, team: TeamPolicy) -> tuple[Reading, list[Signal]]:
    reading = read(text)
    hits = team_hits(reading, team)
    reading = excused(reading, hits)
    asked = LOOK_FURTHER.union(hit.rule.detector for hit in reading.hits)
    signals = [signal for name, find in DETECTORS.items() if name in asked for signal in find(reading)]
    if team.public:
        signals = less_public(signals, reading, team.public)
    if model:
        signals += model(_impersonal(reading, signals))
    return reading, taught(signals, reading, hits) if hits else signals


def _impersonal(reading: Reading, signals: Sequence[Signal]) -> Reading:
    """Return the reading less numbers and addresses of people and services, and links to the news and the like.

    The model learnt of those from advertising: to it, a patient who asks to be rung back would be selling something.
    """
    own = [(each.start, each.end) for each in _details(signals) if _CONTACT.search(reading.text, each.start, each.end)]
    known = [(each.start, each.end) for each in signals if each.kind == KNOWN_CONTACT]
    innocent = [reading.folded.place(start, end) for start, end in (*own, *known)]
    return replace(reading, innocent=[*reading.innocent, *innocent]) if innocent else reading


def _that_count(principles: Sequence[Principle], *, private: bool) -> Sequence[Principle]:
    if not private:
        return principles
    return [principle for principle in principles if principle.direct_message is not InDirectMessage.IGNORE]


def _weigh(signals: Sequence[Signal], principles: Iterable[Principle]) -> list[_Weighed]:
    """Weigh what was seen for each principle that anything speaks for; of the shares that apply, the least counts."""
    seen = {signal.kind for signal in signals}

    def weight(pair: _Counted) -> float:
        signal, weighing = pair
        return signal.weight * min(weighing.share, _share(weighing.share_beside, seen))

    weighed = []
    for principle in principles:
        if seen.isdisjoint(principle.evidence):
            continue
        counted = [(signal, how) for signal in signals if (how := principle.evidence.get(signal.kind))]
        counted.sort(key=weight, reverse=True)
        weighed.append(_Weighed(principle, counted, _together(map(weight, counted))))
    return weighed


def _breaches(weighed: Iterable[_Weighed]) -> list[_Breach]:
    found = {each.principle.key: breach for each in weighed if (breach := _breach(each))}
    standing = _standing([(breach.principle, breach.weighings, breach.finding) for breach in found.values()])
    # Stable: among equals the order of principles.toml stands.
    return sorted(
        (found[finding.principle] for finding in standing),
        key=lambda breach: -_STRENGTH.index(breach.suggestion),
    )


def _standing(told: Sequence[tuple[Principle, Iterable[Weighing], Finding]]) -> list[Finding]:
    """Return the findings less those that give way to others: to such as rest on more than the sense of the text."""
    if len(told) <= 1:
        return [finding for *_, finding in told]
    pointed_at = {finding.principle for *_, finding in told if any(each.detector != MODEL for each in finding.evidence)}
    return [
        finding
        for principle, weighings, finding in told
        if not all(weighing.gives_way for weighing in weighings) or pointed_at.isdisjoint(principle.gives_way_to)
    ]


def _hints(reading: Reading, weighed: Iterable[_Weighed], principles: Iterable[Principle]) -> tuple[Finding, ...]:
    """Return what counts for a principle without being enough, words that a guard excuses (they are quoted) included.

    What counts most comes first.
    """
    telling = _evidence_kinds()
    hits = [hit for hit in reading.hits if hit.rule.kind in telling]
    meant = {each.principle.key: each for each in weighed}
    if not hits and not meant:
        return ()
    hinted = [meant.get(each.key) or _Weighed(each, _not_meant(hits, reading, each), 0.0) for each in principles]
    hints = [
        (each.principle, [how for _, how in each.counted], _finding(each.principle, each.confidence, each.counted))
        for each in hinted
        if each.counted
    ]
    return tuple(sorted(_standing(hints), key=lambda hint: -hint.confidence))


def _not_meant(hits: Iterable[Hit], reading: Reading, principle: Principle) -> Sequence[_Counted]:
    """Return, without weight, what would have been enough by itself had no guard excused it."""
    return [
        (_excused(hit, reading), weighing)
        for hit in hits
        if hit.rule.weight >= principle.threshold and (weighing := principle.evidence.get(hit.rule.kind))
    ]


@cache
def _evidence_kinds() -> frozenset[str]:
    """Return what speaks for any principle; most of what the word lists find speaks for a route, or for none."""
    return frozenset().union(*(principle.evidence for principle in policy().principles))


def _excused(hit: Hit, reading: Reading) -> Signal:
    what = f"{hit.rule.what}, though it seems not to be meant"
    return Signal(hit.rule.kind, *reading.folded.span(hit.start, hit.end), 0.0, what, hit.rule.detector)


def _breach(weighed: _Weighed) -> _Breach | None:
    principle, counted = weighed.principle, weighed.counted
    weighings = tuple(dict.fromkeys(weighing for _, weighing in counted))
    if weighed.confidence < _threshold(principle, weighings):
        return None
    return _Breach(
        principle,
        _finding(principle, weighed.confidence, counted),
        weighings,
        tuple(dict.fromkeys(weighing.because for _, weighing in _pointed_at(counted) or counted)),
        max((weighing.suggestion for weighing in weighings), key=_STRENGTH.index),
        max((weighing.urgency for weighing in weighings), key=_HASTE.index),
    )


def _pointed_at(counted: Sequence[_Counted]) -> list[_Counted]:
    return [(signal, weighing) for signal, weighing in counted if signal.detector != MODEL]


def _threshold(principle: Principle, weighings: Sequence[Weighing]) -> float:
    """Return how sure it must be; a team's own threshold silences nothing that is urgent."""
    if any(weighing.urgency is Urgency.URGENT for weighing in weighings):
        return min(principle.threshold, policy().by_key[principle.key].threshold)
    return principle.threshold


def _finding(principle: Principle, confidence: float, counted: Sequence[_Counted]) -> Finding:
    """Point at each stretch once, in the order of the text, with what a word list says of it, where one does."""
    lists_first = sorted(counted, key=lambda pair: pair[0].detector == MODEL)
    evidence = {
        (signal.start, signal.end): Evidence(signal.start, signal.end, signal.reason, signal.detector)
        # Of several that say something of one stretch the last stays: a list's, and the weightier.
        for signal, _ in reversed(lists_first)
    }
    return Finding(principle.key, round(confidence, 3), tuple(evidence[span] for span in sorted(evidence)))


def _together(weights: Iterable[float]) -> float:
    """Return how sure several pieces of evidence make one together, were they independent."""
    return 1 - prod([1 - weight for weight in weights])


def _share(beside: Iterable[tuple[str, float]], seen: Container[str]) -> float:
    """Return how much of its weight counts, with what else was seen: the least of the shares that apply."""
    least = 1.0
    for kind, share in beside:
        if kind in seen:
            least = min(least, share)
    return least


def _route(signals: Sequence[Signal]) -> RoutePolicy:
    weights: dict[str, list[float]] = {}
    for signal in signals:
        weights.setdefault(signal.kind, []).append(signal.weight)
    for route in policy().routes:
        found = weights.get(route.route, ())
        if not found and route.threshold:
            continue
        share = _share(route.share_beside, weights)
        if _together(weight * share for weight in found) >= route.threshold:
            return route
    raise AssertionError("principles.py sees to it that the last route takes everything")


def _suggested(breaches: Sequence[_Breach], route: RoutePolicy, *, private: bool) -> tuple[Suggestion, str]:
    """Return what is suggested and why: moderation first, and the route's own answer where there is none."""
    if private:
        return _answered(breaches, route)
    if breaches:
        return breaches[0].suggestion, _with_what_it_wants(breaches, route)
    return route.suggestion, route.because


def _answered(breaches: Sequence[_Breach], route: RoutePolicy) -> tuple[Suggestion, str]:
    """Return what is suggested for a direct message: there is nothing to hide, and its sender waits for an answer."""
    if any(breach.principle.direct_message is InDirectMessage.REPORT for breach in breaches):
        return Suggestion.REPORT, _with_what_it_wants(breaches, route)
    if route.suggestion is Suggestion.APPROVE:
        suggestion, because = Suggestion.REPLY, "It is a direct message, and its sender waits for an answer."
    else:
        suggestion, because = route.suggestion, route.because
    return suggestion, f"{_because(breaches)} {because}" if breaches else because


def _with_what_it_wants(breaches: Sequence[_Breach], route: RoutePolicy) -> str:
    """Say what it goes against and, since hiding answers nobody, what it wants besides."""
    return " ".join(filter(None, (_because(breaches), route.besides)))


def _in_doubt(suggestion: Suggestion, because: str, hints: Sequence[Finding]) -> str:
    """Say what it may go against; where nothing else is to be done about it, that somebody should read it for that."""
    about = _listed([_named(hint) for hint in hints])
    if suggestion is Suggestion.APPROVE:
        return f"Something in it speaks for {about}, but not enough to suggest anything."
    return f"{because} Something in it also speaks for {about}, though not enough to call it that."


def _named(hint: Finding) -> str:
    principle = policy().by_key[hint.principle]
    return f"{principle.number} ({principle.title.lower()})"


def _because(breaches: Sequence[_Breach]) -> str:
    first, *others = breaches
    sentence = f"{first.principle.number}, {first.principle.title.lower()}: {' and '.join(first.reasons[:2])}."
    if others:
        sentence += f" It may also go against {_listed([other.principle.number for other in others])}."
    return sentence


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _details(signals: Iterable[Signal]) -> tuple[PersonalDetail, ...]:
    details = [PersonalDetail(signal.start, signal.end, signal.masked_as) for signal in signals if signal.masked_as]
    return tuple(sorted(details, key=lambda detail: (detail.start, detail.end)))


def _masked(reading: Reading, details: Iterable[PersonalDetail]) -> str:
    parts, position = [], 0
    for detail in details:
        parts += [reading.text[position : detail.start], f"[{detail.what}]"]
        position = detail.end
    return "".join([*parts, reading.text[position:]])
