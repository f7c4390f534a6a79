"""What a colleague is asked to check is kept with the order to post it, and decides nothing."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import Engine, text

from db.attempts import Refused
from db.drafts import read_draft
from db.errors import UnknownDraft
from db.models import NoticeKind
from db.outbox import Effect, Outbox
from db.store import Store
from db.transactions import reading
from rules.assessment import Route
from rules.decisions import Action, Obstacle, Role
from rules.mention import Draft, Reply
from tests.mentions import ANNA, BEN, MONDAY, new_mention

DRAFT = Draft(1, Action.REPLY, Reply("Yes, until noon.", "thanks", 2), ANNA, MONDAY, 1)


@pytest.fixture
def mention(store: Store) -> int:
    [mention_id] = store.add_mentions([new_mention(route=Route.QUESTION)], MONDAY)
    assert mention_id == DRAFT.mention_id
    return mention_id


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608


def test_a_draft_comes_back_as_it_was_kept_and_its_notice_names_it(
    store: Store, outbox: Outbox, engine: Engine, mention: int
):
    assert store.ask_to_check(DRAFT, Role.STAFF) is None
    row = outbox.claim(1_000.0, [Effect.NOTICE])
    assert row is not None
    assert row.mention_id == mention
    notice = store.notice(row.notice_id or 0)
    assert notice.kind is NoticeKind.DRAFT
    with reading(engine) as session:
        assert read_draft(session, notice.content["draft"]) == DRAFT
    assert store.case(mention).version == 1
    assert list(store.decisions()) == []


def test_the_same_draft_is_posted_once_and_another_one_too(store: Store, engine: Engine, mention: int):
    assert mention
    for draft in (DRAFT, DRAFT, replace(DRAFT, by=BEN), replace(DRAFT, reply=Reply("Yes.", None))):
        store.ask_to_check(draft, Role.STAFF)
    assert count(engine, "drafts") == count(engine, "notices") == 3


def test_a_draft_that_is_asked_about_twice_at_once_is_posted_once(store: Store, engine: Engine, mention: int):
    store.decide(mention, ANNA, Role.STAFF, Action.CLAIM, now=MONDAY)
    together = Barrier(6)

    def ask(_: int) -> None:
        together.wait()
        store.ask_to_check(DRAFT, Role.STAFF)

    with ThreadPoolExecutor(6) as people:
        list(people.map(ask, range(6)))
    assert count(engine, "drafts") == count(engine, "notices") == 1


def test_what_was_decided_meanwhile_or_by_an_outsider_is_not_kept(store: Store, engine: Engine, mention: int):
    outsider = store.ask_to_check(DRAFT, Role.OUTSIDER)
    store.decide(mention, BEN, Role.STAFF, Action.REPLY, reply=DRAFT.reply, now=MONDAY)
    late = store.ask_to_check(DRAFT, Role.STAFF)
    assert isinstance(outsider, Refused)
    assert isinstance(late, Refused)
    assert (outsider.refusal.obstacle, late.refusal.obstacle) == (Obstacle.NOT_A_MEMBER, Obstacle.ALREADY_DECIDED)
    assert count(engine, "drafts") == 0


def test_a_draft_that_nobody_wrote_is_unknown(store: Store):
    with pytest.raises(UnknownDraft, match="There is no draft 7"):
        store.draft(7)
