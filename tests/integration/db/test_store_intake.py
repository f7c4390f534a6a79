from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from db.errors import UnknownMention, Unstorable
from db.outbox import Effect, Outbox
from db.store import CardPlace, Store
from rules.assessment import Kind, PersonalDetail, Route, Urgency
from rules.decisions import Status
from tests.mentions import ABUSIVE, MONDAY, mention, new_mention


def test_stored_mention_comes_back_as_it_went_in(store: Store) -> None:
    said = mention(
        kind=Kind.DIRECT_MESSAGE,
        text="Ring me on 020 7946 0000 – Siân 🙂\r\n%_\\",
        author_name="Siân",
        author_handle="@sian",
        url="https://facebook.example/1",
        posted_at=MONDAY - timedelta(hours=2, microseconds=1),
        in_reply_to="0",
    )
    details = (PersonalDetail(11, 24, "phone number"),)
    item = new_mention(
        said, MONDAY + timedelta(days=1), personal_details=details, findings=(ABUSIVE,), route=Route.QUESTION
    )

    [mention_id] = store.add_mentions([item], MONDAY)

    assert mention_id is not None
    case = store.case(mention_id)
    assert case.mention == said
    assert case.assessment == item.assessment
    assert case.respond_by == MONDAY + timedelta(days=1)
    assert (case.received_at, case.version, case.status, case.decisions) == (MONDAY, 1, Status(), ())


def test_times_come_back_in_utc(store: Store) -> None:
    summer = MONDAY.replace(month=7, tzinfo=ZoneInfo("Europe/London"))
    [mention_id] = store.add_mentions([new_mention(mention(posted_at=summer))], summer)

    case = store.case(mention_id or 0)

    assert str(case.received_at) == "2026-07-23 08:30:00+00:00"
    assert str(case.mention.posted_at) == "2026-07-23 08:30:00+00:00"


def test_same_mention_twice_is_one(store: Store, outbox: Outbox) -> None:
    first, second = new_mention(), new_mention()

    [first_id, again] = store.add_mentions([first, first], MONDAY)
    [known, second_id] = store.add_mentions([first, second], MONDAY)

    assert again is None
    assert known is None
    assert None not in (first_id, second_id)
    assert store.open_cases(10).total == 2
    assert outbox.waiting() == 2


def test_same_external_id_on_another_platform_is_another_mention(store: Store) -> None:
    here = mention(external_id="7")

    ids = store.add_mentions([new_mention(here), new_mention(replace(here, platform="instagram"))], MONDAY)

    assert None not in ids


def test_duplicate_keeps_the_words_that_came_first(store: Store) -> None:
    first = mention(text="first words")
    [mention_id] = store.add_mentions([new_mention(first)], MONDAY)

    store.add_mentions([new_mention(replace(first, text="other words"))], MONDAY)

    assert store.case(mention_id or 0).mention.text == "first words"


def test_ids_come_in_the_order_of_the_items(store: Store) -> None:
    items = [new_mention(mention(external_id=name)) for name in ("c", "a", "b")]

    ids = store.add_mentions(items, MONDAY)

    assert [store.case(id_ or 0).mention.external_id for id_ in ids] == ["c", "a", "b"]
    assert [case.id for case in store.open_cases(10).cases] == ids


def test_no_items_are_no_mentions(store: Store) -> None:
    assert store.add_mentions([], MONDAY) == []


def test_whole_batch_of_a_thousand_is_stored(store: Store) -> None:
    ids = store.add_mentions([new_mention() for _ in range(1000)], MONDAY)

    assert len({*ids}) == 1000
    assert store.counts().open == 1000


def test_hundred_at_once_store_one_mention(store: Store, outbox: Outbox) -> None:
    item = new_mention()

    with ThreadPoolExecutor(50) as pool:
        results = list(pool.map(lambda _: store.add_mentions([item], MONDAY), range(100)))

    assert sum(id_ is not None for [id_] in results) == 1
    assert store.open_cases(10).total == 1
    assert outbox.waiting() == 1


def test_overlapping_batches_at_once_store_each_mention_once(store: Store, outbox: Outbox) -> None:
    items = [new_mention() for _ in range(40)]

    with ThreadPoolExecutor(8) as pool:
        batches = [items, items[::-1]] * 8
        results = list(pool.map(lambda batch: store.add_mentions(batch, MONDAY), batches))

    assert sum(id_ is not None for ids in results for id_ in ids) == 40
    assert outbox.waiting() == 40


@pytest.mark.parametrize("field", ["text", "author_name", "author_handle", "url", "external_id", "platform"])
@pytest.mark.parametrize("unstorable", ["a\0b", "a\ud800b"], ids=["nul", "surrogate"])
def test_what_no_database_can_keep_is_refused_whole(store: Store, outbox: Outbox, field: str, unstorable: str) -> None:
    bad = new_mention(mention(**{field: unstorable}), masked_text="kept")

    with pytest.raises(Unstorable) as refusal:
        store.add_mentions([new_mention(), bad], MONDAY)

    assert unstorable not in str(refusal.value)
    assert store.open_cases(10).total == 0
    assert outbox.waiting() == 0


def test_external_id_too_long_for_an_index_is_refused(store: Store) -> None:
    [fits] = store.add_mentions([new_mention(mention(external_id="🙂" * 600))], MONDAY)

    with pytest.raises(Unstorable, match="at most 2,500"):
        store.add_mentions([new_mention(), new_mention(mention(external_id="🙂" * 700))], MONDAY)

    assert [case.id for case in store.open_cases(10).cases] == [fits]


def test_unstorable_masked_text_leaves_no_mention_behind(store: Store) -> None:
    with pytest.raises(Unstorable):
        store.add_mentions([new_mention(masked_text="a\0b")], MONDAY)

    assert store.open_cases(10).total == 0


def test_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(Unstorable):
        store.add_mentions([new_mention()], MONDAY.replace(tzinfo=None))

    assert store.open_cases(10).total == 0


def test_unknown_mention_is_told(store: Store) -> None:
    for ask in (store.case, store.card, lambda id_: store.place_card(id_, CardPlace("C1", "1.1"))):
        with pytest.raises(UnknownMention, match="4711"):
            ask(4711)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"urgency": Urgency.URGENT}, {"urgency": Urgency.HIGH}),
        ({"urgency": Urgency.HIGH}, {"findings": (ABUSIVE,)}),
        ({"findings": (ABUSIVE,)}, {"route": Route.COMPLAINT}),
        ({"route": Route.COMPLAINT}, {"route": Route.THANKS}),
    ],
    ids=["urgent", "high", "breach", "answer"],
)
def test_more_urgent_card_is_shown_first(
    store: Store, outbox: Outbox, first: dict[str, object], second: dict[str, object]
) -> None:
    [_, first_id] = store.add_mentions([new_mention(**second), new_mention(**first)], MONDAY)

    row = outbox.claim(1.0, [Effect.SHOW_CARD])

    assert row is not None
    assert row.mention_id == first_id


def test_equally_urgent_cards_are_shown_in_the_order_given(store: Store, outbox: Outbox) -> None:
    ids = store.add_mentions([new_mention(mention(external_id=name)) for name in ("z", "m", "a")], MONDAY)

    shown = [outbox.claim(1.0, [Effect.SHOW_CARD]) for _ in ids]

    assert [row.mention_id for row in shown if row] == ids
