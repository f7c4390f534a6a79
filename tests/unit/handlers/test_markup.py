"""Slack's markup in a message becomes the words that people read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.blocks.markup import flatten
from handlers.blocks.text import escape

NAMES = st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1).filter(str.strip)
PIECES = st.one_of(
    st.text().map(lambda words: (escape(words), words)),
    NAMES.map(lambda label: (f"<https://example.org/a?b=1&amp;c=2|{label}>", label)),
    NAMES.map(lambda name: (f"<#C0GENERAL0|{name}>", f"#{name}")),
    NAMES.map(lambda name: (f"<@U0ANNASHAW|{name}>", f"@{name}")),
)


@given(st.lists(PIECES))
def test_every_character_that_was_typed_stays_and_no_markup_does(pieces: list[tuple[str, str]]):
    assert flatten("".join(sent for sent, _ in pieces)) == "".join(read for _, read in pieces)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("see <https://example.org/a?b=1&amp;c=2>", "see https://example.org/a?b=1&c=2"),
        ("<mailto:jo@example.org|jo@example.org>", "jo@example.org"),
        ("<@U0ANNASHAW> asked", "@someone asked"),
        ("in <#C0GENERAL0|>", "in #channel"),
        ("<!here> and <!subteam^S1|@leads>", "@here and @leads"),
        ("<!date^1392734382^{date}|18 Feb 2014>", "18 Feb 2014"),
        ("&amp;lt;b&amp;gt; &eacute;", "&lt;b&gt; &eacute;"),
    ],
)
def test_what_slack_marks_up_is_read_by_its_words(sent: str, read: str):
    assert flatten(sent) == read
