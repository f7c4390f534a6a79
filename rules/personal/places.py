"""Where a person lives: postcodes and street addresses."""

import re
from collections.abc import Iterator

from rules.personal.detail import HINTS, IDENTIFIES, LIKELY, REACH, SERVICE, Detail, SpanOf

_AREAS = (
    "ab|al|ba|bb|bd|bh|bl|bn|br|bs|bt|b|ca|cb|cf|ch|cm|co|cr|ct|cv|cw|da|dd|de|dg|dh|dl|dn|dt|dy|ec|eh|"
    "en|ex|e|fk|fy|gl|gu|gy|g|ha|hd|hg|hp|hr|hs|hu|hx|"
    "ig|im|ip|iv|je|ka|kt|kw|ky|la|ld|le|ll|ln|ls|lu|l|me|mk|ml|m|ne|ng|nn|np|nr|nw|n|ol|ox|pa|pe|ph|pl|"
    "po|pr|rg|rh|rm|sa|se|sg|sk|sl|sm|sn|so|sp|sr|ss|"
    "st|sw|sy|s|ta|td|tf|tn|tq|tr|ts|tw|ub|wa|wc|wd|wf|wn|wr|ws|wv|w|yo|ze"
)
"""Royal Mail's 124 postcode areas, longer ones first where one begins another."""
_POSTCODE = re.compile(rf"(?<![a-z0-9])(?:{_AREAS})\d[\da-z]? {{0,2}}(\d[abd-hjlnp-uw-z]{{2}})(?![a-z0-9])", re.ASCII)
_LONGEST_POSTCODE = 9
_INWARD = re.compile(r"\d[abd-hjlnp-uw-z]{2}(?![a-z0-9])", re.ASCII)
"""The second half of a postcode, which few other things look like."""
_ORDINAL = re.compile(r"1st|2nd|3rd|\dth")
_OF_A_PERSON = re.compile(
    r"\b(?:my|me|i|i'm|we|our|his|her|their|he|she|lives?|living|address|home|house|flat|postcode|moved|resident|"
    r"mr|mrs|miss|ms|send it|deliver)\b"
)

_WAY = (
    "street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|crescent|cres|way|place|gardens|gdns|terrace|grove|hill|"
    "square|park|row|walk|mews|green|view|rise|parade|meadow|meadows|fields|croft|bank|brook|drove|mount|wharf|quay|"
    "path|crossway|circus|cottages|house|villas|heights|vale|end|common|broadway"
)
_NAME = "[a-z][a-z'-]{1,20} "
_DOOR = "(?:flat|apartment|apt|unit|room)"
_ADDRESS = re.compile(
    rf"(?<![\d£$.,:/-])(?:{_DOOR} ?\d{{1,4}}[a-z]?,? )?\d{{1,4}}[a-z]?,? "
    rf"(?:the )?((?:{_NAME}){{1,3}})(?:{_WAY})(?![a-z0-9])"
    rf"|(?<![a-z0-9])(?:flat|apartment) ?\d{{1,4}}[a-z]?,? (?:{_NAME}){{1,2}}(?:{_WAY})(?![a-z0-9])",
    re.ASCII,
)
_HOUSE = re.compile(rf"\d[a-z]?,? (?:the )?(?:{_NAME}){{1,3}}(?:{_WAY})(?![a-z0-9])", re.ASCII)
"""What every address has."""
_LONGEST_DOOR = 30
"""Of what stands before that: a flat, and the first figures of the house."""
_STREET = "street|road|avenue|lane|drive|close|crescent|terrace|grove|gardens|mews|court|place"
_LOWER_CASE = re.compile(
    rf"(?<![\d£$.,:/-])(?<!\d )(?:{_DOOR} ?\d{{1,4}}[a-z]?,? )?\d{{1,4}}[a-z]?,? ({_NAME})(?:{_STREET})"
    r"(?![a-z0-9-])(?! (?:to|of|by|from|and|off|call|shave|for|where|that|which|so|because|but)\b)",
    re.ASCII,
)
"""A number, one word and a street: an address though nobody holds the shift key for it."""
_NO_STREET = re.compile(
    r"(?:the|a|this|that|my|your|our|same|main|down|up|off|by|per|cars?|lanes?|mph|mile|doors?|bus|buses|"
    r"beds?|wheel|way|"
    r"busy|long|short|single|dual|car|park|next|first|last|second|third|each|every|any|one|two|no|too|"
    r"very|so|were|was|is|"
    r"are|had|have|has|times|got|been|people|came|could|would|can|will|minute|took|take|other|side|front|"
    r"back|high|parking)\b"
)
_MEASURED = re.compile(
    r"(?:hour|hours|hrs|hr|minute|minutes|mins|min|day|days|week|weeks|month|months|year|years|mile|miles|metres|yards|"
    r"times|people|patients|pm|am|of|beds|different|more|th|st|nd|rd|percent|and|to|for|old|in|on|at|or|km|stone|star|"
    r"stars|staff|nurses|doctors|other|o'clock|x)\b"
)
_LIVES = re.compile(
    r"\b(?:lives?|living|address(?: is)?|moved to|home is|stay|staying|i'm|we're|reside|delivered|deliver|send it to|"
    r"resident)\W{0,3}(?:at|in|to|:|is)?\W{0,3}$"
)
_AT_A_SERVICE = re.compile(
    rf"\b(?:{SERVICE})(?:'s)?(?: (?:is|are|has|have|was|moved|moving|opens|open|on|at|in|to)){{0,4}}"
    rf"(?:,(?: [a-z0-9'-]{{1,20}}){{1,4}}){{0,3}},? ?(?:the )?$",
    re.ASCII,
)
_NOT_THERE = re.compile(
    r"\b(?:near|opposite|behind|beside|next to|by|past|from|my|me|i|i'm|we|his|her|their|he|she|they|lives?|living|"
    r"flat|(?:house|home)(?! (?:surgery|medical|health|practice))|mr|mrs|miss|ms)\b",
    re.ASCII,
)
"""What says that an address is not that of the service that stands before it."""
_SERVICE_AFTER = re.compile(rf",? (?:the )?(?:{SERVICE})\b", re.ASCII)
_OF_PREMISES = re.compile(
    r"\b(?:branch|store|shop|showroom|restaurant|cafe|takeaway|pub|salon|gym|hotel|depot|waiter|waitress|"
    r"tables?|menu|the bill|your (?:\w+ )?agents?|viewing)\b",
    re.ASCII,
)
"""What is said of where something is sold or let, to those who do."""
_AT_HOME = re.compile(
    r"\b(?:lives?|living|lived|stays?|staying|sleeps?|pay (?:him|her|them) a visit|find (?:him|her|them)|"
    r"moved|address|home|resident|neighbours?|mr|mrs|miss|ms|"
    r"(?:my|our|his|her|their) (?:\w+ )?(?:house|flat|door|garden|drive))\b",
    re.ASCII,
)


def find(text: str, original: str, span: SpanOf) -> Iterator[Detail]:
    """Yield postcodes and street addresses in folded `text`; `original` tells capitals, `span` where to look there."""
    yield from _postcodes(text, original, span)
    if house := _HOUSE.search(text):
        yield from _addresses(text, max(0, house.start() - _LONGEST_DOOR), original, span)


def _postcodes(text: str, original: str, span: SpanOf) -> Iterator[Detail]:
    for inward in _INWARD.finditer(text):
        found = _POSTCODE.search(text, max(0, inward.end() - _LONGEST_POSTCODE), inward.end())
        if not found:
            continue
        start, end = span(found.start(), found.end())
        if _ORDINAL.fullmatch(found[1]) and not original[start:end].isupper():
            continue
        around = text[max(0, found.start() - REACH) : found.end() + REACH // 2]
        if _OF_A_PERSON.search(around):
            yield Detail(*found.span(), "postcode", LIKELY)
        elif not _is_of_a_service(found):
            yield Detail(*found.span(), "postcode", HINTS)


def _addresses(text: str, since: int, original: str, span: SpanOf) -> Iterator[Detail]:
    for found in _ADDRESS.finditer(text, since):
        if _MEASURED.match(found[1] or "") or _is_of_a_service(found):
            continue
        start, end = span(found.start(), found.end())
        capitals = all(word[0].isupper() for word in re.findall(r"[^\W\d_][\w'-]+", original[start:end]))
        if capitals or _LIVES.search(_before(found)):
            yield Detail(*found.span(), "address", HINTS if _is_of_premises(text) else IDENTIFIES)
    for found in _LOWER_CASE.finditer(text, since):
        if not (_MEASURED.match(found[1]) or _NO_STREET.match(found[1]) or _is_of_a_service(found)):
            yield Detail(*found.span(), "address", HINTS if _is_of_premises(text) else LIKELY)


def _is_of_premises(text: str) -> bool:
    """Tell whether an address in `text` is where somebody bought or ate, and nobody's home."""
    return bool(_OF_PREMISES.search(text)) and not _AT_HOME.search(text)


def _is_of_a_service(found: re.Match[str]) -> bool:
    before = _before(found)
    if _NOT_THERE.search(before):
        return False
    return bool(_AT_A_SERVICE.search(before) or _SERVICE_AFTER.match(found.string, found.end()))


def _before(found: re.Match[str]) -> str:
    return found.string[max(0, found.start() - REACH) : found.start()]
