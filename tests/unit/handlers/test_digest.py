"""The digest's card, its thread and its list: what they say, and that Slack takes them at their largest."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.block_kit import accept_blocks, accept_view
from handlers.blocks.digest import LISTED, digest_card, digest_list, digest_note, digest_principle_modal
from handlers.desk import Seen, UnknownDigestError
from handlers.digest_place import DigestPlace, digest_id, read_place, read_seen
from rules.decisions import Action
from rules.floods import LONGEST_IN_LIST, Digest
from tests.sandbox import told_by
from tests.unit.handlers.drawn import CLEAN, LONDON, MONDAY, case_of

DUE = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
DIGEST = Digest(3, "facebook", "post-1", MONDAY, 37, 37, DUE, carded=True, sample=CLEAN, sample_url="https://e.org/1")
FIRST_PAGE = DigestPlace(3)
HOSTILE = "<!channel> <@U1> *bold* <https://x|y> & :tada:"


def drawn(digest: Digest, failure: str | None = None) -> str:
    message = digest_card(digest, LONDON, failure)
    blocks = accept_blocks([block.to_dict() for block in message.blocks])
    return told_by({"text": message.text, "blocks": blocks})


def listed(digest: Digest, *cases: Any, place: DigestPlace = FIRST_PAGE, said: str | None = None) -> dict[str, Any]:
    view = digest_list(digest, cases, place, listed=max(len(cases), 1), zone=LONDON, said=said)
    return accept_view(view.to_dict(), "modal")


def buttons(view: dict[str, Any]) -> list[str]:
    rows = [block["elements"] for block in view["blocks"] if block["type"] == "actions"]
    return [each["text"]["text"] for row in rows for each in row if "text" in each]


def test_the_card_says_how_many_where_and_by_when():
    said = drawn(DIGEST)
    assert "37 more comments on one post on Facebook, none with a finding" in said
    assert "37 to look at · Look at by Tue 24 Nov, 17:00" in said
    assert CLEAN in said
    assert "Open the list" in said


def test_the_card_counts_what_is_left():
    assert "12 to look at, 25 decided" in drawn(replace(DIGEST, to_decide=12))


def test_the_card_says_when_all_of_it_is_decided():
    said = drawn(replace(DIGEST, to_decide=0, due_at=None))
    assert "37 more comments on one post on Facebook: all decided" in said
    assert "Look at by" not in said


def test_one_comment_that_is_left_is_spoken_of_as_one():
    said = drawn(replace(DIGEST, total=1, to_decide=1, carded=False))
    assert "1 comment on one post on Facebook, none with a finding" in said


def test_what_comes_from_several_posts_is_not_said_to_be_under_one():
    rest = replace(DIGEST, platform=None, post=None, carded=False, total=1234)
    assert "1,234 messages, none with a finding" in drawn(rest)


def test_an_empty_digest_says_that_all_have_cards_of_their_own():
    empty = replace(DIGEST, total=0, to_decide=0, due_at=None, sample=None, sample_url=None)
    assert "has a card of its own" in drawn(empty)


def test_a_card_that_slack_refused_has_no_strangers_words():
    said = drawn(DIGEST, failure="invalid_blocks")
    assert CLEAN not in said
    assert "37 more comments" in said


def test_the_thread_says_how_it_has_grown_and_when_it_is_done():
    assert (
        "By now 64 comments on one post on Facebook, 12 still to look at."
        in digest_note(replace(DIGEST, total=64, to_decide=12)).text
    )
    assert (
        "All 64 comments on one post on Facebook are decided."
        in digest_note(replace(DIGEST, total=64, to_decide=0)).text
    )


def test_the_list_offers_to_approve_what_it_shows_and_remembers_that():
    cases = [replace(case_of(CLEAN), id=number) for number in (7, 8)]
    view = listed(replace(DIGEST, to_decide=2, total=5), *cases)
    assert view["submit"]["text"] == "Approve all shown"
    assert read_seen(view["private_metadata"]) == (Seen(7, 1), Seen(8, 1))
    assert read_place(view["private_metadata"]) == DigestPlace(3)
    assert buttons(view) == ["Approve", "Show its card", "Open on Facebook"] * 2 + ["Show the 3 decided"]


def test_the_list_of_what_is_decided_says_by_whom_and_approves_nothing():
    case = case_of(CLEAN, Action.APPROVE)
    view = listed(replace(DIGEST, to_decide=4, total=5), case, place=DigestPlace(3, decided=True))
    assert "submit" not in view
    assert "Co* approved it: leave up" in told_by({"text": "", "blocks": view["blocks"]})
    assert buttons(view) == ["Show its card", "Open on Facebook", "Show the 4 to look at"]


def test_the_list_with_nothing_left_says_so_and_approves_nothing():
    view = listed(replace(DIGEST, to_decide=0), said="10 approved by you.")
    said = told_by({"text": "", "blocks": view["blocks"]})
    assert "Nothing to look at" in said
    assert "10 approved by you." in said
    assert "submit" not in view


def test_hiding_in_the_list_names_the_mention_and_returns_to_the_same_page():
    view = digest_principle_modal(case_of(CLEAN), Action.HIDE, 1, DigestPlace(3, offset=10))
    accept_view(view.to_dict(), "modal")
    assert view.private_metadata == "hide:7:v1 digest:3:open:10"


def test_a_full_page_of_the_longest_comments_is_taken():
    case = case_of("x" * LONGEST_IN_LIST, author_name="n" * 500, url="https://example.org/" + "a" * 1900)
    cases = [replace(case, id=2_000_000_000 + number, version=999_999) for number in range(LISTED)]
    view = digest_list(DIGEST, cases, DigestPlace(3, offset=10), listed=9_999, zone=LONDON, said="s" * 2_000)
    accept_view(view.to_dict(), "modal")
    assert len(read_seen(view.private_metadata)) == LISTED


@given(st.text(max_size=LONGEST_IN_LIST))
@settings(max_examples=50, deadline=None)
def test_any_words_are_shown_and_none_acts_as_markup(text: str):
    drawn(replace(DIGEST, sample=text))
    listed(DIGEST, case_of(text, author_name=text[:50] or None))


def test_a_hostile_sample_stands_in_no_fallback_text():
    message = digest_card(replace(DIGEST, sample=HOSTILE), LONDON)
    assert "<" not in message.text
    assert HOSTILE in drawn(replace(DIGEST, sample=HOSTILE))


@pytest.mark.parametrize(
    "place", [DigestPlace(1), DigestPlace(2_147_483_647, 999_999_990, decided=True), DigestPlace(5, 10)]
)
def test_a_place_comes_back_as_it_was_written(place: DigestPlace):
    assert read_place(place.written()) == place
    assert read_seen(place.written([Seen(1, 2)])) == (Seen(1, 2),)
    assert read_seen(place.written()) == ()


@pytest.mark.parametrize(
    "forged", [None, "", "digest", "digest:1:open:-1", "digest:2147483648:open:0", "digest:१:open:0"]
)
def test_a_forged_place_is_an_unknown_digest(forged: str | None):
    with pytest.raises(UnknownDigestError):
        read_place(forged)
    with pytest.raises(UnknownDigestError):
        digest_id(forged)


def test_what_cannot_be_an_id_is_left_out_of_what_was_seen():
    assert read_seen("digest:1:open:0 7v1,2147483648v1,v,9v") == (Seen(7, 1),)
