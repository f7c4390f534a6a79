"""Who a person is: a date of birth, and a name where somebody says that it is one."""

import re
from collections.abc import Iterator

from rules.personal.detail import HINTS, IDENTIFIES, Detail, SpanOf

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = "|".join(
    (
        r"\d{1,2}[/. -]\d{1,2}[/. -]\d{2,4}",
        r"\d{4}-\d{2}-\d{2}",
        rf"{_DAY}(?: of)? ?(?:{_MONTH}),? ?(?:\d{{4}}|'?\d{{2}})",
        rf"(?:{_MONTH}) {_DAY},? ?\d{{4}}",
    )
)
_BORN = re.compile(
    r"(?:\bd\.? ?o\.? ?b\.?|\bdate of birth|\bborn|\bbirth ?date|\bbirthday)"
    rf"(?:\W{{1,3}}(?:is|was|on|the|in|my|his|her|are|of)){{0,3}}\W{{0,4}}({_DATE})(?!\d)",
    re.ASCII,
)
_WORD = "[a-z][a-z'-]{1,20}"
_WHOSE = "his|her|patient|patient's|full|child's|son's|daughter's|mum's|dad's|husband's|wife's"
_NAME = re.compile(
    r"\b(?:my (?:full |real )?name is|my name's|the patient's name is|name:|"
    rf"(?:{_WHOSE}) (?:full )?name(?: is| was|:))\W{{1,3}}({_WORD}(?: {_WORD}){{0,2}})",
    re.ASCII,
)
_RELATIVES = (
    "mum|mother|mam|mom|dad|father|nan|gran|grandma|grandmother|grandad|grandfather|husband|wife|partner|son|daughter|"
    "brother|sister|aunt|auntie|uncle|friend|neighbour"
)
_RELATIVE = re.compile(
    rf"\bmy (?:late |elderly |dear |poor |little |baby |own )?(?:{_RELATIVES}),? ({_WORD} {_WORD})", re.ASCII
)


def find(text: str, original: str, span: SpanOf) -> Iterator[Detail]:
    """Yield dates of birth and names in folded `text`. A name is one only where it is written with capitals."""
    for found in _BORN.finditer(text):
        yield Detail(*found.span(1), "date of birth", IDENTIFIES)
    for pattern in (_NAME, _RELATIVE):
        for found in pattern.finditer(text):
            end = _capitalised_until(found, original, span)
            if end > found.start(1) and (pattern is _NAME or end == found.end(1)):
                yield Detail(found.start(1), end, "name", HINTS)


def _capitalised_until(found: re.Match[str], original: str, span: SpanOf) -> int:
    """Return where the capitalised words at the start of group 1 end, in folded text."""
    end = found.start(1)
    for word in re.finditer(r"[a-z'-]+", found[1]):
        start, _ = span(found.start(1) + word.start(), found.start(1) + word.end())
        if not original[start].isupper():
            break
        end = found.start(1) + word.end()
    return end
