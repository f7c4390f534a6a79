"""How old a reader should be for a text, by one formula that needs nothing but counts."""

import re

_YEARS_BEFORE_SCHOOL = 5
"""A reading age is a school grade and the years before it."""
_FEWEST_WORDS = 10
"""Of fewer words the formula says nothing."""


def reading_age(text: str) -> int | None:
    """Return the age in years by the automated readability index (Smith and Senter, 1967); None for a few words."""
    words = re.findall(r"[\w’'-]+", text)
    if len(words) < _FEWEST_WORDS:
        return None
    sentences = [each for each in re.split(r"(?<=[.!?])\s+|\n+", text) if re.search(r"\w", each)]
    letters = sum(map(len, words))
    grade = 4.71 * letters / len(words) + 0.5 * len(words) / len(sentences) - 21.43
    return max(_YEARS_BEFORE_SCHOOL, round(grade + _YEARS_BEFORE_SCHOOL))
