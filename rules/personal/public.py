"""Contacts that an organisation publishes on purpose: nobody's personal details, so they are never masked."""

import re
from collections.abc import Iterable
from dataclasses import replace

from rules.folding import fold
from rules.reading import Reading
from rules.signals import KNOWN_CONTACT, Signal

_NOTE = re.compile(r" \([^()]*[a-z][^()]*\)$")
"""As in "111 (option 2 for mental health)"."""
_NUMBER = re.compile(r"\+?[\d ()./-]+", re.ASCII)
_INTERNATIONAL = re.compile(r"(?:00)?440?(?=\d{9,10}$)", re.ASCII)
_EMAIL = re.compile(r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.ASCII)
_WEB = re.compile(r"(?:https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#][^\s]*)?", re.ASCII)
_POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}", re.ASCII)
_STREET = re.compile(r"\d{1,4}[a-z]? [a-z'-]+(?: [a-z'-]+){1,3}", re.ASCII)
_DIGITS = range(3, 16)
"""Of a telephone number: from 111 to the longest that ITU-T E.164 allows."""
_LONGEST = 200
"""Characters of a web address that are looked at, before and after what would be masked in it."""
_AROUND = "\"'()[]<>.,;:!?*"


def check_public(contact: str) -> str:
    """Return a contact as it is; raise ValueError when it is no number, address or postcode that can be looked for."""
    said = _NOTE.sub("", fold(contact).text)
    is_number = _NUMBER.fullmatch(said) and sum(map(str.isdigit, said)) in _DIGITS
    if not is_number and not any(shape.fullmatch(said) for shape in (_EMAIL, _WEB, _POSTCODE, _STREET)):
        raise ValueError(
            f"{contact!r} is no phone number, email address, web address, postcode or street with a number"
        )
    return contact


def public(contacts: Iterable[str]) -> frozenset[str]:
    """Return contacts as `less_public` compares them."""
    return frozenset(_plain(each) for each in contacts if each)


def less_public(signals: Iterable[Signal], reading: Reading, contacts: frozenset[str]) -> list[Signal]:
    """Return the signals; personal details that are public contacts, or stand in a public web address, are no more."""
    return [
        replace(each, kind=KNOWN_CONTACT, weight=0.0, masked_as="")
        if each.masked_as and _is_public(each, reading.text, contacts)
        else each
        for each in signals
    ]


def _is_public(signal: Signal, text: str, contacts: frozenset[str]) -> bool:
    if _plain(text[signal.start : signal.end]) in contacts:
        return True
    start = signal.start - _unbroken(text[max(0, signal.start - _LONGEST) : signal.start][::-1])
    end = signal.end + _unbroken(text[signal.end : signal.end + _LONGEST])
    return _plain(text[start:end]) in contacts


def _unbroken(text: str) -> int:
    """Return how many characters stand before the first space."""
    return next((place for place, character in enumerate(text) if character.isspace()), len(text))


def _plain(contact: str) -> str:
    """Return a contact without what does not tell it from another: spaces, capitals, how the number is written."""
    said = _NOTE.sub("", fold(contact).text.strip())
    if _NUMBER.fullmatch(said):
        return _INTERNATIONAL.sub("0", "".join(filter(str.isdigit, said)))
    said = said.strip(_AROUND)
    return re.sub(r"^(?:https?://)?(?:www\.)?|\s|/$", "", said)
