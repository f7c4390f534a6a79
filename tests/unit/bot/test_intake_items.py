from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.intake import (
    LONGEST_TEXT,
    Batch,
    ItemError,
    MalformedBodyError,
    Receipt,
    Rejected,
    TooMuchError,
    parse_body,
    parse_item,
)
from rules.assessment import Kind
from rules.mention import Mention

WHOLE = {
    "platform": "facebook",
    "external_id": "123_456",
    "kind": "comment",
    "author_name": "Jo B",
    "author_handle": "job",
    "text": "Thank you!",
    "url": "https://example.org/123?a=b#c",
    "posted_at": "2026-11-20T16:40:00Z",
    "in_reply_to": "123",
}
LEAST = {"platform": "facebook", "external_id": "1", "kind": "comment", "text": "Hello"}


def test_every_field_is_kept() -> None:
    assert parse_item(WHOLE) == Mention(
        platform="facebook",
        external_id="123_456",
        kind=Kind.COMMENT,
        text="Thank you!",
        author_name="Jo B",
        author_handle="job",
        url="https://example.org/123?a=b#c",
        posted_at=datetime(2026, 11, 20, 16, 40, tzinfo=UTC),
        in_reply_to="123",
    )


def test_four_fields_are_enough() -> None:
    assert parse_item(LEAST) == Mention("facebook", "1", Kind.COMMENT, "Hello")


@pytest.mark.parametrize("blank", [None, "", "  "])
@pytest.mark.parametrize("name", ["author_name", "author_handle", "url", "posted_at", "in_reply_to"])
def test_a_blank_optional_field_counts_as_absent(name: str, blank: str | None) -> None:
    assert parse_item({**LEAST, name: blank}) == parse_item(LEAST)


def test_a_field_that_is_not_ours_is_ignored() -> None:
    assert parse_item({**LEAST, "likes": 12, "nested": {"text": "x"}}) == parse_item(LEAST)


@pytest.mark.parametrize(
    ("field", "sent", "kept"),
    [
        ("platform", " Facebook ", "facebook"),
        ("platform", "Google Reviews", "google_reviews"),
        ("kind", "Direct message", Kind.DIRECT_MESSAGE),
        ("kind", "direct-message", Kind.DIRECT_MESSAGE),
        ("external_id", 17_841_405_793_187_218, "17841405793187218"),
        ("external_id", " 12 ", "12"),
        ("text", "  two\n lines\t", "  two\n lines\t"),
        ("text", "a\0b\ud800c", "a�b�c"),
        ("text", "💙" * LONGEST_TEXT, "💙" * LONGEST_TEXT),
        ("author_name", "Jo\n B\0", "Jo B�"),
        ("posted_at", "2026-06-20T16:40:00+01:00", datetime(2026, 6, 20, 15, 40, tzinfo=UTC)),
    ],
)
def test_a_field_is_tidied_without_losing_anything(field: str, sent: object, kept: object) -> None:
    assert getattr(parse_item({**LEAST, field: sent}), field) == kept


@pytest.mark.parametrize("field", ["platform", "external_id", "kind", "text"])
def test_a_missing_required_field_is_named(field: str) -> None:
    with pytest.raises(ItemError, match=f"^{field} is missing$"):
        parse_item({name: value for name, value in LEAST.items() if name != field})


@pytest.mark.parametrize(
    ("field", "sent", "said"),
    [
        ("platform", "", "platform must be a name"),
        ("platform", "face/book", "platform must be a name"),
        ("platform", "f" * 51, "platform has 51 characters, and at most 50"),
        ("external_id", "", "external_id is empty"),
        ("external_id", 1.5, "external_id must be text"),
        ("external_id", True, "external_id must be text"),
        ("external_id", "1\0", "external_id holds a character"),
        ("external_id", "1\udfff", "external_id holds a character"),
        ("external_id", "1" * 501, "external_id has 501 characters, and at most 500"),
        ("kind", "coment", "kind must be one of mention, post, comment, reply, review, direct_message"),
        ("kind", ["comment"], "kind must be text"),
        ("text", None, "text must be text"),
        ("text", " \n", "text is empty, and there is no url"),
        ("text", "a" * (LONGEST_TEXT + 1), "text has 50,001 characters, and at most 50,000"),
        ("author_name", 7, "author_name must be text"),
        ("author_handle", "a" * 501, "author_handle has 501 characters"),
        ("url", "javascript:alert(1)", "url must be an address"),
        ("url", "https://", "url must be an address"),
        ("url", "https://[", "url must be an address"),
        ("url", "https://a b", "url must be an address"),
        ("url", "https://example.org/>", "url must be an address"),
        ("url", "https://example.org/" + "a" * 2_000, "url has 2,020 characters"),
        ("posted_at", "2026-11-20T16:40:00", "posted_at has no time zone"),
        ("posted_at", "yesterday", "posted_at must be a date and time such as 2026-11-20T16:40:00Z"),
        ("posted_at", "20/11/2026 16:40", "posted_at must be a date and time"),
        ("posted_at", 1_795_192_800, "posted_at must be text"),
        ("posted_at", "0001-01-01T00:00:00+14:00", "posted_at can’t be in the year 1"),
        ("posted_at", "9999-12-31T23:59:59-12:00", "posted_at can’t be in the year 9999"),
        ("in_reply_to", {}, "in_reply_to must be text"),
    ],
)
def test_a_wrong_field_is_named_with_what_it_should_be(field: str, sent: object, said: str) -> None:
    with pytest.raises(ItemError, match=f"^{said}"):
        parse_item({**LEAST, field: sent})


def test_all_wrong_fields_are_named_at_once() -> None:
    with pytest.raises(ItemError, match=r"^kind must .*; url must .*https?://$"):
        parse_item({**LEAST, "kind": "", "url": "x"})


def test_a_picture_without_words_is_taken_when_it_can_be_looked_at() -> None:
    assert parse_item({**LEAST, "text": "", "url": "https://example.org/1"}).text == ""


def test_a_time_without_a_zone_can_be_given_one() -> None:
    item = {**LEAST, "posted_at": "2026-06-20 16:40"}
    assert parse_item(item, ZoneInfo("Europe/London")).posted_at == datetime(2026, 6, 20, 15, 40, tzinfo=UTC)


def test_one_object_or_a_list_is_a_body() -> None:
    alone = parse_body(b'\xef\xbb\xbf{"platform": "x", "external_id": "1", "kind": "post", "text": "\\ud83d\\udc99"}')
    assert [mention.text for mention in alone.mentions] == ["💙"]
    assert parse_body(b"[]") == Batch((), (), ())


def test_a_bad_item_is_told_by_its_place_and_the_others_are_kept() -> None:
    batch = parse_body(b'[1, {"platform": "x", "external_id": "1", "kind": "post", "text": "a"}, {}]')
    assert [batch.places, [each.index for each in batch.rejected]] == [(1,), [0, 2]]


def test_what_storing_rejects_is_told_by_its_place_in_what_was_sent() -> None:
    batch = Batch((), places=(1, 3), rejected=(Rejected(2, "b"),))
    assert batch.receipt(Receipt(1, 0, (Rejected(1, "c"), Rejected(0, "a")))).rejected == (
        Rejected(1, "a"),
        Rejected(2, "b"),
        Rejected(3, "c"),
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON: .* line 1, column 2"),
        (b"\xff\xfe", "not UTF-8: byte 0"),
        (b"null", "one JSON object or a list"),
        (b'"text"', "one JSON object or a list"),
        (b'{"a": NaN}', "NaN is no JSON"),
        (b"[" * 200_000, "nested too deeply"),
        (b"1" * 10_000, "can’t be read"),
    ],
)
def test_a_body_of_another_kind_is_refused_with_the_reason(body: bytes, said: str) -> None:
    with pytest.raises(MalformedBodyError, match=said):
        parse_body(body)


def test_a_thousand_items_are_taken_and_one_more_is_not() -> None:
    item = b'{"platform": "x", "external_id": "1", "kind": "post", "text": "a"}'
    assert len(parse_body(b"[" + b",".join([item] * 1_000) + b"]").mentions) == 1_000
    with pytest.raises(TooMuchError, match="1,001"):
        parse_body(b"[" + b",".join([item] * 1_001) + b"]")
