"""The whole assessment of a text against one call of better-profanity's `contains_profanity` on it."""

from collections.abc import Iterator
from dataclasses import replace

from better_profanity import profanity

from rules import assess
from tests.bench.row import Row, compare

_TEXTS = {
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
_LENGTH = 280


def rows() -> Iterator[Row]:
    """Yield a row for each sort of text, 280 characters long."""
    for name, text in _TEXTS.items():
        whole = text.ljust(_LENGTH)[:_LENGTH]
        yield compare(
            f"assess 280 characters, {name}",
            lambda whole=whole: assess(whole),
            "contains_profanity",
            lambda whole=whole: profanity.contains_profanity(whole),
            calls=50,
            at_least=20,
        )
    yield _proportion()


def _proportion() -> Row:
    """Measure a hostile text against a quarter of it, character by character: 1 is linear, 0.25 quadratic."""
    long, short = "a@a." * 60_000, "a@a." * 15_000
    row = compare("assess 240,000 hostile characters, each", lambda: assess(long), "of 60,000", lambda: assess(short))
    return replace(row, ours=row.ours / len(long), theirs=row.theirs / len(short), at_least=0.5)
