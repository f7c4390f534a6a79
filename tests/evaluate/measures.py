"""What is asked of each set: which labels are breaches, of which principles, and which are allowed."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.evaluate.sets import LabelledText

HATE = "hateful_discriminatory"
ABUSE = "abusive"
PROFANE = "profane_offensive_violent"
PERSONAL = "confidential_personal"
ADVERT = "irrelevant_advertising"

Verdict = Callable[[LabelledText], bool | None]
"""True for a breach, False for what is allowed, None for what this measure leaves out."""


@dataclass(frozen=True)
class Measure:
    """One line of the table: a set, what is looked for in it, and the principles that it goes against."""

    set_name: str
    what: str
    principles: frozenset[str]
    verdict: Verdict
    by_masking: bool = False
    """Counted is whether something is masked, not what is suggested."""

    @property
    def about_words(self) -> bool:
        """Tell whether word filters can be compared on it."""
        return not self.by_masking and ADVERT not in self.principles


def _labels(breach: str, allowed: str) -> Verdict:
    said = {**dict.fromkeys(breach.split("|"), True), **dict.fromkeys(allowed.split("|"), False)}
    return lambda row: said.get(row.label)


def _is_allowed_if(chosen: Callable[[LabelledText], bool]) -> Verdict:
    return lambda row: False if chosen(row) else None


def _criticality(row: LabelledText) -> int:
    """Return how critical a patient was, from -5 to 5, and 0 where the coders left no number."""
    try:
        return int(row.label)
    except ValueError:
        return 0


_MASKED = {"PHONE_NUMBER", "EMAIL_ADDRESS", "CREDIT_CARD", "IBAN_CODE"}
_NEITHER = {"PERSON", "STREET_ADDRESS", "US_SSN", "US_DRIVER_LICENSE", "ZIP_CODE", "IP_ADDRESS", "TITLE", "AGE"}
"""Names alone are no finding, and numbers and addresses of other countries' forms are not asked for."""


def _personal(row: LabelledText) -> bool | None:
    kinds = {kind for kind, _ in json.loads(row.detail or "[]")}
    if kinds & _MASKED:
        return True
    return None if kinds & _NEITHER else False


def _of(*principles: str) -> frozenset[str]:
    return frozenset(principles)


MEASURES: Iterable[Measure] = (
    Measure("hatexplain", "hate speech / normal", _of(HATE), _labels("hatespeech", "normal")),
    Measure("dynahate_part", "hate / not", _of(HATE), _labels("hate", "nothate")),
    Measure("hatemoji_build", "hate with emoji / not", _of(HATE), _labels("hate", "nothate")),
    Measure("invented", "hateful / not", _of(HATE), _labels("hate", "allowed")),
    Measure("edos", "sexist / not", _of(HATE), _labels("sexist", "not sexist")),
    Measure("stormfront", "hate / not", _of(HATE), _labels("hate", "nothate")),
    Measure("davidson", "hate or offence / neither", _of(HATE, ABUSE, PROFANE), _labels("hate|offensive", "neither")),
    Measure("wiki_toxicity", "toxic / not", _of(HATE, ABUSE, PROFANE), _labels("toxic", "nottoxic")),
    Measure("jigsaw_templates", "toxic / not", _of(HATE, ABUSE, PROFANE), _labels("toxic", "nontoxic")),
    Measure("nhs_phase1", "negative feedback", _of(), _is_allowed_if(lambda row: _criticality(row) < 0)),
    Measure("nhs_phase1", "other feedback", _of(), _is_allowed_if(lambda row: _criticality(row) >= 0)),
    Measure("nhs_fft", "negative feedback", _of(), _is_allowed_if(lambda row: row.label in {"4.0", "5.0"})),
    Measure("nhs_fft", "other feedback", _of(), _is_allowed_if(lambda row: row.label not in {"4.0", "5.0"})),
    Measure("sms_spam", "spam / ham", _of(ADVERT), _labels("spam", "ham")),
    Measure("youtube_spam", "spam / ham, an unseen video", _of(ADVERT), _labels("spam", "ham")),
    Measure("presidio_synth", "telephone, email, card or account / none", _of(PERSONAL), _personal, by_masking=True),
)
