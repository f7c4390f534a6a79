"""Personal details made up as British people write them, with right check digits, in the lines of `details.toml`."""

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.evaluate.sets import Part, part_of

_LINES = Path(__file__).with_name("details.toml")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_HAS_DIGIT = re.compile(r"\d")
_EACH = 12
"""Lines made of one template, at most."""

_FIRST = [
    *("Karen", "David", "Priya", "Mohammed", "Zofia", "Gareth", "Siobhan", "Kwame"),
    *("Chloe", "Alan", "Olivia", "Tariq", "Margaret", "Declan", "Ayesha", "Tom"),
]
_LAST = [
    *("Mills", "Okafor", "Patel", "Hughes", "Kowalska", "Ashworth", "Singh"),
    *("O'Brien", "Begum", "Thackeray", "Lloyd-Jones", "Marsh", "Nowak", "Price"),
]
_TITLES = "Mr", "Mrs", "Miss", "Ms"
_ROADS = [
    *("Larch", "Willow", "Station", "Victoria", "Mill", "Church"),
    *("Priory", "Meadow", "Albert", "Hawthorn", "Bridge", "Queens"),
]
_WAYS = [
    *("Road", "Street", "Close", "Avenue", "Lane", "Drive"),
    *("Crescent", "Gardens", "Terrace", "Court", "Way", "Grove", "Place"),
]
_TOWNS = ["Shrewsbury", "Telford", "Oswestry", "Ludlow", "Leeds", "Wolverhampton", "Cardiff", "Whitchurch"]
_AREAS = ["SY1", "SY3", "SY11", "TF1", "TF10", "WV6", "B15", "M20", "EC1A", "SW1A", "LS6", "CF10", "L8", "NE1", "EH8"]
_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
_CODES = ["01743", "01952", "01691", "020", "0121", "0161", "0113", "029"]
_ONES = [
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
]
_TENS = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety"}
_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]

Make = Callable[[random.Random], str]


@dataclass(frozen=True)
class Line:
    """A line, and the details in it that must be masked; none where there is nothing to mask."""

    text: str
    case: str
    details: tuple[str, ...]
    part: Part


def hides(masked: str, line: Line) -> bool:
    """Tell whether a masked text shows nothing of the line's details but the town."""
    return not any(
        part.strip() in masked
        for detail in line.details
        for part in re.split(r"[\n,]", detail)
        if _HAS_DIGIT.search(part) or not _HAS_DIGIT.search(detail)
    )


def lines(each: int = _EACH) -> Iterator[Line]:
    """Yield lines of every template; all of one template belong to one part."""
    content = tomllib.loads(_LINES.read_text(encoding="utf-8"))
    for case in content["case"]:
        for template in case["texts"]:
            draw = random.Random(template)  # noqa: S311 - nothing to guess
            made = dict(_filled(template, content["words"], draw) for _ in range(each))
            for text, details in made.items():
                yield Line(text, case["name"], details if case.get("details") else (), part_of(template))


def _filled(template: str, words: Mapping[str, list[str]], draw: random.Random) -> tuple[str, tuple[str, ...]]:
    details = []

    def fill(found: re.Match[str]) -> str:
        if (make := _MAKERS.get(found[1])) is None:
            return draw.choice(words[found[1]])
        details.append(made := make(draw))
        return made

    text = _CHOICE.sub(lambda found: draw.choice(found[1].split("|")), template)
    return _SLOT.sub(fill, text), tuple(details)


def _digits(draw: random.Random, count: int) -> str:
    return "".join(draw.choice("0123456789") for _ in range(count))


def _nhs(draw: random.Random) -> str:
    """Return an NHS number with its check digit (NHS Data Dictionary: weights 10 to 2, modulus 11)."""
    while True:
        digits = draw.choice("4567") + _digits(draw, 8)
        check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            digits += str(check % 11)
            break
    a, b, c = digits[:3], digits[3:6], digits[6:]
    return draw.choice([f"{a} {b} {c}", f"{a} {b} {c}", digits, f"{a}-{b}-{c}", f"{a}.{b}.{c}"])


def _insurance(draw: random.Random) -> str:
    """Return a National Insurance number (HMRC: no D, F, I, Q, U or V first, nor O second; A to D last)."""
    letters = draw.choice("ABCEGHJKLMNOPRSTWXYZ") + draw.choice("ABCEGHJKLMNPRSTWXYZ")
    pairs = [_digits(draw, 2) for _ in range(3)]
    last = draw.choice("ABCD")
    written = draw.choice(
        [letters + "".join(pairs) + last, " ".join([letters, *pairs, last]), f"{letters} {''.join(pairs)} {last}"]
    )
    return draw.choice([written, written.lower()])


def _phone(draw: random.Random) -> str:
    if draw.random() < 0.6:
        number = "7" + draw.choice("45789") + _digits(draw, 8)
        a, b, c = number[:4], number[4:7], number[7:]
        forms = [f"0{a} {b}{c}", f"0{number}", f"0{a} {b} {c}", f"+44{number}", f"+44 {a} {b}{c}", f"0044 {number}"]
        return draw.choice([*forms, f"+44 (0){a} {b} {c}", f"0{a}-{b}-{c}", f"0{a}.{b}.{c}", f"(0{a}) {b}{c}"])
    code = draw.choice(_CODES)
    local = draw.choice("23456") + _digits(draw, 10 - len(code))
    forms = [f"{code} {local}", f"({code}) {local}", code + local, f"{code}-{local}", f"+44 {code[1:]} {local}"]
    return draw.choice([*forms, f"{code} {local[:3]} {local[3:]}", f"{code}/{local}"])


def _phone_disguised(draw: random.Random) -> str:
    number = "07" + draw.choice("45789") + _digits(draw, 8)
    spelt = [_DIGITS[int(digit)] for digit in number]
    return draw.choice(
        [
            " ".join(number),
            " ".join(spelt),
            number.replace("0", "O"),
            "-".join(number),
            ".".join([number[:3], number[3:6], number[6:9], number[9:]]),
            " ".join(["oh", *spelt[1:]]),
            f"{number[:5]}...{number[5:]}",
            " ".join([number[:2], number[2:5], number[5:8], number[8:]]),
        ]
    )


def _email(draw: random.Random) -> str:
    first, last = draw.choice(_FIRST).lower(), re.sub(r"\W", "", draw.choice(_LAST)).lower()
    user = draw.choice([f"{first}.{last}", f"{first}{_digits(draw, 2)}", f"{first[0]}_{last}", f"{first}+nhs"])
    return f"{user}@{draw.choice(['example.com', 'example.co.uk', 'mail.example.org', 'gmail.com', 'btinternet.com'])}"


def _email_disguised(draw: random.Random) -> str:
    user, domain = _email(draw).replace("+nhs", "").split("@")
    dotted = domain.replace(".", " dot ")
    return draw.choice(
        [
            f"{user} at {dotted}",
            f"{user}(at){domain}",
            f"{user} [at] {domain.replace('.', ' [dot] ')}",
            f"{user} @ {domain}",
            f"{user}[at]{domain.replace('.', '[dot]')}",
            f"{user} AT {domain.replace('.', ' DOT ')}",
            f"{user}@{domain.replace('.', ' . ')}",
        ]
    )


def _postcode(draw: random.Random) -> str:
    out, inward = (
        draw.choice(_AREAS),
        draw.choice("123456789") + "".join(draw.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in "12"),
    )
    written = draw.choice([f"{out} {inward}", f"{out} {inward}", f"{out}{inward}"])
    return draw.choice([written, written, written.lower()])


def _street(draw: random.Random) -> str:
    road = f"{draw.choice(_ROADS)} {draw.choice(_WAYS)}"
    number = draw.randrange(1, 180)
    return draw.choice(
        [
            f"{number} {road}",
            f"{number} {road}",
            f"{number}a {road}",
            f"Flat {draw.randrange(1, 30)}, {number} {road}",
            f"{number}, {road}",
        ]
    )


def _address(draw: random.Random) -> str:
    street = _street(draw)
    tail = draw.choice(["", "", f", {draw.choice(_TOWNS)}", f", {draw.choice(_TOWNS)}, {_postcode(draw).upper()}"])
    return draw.choice([street + tail, (street + tail).lower()])


def _address_lines(draw: random.Random) -> str:
    return "\n".join([_street(draw), draw.choice(_TOWNS), _postcode(draw).upper()])


def _date(draw: random.Random) -> str:
    day, month, year = draw.randrange(1, 29), draw.randrange(1, 13), draw.randrange(1930, 2015)
    name = _MONTHS[month - 1]
    ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(day, "th")
    return draw.choice(
        [
            f"{day:02}/{month:02}/{year}",
            f"{day}/{month}/{year % 100:02}",
            f"{day}.{month}.{year}",
            f"{day:02}-{month:02}-{year}",
            f"{day}{ending} {name} {year}",
            f"{day} {name[:3]} {year}",
            f"{year}-{month:02}-{day:02}",
            f"{name} {day}, {year}",
            f"{day}{ending} of {name} {year}",
            f"{day:02} {month:02} {year}",
        ]
    )


def _date_words(draw: random.Random) -> str:
    day, name = draw.choice(_ONES), draw.choice(_MONTHS)
    ten, unit = draw.choice([40, 50, 60, 70, 80, 90]), draw.choice(_UNITS)
    year = draw.choice([f"nineteen {_TENS[ten]} {unit}", f"nineteen {_TENS[ten]}-{unit}", str(1900 + ten)])
    return draw.choice([f"the {day} of {name} {year}", f"{name} the {day} {year}", f"{day} {name} {year}"])


def _name(draw: random.Random) -> str:
    return f"{draw.choice(_FIRST)} {draw.choice(_LAST)}"


def _title_name(draw: random.Random) -> str:
    return f"{draw.choice(_TITLES)} {draw.choice(_LAST)}"


def _card(draw: random.Random) -> str:
    """Return a card number with its check digit (ISO/IEC 7812-1)."""
    digits = draw.choice(["4", "52"]) + _digits(draw, 14)
    digits = digits[:15]
    doubled = [int(digit) * (2 - index % 2) for index, digit in enumerate(digits)]
    digits += str(-sum(value // 10 + value % 10 for value in doubled) % 10)
    return draw.choice([digits, " ".join(digits[at : at + 4] for at in range(0, 16, 4))])


def _sort(draw: random.Random) -> str:
    pairs = [draw.choice("123456") + _digits(draw, 1), _digits(draw, 2), _digits(draw, 2)]
    return draw.choice(["-".join(pairs), " ".join(pairs)])


def _hospital(draw: random.Random) -> str:
    return draw.choice(["", "X", "RXW", "M"]) + _digits(draw, 7)


_MAKERS: Mapping[str, Make] = {
    "nhs": _nhs,
    "ni": _insurance,
    "phone": _phone,
    "phone_disguised": _phone_disguised,
    "email": _email,
    "email_disguised": _email_disguised,
    "postcode": _postcode,
    "address": _address,
    "address_lines": _address_lines,
    "date": _date,
    "date_words": _date_words,
    "name": _name,
    "title_name": _title_name,
    "card": _card,
    "sort": _sort,
    "account": lambda draw: _digits(draw, 8),
    "hospital": _hospital,
}
