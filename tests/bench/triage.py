"""The whole assessment of a text against one call of better-profanity's `contains_profanity` on it."""

from collections.abc import Iterator
from dataclasses import replace

from better_profanity import profanity

from rules import assess
from tests.bench.row import Row, compare

_TEXTS = {
    "a tweet that insults": (
        "@example you're a bunch of 1diots, absolute clowns the lot of you, shut up you useless idiot & get stuffed lol"
    ),
    "plain": (
        "We came to the eye clinic last Tuesday and the waiting time was far too long. We sat there for over three "
        "hours with our little girl and nobody told us anything at all. The nurse who saw us in the end was lovely, "
        "though, and explained it all. Please look at the waiting room."
    ),
    "much to find": (
        "I've been waiting 14 months for my hip operation & nobody will tell me when it is. You're a bunch of 1diots! "
        "How do I make a complaint? Ring me on 07700 900461 or write to ann@example.org, 14 Larch Close, SY3 8XQ. "
        "Win a prize: check out my channel, http://x.example.com…"
    ),
    "emoji and accents": (
        "Café staff were naïve but kind 😀😀 — “thank you” to Zoë, who’s always smiling… The lift’s been out of order "
        "since the 3rd, and the doors don’t open on the ground floor, so my neighbour couldn’t get in with her "
        "wheelchair 😡 Please fix it soon — it isn’t good enough."
    ),
}
_ASKED = 100
"""How many times as fast as better-profanity the rules are to be, over texts of all sorts."""


def rows() -> Iterator[Row]:
    """Yield a row for each sort of text, and one for them all."""
    sorts = [
        compare(
            f"assess {len(text)} characters, {name}",
            lambda text=text: assess(text),
            "contains_profanity",
            lambda text=text: profanity.contains_profanity(text),
            calls=50,
            peer_calls=3,
        )
        for name, text in _TEXTS.items()
    ]
    yield from sorts
    ours, theirs = sum(row.ours for row in sorts), sum(row.theirs for row in sorts)
    yield Row(f"assess these {len(sorts)} texts", ours, "contains_profanity", theirs, at_least=_ASKED)
    yield from (_proportion(said) for said in ("a@a.", '"sub my channel" '))


def _proportion(said: str) -> Row:
    """Measure a hostile text against a quarter of it, character by character: 1 is linear, 0.25 quadratic."""
    long, short = said * (240_000 // len(said)), said * (60_000 // len(said))
    what = f"assess 240,000 hostile characters, {said.strip()}…, each"
    row = compare(what, lambda: assess(long), "of 60,000", lambda: assess(short))
    return replace(row, ours=row.ours / len(long), theirs=row.theirs / len(short), at_least=0.5)
