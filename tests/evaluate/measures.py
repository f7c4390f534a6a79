"""What is asked of each set: which labels are breaches, of which principles, and which are allowed."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.evaluate.sets import LabelledText

HATE = "hateful_discriminatory"
ABUSE = "abusive"
PROFANE = "profane_offensive_violent"
ILLEGAL = "inappropriate_illegal"
PERSONAL = "confidential_personal"
ADVERT = "irrelevant_advertising"

_NUMBERS = {HATE: "P10", PROFANE: "P11", ABUSE: "P12", ILLEGAL: "P13", PERSONAL: "P14", ADVERT: "P15"}

Verdict = Callable[[LabelledText], bool | None]
"""True for a breach, False for what is allowed, None for what this measure leaves out."""


@dataclass(frozen=True)
class Measure:
    """One line of the table: a set, what is looked for in it, and the principles that it goes against."""

    set_name: str
    what: str
    principles: frozenset[str]
    """None where nothing is a breach: then any finding counts as a false one."""
    verdict: Verdict
    by_masking: bool = False
    """Counted is whether something is masked, not what is found."""

    @property
    def numbers(self) -> str:
        """Return the principles by their numbers, and P7 where nothing is a breach."""
        return ", ".join(sorted(_NUMBERS[key] for key in self.principles)) or "P7"

    @property
    def about_words(self) -> bool:
        """Tell whether word filters can be compared on it."""
        return not (self.by_masking or self.principles & {ADVERT, ILLEGAL})


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


def is_negative(row: LabelledText) -> bool:
    """Tell whether a patient's comment is negative: by its criticality, or by a sentiment of 4 or 5."""
    return row.label in {"4.0", "5.0"} or _criticality(row) < 0


_SPEECH = _of(HATE, ABUSE, PROFANE)

MEASURES: Sequence[Measure] = (
    Measure("functional", "hateful / not, a probe kept back", _of(HATE), _labels("hate", "allowed")),
    Measure("invented", "hateful / not", _of(HATE), _labels("hate", "allowed")),
    Measure("hatexplain", "hate speech / normal", _of(HATE), _labels("hatespeech", "normal")),
    Measure("dynahate_part", "hate / not", _of(HATE), _labels("hate", "nothate")),
    Measure("hatemoji_build", "hate with emoji / not", _of(HATE), _labels("hate", "nothate")),
    Measure("edos", "sexist / not", _of(HATE), _labels("sexist", "not sexist")),
    Measure("stormfront", "hate / not", _of(HATE), _labels("hate", "nothate")),
    Measure("davidson", "hate or offence / neither", _SPEECH, _labels("hate|offensive", "neither")),
    Measure("wiki_toxicity", "toxic / not", _SPEECH, _labels("toxic", "nottoxic")),
    Measure("jigsaw_templates", "toxic / not", _SPEECH, _labels("toxic", "nontoxic")),
    Measure("invented", "insults / allowed", _of(ABUSE), _labels("insult", "allowed")),
    Measure(
        "illegal", "offers and calls / their neighbours, a probe kept back", _of(ILLEGAL), _labels("breach", "none")
    ),
    Measure("details", "details made up / none, a probe", _of(PERSONAL), _labels("pii", "none"), by_masking=True),
    Measure("presidio_synth", "phone, email, card or account / none", _of(PERSONAL), _personal, by_masking=True),
    Measure("youtube_spam", "spam / ham, an unseen video", _of(ADVERT), _labels("spam", "ham")),
    Measure("sms_spam", "spam / ham", _of(ADVERT), _labels("spam", "ham")),
    Measure("invented", "adverts / allowed", _of(ADVERT), _labels("advert", "allowed")),
    Measure("nhs_phase1", "negative feedback", _of(), _is_allowed_if(is_negative)),
    Measure("nhs_phase1", "other feedback", _of(), _is_allowed_if(lambda row: not is_negative(row))),
    Measure("nhs_fft", "negative feedback", _of(), _is_allowed_if(is_negative)),
    Measure("nhs_fft", "other feedback", _of(), _is_allowed_if(lambda row: not is_negative(row))),
    Measure("angry", "swear-free anger, a probe", _of(), _is_allowed_if(lambda _: True)),
)
