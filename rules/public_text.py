"""What a reply that everybody can read must not hold: a person's details, and whether anyone is a patient."""

import re
from collections.abc import Iterable, Iterator

from rules.detectors import personal_data
from rules.folding import fold
from rules.reading import Reading
from rules.services import PALS_IN_FULL
from rules.signals import Signal

_THEIRS = (
    "admission|appointment|blood test|care|condition|diagnosis|discharge|illness|medical history|medication|medicine"
    "|notes|operation|patient record|prescription|record|referral|scan|surgery|symptom|test result|treatment"
)
_TELLS_OF_A_PATIENT = re.compile(
    rf"\byour (?:own |recent |last |next |medical |hospital |gp )?(?:{_THEIRS})s?\b"
    r"|\b(?:as|you are|you’re|you're|you were|you are not|not|one of) (?:a|our) (?:former )?patients?\b"
    r"|\bwhile (?:you were )?in our care\b|\bwhen we (?:saw|treated) you\b",
    re.IGNORECASE,
)


def indiscretion(text: str, known: Iterable[str] = ()) -> str | None:
    """Say in a sentence what a text must not tell everybody, or None when it tells nothing of the kind.

    `known` are published contacts, which are nobody's personal details.
    """
    if told := _TELLS_OF_A_PATIENT.search(text):
        return (
            f"“{told[0]}” tells everybody that somebody is, or is not, a patient. "
            "Please say it without “your”: “We can’t talk about anyone’s care here.”"
        )
    for detail in _details(text, known):
        return f"It holds {detail.reason}. A public reply never repeats personal details."
    # In an address it is no name.
    named = re.search(r"(?<![\w/.@-])PALS(?![\w@/-]|\.\w)", text)
    if named and PALS_IN_FULL not in text[: named.end() + 1]:
        return f"Please spell PALS out where it first stands: {PALS_IN_FULL}."
    return None


def masked(text: str, known: Iterable[str] = ()) -> str:
    """Return a reply as others than its writer may see it: personal details masked (P14), `known` contacts not."""
    parts, position = [], 0
    details = sorted((each for each in _details(text, known) if each.masked_as), key=lambda each: each.start)
    for detail in details:
        parts += [text[position : detail.start], f"[{detail.masked_as}]"]
        position = detail.end
    return "".join([*parts, text[position:]])


def _details(text: str, known: Iterable[str]) -> Iterator[Signal]:
    published = [_plain(contact) for contact in known]
    # No word list has a part in it, and reading them takes longer than Slack waits for an answer.
    for detail in personal_data.find(Reading(text, fold(text), ())):
        found = _plain(text[detail.start : detail.end])
        if not any(found in contact for contact in published):
            yield detail


def _plain(contact: str) -> str:
    """Return a contact as it may be compared with another: spaces and capitals don't tell them apart."""
    return "".join(contact.split()).lower()
