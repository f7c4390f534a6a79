"""The endings of an English word in British spelling: muppet, muppets; skive, skived, skiving; rat, ratted."""

import re

_SHORTEST = 3
_HISSES = re.compile(r"(?:s|x|z|ch|sh)\Z")
_CONSONANT_Y = re.compile(r"[^aeiou]y\Z")
_DROPS_E = re.compile(r"[^eoy]e\Z")
_DOUBLES = re.compile(r"(?:\A[^aeiou]*[aeiou][^aeiouwxy]|[aeiou]l)\Z")
"""One short syllable doubles its last letter, and so does a last l: ratted, never rated; travelled."""


def with_endings(word: str) -> tuple[str, ...]:
    """Return a word of folded text as it stands, in the plural, and with -ed and -ing.

    Goes by spelling alone, so that a word that takes no such ending gets one too; nobody writes that.
    """
    if not word.isalpha() or len(word) < _SHORTEST:
        return (word,)
    doubled = word + word[-1] if _DOUBLES.search(word) else word
    plural, past, ongoing = f"{word}s", f"{doubled}ed", f"{doubled}ing"
    if _HISSES.search(word):
        plural = f"{word}es"
    elif _CONSONANT_Y.search(word):
        plural, past = f"{word[:-1]}ies", f"{word[:-1]}ied"
    elif word.endswith("e"):
        stem = f"{word[:-2]}y" if word.endswith("ie") else word[:-1] if _DROPS_E.search(word) else word
        past, ongoing = f"{word}d", f"{stem}ing"
    return word, plural, past, ongoing
