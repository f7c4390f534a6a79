"""Write a text as people write it who want not to be found."""

import random
from string import ascii_lowercase

_LEAST = 4
"""Shorter words stay as they are."""
_LOOK_ALIKES = str.maketrans("aeiost", "4310$7")
_JOINED = "\0"
"""Stands for no space after it, till the words are put together."""


def disguised(text: str, draw: random.Random) -> str:
    """Return `text` with one word in six written in another way or run into the next, but at least one."""
    words = text.split()
    long = [place for place, word in enumerate(words) if len(word) >= _LEAST]
    for place in draw.sample(long, min(len(long), 1 + len(words) // 6)):
        word = words[place]
        at = draw.randrange(1, len(word) - 1)
        words[place] = draw.choice(
            [
                word.translate(_LOOK_ALIKES),
                " ".join(word),
                ".".join(word),
                word[:at] + "*" + word[at + 1 :],
                word[:at] + word[at + 1 :],
                word[:at] + draw.choice(ascii_lowercase) + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at] * 2 + word[at + 1 :],
                word[:at] + word[at] * 3 + word[at + 1 :],
                word + _JOINED,
            ]
        )
    return " ".join(words).replace(_JOINED + " ", "").replace(_JOINED, "")
