"""What the bot says by itself: ordered once by its key, delivered whether or not it is about a mention's card."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from db.errors import UnknownNotice
from db.notices import Notice, NoticeKind, order_notice
from db.outbox import RECHECK_AFTER, Effect, Outbox, OutboxRow
from db.store import Store
from db.transactions import writing
from rules.assessment import Urgency
from tests.mentions import MONDAY, new_mention

ALL = list(Effect)
NOW = 1_000.0
SUMMARY = Notice(
    key="summary:2026-11-23:U0ANNA",
    kind=NoticeKind.SUMMARY,
    at=MONDAY,
    recipient="U0ANNA",
    content={"first": "2026-11-20", "last": "2026-11-20", "stages": [1, 2]},
)


def order(engine: Engine, notice: Notice) -> bool:
    with writing(engine) as session:
        return order_notice(session, notice)


def claimed(row: OutboxRow | None) -> OutboxRow:
    assert row is not None
    return row


def test_notice_comes_back_as_it_was_ordered(store: Store, outbox: Outbox, engine: Engine) -> None:
    assert order(engine, SUMMARY)

    row = claimed(outbox.claim(NOW, ALL))

    assert (row.effect, row.mention_id, row.digest_id) == (Effect.NOTICE, None, None)
    assert store.notice(row.notice_id or 0) == SUMMARY


def test_notice_is_said_once_by_its_key(outbox: Outbox, engine: Engine) -> None:
    assert order(engine, SUMMARY)

    assert not order(engine, replace(SUMMARY, content={}))

    assert outbox.waiting() == 1


def test_of_many_who_order_the_same_at_once_one_does(outbox: Outbox, engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        ordered = list(pool.map(lambda _: order(engine, SUMMARY), range(8)))

    assert ordered.count(True) == 1
    assert outbox.waiting() == 1


def test_unknown_notice_is_told_as_such(store: Store) -> None:
    with pytest.raises(UnknownNotice):
        store.notice(4711)


def test_notice_about_a_mention_does_not_wait_for_its_card(store: Store, outbox: Outbox, engine: Engine) -> None:
    [mention_id] = store.add_mentions([new_mention()], MONDAY)
    order(engine, replace(SUMMARY, kind=NoticeKind.URGENT, mention_id=mention_id))

    row = claimed(outbox.claim(NOW, [Effect.NOTICE]))

    assert row.mention() == mention_id


def test_urgent_call_goes_first_and_a_summary_last(store: Store, outbox: Outbox, engine: Engine) -> None:
    for kind in (NoticeKind.SUMMARY, NoticeKind.REMINDER, NoticeKind.ESCALATION, NoticeKind.URGENT):
        order(engine, Notice(key=kind, kind=kind, at=MONDAY))
    store.add_mentions([new_mention(), new_mention(urgency=Urgency.HIGH), new_mention(urgency=Urgency.URGENT)], MONDAY)

    rows = [claimed(outbox.claim(NOW, ALL)) for _ in range(7)]

    said = [store.notice(row.notice_id).kind.value if row.notice_id else "card" for row in rows]
    assert said == ["urgent", "card", "escalation", "card", "reminder", "card", "summary"]


@pytest.mark.parametrize("about_a_mention", [True, False])
def test_notice_in_doubt_is_looked_up_again_by_itself_and_redraws_nothing(
    store: Store, outbox: Outbox, engine: Engine, about_a_mention: bool
) -> None:
    [mention_id] = store.add_mentions([new_mention()], MONDAY)
    outbox.done(claimed(outbox.claim(NOW, [Effect.SHOW_CARD])).id, "C1", "1.1")
    order(engine, replace(SUMMARY, mention_id=mention_id if about_a_mention else None))
    first = claimed(outbox.claim(NOW, ALL))
    outbox.not_arrived(first, "it did not arrive")
    outbox.done(claimed(outbox.claim(NOW + 20, ALL)).id)

    recheck = claimed(outbox.claim(time.time() + RECHECK_AFTER + 1, ALL))

    assert (recheck.effect, recheck.notice_id) == (Effect.RECHECK, first.notice_id)
    [doubtful] = outbox.doubtful(recheck.mention_id, notice_id=recheck.notice_id)
    assert doubtful.id == first.id
    assert outbox.doubtful(mention_id) == []
    outbox.rechecked(recheck.id)
    assert outbox.waiting() == 0


def test_effect_about_no_mention_says_so_when_asked_for_it(outbox: Outbox, engine: Engine) -> None:
    order(engine, SUMMARY)
    row = claimed(outbox.claim(NOW, ALL))

    with pytest.raises(LookupError, match="about no mention"):
        row.mention()
