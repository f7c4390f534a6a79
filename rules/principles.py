"""The published principles and the routes, as `principles.toml` has them: read once, checked, frozen."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from rules.assessment import Route, Suggestion, Urgency

PRINCIPLES = Path(__file__).with_name("principles.toml")

_Built = TypeVar("_Built")


class PrinciplesError(ValueError):
    """`principles.toml` cannot be used; the message names the principle or route, and what is wrong with it."""


class InDirectMessage(StrEnum):
    """What a principle means in a message that nobody but the team sees; Hide is never possible there."""

    REPORT = "report"
    ANSWER = "answer"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Weighing:
    """How much one kind of evidence counts towards a principle, and what it suggests."""

    because: str
    """Half a sentence for the card: "it swears"."""
    suggestion: Suggestion
    urgency: Urgency
    share: float
    """How much of the evidence's own weight counts here, from 0 to 1."""
    share_beside: tuple[tuple[str, float], ...]
    """How much counts, at most, beside evidence of a kind that speaks against it: the text tells of care (P7), say."""
    gives_way: bool
    """Beside the principles that its own gives way to, it is not worth a mention."""


@dataclass(frozen=True, slots=True)
class Principle:
    """One of the published principles (P10 to P15)."""

    key: str
    number: str
    title: str
    published: str
    """The published words, as they stand."""
    source: str
    """The published sentence that the words complete."""
    suggestion: Suggestion
    urgency: Urgency
    threshold: float
    direct_message: InDirectMessage
    detectors: tuple[str, ...]
    evidence: Mapping[str, Weighing]
    gives_way_to: frozenset[str] = frozenset()
    """Keys of the principles beside which evidence that gives way is not reported."""


@dataclass(frozen=True, slots=True)
class RoutePolicy:
    """What is suggested for a message of one route, when no principle is breached."""

    route: Route
    suggestion: Suggestion
    urgency: Urgency
    threshold: float
    because: str
    """A sentence for the card."""
    besides: str = ""
    """A sentence to follow the reason of a breach, where the message wants an answer besides; else empty."""
    overrides: frozenset[Suggestion] = frozenset()
    share_beside: tuple[tuple[str, float], ...] = ()
    """How much of the weight of its evidence counts at most where evidence of these kinds speaks against it."""
    told_all_the_same: frozenset[str] = frozenset()
    """Keys of the principles that the card tells of all the same."""


@dataclass(frozen=True, slots=True)
class Policy:
    """All of `principles.toml`; principles the most serious first, routes in the order they are tried."""

    principles: tuple[Principle, ...]
    routes: tuple[RoutePolicy, ...]
    by_key: Mapping[str, Principle] = field(repr=False)


@cache
def policy() -> Policy:
    """Return what `principles.toml` says, read on first use."""
    return load(PRINCIPLES)


def principles() -> tuple[Principle, ...]:
    """Return the published principles, the most serious first."""
    return policy().principles


def principle(key: str) -> Principle:
    """Return the principle with that key.

    Raises:
        KeyError: when there is none.

    """
    return policy().by_key[key]


def load(path: Path) -> Policy:
    """Read and check a file of principles.

    Raises:
        PrinciplesError: when it is not valid TOML, lacks something, or names what does not exist.

    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PrinciplesError(f"{path.name}: {error}") from error
    source = str(content.get("source", ""))
    found = tuple(
        _checked(path, entry, lambda entry: _principle(entry, source)) for entry in content.get("principle", ())
    )
    routes = tuple(_checked(path, entry, _route) for entry in content.get("route", ()))
    by_key = {one.key: one for one in found}
    if not found or len(by_key) != len(found):
        raise PrinciplesError(f"{path.name}: there must be a principle, and each needs a key of its own")
    for one in found:
        if unknown := one.gives_way_to - by_key.keys():
            raise PrinciplesError(
                f"{path.name}: {one.key} gives way to {', '.join(sorted(unknown))}: no such principle"
            )
    if strange := {key for one in routes for key in one.told_all_the_same} - by_key.keys():
        raise PrinciplesError(f"{path.name}: told_all_the_same: no principle {', '.join(sorted(strange))}")
    if missing := set(Route) - {one.route for one in routes}:
        raise PrinciplesError(f"{path.name}: no route {', '.join(sorted(missing))}")
    if routes[-1].threshold > 0:
        raise PrinciplesError(f"{path.name}: the last route must take whatever is left, with threshold 0")
    return Policy(found, routes, MappingProxyType(by_key))


def _checked(path: Path, entry: Mapping[str, Any], build: Callable[[Mapping[str, Any]], _Built]) -> _Built:
    name = entry.get("key", "an entry without a key")
    try:
        return build(entry)
    except KeyError as missing:
        raise PrinciplesError(f"{path.name}: {name}: {missing} is missing") from missing
    except (TypeError, ValueError, AttributeError) as error:
        raise PrinciplesError(f"{path.name}: {name}: {error}") from error


def _principle(entry: Mapping[str, Any], source: str) -> Principle:
    suggestion, urgency = Suggestion(entry["suggestion"]), Urgency(entry["urgency"])
    evidence = {
        kind: Weighing(
            because=_words(weighing, "because"),
            suggestion=Suggestion(weighing.get("suggestion", suggestion)),
            urgency=Urgency(weighing.get("urgency", urgency)),
            share=_fraction(weighing.get("share", 1.0), "share"),
            share_beside=_share_beside(weighing),
            gives_way=_flag(weighing.get("gives_way", False), "gives_way"),
        )
        for kind, weighing in entry["evidence"].items()
    }
    return Principle(
        key=_words(entry, "key"),
        number=_words(entry, "number"),
        title=_words(entry, "title"),
        published=_words(entry, "published"),
        source=source,
        suggestion=suggestion,
        urgency=urgency,
        threshold=_fraction(entry["threshold"], "threshold"),
        direct_message=InDirectMessage(entry["direct_message"]),
        detectors=tuple(entry["detectors"]),
        evidence=MappingProxyType(evidence),
        gives_way_to=frozenset(entry.get("gives_way_to", ())),
    )


def _route(entry: Mapping[str, Any]) -> RoutePolicy:
    return RoutePolicy(
        route=Route(entry["key"]),
        suggestion=Suggestion(entry["suggestion"]),
        urgency=Urgency(entry["urgency"]),
        threshold=_fraction(entry["threshold"], "threshold"),
        because=_words(entry, "because"),
        besides=_words(entry, "besides") if "besides" in entry else "",
        overrides=frozenset(map(Suggestion, entry.get("overrides", ()))),
        share_beside=_share_beside(entry),
        told_all_the_same=frozenset(entry.get("told_all_the_same", ())),
    )


def _share_beside(entry: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    shares = entry.get("share_beside", {}).items()
    return tuple((beside, _fraction(share, f"share_beside {beside}")) for beside, share in shares)


def _words(entry: Mapping[str, Any], name: str) -> str:
    if not isinstance(entry[name], str) or not entry[name].strip():
        raise ValueError(f"{name} is empty")
    return str(entry[name])


def _flag(value: object, name: str) -> bool:
    if value is True or value is False:
        return value
    raise ValueError(f"{name} {value!r} is neither true nor false")


def _fraction(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"{name} {value!r} is not between 0 and 1")
    return float(value)
