"""How long a text is, by each platform's own way of counting."""

import pytest

from rules.lengths import TooLong, length, too_long_for
from rules.platforms import platform
from rules.replies import Channel


@pytest.mark.parametrize(
    ("text", "where", "counted"),
    [
        ("Hello – “you”…", "facebook", 14),
        ("Hello – “you”", "x", 13),
        ("日本 🙂", "x", 7),
        ("See https://www.example.org/a/very/long/address/indeed here", "x", 32),
        ("Go to 111.nhs.uk now", "x", 33),
        ("Go to 111.nhs.uk now", "mastodon", 33),
        ("Write to pals@anytown.nhs.uk", "x", 28),
        ("café", "google_reviews", 5),
        ("We’re open 🙂", "threads", 15),
        ("We’re open 👍🏽", "threads", 19),
        ("We’re open", "instagram", 10),
    ],
)
def test_a_text_is_counted_as_its_platform_counts(text: str, where: str, counted: int):
    assert length(text, platform(where)) == counted


def test_only_the_platforms_that_would_not_take_it_are_named():
    keys = ("x", "bluesky", "tiktok", "nhs_uk", "threads")
    assert too_long_for("a" * 290, keys, Channel.PUBLIC) == (TooLong("X", 280, 290), TooLong("TikTok", 150, 290))
    assert too_long_for("a" * 290, keys, Channel.PRIVATE) == ()
    assert too_long_for("a" * 280, ("x",), Channel.PUBLIC) == ()


@pytest.mark.parametrize(
    ("where", "longest", "each"),
    [
        ("facebook", 1_999, "é"),
        ("instagram", 999, "e"),
        ("instagram", 499, "é"),
        ("x", 10_000, "日"),
        ("bluesky", 1_000, "é"),
        ("mastodon", 500, "é"),
        ("linkedin", 8_000, "é"),
    ],
)
def test_a_direct_message_is_counted_by_its_own_limit(where: str, longest: int, each: str):
    assert too_long_for(each * longest, (where,), Channel.PRIVATE) == ()
    [refused] = too_long_for(each * (longest + 1), (where,), Channel.PRIVATE)
    assert refused.limit < refused.length
