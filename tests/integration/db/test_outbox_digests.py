"""A digest's card in the queue: its redraws, its loss and its repetitions are treated as those of a mention's card."""

import time

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from db.intake import outbox_values
from db.models import DigestRow, Effect, OutboxEntry
from db.outbox import RECHECK_AFTER, Outbox, OutboxRow
from db.transactions import writing
from tests.mentions import MONDAY

ALL = list(Effect)
NOW = 1_000.0


@pytest.fixture
def digest_id(engine: Engine) -> int:
    with writing(engine) as session:
        digest = DigestRow(platform="facebook", post=None, opened_at=MONDAY)
        session.add(digest)
        session.flush()
        order(session, Effect.SHOW_DIGEST, digest.id)
        return digest.id


def order(session: Session, effect: Effect, digest_id: int) -> None:
    session.execute(insert(OutboxEntry), [outbox_values(effect, None, 30, digest_id=digest_id)])


def redraw(engine: Engine, digest_id: int, times: int = 1) -> None:
    with writing(engine) as session:
        for _ in range(times):
            order(session, Effect.REDRAW_DIGEST, digest_id)


def claimed(row: OutboxRow | None) -> OutboxRow:
    assert row is not None
    return row


def shown(outbox: Outbox) -> OutboxRow:
    row = claimed(outbox.claim(NOW, [Effect.SHOW_DIGEST]))
    outbox.done(row.id, "C1", "1.1")
    return row


def test_redraw_of_a_digest_waits_until_its_card_stands(outbox: Outbox, engine: Engine, digest_id: int) -> None:
    redraw(engine, digest_id)
    assert outbox.claim(NOW, [Effect.REDRAW_DIGEST]) is None

    shown(outbox)

    row = claimed(outbox.claim(NOW, [Effect.REDRAW_DIGEST]))
    assert (row.digest_id, row.mention_id) == (digest_id, None)


def test_newest_redraw_stands_for_all_before_it_and_two_never_run_at_once(
    outbox: Outbox, engine: Engine, digest_id: int
) -> None:
    shown(outbox)
    redraw(engine, digest_id, times=3)

    row = claimed(outbox.claim(NOW, ALL))
    redraw(engine, digest_id)
    assert outbox.claim(NOW, ALL) is None

    outbox.done_redraws(row.id)
    assert outbox.waiting() == 1
    assert outbox.claim(NOW, ALL)


def test_digest_card_that_was_deleted_is_shown_anew_once(outbox: Outbox, engine: Engine, digest_id: int) -> None:
    card = shown(outbox)
    redraw(engine, digest_id, times=2)
    row = claimed(outbox.claim(NOW, ALL))

    outbox.card_gone(row.id, "1.1")
    outbox.card_gone(row.id, "1.1")

    assert claimed(outbox.claim(NOW, ALL)).id == card.id
    assert outbox.claim(NOW, ALL) is None


def test_digest_that_was_in_doubt_is_rechecked_and_drawn_again(outbox: Outbox, digest_id: int) -> None:
    first = claimed(outbox.claim(NOW, ALL))
    outbox.not_arrived(first, "it did not arrive")
    outbox.done(claimed(outbox.claim(NOW + 20, ALL)).id, "C1", "2.2")

    recheck = claimed(outbox.claim(time.time() + RECHECK_AFTER + 1, ALL))

    assert (recheck.effect, recheck.digest_id) == (Effect.RECHECK, digest_id)
    assert [row.id for row in outbox.doubtful(digest_id=digest_id)] == [first.id]
    outbox.rechecked(recheck.id)
    assert claimed(outbox.claim(time.time(), ALL)).effect is Effect.REDRAW_DIGEST
