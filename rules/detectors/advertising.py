"""Irrelevant advertising (P15): the cues of `lexicons/advertising.toml`, and links, prices and reductions.

Each cue counts a little; the triage adds them up. What patients and neighbours are told on purpose (blood donors, a
charity walk, an open day, a public body's address) speaks against it. A link to the news is no cue (`rules/sites.py`).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from rules.folding import Folded
from rules.not_selling import NOT_SELLING, not_selling
from rules.reading import Reading
from rules.signals import KNOWN_CONTACT, NOTICE, ONLY_A_SUM, Signal
from rules.single_words import single_words
from rules.sites import Site, site_of

NAME = "advertising"
_KIND = "advert"
_SMALL = "small_advert"
"""Words of small advertisements: cues in a short text, in which nothing else is told, and beside another cue."""
_GOODS = "goods"
"""What is sold: names of it count once, since a list of them is no offer yet."""
_NAMED_PRICE = 0.4
_WAY_TO_BUY = 0.45
"""Beside goods, in a short text in which nobody tells or asks anything."""
_ENOUGH_OF_TRADE = 2
_TWO_OF_TRADE = 0.29
_MANY_OF_TRADE = 0.5
"""Words of trade in such a text, not enough alone. Of 5,519 comments by patients, three had two and none had three."""
_SHORT = 250
"""Characters: some fifty words."""
_COMMUNITY = "community"
_COMMUNITY_SHARE = 0.4
"""How much of a cue is left beside a notice of interest to patients or neighbours."""
_ACCOUNT = "account"
"""The name of a network: a cue where it says what somebody is called there."""
_APPEAL = "appeal"
"""What asks for something without selling it: counts beside a link only."""
_CARE = "care"
_CARE_SHARE = 0.59
"""How much of an invitation or a link is left beside words of the health service: it may be to a clinic's own page.

Two invitations still make an advertisement; one word that sells is not worth a mention.
"""
_LEAST = 0.3
"""Cues that together make no more are not worth a mention: a single word, or what is left of a cue in a notice."""
_REFERENCES = frozenset({Site.PUBLIC, Site.KNOWN})
_TO_FIND = 0.5
"""An account or a title that readers are to look up."""
_INVITATION = 0.65
"""The most that an invitation counts; offers of money and prizes count more."""
_CONTEXT = 0.35
"""Links and prices alone sell nothing."""
_ONLY_A_LINK = 0.65
"""A post that is hardly more than a link to somewhere else."""
_ODD_LINK = 0.5
_LURE = 0.3
"""A word that often stands beside a link that sells or cheats. With a link of the plainer sort it is not enough."""
_LINK_MEANT_TO_SELL = 0.65
"""A link to a shop, a collection or a download, or one that names who is paid for bringing visitors."""
_MANY = 3
"""Links in one post that are more than a reference."""
_FEWEST_WORDS = 15
"""Letters and figures beside the link that make it a post with something to say."""

_ENDINGS = (
    "com|uk|co|org|net|biz|info|shop|store|xyz|ru|tk|ly|gd|gl|me|tv|io|online|site|top|click|link|vip|club"
    "|pw|gq|cf|ga|ml|cc|ws|fm|gg|eu|de|fr|ca"
)
_LIKE_WORDS = (
    "app|page|life|live|fun|space|world|today|win|money|pro|host|deals|stream|download|trade|loan|bid|tech|website|cam"
    "|help"
)
"""Endings that also begin a sentence where the space before it is missing: "saw the nurse.today"."""
_ODD_ENDING = re.compile(
    r"\.(?:info|biz|site|shop|store|club|top|xyz|online|vip|click|link|pw|gq|cf|ga|ml|cc|ws|tk|ru|to|cn"
    rf"|co(?!\.)|{_LIKE_WORDS})(?![a-z0-9.-])"
)
"""What the addresses of those who sell and cheat end in more often than those of neighbours."""
_PATH = r"(?:/[^\s]{0,2000})?"
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s]{1,2000}"
    # None that ends an address somebody spells out: "a.lee @ example.com".
    r"|(?<![a-z0-9@.])(?<!@ )(?<!\(at\) )(?<!\[at\] )"
    rf"(?:[a-z0-9-]{{1,40}}\.){{0,3}}[a-z0-9-]{{2,40}}\.(?:{_ENDINGS})(?![a-z0-9]){_PATH}"
    # One like a word, after a name with a hyphen or a figure in it: "gift-daily.win".
    rf"|(?<![a-z0-9@.-])(?=[a-z0-9]{{0,30}}[0-9-])(?=[0-9-]{{0,30}}[a-z])[a-z0-9-]{{4,40}}\.(?:{_LIKE_WORDS})(?![a-z0-9]){_PATH}"
    # Any ending, where a path follows: "example.pl/offer".
    r"|(?<![a-z0-9@.])(?:[a-z0-9-]{2,40}\.){1,4}[a-z]{2,3}/[a-z0-9?=_-]{5,}"
    r"|/?watch\?v=[a-z0-9_-]{6,20}"
)
_MAYBE_LINK = re.compile(r"\.[a-z0-9]|://|www\.|watch\?v=")
"""What each of those has."""
_TORN = re.compile(
    r"(?<![a-z0-9@.-])[a-z0-9-]{4,40}(?: ?[(\[]dot[)\]] ?|\* ?| dot | ?\. )com(?![a-z0-9])"
    r"|(?<![a-z0-9])w ?w ?w ?\. ?[a-z0-9]{2,40}"
)
"""An address torn apart, to pass for none: "example(dot)com", "w w w. example"."""
_LOOKED_UP = re.compile(
    r"(?<![a-z0-9])(?:search(?: for| up)?|type(?: in)?|look up|peep)[ :]{1,3}"
    r"\"[^\"\n ]{1,30} [^\"\n]{2,50}\""
)
"""A title or a name, of two words or more, that the reader is told to look up."""
_HANDLE = re.compile(r"\s?(?:[:=]\s?@?|@)[\w.]{4,30}(?![\w.])")
"""What somebody is called there, after the name of a network: "snap: some_name"."""
_PICTURE = re.compile(r"(?<![a-z0-9.-])(?:t\.co|pic\.(?:x|twitter)\.com)/")
"""What X puts in the place of a picture, and of any link: it tells nothing of where that leads."""
_NEWS = re.compile(r"[a-z]/(?:[a-z-]{2,30}/)?(?:[a-z]{2,10}-)?(?:news|articles?|politics)/[a-z0-9]")
"""The path of a newspaper's page: there are more of them than a list can have."""
_PAID_FOR = re.compile(
    r"/ref/|/refer/|/invite/|/referral|[?&](?:ref|r|aff|referral|referrer|invite|hlr|tag|affiliate)="
)
_SUM = re.compile(r"[£$€] ?\d|(?<![a-z0-9])\d{1,4} (?:quid|pounds|dollars|euros?|bucks)(?![a-z])")
_WAYS_TO_BUY = re.compile(
    r"(?<![a-z0-9])(?:dm|pm|inbox|msg|message(?: me| us|$)|whatsapp|snap|telegram|enquire|book (?:now|today)|order now"
    r"|apply|(?:call|ring|text|phone)(?: me| us| \d| [a-z]{2,12}[.!]?$)|to let|to rent|for hire|for sale|in stock"
    r"|all sizes|fully (?:insured|vetted|fitted)|guaranteed|spaces? (?:left|free|available|from)|vacanc(?:y|ies)"
    r"|covering|available|special offer|last minute|reconditioned|best prices|any condition"
    r"|free (?:advice|survey|quotes?|home visit)|\d% off|half price)(?![a-z0-9])"
)
_PREMIUM = re.compile(
    r"(?<!\d)0(?:9|87|845|8000)\d{1}[\d ]{5,8}\d|(?:to|txt|text) \d{5}(?!\d)"
    r"|(?<![a-z])(?:txt|text|rply|reply|send) [^.!?\n]{1,40}? to \d{4}(?!\d)",
    re.ASCII,
)
_SHORTEST_NUMBER = 4
"""Figures."""
_PRICE = re.compile(
    r"\b\d{1,3}% (?:off|discount|cashback|returns?|profit|interest)"
    r"|[£$€]\d{1,3}(?:,?\d{3})*(?:\.\d\d)?"
    r" ?(?:off|per|each|only|ono|an hour|a (?:day|week|month|box)|/|p/?m|p/?h|pcm|cash|prize|reward|deposit|voucher)"
    r"|[£$€](?:(?<=from .)|(?<=only .)|(?<=just .))\d"
    r"|\b(?:from|only|just) \d{1,5} ?[€$]|\b\d{1,5} ?[€$] (?:only|each|off|per)"
    r"|\b\d for [£$€]\d|\b(?:use|code) [a-z]{3,12}\d{1,3}\b",
    re.ASCII,
)
_MAYBE_PRICE = re.compile("[%£$€]|use |code ")
"""What each of those has."""


def find(reading: Reading) -> Iterator[Signal]:
    """Yield what advertises, and what speaks against it."""
    signals = list(reading.signals(NAME))
    links, pictures = _links(reading.folded)
    yield from (replace(_cue(reading, picture, 0.0, "a picture"), kind=KNOWN_CONTACT) for picture in pictures)
    kinds = {signal.kind for signal in signals}
    if kinds <= NOT_SELLING and not (links or reading.folded.figures or '"' in reading.folded.text):
        yield from not_selling(reading, signals, ())
        return
    alone = bool(links) and _is_alone(reading.folded.text, links)
    sites = [_site_of(link.group(), alone=alone) for link in links]
    of_links = [_cue(reading, link, 0.0, "a link") for link in links]
    notice = _COMMUNITY in kinds or Site.PUBLIC in sites
    about_care = any(_apart(signals, _CARE, of_links))
    linked = list(_linked(reading, links, sites))
    cues = [*_cues(reading, signals), *linked]
    if linked and _APPEAL in kinds and not (notice or about_care):
        cues += [replace(appeal, kind=_KIND) for appeal in _strongest_of_each(_apart(signals, _APPEAL, cues))]
    if notice:
        cues = [replace(cue, weight=cue.weight * _COMMUNITY_SHARE) for cue in cues]
    elif about_care:
        cues = [_beside_care(cue) for cue in cues]
    if sum(cue.weight for cue in cues) >= _LEAST and (len(cues) > 1 or cues[0].kind == _KIND):
        yield from (replace(cue, kind=_KIND) for cue in cues)
    if notice or about_care:
        yield Signal(NOTICE, 0, 0, 1.0, "", NAME)
    if not links:
        yield from not_selling(reading, signals, cues)
        if not cues and reading.folded.figures and _SUM.search(reading.folded.text):
            yield Signal(ONLY_A_SUM, 0, 0, 1.0, "", NAME)
    known = (link for link, site in zip(of_links, sites, strict=True) if site in _REFERENCES)
    yield from (replace(link, kind=KNOWN_CONTACT) for link in known)


def _is_alone(text: str, links: Iterable[re.Match[str]]) -> bool:
    """Tell whether a text is hardly more than its links."""
    return sum(map(str.isalnum, text)) - sum(sum(map(str.isalnum, link.group())) for link in links) < _FEWEST_WORDS


def _site_of(address: str, *, alone: bool) -> Site:
    site = site_of(address)
    of_the_press = site is Site.UNKNOWN and not alone and _NEWS.search(address) and not _ODD_ENDING.search(address)
    return Site.KNOWN if of_the_press else site


def _links(folded: Folded) -> tuple[list[re.Match[str]], list[re.Match[str]]]:
    """Return the links, and those that stand for a picture."""
    text = folded.text
    links: list[re.Match[str]] = []
    pictures: list[re.Match[str]] = []
    for link in _whole_links(text):
        (pictures if _PICTURE.search(link.group()) else links).append(link)
    may_be_torn = not links and ("com" in folded.words or "ww" in text or "w w" in text)
    return (list(_TORN.finditer(text)) if may_be_torn else links), pictures


def _whole_links(text: str) -> Iterator[re.Match[str]]:
    """Yield the links between spaces, looking only where something tells of one."""
    end = 0
    for cue in _MAYBE_LINK.finditer(text):
        if cue.start() >= end:
            start = text.rfind(" ", end, cue.start()) + 1
            end = text.find(" ", cue.end())
            end = end if end >= 0 else len(text)
            yield from _LINK.finditer(text, start, end)


def _cues(reading: Reading, signals: Iterable[Signal]) -> Iterator[Signal]:
    """Yield what speaks for an advertisement by itself: words, numbers and prices."""
    found = [signal for signal in signals if signal.kind == _KIND]
    if len(reading.text) <= _SHORT:
        found += [signal for signal in signals if signal.kind == _SMALL]
        goods = [signal for signal in signals if signal.kind == _GOODS]
        found += goods[:1]
        if single_words().told_or_asked.isdisjoint(reading.folded.words):
            found += _of_trade(reading)
            found += _beside_goods(reading) if goods else ()
    found += [
        replace(signal, weight=_TO_FIND, reason="an account to be looked up")
        for signal in signals
        if signal.kind == _ACCOUNT and _HANDLE.match(reading.text, signal.end)
    ]
    if '"' in reading.folded.text and (title := _LOOKED_UP.search(reading.folded.text)):
        found.append(_cue(reading, title, _TO_FIND, "a name to be looked up"))
    yield from _strongest_of_each(found)
    text, figures = reading.folded.text, reading.folded.figures
    if figures >= _SHORTEST_NUMBER and (number := _PREMIUM.search(text)):
        yield _cue(reading, number, _CONTEXT, "a premium-rate or text-in number")
    if figures and _MAYBE_PRICE.search(text) and (price := _PRICE.search(text)):
        yield _cue(reading, price, _CONTEXT, "a price or a reduction")


def _of_trade(reading: Reading) -> Iterator[Signal]:
    """Yield what the words of trade in a text, and a sum of money, come to together; the first word stands for them."""
    folded = reading.folded
    words = single_words().of_trade & folded.words
    count = len(words) + bool(words and _SUM.search(folded.text))
    if count >= _ENOUGH_OF_TRADE:
        first = re.search(rf"(?<![a-z0-9])(?:{'|'.join(sorted(words))})(?![a-z0-9])", folded.text)
        if first:
            weight = _MANY_OF_TRADE if count > _ENOUGH_OF_TRADE else _TWO_OF_TRADE
            yield _cue(reading, first, weight, "several words of trade")


def _beside_goods(reading: Reading) -> Iterator[Signal]:
    """Yield what makes an offer of goods that are only named: how to get them, and their price."""
    text = reading.folded.text
    way = _WAYS_TO_BUY.search(text)
    if not way:
        return
    yield _cue(reading, way, _WAY_TO_BUY, "how to get goods or services")
    if price := _SUM.search(text):
        yield _cue(reading, price, _NAMED_PRICE, "the price of goods or services")


def _linked(reading: Reading, links: Sequence[re.Match[str]], sites: Sequence[Site]) -> Iterator[Signal]:
    """Yield the cue that the links of a text are, if any leads to a site that is not known for something else."""
    text = reading.folded.text
    leading = [(link, site) for link, site in zip(links, sites, strict=True) if site in {Site.PROMOTING, Site.UNKNOWN}]
    if not leading:
        return
    for link, site in leading:
        if site is Site.PROMOTING or _PAID_FOR.search(link.group()):
            yield _cue(reading, link, _LINK_MEANT_TO_SELL, "a link that is there to bring in visitors or money")
            return
    first = leading[0][0]
    if _is_alone(text, links):
        yield _cue(reading, first, _ONLY_A_LINK, "a post that is hardly more than a link")
    elif len(leading) >= _MANY:
        yield _cue(reading, first, _LINK_MEANT_TO_SELL, "several links")
    else:
        odd = _ODD_ENDING.search(first.group())
        yield _cue(reading, first, _ODD_LINK if odd else _CONTEXT, "a link")
        lure = next((word for word in reading.folded.spoken if word in single_words().lures), None) if odd else None
        if lure and (place := re.search(rf"(?<![a-z0-9]){lure}(?![a-z0-9])", text)):
            yield _cue(reading, place, _LURE, "a word that often stands beside such a link")


def _apart(signals: Iterable[Signal], kind: str, cues: Sequence[Signal]) -> Iterator[Signal]:
    """Yield the signals of that kind that say something of their own, beside what is already a cue."""
    own = [signal for signal in signals if signal.kind == kind]
    if not own:
        return
    in_order = sorted((cue.start, cue.end) for cue in cues)
    starts = [start for start, _ in in_order]
    ends = list(accumulate((end for _, end in in_order), max))
    for signal in own:
        before = bisect_left(starts, signal.end)
        if not before or ends[before - 1] <= signal.start:
            yield signal


def _beside_care(cue: Signal) -> Signal:
    return replace(cue, weight=cue.weight * _CARE_SHARE) if cue.weight <= _INVITATION else cue


def _strongest_of_each(cues: Iterable[Signal]) -> list[Signal]:
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
