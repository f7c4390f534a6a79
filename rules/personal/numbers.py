"""Numbers that belong to one person: NHS, National Insurance, hospital, bank card and account numbers."""

import re
from collections.abc import Iterator

from rules.personal.detail import IDENTIFIES, LIKELY, Detail
from rules.starts import starts

_NHS = re.compile(starts(r"\d", r"[\d+]", r"\d[ -]") + r"\d{2}([ .-]{0,3})\d{3}\1\d{4}(?![ -]?\d)", re.ASCII)
_NHS_NAMED = re.compile(r"nhs (?:number|no|num|id|#)\W{0,4}(?:is|was|:)?\W{0,3}(\d[\d -]{7,14}\d)(?!\d)", re.ASCII)
# The shape alone: no other writing has it, and people mistype letters.
_NATIONAL_INSURANCE = re.compile(r"(?<![a-z0-9])[a-z]{2} ?-?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[a-d](?![a-z0-9])", re.ASCII)
_IS = r"\W{0,4}(?:is|was)?\W{0,3}"
_CARD = re.compile(starts("[2-6]", r"[\d+]") + r"\d{3}(?:[ -]?\d){9,15}(?![\d])", re.ASCII)
_ACCOUNT = re.compile(
    rf"(?:account|acc|acct|a/c)\W{{1,2}}(?:number|no|num)?{_IS}(\d{{2}}[ -]?\d{{2}}[ -]?\d{{2}}[ -]?\d{{2}})(?!\d)",
    re.ASCII,
)
_SORT_CODE = re.compile(r"sort(?: ?code)?\W{0,4}(?:is|was)?\W{0,3}(\d{2}[ -]?\d{2}[ -]?\d{2})(?!\d)", re.ASCII)
_SIX_DIGITS = starts(r"\d", r"[\d/-]") + r"\d[ -]\d{2}[ -]\d{2}"
_BARE_SORT_CODE = re.compile(_SIX_DIGITS + r"(?![\d/-])(?=\D{1,20}\d{8}(?!\d))", re.ASCII)
_BARE_ACCOUNT = re.compile(_SIX_DIGITS + r"\D{1,20}(\d{8})(?!\d)", re.ASCII)
_PATIENT = re.compile(
    r"(?:hospital|patient|mrn|hosp|unit|medical record|case|clinic)"
    r"(?:\W{1,2}(?:number|no|num|id|ref|reference)|(?<=\bmrn))"
    rf"{_IS}([a-z]{{0,3}}\d[\da-z/-]{{4,12}})(?![a-z0-9])",
    re.ASCII,
)
_IBAN = re.compile(r"(?<![a-z0-9])[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?(?![a-z0-9])", re.ASCII)
_PASSPORT = re.compile(
    rf"(?:passport|driving licence|licence)\W{{1,2}}(?:number|no|num){_IS}([a-z0-9]{{8,18}})(?![a-z0-9])", re.ASCII
)

_NAMED = (
    (_NHS_NAMED, 2, "NHS number", IDENTIFIES),
    (_ACCOUNT, 8, "bank account number", IDENTIFIES),
    (_SORT_CODE, 6, "sort code", LIKELY),
    (_BARE_ACCOUNT, 14, "bank account number", IDENTIFIES),
    (_BARE_SORT_CODE, 14, "sort code", LIKELY),
    (_PATIENT, 1, "hospital number", IDENTIFIES),
    (_PASSPORT, 1, "document number", IDENTIFIES),
    (_NATIONAL_INSURANCE, 6, "National Insurance number", IDENTIFIES),
)
"""Known by their shape or by what stands before them, each with the fewest digits that a text with one has.

Where a pattern has a group, the group is the number.
"""


def find(text: str, digits: int) -> Iterator[Detail]:
    """Yield the numbers in folded `text`, which has so many digits in all.

    NHS numbers, cards and accounts abroad are such only where their check digit is right.
    """
    for pattern, fewest, what, is_right in _CHECKED:
        if digits >= fewest:
            for found in pattern.finditer(text):
                if is_right(found.group()):
                    yield Detail(*found.span(), what, IDENTIFIES)
    for pattern, fewest, what, weight in _NAMED:
        if digits >= fewest:
            for found in pattern.finditer(text):
                yield Detail(*found.span(pattern.groups), what, weight)


def _is_nhs_number(digits: str) -> bool:
    from nhs_number.validate import is_valid  # noqa: PLC0415  (only where there are ten digits: start-up stays quick)

    return bool(is_valid("".join(filter(str.isdigit, digits))))


def _is_iban(written: str) -> bool:
    """Tell whether the check digits of an international account number are right (ISO 13616)."""
    plain = written.replace(" ", "")
    return int("".join(str(int(character, 36)) for character in plain[4:] + plain[:4])) % 97 == 1


def _luhn(digits: str) -> bool:
    """Tell whether the check digit of a bank card is right (ISO/IEC 7812-1)."""
    values = [int(digit) for digit in digits if digit.isdigit()]
    doubled = [sum(divmod(2 * value, 10)) for value in values[-2::-2]]
    return len(set(values)) > 1 and (sum(values[-1::-2]) + sum(doubled)) % 10 == 0


_CHECKED = (
    (_CARD, 13, "card number", _luhn),
    (_NHS, 10, "NHS number", _is_nhs_number),
    (_IBAN, 2, "bank account number", _is_iban),
)
"""Numbers with a check digit, each with the fewest digits that a text with one has."""
