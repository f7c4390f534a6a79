"""Who is measured: the triage, with and without its model, and two word filters that others use."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec

from rules.assessment import Assessment, Suggestion

Flags = Callable[[str], bool]
"""Tells whether a text is flagged."""

_ACTS = {Suggestion.HIDE, Suggestion.REPORT}


@dataclass(frozen=True)
class Judge:
    """Somebody who flags texts. `load` takes what time and memory it takes."""

    name: str
    load: Callable[[], Flags]
    is_ours: bool = False


def acts_on(assessment: Assessment) -> bool:
    """Tell whether Hide or Report is suggested, under whatever principle."""
    return assessment.suggestion in _ACTS


def goes_against(assessment: Assessment, principles: Iterable[str]) -> bool:
    """Tell whether one of `principles` is among the findings."""
    return any(finding.principle in principles for finding in assessment.findings)


def _rules() -> Flags:
    from rules import assess  # noqa: PLC0415 - measured from here

    return lambda text: acts_on(assess(text))


def _better_profanity() -> Flags:
    from better_profanity import profanity  # noqa: PLC0415 - measured from here

    profanity.load_censor_words()
    return lambda text: bool(profanity.contains_profanity(text))


def _alt_profanity_check() -> Flags:
    from profanity_check import predict  # noqa: PLC0415 - measured from here

    return lambda text: bool(predict([text])[0])


def judges() -> list[Judge]:
    """Return everybody who can be asked here, ourselves first."""
    found = [Judge("commsbot, rules alone", _rules, is_ours=True), Judge("better-profanity", _better_profanity)]
    if find_spec("profanity_check"):
        found.append(Judge("alt-profanity-check", _alt_profanity_check))
    return found
