"""The phrase language of the word lists: what somebody who does not program can write and read.

    you (|utter |complete )(fool|clown)s     a choice; an empty one makes it optional
    <I will> (hit|slap) <person>             a group named in the list's [groups]
    i live at .. street                      up to three words in between; three dots for up to six
    threaten*                                any ending
    # weeks                                  a number in figures
    can't stop waiting                       also as `cant stop waitin`

A space stands for any one to five characters that are neither letters nor digits and end no sentence. A phrase begins
with a word, so that a text is read once, word by word, whatever the number of phrases. Every repetition is bounded:
reading is linear in the length of the text.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from rules.english import commonest_words

WORD = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
"""A word of folded text."""
_HEAD = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*|[a-z]+\*+[a-z]*")
"""What a phrase may begin with: a word, or one starred out, which stands alone."""
LETTERS = re.compile("[a-z0-9]+")
"""A word up to an apostrophe, or from one on."""

_BETWEEN = r"[^a-z0-9.!?\n]{1,5}"
_GAP = rf"(?:[a-z0-9']{{1,30}}{_BETWEEN}){{0,3}}"
_LONG_GAP = rf"(?:[a-z0-9']{{1,30}}{_BETWEEN}){{0,6}}"
SHORTLY_BEFORE = rf"{_BETWEEN}{_GAP}\Z"
"""Pattern for: at most three words follow, in the same sentence, and then the text ends."""
_NUMBER = r"[0-9](?:[0-9,.]{0,9}[0-9])?"
_GROUP = re.compile(r"<([^<>]*)>")
_ING = re.compile(r"(?<=...)ing\Z")
_TOKEN = re.compile(r" ?\.{2,3} ?|[a-z0-9']+|[ ()|*#]")
_BRACKET = re.compile(r"[()]")
_DEEPEST = 20


class PhraseError(ValueError):
    """A phrase of a word list that cannot be read; says which and why."""


def expand_groups(phrase: str, groups: dict[str, str]) -> str:
    """Put each `<name>` of `phrase` into words, groups inside groups included.

    Raises:
        PhraseError: for a name that no group has, or groups that contain each other.

    """
    for _ in range(_DEEPEST):
        if "<" not in phrase:
            return phrase
        try:
            phrase = _GROUP.sub(lambda found: f"({groups[found[1]]})", phrase)
        except KeyError as missing:
            raise PhraseError(f"no group is called {missing} in {phrase!r}") from None
    raise PhraseError(f"groups contain each other in {phrase[:80]!r}")


def split_heads(phrase: str) -> list[tuple[str, str]]:
    """Return `(first word, rest)` for each first word that `phrase` can begin with.

    Raises:
        PhraseError: when the phrase can begin with anything but a word.

    """
    heads = list(_heads(phrase))
    if not all(_HEAD.fullmatch(head) for head, _ in heads):
        raise PhraseError(f"a phrase begins with a whole word: {phrase!r}")
    return heads


@cache
def next_words(rest: str) -> Mapping[str, frozenset[str] | None] | None:
    """Return the words that `rest` can go on with, each with those that may follow it; None where any may, or none.

    Words are told up to an apostrophe.
    """
    following: dict[str, frozenset[str] | None] = {}
    for head, left in _heads(rest.removeprefix(" ")):
        word = head.lstrip("'").partition("'")[0]
        if not LETTERS.fullmatch(word):
            return None
        then = _first_words(left.removeprefix(" ")) if word == head else None
        before = following.get(word, then)
        following[word] = then if before is then else then and before and then | before
    return following


@cache
def needed_words(rest: str) -> frozenset[str] | None:
    """Return words, up to an apostrophe, of which a text has one where `rest` stands in it, or None if there are none.

    They are of the last part that has none of the commonest words, so that most texts lack them.
    """
    parts = [part.removeprefix("(.. |)") for part in reversed(_split(rest, " "))]
    needed = [words for part in parts if (words := _first_words(part))]
    return next(filter(commonest_words().isdisjoint, needed), needed[0] if needed else None)


@cache
def _first_words(phrase: str) -> frozenset[str] | None:
    words = frozenset(word.lstrip("'").partition("'")[0] for word, _ in _heads(phrase))
    return words if all(map(LETTERS.fullmatch, words)) else None


@cache
def compile_rest(rest: str) -> re.Pattern[str]:
    """Return the pattern that must match straight after a phrase's first word.

    Raises:
        PhraseError: for anything that is no part of the phrase language.

    """
    return re.compile(pattern_of(rest))


def pattern_of(phrase: str) -> str:
    """Return the pattern of a phrase, or of the rest of one, up to the end of its last word; raises PhraseError."""
    parts = []
    position = 0
    for token in _TOKEN.finditer(phrase):
        if token.start() != position:
            break
        position = token.end()
        parts.append(_of_token(token.group()))
    if position != len(phrase):
        raise PhraseError(f"cannot read {phrase[position:]!r} in {phrase!r}")
    return "".join(parts) + r"(?![a-z0-9])"


def _heads(phrase: str) -> Iterator[tuple[str, str]]:
    opening = phrase.find("(")
    space = phrase.find(" ")
    if opening < 0 or 0 <= space < opening:
        head, _, rest = phrase.partition(" ")
        yield from ((spelling, f" {rest}" if rest else "") for spelling in _spellings(head))
        return
    closing = _closing(phrase, opening)
    for choice in _split(phrase[opening + 1 : closing], "|"):
        yield from _heads(phrase[:opening] + choice + phrase[closing + 1 :])


def _of_token(token: str) -> str:
    if ".." in token:
        gap = _LONG_GAP if "..." in token else _GAP
        # In "my (.. |)dog" the space before the bracket is what stands between already.
        return _BETWEEN + gap if token.startswith(" ") else gap
    if pattern := {" ": _BETWEEN, "(": "(?:", "*": "[a-z]{0,20}", "#": _NUMBER}.get(token):
        return pattern
    return _ING.sub("ing?", token.replace("n't", "n'?t"))


def _spellings(word: str) -> dict[str, None]:
    """Return `word` as it is listed and as phones and haste have it: `cant`, `livin`."""
    return dict.fromkeys((word, word.replace("n't", "nt"), _ING.sub("in", word)))


def _closing(phrase: str, opening: int) -> int:
    depth = 0
    for bracket in _BRACKET.finditer(phrase, opening):
        depth += 1 if bracket.group() == "(" else -1
        if depth == 0:
            return bracket.start()
    raise PhraseError(f"a bracket is not closed in {phrase!r}")


def _split(phrase: str, at: str) -> list[str]:
    """Return the pieces of `phrase` between the signs `at` that stand in no bracket."""
    pieces, depth, start = [], 0, 0
    for sign in re.finditer(rf"[(){at}]", phrase):
        match sign.group():
            case "(":
                depth += 1
            case ")":
                depth -= 1
            case _ if depth == 0:
                pieces.append(phrase[start : sign.start()])
                start = sign.end()
    return [*pieces, phrase[start:]]
