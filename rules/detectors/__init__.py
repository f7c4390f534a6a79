"""One file a kind of evidence. Each has a `NAME` and `find(reading) -> Iterator[Signal]`.

A detector comes into use by being listed here; `principles.toml` says which kinds of its evidence count for what.
"""

from collections.abc import Callable, Iterator, Mapping

from rules.detectors import (
    about_care,
    advertising,
    discriminatory,
    illegal,
    lexicon,
    personal_data,
    risk_to_life,
    routes,
    threats,
)
from rules.reading import Reading
from rules.signals import Signal

Detector = Callable[[Reading], Iterator[Signal]]

LOOK_FURTHER = frozenset(module.NAME for module in (illegal, personal_data, advertising, risk_to_life, routes))
"""Detectors that may find something where their list has no hit. The others are not asked then."""

DETECTORS: Mapping[str, Detector] = {
    module.NAME: module.find
    for module in (
        lexicon,
        threats,
        discriminatory,
        illegal,
        personal_data,
        advertising,
        risk_to_life,
        routes,
        about_care,
    )
}
