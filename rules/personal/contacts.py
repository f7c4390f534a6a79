"""Ways to reach a person: phone numbers and email addresses, less what is public anyway."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rules.english import commonest_words
from rules.folding import Folded
from rules.personal.detail import IDENTIFIES, LIKELY, OF_A_SERVICE, PUBLIC, REACH, SERVICE, Detail
from rules.starts import starts

_PUBLIC_CONTACTS = Path(__file__).parents[1] / "public_contacts.toml"

_EMAIL = re.compile(r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}", re.ASCII)
_AT = r"(?: ?[\[({<] ?(?:at|@) ?[\])}>] ?| at | ?@ ?)"
_DOT = r"(?: ?[\[({<] ?(?:dot|\.) ?[\])}>] ?| dot | ?\. ?)"
_ENDINGS = frozenset({"com", "net", "org", "co", "uk", "eu", "ie", "info"})
_ENDING = f"(?:{'|'.join(sorted(_ENDINGS, key=len, reverse=True))})"
_SPOKEN_EMAIL = re.compile(
    rf"(?<![a-z0-9._%+-])(?:[a-z0-9_-]{{1,30}} dot ){{0,2}}[a-z0-9._%+-]{{2,64}}(?P<at>{_AT})"
    rf"[a-z0-9-]{{2,40}}(?P<dots>(?:{_DOT}[a-z0-9-]{{2,40}}){{0,3}}?{_DOT}{_ENDING})(?:{_DOT}uk)?"
    r"(?![a-z0-9])(?! ?@)",
    re.ASCII,
)
_DISGUISE = re.compile(r"[\[({<]| @|@ | dot | \.(?=.)")
"""What tells a disguised address from one that is plainly written, and from "see you at example.com"."""
_OF_MAIL = re.compile(r"\b(?:e-?mails?|e-?mailed|mail|address|contact|write to|reach)\b[^.!?\n]{0,30}$", re.ASCII)
"""Before what may be an address or a handle: "my email is ann @example.com"."""
_PHONE = re.compile(
    r"(?<![\d.,£$/-])(?<!\d )(?!\d{4}-\d\d-\d\d)(?:\+|00 ?)?\(?\d(?:[ ()./-]{0,3}\d){8,13}(?!\d)(?![.,]\d)", re.ASCII
)
_FEWEST_DIGITS = 9
"""Of a phone number."""
_PHONE_WITH_LETTERS = re.compile(starts("[0o]7", "[a-z0-9]") + r"(?:[ .-]{0,2}[0-9o]){9}(?![a-z0-9])", re.ASCII)
"""The letter O stands for a nought."""
_SPOKEN_DIGIT = r"(?:(?:double |treble |triple )?(?:zero|nought|oh|o|one|two|three|four|five|six|seven|eight|nine))"
_NOUGHTS = frozenset({"zero", "nought", "oh", "o"})
_SPOKEN_PHONE = re.compile(
    rf"(?:{'|'.join(starts(nought, '[a-z0-9]') for nought in sorted(_NOUGHTS))})"
    rf"(?:[ ,-]{{1,2}}{_SPOKEN_DIGIT}){{7,10}}(?![a-z0-9])",
    re.ASCII,
)
_PREMIUM_OR_FREE = re.compile(r"(?:\+?44\W?|0)(?:80|84|87|90|91|118)", re.ASCII)
"""Numbers of organisations by Ofcom's numbering plan, those that sell among them."""
_OF_PUBLIC_BODIES = re.compile(r"(?:\+?44\W?|0)3", re.ASCII)
"""By the same plan: numbers of public bodies, charities and others, at the rate of a landline."""
_MOBILE = re.compile(r"(?:\+?44\W{0,3}|00 ?44\W{0,3}|\(?0)\W{0,2}7", re.ASCII)
_LEADS_TO = (
    r"(?:'s)?(?: (?:team|line|desk|main|general|direct|\d{1,3}[a-z]?))*"
    r"(?: (?:on|at|is|was|via|tel|telephone|phone|number|no)){0,3}\W{0,4}$"
)
_OF_A_SERVICE = re.compile(rf"\b(?:{SERVICE}){_LEADS_TO}", re.ASCII)
_SERVICE_AFTER = re.compile(rf"[^\w.!?\n]{{0,3}}(?:(?:is|for|the|main|our|hospital) ){{0,4}}(?:{SERVICE})\b", re.ASCII)
_OF_SOMEBODY = re.compile(
    r"\b(?:i'm|my|me|mine|our|his|her|hers|their|home|house|landline|mum|mam|dad|nan|gran|husband|wife|son|daughter)\b",
    re.ASCII,
)
"""What says that a number before a service's name is not the service's: "my number is …, the surgery has it"."""
_FIRM = (
    "us|(?:head |box |post )?office|team|service|department|charity|company|firm|business|airlines?|bank|"
    "building society|insurers?|supplier|landlords|agents|agency|couriers?|depot|branch|store|shop|garage|dealership|"
    "hotel|restaurant|gym|bailiffs?|solicitors|ombudsman|trading standards|citizens advice|environmental health|"
    "sau|mau|amu|eau|icu|itu|nicu|hdu|ccu"
)
"""What people call those whom they ring about goods, money and the streets."""
_LINE = (
    r"(?:help|hot|info|advice|priority|complaints?|customer|customer care|support|enquir(?:y|ies)|bookings?|"
    r"claims|refunds?|returns|repairs?|faults?|orders?|delivery|service|sales|billing|accounts|emergency|office|"
    r"fraud|press|ticket|report(?:ing)?)"
    r"\W{0,2} ?(?:phone |contact |telephone )?(?:line|number|desk|no|team|department)s?"
)
"""A line that is kept for customers: no one's own, unlike a landline or a direct line."""
_GIVEN = (
    r"number (?:that )?(?:they|you|the website|their website|your website) "
    r"(?:'ve |have |has )?(?:give|gave|given|list|listed|publish|advertise|quote|print|put)s?"
    r"(?: us| out| you| everyone)?|"
    rf"(?:they|{_FIRM}) (?:just |only )?(?:gave|give|gives|sent) (?:me|us|you|people)(?: this number| this)?|"
    r"number (?:is )?(?:printed |listed |given )?(?:on|in) (?:the back of )?(?:the|their|your|its) "
    r"(?:web ?site|site|app|bill|bills|letter|letters|parcel|card|van|vans|sign|signs|contract|"
    r"leaflet|poster|receipt|box)"
)
"""What a firm or a public body gives as its own."""
_PERHAPS_OF_A_SERVICE = re.compile(rf"\b(?:{_FIRM}|{_LINE}|{_GIVEN}){_LEADS_TO}", re.ASCII)
_OF_SOMEBODY_THERE = re.compile(
    r"\b(?:his|her|(?:me|him|her|mum|mam|dad|nan|husband|wife|son|daughter|partner) "
    r"(?:at|in) (?:the|my|his|her|our)) (?:\w+ )?$",
    re.ASCII,
)
"""Before a firm: "ring her at the shop"."""
_PERHAPS_AFTER = re.compile(
    r"\W{0,3}(?:is|was|that's|which is) (?:(?:the|a|an|your|their|its|our|main|so|called|council's) ){0,4}"
    rf"[\"'*]?(?:{_LINE}|{_GIVEN})\b",
    re.ASCII,
)
_RINGS_OUT = re.compile(
    r"\b(?:on hold|hold music|holding music|press (?:one|two|three|four|\d)|option (?:one|two|three|four|\d)|"
    r"in (?:the|a) queue|automated|answering machine|recorded message|call handlers?|robot|your call is important|"
    r"lines (?:are |were )?(?:open|closed|shut|close))\b",
    re.ASCII,
)
"""What is said of a firm's telephone and of hardly anybody's own."""
_RUNG = re.compile(
    r"(?:^|\b(?:i|we|i've|we've|i have|we have|and) )(?:just )?(?:rang|phoned|dialled|rung|tried) (?:up )?$"
    r"|\b(?:letters?|website|site|e-?mail|poster|sign|leaflet|card|app|recording) (?:just )?"
    r"(?:says?|said|tells you to|told me to) (?:to )?(?:call|ring|phone|text) $"
    r"|\b(?:calls?|calling|called|rings?|ringing|rung|texts?|texting|times)\b[^.!?\n]{0,30} from $",
    re.ASCII,
)
"""Before a number that somebody rang, or is pestered from, and names nobody with it."""
_BRITISH = re.compile(r"(?:0|(?:00)?440?)[127]\d{9}", re.ASCII)
"""Written like a British number: masked though no such range may be in use, for people mistype theirs."""


@dataclass(frozen=True, slots=True)
class _Public:
    emails: frozenset[str]
    domains: tuple[str, ...]
    mailboxes: frozenset[str]
    private_domains: tuple[str, ...]
    phones: frozenset[str]


@cache
def _public() -> _Public:
    content = tomllib.loads(_PUBLIC_CONTACTS.read_text(encoding="utf-8"))
    return _Public(
        emails=frozenset(email.lower() for email in content["emails"]),
        domains=tuple(content["domains"]),
        mailboxes=frozenset(content["mailboxes"]),
        private_domains=tuple(content["private_domains"]),
        phones=frozenset("".join(filter(str.isdigit, phone)) for phone in content["phones"]),
    )


def find(folded: Folded) -> Iterator[Detail]:
    """Yield phone numbers and email addresses in a folded text.

    Those of the organisation, of national helplines and of services are among them, as what is theirs.
    """
    text = folded.text
    has_at = "@" in text
    if has_at:
        yield from _emails(text)
    if (has_at or "at" in folded.words) and not _ENDINGS.isdisjoint(folded.words):
        yield from _spoken_emails(text)
    if "07" in text or "o7" in text:
        yield from _in_disguise(_PHONE_WITH_LETTERS, text)
    if not _NOUGHTS.isdisjoint(folded.words):
        yield from _in_disguise(_SPOKEN_PHONE, text)
    if folded.figures >= _FEWEST_DIGITS:
        yield from _phones(text)


def _emails(text: str) -> Iterator[Detail]:
    for found in _EMAIL.finditer(text):
        email = found.group().rstrip(".-")
        weight = OF_A_SERVICE if _is_public_email(email) else IDENTIFIES
        yield Detail(found.start(), found.start() + len(email), "email address", weight)


def _spoken_emails(text: str) -> Iterator[Detail]:
    for found in _SPOKEN_EMAIL.finditer(text):
        if _DISGUISE.search(f"{found['at']}|{found['dots']}") and not _is_handle(found):
            weight = OF_A_SERVICE if _is_public_email(_spelt_out(found.group())) else IDENTIFIES
            yield Detail(*found.span(), "email address", weight)


def _is_handle(found: re.Match[str]) -> bool:
    """Tell whether a firm is named by its site behind a handle's sign: "slower than @example.com"."""
    before, at, host = found.group().partition(" @")
    if not at or host.startswith(" ") or not before.isalpha():
        return False
    if before in commonest_words():
        return True
    return not _is_under(host, _public().private_domains) and not _OF_MAIL.search(_before(found))


def _in_disguise(phone: re.Pattern[str], text: str) -> Iterator[Detail]:
    return (Detail(*found.span(), "phone number", IDENTIFIES) for found in phone.finditer(text))


def _phones(text: str) -> Iterator[Detail]:
    for found in _PHONE.finditer(text):
        digits = "".join(filter(str.isdigit, found.group()))
        if not _PREMIUM_OR_FREE.match(found.group().lstrip("( ")) and _is_phone(found.group(), digits):
            yield Detail(*found.span(), "phone number", _phone_weight(found, digits))


def _spelt_out(email: str) -> str:
    """Return an address in disguise as it would be written."""
    return re.sub(_DOT, ".", re.sub(_AT, "@", email))


def _is_public_email(email: str) -> bool:
    mailbox, _, host = email.partition("@")
    if email in _public().emails or _is_under(host, _public().domains):
        return True
    of_a_service = _public().mailboxes.issuperset(re.split("[._-]", mailbox))
    return of_a_service and not _is_under(host, _public().private_domains)


def _is_under(host: str, domains: Iterable[str]) -> bool:
    return any(host == domain or host.endswith("." + domain) for domain in domains)


def _is_phone(written: str, digits: str) -> bool:
    if _BRITISH.fullmatch(digits):
        return True
    # Imported only where there is a run of digits: it takes longer than the rest of the rules together.
    import phonenumbers  # noqa: PLC0415

    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(written, "GB")))
    except phonenumbers.NumberParseException:
        return False


def _is_public_phone(found: re.Match[str], digits: str) -> bool:
    if digits in _public().phones or _OF_PUBLIC_BODIES.match(found.group().lstrip("( ")):
        return True
    if _MOBILE.match(found.group()):
        return False
    before = _before(found)
    service_after = _SERVICE_AFTER.match(found.string, found.end()) and not _OF_SOMEBODY.search(before)
    return bool(service_after or _OF_A_SERVICE.search(before))


def _phone_weight(found: re.Match[str], digits: str) -> float:
    if _is_public_phone(found, digits):
        return OF_A_SERVICE
    if _MOBILE.match(found.group()):
        return IDENTIFIES
    return PUBLIC if _is_perhaps_public(found) else LIKELY


def _is_perhaps_public(found: re.Match[str]) -> bool:
    before, text = _before(found), found.string
    if firm := _PERHAPS_OF_A_SERVICE.search(before):
        return not _OF_SOMEBODY_THERE.search(before, 0, firm.start())
    if _PERHAPS_AFTER.match(text, found.end()):
        return True
    if _OF_SOMEBODY.search(before):
        return False
    return bool(
        _RUNG.search(before) or _RINGS_OUT.search(before) or _RINGS_OUT.search(text, found.end(), found.end() + REACH)
    )


def _before(found: re.Match[str]) -> str:
    return found.string[max(0, found.start() - REACH) : found.start()]
