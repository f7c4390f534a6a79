"""Personal details (P14): numbers that belong to one person, contacts, addresses, dates of birth, names.

Everything found is masked; whether it is a breach as well depends on how surely it points at somebody. The name of a
member of staff is neither: an accusation is for PALS (P17), not for hiding.
"""

import re
from collections.abc import Iterator

from rules.assessment import Route
from rules.personal import contacts, links, numbers, people, places
from rules.personal.detail import Detail
from rules.reading import Reading
from rules.signals import KNOWN_CONTACT, Signal

NAME = "personal_data"
_KIND = "personal"
_CONTACT = "contact"
_CONTACTS = frozenset({"phone number", "email address"})
"""What an advertiser gives of their own."""

_SAYS_NAME = ("ame", "egards", "igned", "behalf")
_TITLE = re.compile(r"M(?:r|rs|iss|s|x)\b")
_NAME = re.compile(
    # A letter that is no small one of ours; the engine skips to the first of the two.
    r"[A-Z\x80-\U0010ffff](?<=[^\W\d_a-z])"
    r"[\w'’-]{1,20},? (?:(?:[A-Z]\.? )?[^\W\d_a-z][\w'’-]|\(?(?:at|from|in) (?:number|no|flat|house)\b)"
)
"""Two words with a capital, or one beside the number of a house."""
_MAYBE_LINK = re.compile(r"://|www\.")
_MAYBE_BORN = re.compile(r"birth|born|d\.? ?o\.? ?b")


def find(reading: Reading) -> Iterator[Signal]:
    """Yield each personal detail, not overlapping, in the order of the text."""
    details = list(_details(reading))
    if details and _MAYBE_LINK.search(reading.folded.text):
        details = list(links.less_of_things(details, reading.folded.text))
    for detail in _apart(details):
        start, end = reading.folded.span(detail.start, detail.end)
        if detail.is_of_a_service:
            yield Signal(KNOWN_CONTACT, start, end, 0.0, "", NAME)
            continue
        kind = _CONTACT if detail.what in _CONTACTS else _KIND
        yield Signal(kind, start, end, detail.weight, _reason(detail), NAME, masked_as=detail.what)


def _reason(detail: Detail) -> str:
    article = "an" if detail.what[0] in "aeiouN" and detail.what != "National Insurance number" else "a"
    return f"{article} {detail.what}"


def _details(reading: Reading) -> Iterator[Detail]:
    text, span = reading.folded.text, reading.folded.span
    if reading.folded.figures:
        yield from numbers.find(text, reading.folded.figures)
        yield from places.find(text, reading.text, span)
    yield from contacts.find(reading.folded)
    if _MAYBE_BORN.search(text):
        yield from people.find_birth(text)
    if _may_have_name(reading.text):
        praised = any(hit.rule.kind == Route.THANKS for hit in reading.hits)
        yield from people.find_names(reading.folded, reading.text, praised=praised)


def _may_have_name(text: str) -> bool:
    return bool(any(map(text.__contains__, _SAYS_NAME)) or _TITLE.search(text) or _NAME.search(text))


def _apart(details: list[Detail]) -> list[Detail]:
    """Merge details that overlap: one stretch, called by the surest."""
    kept: list[Detail] = []
    for detail in sorted(details, key=lambda detail: (detail.start, -detail.weight, -detail.end)):
        if kept and detail.start < kept[-1].end:
            before = kept[-1]
            surest = max(before, detail, key=lambda one: one.weight)
            kept[-1] = Detail(before.start, max(before.end, detail.end), surest.what, surest.weight)
        else:
            kept.append(detail)
    return kept
