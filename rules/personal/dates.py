"""Dates as people write them, in figures or in words, for whoever looks for a date of birth."""

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_ORDINAL = (
    "twenty[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirty[ -]first|first|"
    "second|third|fourth|"
    "fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|"
    "eighteenth|nineteenth|twentieth|thirtieth"
)
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_ORDINAL})"
_UNIT = "one|two|three|four|five|six|seven|eight|nine"
_TEN = "twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety"
_TEEN = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_YEAR_IN_WORDS = (
    rf"nineteen (?:hundred (?:and )?)?(?:(?:{_TEN})(?:[ -](?:{_UNIT}))?|{_TEEN}|oh (?:{_UNIT}))"
    rf"|two thousand(?: (?:and )?(?:(?:{_TEN})(?:[ -](?:{_UNIT}))?|{_TEEN}|{_UNIT}))?"
    rf"|twenty (?:{_TEEN}|twenty(?:[ -](?:{_UNIT}))?)"
)
_YEAR = rf"(?:\d{{4}}|'?\d{{2}}|{_YEAR_IN_WORDS})"

DATE = "|".join(
    (
        r"\d{4}[/. -]\d{1,2}[/. -]\d{1,2}",
        r"\d{1,2}[/. -]{1,3}\d{1,2}[/. -]{1,3}\d{2,4}",
        rf"{_DAY}(?: day)?(?: of)?[ .-]?(?:{_MONTH})[,.]?[ -]?{_YEAR}",
        rf"(?:{_MONTH})\.? (?:the )?{_DAY},? ?{_YEAR}",
        r"\d{8}|\d{6}",
    )
)
"""Pattern of a date in folded text; six or eight digits alone are one only where something says so."""
