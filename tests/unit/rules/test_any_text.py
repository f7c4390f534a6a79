"""Promises that triage keeps for every text there is: it never fails, points inside the text, and shows no detail."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import Kind, assess
from rules.folding import fold
from tests.unit.rules.examples import DISGUISED, EXAMPLES

pieces = st.sampled_from(
    [
        *(example.text for example in EXAMPLES),
        *DISGUISED,
        *(
            "07700 900461",
            "999 000 0018",
            "a@b.co",
            "DOB 1/2/61",
            "SY3 8XQ",
            "14 Larch Close",
            "[phone number]",
            "my name is Jo ",
        ),
        *("\u0301", "\u200b", "\u202e", "\x00", "\ud800", "\ufdfa", "İ", "ß", "😀", "\n", "."),
    ]
)
texts = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.lists(st.one_of(pieces, st.text(st.characters(exclude_categories=()), max_size=5))).map("".join),
)


@settings(deadline=None)  # the first text of all loads the word lists
@given(texts, st.sampled_from(Kind))
def test_any_text_is_assessed_with_spans_inside_it(text: str, kind: Kind) -> None:
    found = assess(text, kind)

    spans = [(one.start, one.end) for finding in found.findings for one in finding.evidence]
    spans += [(one.start, one.end) for one in found.personal_details]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(0 < finding.confidence <= 1 for finding in found.findings)
    ends = [0, *(one.end for one in found.personal_details)]
    assert all(end <= one.start for end, one in zip(ends, found.personal_details, strict=False))


@settings(deadline=None)  # the first text of all loads the word lists
@given(texts)
def test_masked_text_is_the_text_with_each_detail_named_in_its_place(text: str) -> None:
    found = assess(text)

    rebuilt, at = "", 0
    for detail in found.personal_details:
        rebuilt += text[at : detail.start] + f"[{detail.what}]"
        at = detail.end
    assert found.masked_text == rebuilt + text[at:]


@settings(deadline=None)  # the first text of all loads the word lists
@given(texts)
def test_assessing_twice_says_the_same_and_json_can_be_written(text: str) -> None:
    assert assess(text) == assess(text)
    assert assess(text).to_json()


@settings(deadline=None)  # the first text of all loads the word lists
@given(texts)
def test_folding_points_back_at_the_characters_it_read(text: str) -> None:
    folded = fold(text)

    assert folded.origins is None or len(folded.origins) == len(folded.text)
    if folded.origins is None:
        assert len(folded.text) == len(text)
    else:
        assert list(folded.origins) == sorted(folded.origins)


HOSTILE = {
    "one letter": "a",
    "a doubled letter": "aab",
    "spaced letters": "f u ",
    "signs": "f*",
    "digits": "07",
    "spaced digits": "0 7-",
    "at signs": "a@a.",
    "combining marks": "\u0301",
    "zero width": "f\u200b",
    "nulls": "\x00",
    "surrogates": "\ud800",
    "right to left": "\u202ef",
    "mixed scripts": "fц",
    "sentences that nearly match": "i will come down there and you are all such a ",
    "links": "http://a.com ",
    "addresses": "12 Larch larch ",
    "links to what is known": "https://www.nhs.uk/07700900461 ",
    "names": "Ann Lee who is ",
    "spaces": " ",
    "new lines": "\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_assessed_to_its_end(name: str) -> None:
    """Runaway matching would outlast the limit on every test; slower growth than that shows in `make bench` alone."""
    text = (HOSTILE[name] * 240_000)[:240_000] + " call 07700 900461"

    assert assess(text).masked_text.endswith("[phone number]")


def test_a_megabyte_is_assessed() -> None:
    assert assess("We waited. " * 95_325 + "call 07700 900461").masked_text.endswith("[phone number]")


def test_importing_the_rules_reads_no_word_list_and_no_phone_metadata() -> None:
    code = """
import sys
import rules
from rules.wordlists import lexicon
print("phonenumbers" in sys.modules, lexicon.cache_info().currsize)
"""

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603

    assert out.stdout.split() == ["False", "0"]
