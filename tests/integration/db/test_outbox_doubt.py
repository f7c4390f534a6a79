"""Attempts of which nobody knows how they ended: looked up, begun again, and rechecked once nothing can arrive."""

import time

from db.outbox import RECHECK_AFTER, Effect, Outbox, OutboxRow
from db.store import CardPlace, Store
from rules.decisions import Action, Role
from tests.mentions import ANNA, MONDAY, new_mention

ALL = list(Effect)
NOW = 1_000.0
ERROR = "it did not arrive"


def claimed(row: OutboxRow | None) -> OutboxRow:
    assert row is not None
    return row


def shown_in_doubt(store: Store, outbox: Outbox) -> OutboxRow:
    """Return a row whose first attempt was looked up and not found, and whose second showed the card."""
    store.add_mentions([new_mention()], MONDAY)
    first = claimed(outbox.claim(NOW, ALL))
    outbox.not_arrived(first, ERROR)
    second = claimed(outbox.claim(NOW + 20, ALL))
    outbox.done(second.id, "C1", "2.2")
    return second


def later() -> float:
    """Return a time at which all that was in doubt can be rechecked."""
    return time.time() + RECHECK_AFTER + 1


def test_row_that_did_not_arrive_is_begun_again_and_remembers_since_when(store: Store, outbox: Outbox) -> None:
    store.add_mentions([new_mention()], MONDAY)
    outbox.not_arrived(claimed(outbox.claim(NOW, ALL)), ERROR)

    again = claimed(outbox.claim(NOW + 20, ALL))

    assert (again.attempts, again.attempted_at, again.first_sent_at) == (2, NOW + 20, NOW)


def test_late_news_of_an_older_attempt_does_not_begin_a_third(store: Store, outbox: Outbox) -> None:
    store.add_mentions([new_mention()], MONDAY)
    first = claimed(outbox.claim(NOW, ALL))
    outbox.not_arrived(first, ERROR)
    claimed(outbox.claim(NOW + 20, ALL))

    outbox.not_arrived(first, ERROR)

    assert outbox.claim(NOW + 40, ALL) is None


def test_what_was_in_doubt_is_rechecked_when_nothing_can_arrive_any_more(store: Store, outbox: Outbox) -> None:
    row = shown_in_doubt(store, outbox)
    assert outbox.claim(NOW + 30, ALL) is None
    assert outbox.waiting() == 1

    recheck = claimed(outbox.claim(later(), ALL))

    assert (recheck.effect, recheck.mention_id) == (Effect.RECHECK, row.mention_id)
    [doubtful] = outbox.doubtful(row.mention_id)
    assert (doubtful.id, doubtful.first_sent_at) == (row.id, NOW)


def test_recheck_ends_with_a_redraw_of_the_card(store: Store, outbox: Outbox) -> None:
    shown_in_doubt(store, outbox)
    recheck = claimed(outbox.claim(later(), ALL))

    outbox.rechecked(recheck.id)

    assert claimed(outbox.claim(NOW + 30, ALL)).effect is Effect.REDRAW_CARD
    assert outbox.claim(later(), ALL) is None


def test_mention_is_rechecked_once_however_often_it_was_in_doubt(store: Store, outbox: Outbox) -> None:
    row = shown_in_doubt(store, outbox)
    store.decide(row.mention_id, ANNA, Role.STAFF, Action.APPROVE, now=MONDAY)
    outbox.not_arrived(claimed(outbox.claim(NOW, [Effect.THREAD_NOTE])), ERROR)
    outbox.not_arrived(claimed(outbox.claim(NOW, [Effect.REDRAW_CARD])), ERROR)

    assert claimed(outbox.claim(later(), [Effect.RECHECK])) is not None
    assert outbox.claim(later(), [Effect.RECHECK]) is None
    assert len(outbox.doubtful(row.mention_id)) == 3


def test_first_of_two_attempts_to_be_noted_counts_and_the_second_is_rechecked(store: Store, outbox: Outbox) -> None:
    [mention_id] = store.add_mentions([new_mention()], MONDAY)
    assert mention_id is not None
    row = claimed(outbox.claim(NOW, ALL))

    outbox.done(row.id, "C1", "1.1")
    outbox.done(row.id, "C1", "2.2")

    assert store.card(mention_id) == CardPlace("C1", "1.1")
    assert claimed(outbox.claim(later(), ALL)).effect is Effect.RECHECK
    assert [each.id for each in outbox.doubtful(mention_id)] == [row.id]


def test_what_ended_well_is_never_rechecked(store: Store, outbox: Outbox) -> None:
    [mention_id] = store.add_mentions([new_mention()], MONDAY)
    assert mention_id is not None
    outbox.done(claimed(outbox.claim(NOW, ALL)).id, "C1", "1.1")

    assert outbox.doubtful(mention_id) == []
    assert outbox.claim(later(), ALL) is None
