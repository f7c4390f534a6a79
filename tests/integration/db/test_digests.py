"""Floods: what waits too long is gathered under digests, is decided there, and is nowhere left out."""

import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from db.attempts import Decided, Refused
from db.digests import Digests
from db.errors import UnknownDigest
from db.outbox import Effect, Outbox, OutboxRow
from db.store import CardPlace, Store
from rules.assessment import Route, Urgency
from rules.decisions import Action, Role
from rules.floods import BULK, Thresholds
from rules.mention import Mention
from tests.mentions import ABUSIVE, ANNA, BEN, MONDAY, mention, new_mention

POST = "post-1"
EVERY = list(Effect)


@pytest.fixture
def digests(engine: Engine) -> Digests:
    return Digests(engine, thresholds=Thresholds(per_post=4, in_all=8))


def arrive(store: Store, *said: Mention, **assessed: object) -> list[int]:
    ids = store.add_mentions([new_mention(each, MONDAY, **assessed) for each in said], MONDAY)
    return [each for each in ids if each is not None]


def comments(number: int, post: str | None = POST) -> list[Mention]:
    return [mention(in_reply_to=post) for _ in range(number)]


def gather(digests: Digests, at: timedelta = timedelta(0)) -> int:
    return digests.gather(MONDAY + at)


def deliver_all(outbox: Outbox) -> list[OutboxRow]:
    """Carry out all that can be now, as the worker does, and return it in its order."""
    carried = []
    while row := outbox.claim(time.time() + 60, EVERY):
        if row.effect in {Effect.SHOW_CARD, Effect.SHOW_DIGEST}:
            outbox.done(row.id, channel="C0MENTIONS", ts=f"{row.effect.value}.{row.mention_id or row.digest_id}")
        elif row.effect in {Effect.REDRAW_CARD, Effect.REDRAW_DIGEST}:
            outbox.done_redraws(row.id)
        else:
            outbox.done(row.id)
        carried.append(row)
    return carried


def approve(store: Store, mention_id: int, action: Action = Action.APPROVE) -> Decided | Refused:
    principle = "abusive" if action is Action.HIDE else None
    return store.decide(mention_id, BEN, Role.STAFF, action, principle=principle, now=MONDAY)


def test_below_the_thresholds_each_comment_has_its_card(store: Store, outbox: Outbox, digests: Digests):
    arrive(store, *comments(3), *comments(3, "post-2"))
    assert gather(digests) == 0
    assert [row.effect for row in deliver_all(outbox)] == [Effect.SHOW_CARD] * 6


def test_enough_comments_under_one_post_get_one_card(store: Store, outbox: Outbox, digests: Digests):
    ids = arrive(store, *comments(4))
    [single] = arrive(store, mention())
    assert gather(digests) == 4
    shown = deliver_all(outbox)
    assert [(row.effect, row.mention_id) for row in shown] == [(Effect.SHOW_DIGEST, None), (Effect.SHOW_CARD, single)]
    digest = digests.read(shown[0].digest_id or 0)
    assert [store.digest_of(each) for each in (ids[0], single)] == [
        CardPlace("C0MENTIONS", f"show_digest.{digest.id}"),
        None,
    ]
    assert (digest.platform, digest.post, digest.total, digest.to_decide) == ("facebook", POST, 4, 4)
    assert digest.due_at == MONDAY
    page = digests.page(digest.id, decided=False, limit=10, offset=0)
    assert [case.id for case in page.cases] == ids
    assert outbox.waiting() == 0


def test_enough_in_all_are_gathered_whatever_they_are_under(store: Store, outbox: Outbox, digests: Digests):
    arrive(store, *comments(2, None), *comments(3, "post-2"), *comments(4))
    assert gather(digests) == 9
    shown = [digests.read(row.digest_id or 0) for row in deliver_all(outbox)]
    assert sorted((digest.post or "", digest.platform, digest.total) for digest in shown) == [
        ("", None, 5),
        (POST, "facebook", 4),
    ]


def test_what_a_person_should_see_by_itself_is_never_gathered(store: Store, outbox: Outbox, digests: Digests):
    apart = [
        *arrive(store, *comments(5), findings=(ABUSIVE,)),
        *arrive(store, *comments(5), urgency=Urgency.URGENT),
        *arrive(store, *comments(5), route=Route.QUESTION),
        *arrive(store, *comments(5), hints=(ABUSIVE,)),
    ]
    plain = arrive(store, *comments(5))
    assert gather(digests) == 5
    shown = deliver_all(outbox)
    assert sorted(row.mention_id for row in shown if row.mention_id) == sorted(apart)
    assert [row.effect for row in shown].count(Effect.SHOW_DIGEST) == 1
    # Urgent, breaches and questions first; then the digest; what is merely unsure after it.
    assert shown.index(next(row for row in shown if row.digest_id)) == 15
    assert all(store.case(each).digest_id for each in plain)


def test_the_last_one_that_would_stand_alone_keeps_its_card(store: Store, outbox: Outbox, digests: Digests):
    arrive(store, *comments(8), findings=(ABUSIVE,))
    [alone] = arrive(store, mention())
    assert gather(digests) == 0
    assert deliver_all(outbox)[-1].mention_id == alone


def test_later_comments_of_the_post_join_its_digest_and_redraw_it_once(store: Store, outbox: Outbox, digests: Digests):
    arrive(store, *comments(4))
    gather(digests)
    [shown] = deliver_all(outbox)
    for _ in range(3):
        arrive(store, *comments(1))
        assert gather(digests, timedelta(hours=3)) == 1
    assert [row.effect for row in deliver_all(outbox)] == [Effect.REDRAW_DIGEST]
    assert digests.read(shown.digest_id or 0).total == 7
    arrive(store, *comments(1))
    gather(digests)
    assert [row.effect for row in deliver_all(outbox)] == [Effect.REDRAW_DIGEST, Effect.DIGEST_NOTE], "it doubled"


def test_a_digest_that_grows_before_it_is_shown_is_neither_redrawn_nor_spoken_of(
    store: Store, outbox: Outbox, digests: Digests
):
    for _ in range(4):
        arrive(store, *comments(10))
        gather(digests)
    assert [row.effect for row in deliver_all(outbox)] == [Effect.SHOW_DIGEST], "and is not redrawn"
    for _ in range(4):
        arrive(store, *comments(40))
        gather(digests)
    assert [row.effect for row in deliver_all(outbox)] == [Effect.REDRAW_DIGEST, Effect.DIGEST_NOTE], "one word for all"


def test_what_comes_after_its_first_are_due_does_not_join_it(store: Store, outbox: Outbox, digests: Digests):
    arrive(store, *comments(4))
    gather(digests)
    deliver_all(outbox)
    [late] = arrive(store, *comments(1))
    assert gather(digests, timedelta(days=2)) == 0
    assert [row.mention_id for row in deliver_all(outbox)] == [late]


def test_what_was_decided_on_before_it_was_shown_keeps_its_card(store: Store, outbox: Outbox, digests: Digests):
    first, *others = arrive(store, *comments(6))
    approve(store, first)
    assert gather(digests) == 5
    assert [row.mention_id for row in deliver_all(outbox) if row.effect is Effect.SHOW_CARD] == [first]
    assert store.case(first).digest_id is None
    assert all(store.case(each).digest_id for each in others)


def test_a_card_whose_attempt_is_in_doubt_is_not_gathered(store: Store, outbox: Outbox, digests: Digests):
    arrive(store, *comments(6))
    row = outbox.claim(time.time(), EVERY)
    assert row
    outbox.not_arrived(row, "it did not arrive")
    assert gather(digests) == 5
    assert store.case(row.mention()).digest_id is None


def test_all_shown_are_approved_each_logged_as_bulk_and_the_card_drawn_once(
    store: Store, outbox: Outbox, digests: Digests
):
    ids = arrive(store, *comments(5))
    gather(digests)
    deliver_all(outbox)
    answers = digests.approve_all(dict.fromkeys(ids[:3], 1), ANNA, Role.STAFF, MONDAY)
    assert [type(answer) for answer in answers] == [Decided] * 3
    assert [(row.mention_id, row.person, row.action) for row in store.decisions()] == [
        (each, ANNA, Action.APPROVE) for each in ids[:3]
    ]
    assert {store.case(each).decisions[0].detail for each in ids[:3]} == {BULK}
    assert all(store.case(each).settled for each in ids[:3])
    [redraw] = deliver_all(outbox)
    assert redraw.effect is Effect.REDRAW_DIGEST
    digest = digests.read(redraw.digest_id or 0)
    assert (digest.total, digest.to_decide) == (5, 2)
    decided = digests.page(digest.id, decided=True, limit=10, offset=0)
    assert ([case.id for case in decided.cases], decided.total) == (ids[:3], 3)


def test_what_somebody_else_decided_meanwhile_is_left_out_and_told(store: Store, outbox: Outbox, digests: Digests):
    ids = arrive(store, *comments(4))
    gather(digests)
    deliver_all(outbox)
    approve(store, ids[1])
    answers = digests.approve_all({**dict.fromkeys(ids, 1), 99_999: 1}, ANNA, Role.STAFF, MONDAY)
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(answers) == 4, "what is not there is left out"
    assert [(answer.case.id, answer.case.decisions[0].person) for answer in refused] == [(ids[1], BEN)]
    assert len(list(store.decisions())) == 4


def test_two_people_who_approve_the_same_page_at_once_approve_each_mention_once(
    store: Store, outbox: Outbox, digests: Digests
):
    ids = arrive(store, *comments(30))
    gather(digests)
    deliver_all(outbox)
    answers: list[list[Decided | Refused]] = []
    shown = ([*ids[:20]], [*ids[10:]])

    def approve_page(person: object, page: list[int]) -> None:
        answers.append(digests.approve_all(dict.fromkeys(page, 1), person, Role.STAFF, MONDAY))  # type: ignore[arg-type]

    people = [threading.Thread(target=approve_page, args=args) for args in zip((ANNA, BEN), shown, strict=True)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    assert sorted(row.mention_id for row in store.decisions()) == ids
    assert sum(isinstance(answer, Refused) for page in answers for answer in page) == 10


def test_a_single_approval_redraws_the_digest_and_waits_for_no_card(store: Store, outbox: Outbox, digests: Digests):
    ids = arrive(store, *comments(4))
    gather(digests)
    deliver_all(outbox)
    approve(store, ids[0])
    assert [row.effect for row in deliver_all(outbox)] == [Effect.REDRAW_DIGEST]
    assert outbox.waiting() == 0


@pytest.mark.parametrize("action", [Action.HIDE, Action.REPLY, Action.CLAIM])
def test_any_other_decision_gives_it_a_card_of_its_own(store: Store, outbox: Outbox, digests: Digests, action: Action):
    ids = arrive(store, *comments(4))
    gather(digests)
    [shown] = deliver_all(outbox)
    assert isinstance(approve(store, ids[0], action), Decided)
    carried = deliver_all(outbox)
    assert [row.effect for row in carried if row.mention_id == ids[0]] == [
        Effect.SHOW_CARD,
        Effect.REDRAW_CARD,
        Effect.THREAD_NOTE,
    ]
    assert store.case(ids[0]).digest_id is None
    assert digests.read(shown.digest_id or 0).total == 3
    assert outbox.waiting() == 0


def test_a_mention_that_is_given_a_card_is_shown_once_and_redrawn_like_any_other(
    store: Store, outbox: Outbox, digests: Digests
):
    ids = arrive(store, *comments(4))
    gather(digests)
    deliver_all(outbox)
    assert digests.give_card(ids[2])
    assert not digests.give_card(ids[2]), "it has one"
    assert [row.effect for row in deliver_all(outbox)] == [Effect.SHOW_CARD, Effect.REDRAW_DIGEST]
    assert gather(digests) == 0
    approve(store, ids[2])
    assert [row.effect for row in deliver_all(outbox)] == [Effect.REDRAW_CARD, Effect.THREAD_NOTE]


def test_a_digest_is_closed_once_all_of_it_is_decided_and_says_so(store: Store, outbox: Outbox, digests: Digests):
    ids = arrive(store, *comments(4))
    gather(digests)
    [shown] = deliver_all(outbox)
    digest_id = shown.digest_id or 0
    assert not digests.close(digest_id, MONDAY)
    digests.approve_all(dict.fromkeys(ids, 1), ANNA, Role.STAFF, MONDAY)
    assert digests.close(digest_id, MONDAY)
    assert not digests.close(digest_id, MONDAY), "said once"
    assert [row.effect for row in deliver_all(outbox)] == [Effect.REDRAW_DIGEST, Effect.DIGEST_NOTE]
    [later] = arrive(store, *comments(1))
    assert gather(digests) == 0, "a list that nobody opens any more takes no more"
    assert store.case(later).digest_id is None


def test_gathered_mentions_are_counted_listed_found_and_due(store: Store, digests: Digests):
    ids = arrive(store, *comments(5))
    gather(digests)
    assert store.counts().open == 5
    assert [case.id for case in store.open_cases(limit=10).cases] == ids
    assert store.search("clinic hours", limit=10).total == 5
    assert {store.case(each).due_at for each in ids} == {MONDAY}


def test_a_list_leads_to_the_digest_until_a_mention_has_a_card_of_its_own(
    store: Store, outbox: Outbox, digests: Digests
):
    ids = arrive(store, *comments(4))
    gather(digests)
    assert store.open_cases(limit=10).cards == {}
    [shown] = deliver_all(outbox)
    at = digests.place(shown.digest_id or 0)
    assert store.open_cases(limit=10).cards == dict.fromkeys(ids, at)
    digests.give_card(ids[0])
    deliver_all(outbox)
    cards = store.search("clinic", limit=10).cards
    assert cards[ids[0]] == store.card(ids[0]) != at
    assert cards[ids[1]] == at


def test_others_under_the_post_that_have_cards_are_spoken_of(store: Store, outbox: Outbox, digests: Digests):
    arrive(store, *comments(2))
    deliver_all(outbox)
    arrive(store, *comments(4))
    gather(digests)
    [shown] = deliver_all(outbox)
    assert digests.read(shown.digest_id or 0).carded


def test_a_page_past_the_end_is_the_last_page(store: Store, outbox: Outbox, digests: Digests):
    ids = arrive(store, *comments(5))
    gather(digests)
    [shown] = deliver_all(outbox)
    page = digests.page(shown.digest_id or 0, decided=False, limit=2, offset=10)
    assert ([case.id for case in page.cases], page.offset, page.total) == (ids[4:], 4, 5)


def test_an_unknown_digest_is_said_not_to_be_there(digests: Digests):
    for ask in (digests.read, digests.place, lambda each: digests.page(each, decided=False, limit=1, offset=0)):
        with pytest.raises(UnknownDigest):
            ask(7)


def test_the_place_of_its_card_is_kept_and_may_change(store: Store, outbox: Outbox, digests: Digests):
    arrive(store, *comments(4))
    gather(digests)
    row = outbox.claim(time.time(), EVERY)
    assert row
    assert row.digest_id
    assert digests.place(row.digest_id) is None
    outbox.done(row.id, channel="C0MENTIONS", ts="1.1")
    assert digests.place(row.digest_id) == CardPlace("C0MENTIONS", "1.1")
    digests.move(row.digest_id, CardPlace("C0MENTIONS", "1.2"))
    assert digests.place(row.digest_id) == CardPlace("C0MENTIONS", "1.2")


def test_workers_that_gather_at_once_gather_each_mention_once(store: Store, engine: Engine, digests: Digests):
    arrive(store, *comments(200), *comments(50, "post-2"))
    gathered: list[int] = []
    workers = [threading.Thread(target=lambda: gathered.append(gather(digests))) for _ in range(6)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sum(gathered) == 250
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM digests")) == 2


def test_a_decision_and_the_gathering_at_once_leave_nothing_that_waits_for_ever(
    store: Store, outbox: Outbox, digests: Digests
):
    for _ in range(10):
        ids = arrive(store, *comments(6))
        decide = threading.Thread(target=approve, args=(store, ids[0]))
        decide.start()
        gather(digests)
        decide.join()
        deliver_all(outbox)
        assert outbox.waiting() == 0
