"""Who is measured: the triage, with and without its model, and two word filters that others use."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec

from rules.assessment import Assessment, Suggestion

Assess = Callable[[str], Assessment]
Flags = Callable[[str], bool]
"""Tells whether a text is flagged."""

RULES = "commsbot, rules alone"
_ACTS = {Suggestion.HIDE, Suggestion.REPORT}


@dataclass(frozen=True)
class Judge:
    """Somebody who judges texts: ours say what they find, the others only whether. Loading takes time and memory."""

    name: str
    load_ours: Callable[[], Assess] | None = None
    load_other: Callable[[], Flags] | None = None

    def load(self) -> Callable[[str], object]:
        """Return what a text is given to, for whoever measures what that costs."""
        load = self.load_ours or self.load_other
        if not load:
            raise ValueError(f"nobody is called {self.name}")
        return load()


def acts_on(assessment: Assessment) -> bool:
    """Tell whether Hide or Report is suggested, under whatever principle."""
    return assessment.suggestion in _ACTS


def goes_against(assessment: Assessment, principles: Iterable[str]) -> bool:
    """Tell whether one of `principles` is among the findings."""
    return any(finding.principle in principles for finding in assessment.findings)


def _rules() -> Assess:
    from rules import assess  # noqa: PLC0415 - measured from here

    return assess


def _rules_and_model() -> Assess:
    from rules import assess  # noqa: PLC0415 - measured from here
    from rules.model import load  # noqa: PLC0415 - measured from here

    model = load()
    return lambda text: assess(text, model=model)


def _better_profanity() -> Flags:
    from better_profanity import profanity  # noqa: PLC0415 - measured from here

    profanity.load_censor_words()
    return lambda text: bool(profanity.contains_profanity(text))


def _alt_profanity_check() -> Flags:
    from profanity_check import predict  # noqa: PLC0415 - measured from here

    return lambda text: bool(predict([text])[0])


def judges() -> list[Judge]:
    """Return everybody who can be asked here, ourselves first."""
    found = [Judge(RULES, load_ours=_rules)]
    if find_spec("onnxruntime"):
        found.append(Judge("commsbot, rules and model", load_ours=_rules_and_model))
    found.append(Judge("better-profanity", load_other=_better_profanity))
    if find_spec("profanity_check"):
        found.append(Judge("alt-profanity-check", load_other=_alt_profanity_check))
    return found
