"""Irrelevant advertising (P15): the cues of `lexicons/advertising.toml`, and links, prices and reductions.

Each cue counts a little; the triage adds them up. What patients and neighbours are told on purpose (blood donors, a
charity walk, an open day, a public body's address) speaks against it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from rules.reading import Reading
from rules.signals import Signal

NAME = "advertising"
_KIND = "advert"
_COMMUNITY = "community"
_COMMUNITY_SHARE = 0.4
"""How much of a cue is left beside a notice of interest to patients or neighbours."""
_CONTEXT = 0.35
"""Links and prices alone sell nothing."""
_ONLY_A_LINK = 0.65
"""A post that is hardly more than a link to somewhere else."""
_FEWEST_WORDS = 15
"""Letters and figures beside the link that make it a post with something to say."""

_ENDINGS = "com|net|biz|info|shop|store|xyz|ru|tk|ly|gd|gl|me|tv|io|online|site|top|click|link|vip|club"
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s]{1,2000}"
    # None that ends an address somebody spells out: "a.lee @ example.com".
    rf"|(?<![a-z0-9@.])(?<!@ )(?<!\(at\) )(?<!\[at\] )[a-z0-9-]{{2,40}}\.(?:{_ENDINGS})(?![a-z0-9])"
    r"|/?watch\?v=[a-z0-9_-]{6,20}"
)
_PICTURE = re.compile(r"//(?:t\.co|pic\.(?:x|twitter)\.com)/")
"""What X writes for a picture, which then is all the text there is."""
_PUBLIC_LINK = re.compile(r"[./](?:(?:nhs|gov|police|ac)(?:\.uk)?|org\.uk)(?![a-z0-9])|blood\.co\.uk|justgiving\.com")
_PREMIUM = re.compile(r"(?<!\d)0(?:9|87|845|8000)\d{1}[\d ]{5,8}\d|(?:to|txt|text) \d{5}(?!\d)", re.ASCII)
_PRICE = re.compile(
    r"\b\d{1,3}% (?:off|discount|cashback|returns?|profit|interest)"
    r"|[£$€]\d{1,3}(?:,?\d{3})*(?:\.\d\d)?"
    r" ?(?:off|per|each|only|a (?:day|week|month)|/|p/m|pm|cash|prize|reward|deposit|voucher)",
    re.ASCII,
)


def find(reading: Reading) -> Iterator[Signal]:
    """Yield what advertises."""
    signals = list(reading.signals(NAME))
    cues = _strongest_of_each(signal for signal in signals if signal.kind == _KIND)
    notice = any(signal.kind == _COMMUNITY for signal in signals)
    text = reading.folded.text
    for found in _LINK.finditer(text):
        if _PICTURE.search(found.group()):
            continue
        if _PUBLIC_LINK.search(found.group()):
            notice = True
        else:
            beside = text[: found.start()] + text[found.end() :]
            alone = sum(map(str.isalnum, beside)) < _FEWEST_WORDS
            weight, reason = (_ONLY_A_LINK, "a post that is hardly more than a link") if alone else (_CONTEXT, "a link")
            cues.append(_cue(reading, found, weight, reason))
            break
    if found_number := _PREMIUM.search(text):
        cues.append(_cue(reading, found_number, _CONTEXT, "a premium-rate or text-in number"))
    if found_price := _PRICE.search(text):
        cues.append(_cue(reading, found_price, _CONTEXT, "a price or a reduction"))
    yield from (replace(cue, weight=cue.weight * _COMMUNITY_SHARE) if notice else cue for cue in cues)


def _strongest_of_each(cues: Iterator[Signal]) -> list[Signal]:
    """Keep one cue where several overlap: they say one thing."""
    kept: list[Signal] = []
    for cue in sorted(cues, key=lambda cue: (cue.start, -cue.weight)):
        if kept and cue.start < kept[-1].end:
            if cue.weight > kept[-1].weight:
                kept[-1] = cue
        else:
            kept.append(cue)
    return kept


def _cue(reading: Reading, found: re.Match[str], weight: float, reason: str) -> Signal:
    start, end = reading.folded.span(*found.span())
    return Signal(_KIND, start, end, weight, reason, NAME)
