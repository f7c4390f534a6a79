"""Write a text as people write it who want not to be found."""

import random
from string import ascii_lowercase

_LEAST = 4
"""Shorter words stay as they are."""
_LOOK_ALIKES = str.maketrans("aeiost", "4310$7")
_RUN_TOGETHER = 0.05
"""The share of texts that are written as one word."""
_LONGEST_RUN = 80
_MOST_JOINED = 3
"""Words that follow one without a space."""


def disguised(text: str, draw: random.Random) -> str:
    """Return `text` with one word in six written in another way or run into others, but at least one."""
    words = text.split()
    if len(words) > 1 and len(text) <= _LONGEST_RUN and draw.random() < _RUN_TOGETHER:
        return "".join(words)
    long = [place for place, word in enumerate(words) if len(word) >= _LEAST]
    joined: set[int] = set()
    for place in draw.sample(long, min(len(long), 1 + len(words) // 6)):
        if changed := draw.choice(_ways(words[place], draw)):
            words[place] = changed
        else:
            joined.update(range(place, place + draw.randint(1, _MOST_JOINED)))
    return "".join(word if place in joined else f"{word} " for place, word in enumerate(words)).rstrip()


def _ways(word: str, draw: random.Random) -> list[str]:
    """Return the ways to write `word`, and nothing for the way to run it into the next."""
    at = draw.randrange(1, len(word) - 1)
    return [
        word.translate(_LOOK_ALIKES),
        " ".join(word),
        ".".join(word),
        word[:at] + "*" + word[at + 1 :],
        word[:at] + word[at + 1 :],
        word[:at] + draw.choice(ascii_lowercase) + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at] * 2 + word[at + 1 :],
        word[:at] + word[at] * 3 + word[at + 1 :],
        "",
    ]
