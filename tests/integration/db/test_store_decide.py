import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, text

from db.engine import connect
from db.errors import NotRecorded, UnknownMention, Unstorable
from db.outbox import Effect, Outbox
from db.store import Decided, Refused, Store
from db.transactions import writing
from rules.assessment import Kind
from rules.decisions import Action, Answering, Obstacle, Role, Side, Status, Visibility
from rules.handling import any_detail
from rules.mention import Person
from tests.mentions import ANNA, BEN, MONDAY, mention, new_mention

LATER = MONDAY + timedelta(minutes=7)


@pytest.fixture
def mention_id(store: Store) -> int:
    [new_id] = store.add_mentions([new_mention()], MONDAY)
    assert new_id is not None
    return new_id


def decided(outcome: Decided | Refused) -> Decided:
    assert isinstance(outcome, Decided), outcome
    return outcome


def refused(outcome: Decided | Refused) -> Refused:
    assert isinstance(outcome, Refused), outcome
    return outcome


def waiting_effects(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT effect FROM outbox WHERE effect <> 'show_card' ORDER BY seq"))
        return [effect for (effect,) in rows]


def test_decision_is_in_the_case_and_in_the_log(store: Store, mention_id: int) -> None:
    outcome = decided(
        store.decide(mention_id, ANNA, Role.STAFF, Action.HIDE, principle="abusive", seen_version=1, now=LATER)
    )

    assert outcome.case == store.case(mention_id)
    assert outcome.case.version == 2
    assert outcome.case.status == Status(visibility=Visibility.HIDE_PENDING, latest=Action.HIDE)
    assert outcome.case.decisions == (outcome.decision,)
    assert outcome.decision.mention_id == mention_id
    assert outcome.decision.person == ANNA
    assert (outcome.decision.action, outcome.decision.principle) == (Action.HIDE, "abusive")
    [logged] = store.decisions()
    assert (logged.person, logged.action, logged.principle, logged.at) == (ANNA, Action.HIDE, "abusive", LATER)
    assert logged.seconds == 420


def test_decision_orders_a_redraw_and_a_note(store: Store, engine: Engine, mention_id: int) -> None:
    store.decide(mention_id, ANNA, Role.STAFF, Action.APPROVE, now=LATER)

    assert waiting_effects(engine) == [Effect.REDRAW_CARD, Effect.THREAD_NOTE]


def test_second_click_reports_first_decision(store: Store, engine: Engine, mention_id: int) -> None:
    store.decide(mention_id, ANNA, Role.STAFF, Action.APPROVE, seen_version=1, now=LATER)

    outcome = refused(
        store.decide(mention_id, BEN, Role.STAFF, Action.HIDE, principle="abusive", seen_version=1, now=LATER)
    )

    assert outcome.refusal.obstacle is Obstacle.ALREADY_DECIDED
    assert [(made.person, made.action) for made in outcome.case.decisions] == [(ANNA, Action.APPROVE)]
    assert store.case(mention_id).version == 2
    assert len(waiting_effects(engine)) == 2


def test_click_on_an_outdated_card_is_refused_even_if_it_could_be_done(store: Store, mention_id: int) -> None:
    store.decide(mention_id, ANNA, Role.STAFF, Action.HIDE, principle="abusive", seen_version=1, now=LATER)

    outcome = store.decide(mention_id, BEN, Role.STAFF, Action.REPORT, principle="abusive", seen_version=1, now=LATER)

    assert refused(outcome).refusal.obstacle is Obstacle.ALREADY_DECIDED


@pytest.mark.parametrize(("first", "second"), [(Action.REPLY, Action.APPROVE), (Action.HIDE, Action.NO_REPLY_NEEDED)])
def test_decision_on_one_side_does_not_outdate_the_other(
    store: Store, mention_id: int, first: Action, second: Action
) -> None:
    store.decide(mention_id, ANNA, Role.STAFF, first, principle="abusive", seen_version=1, now=LATER)

    outcome = decided(store.decide(mention_id, BEN, Role.STAFF, second, seen_version=1, now=LATER))

    assert [made.action for made in outcome.case.decisions] == [first, second]
    assert outcome.case.version == 3


def test_decision_on_both_sides_since_names_the_side_that_was_decided(store: Store, mention_id: int) -> None:
    for action in (Action.APPROVE, Action.REPLY):
        store.decide(mention_id, ANNA, Role.STAFF, action, now=LATER)

    outcome = refused(
        store.decide(mention_id, BEN, Role.STAFF, Action.HIDE, principle="abusive", seen_version=1, now=LATER)
    )

    assert (outcome.refusal.obstacle, outcome.refusal.side) == (Obstacle.ALREADY_DECIDED, Side.MODERATION)


def test_look_at_personal_details_outdates_no_card(store: Store, mention_id: int) -> None:
    store.decide(mention_id, ANNA, Role.STAFF, Action.SHOW_PERSONAL_DETAILS, seen_version=1, now=LATER)

    decided(store.decide(mention_id, BEN, Role.STAFF, Action.APPROVE, seen_version=1, now=LATER))


def test_card_that_is_up_to_date_is_not_refused_for_what_came_before(store: Store, mention_id: int) -> None:
    store.decide(mention_id, ANNA, Role.STAFF, Action.HIDE, principle="abusive", seen_version=1, now=LATER)
    store.decide(mention_id, ANNA, Role.STAFF, Action.REPLY, seen_version=2, now=LATER)

    decided(store.decide(mention_id, BEN, Role.STAFF, Action.REPORT, principle="abusive", seen_version=2, now=LATER))


def test_without_a_card_the_mention_as_it_is_now_counts(store: Store, mention_id: int) -> None:
    store.decide(mention_id, ANNA, Role.STAFF, Action.HIDE, principle="abusive", now=LATER)

    outcome = decided(store.decide(mention_id, BEN, Role.STAFF, Action.REPORT, principle="abusive", now=LATER))

    assert [made.action for made in outcome.case.decisions] == [Action.HIDE, Action.REPORT]
    assert outcome.case.version == 3


def test_rules_are_asked(store: Store, engine: Engine) -> None:
    message = new_mention(mention(kind=Kind.DIRECT_MESSAGE))
    [mention_id] = store.add_mentions([message], MONDAY)
    assert mention_id is not None

    for role, action, principle, obstacle in (
        (Role.OUTSIDER, Action.APPROVE, None, Obstacle.NOT_A_MEMBER),
        (Role.STAFF, Action.HIDE, "abusive", Obstacle.NOTHING_TO_HIDE),
        (Role.STAFF, Action.REPORT, None, Obstacle.NEEDS_PRINCIPLE),
        (Role.STAFF, Action.UNDO, None, Obstacle.ALREADY_DECIDED),
    ):
        outcome = store.decide(mention_id, ANNA, role, action, principle=principle, seen_version=1, now=LATER)
        assert refused(outcome).refusal.obstacle is obstacle

    assert list(store.decisions()) == []
    assert waiting_effects(engine) == []


def test_outsider_with_an_outdated_card_learns_nothing_of_it(store: Store, mention_id: int) -> None:
    store.decide(mention_id, ANNA, Role.STAFF, Action.APPROVE, now=LATER)

    outcome = store.decide(mention_id, BEN, Role.OUTSIDER, Action.APPROVE, seen_version=1, now=LATER)

    assert refused(outcome).refusal.obstacle is Obstacle.NOT_A_MEMBER


def test_undo_is_a_further_row_that_names_what_it_undoes(store: Store, mention_id: int) -> None:
    store.decide(mention_id, ANNA, Role.STAFF, Action.HIDE, principle="abusive", now=LATER)

    outcome = decided(store.decide(mention_id, BEN, Role.STAFF, Action.UNDO, now=LATER))

    assert outcome.decision.undoes is Action.HIDE
    assert outcome.case.status == Status()
    assert [made.action for made in outcome.case.decisions] == [Action.HIDE, Action.UNDO]


@pytest.mark.parametrize("answer", [Action.REPLY, Action.REFER, Action.NO_REPLY_NEEDED])
def test_answer_taken_back_names_what_it_undoes(store: Store, mention_id: int, answer: Action) -> None:
    store.decide(mention_id, ANNA, Role.STAFF, answer, detail=any_detail(answer), now=LATER)

    outcome = decided(store.decide(mention_id, ANNA, Role.STAFF, Action.ANSWER_UNDO, now=LATER))

    assert outcome.decision.undoes is answer


def test_done_on_a_reply_by_mistake_is_taken_back_and_a_reply_made_survives_a_mistaken_referral(
    store: Store, mention_id: int
) -> None:
    for action in (Action.REPLY, Action.REPLY_DONE, Action.REFER):
        store.decide(mention_id, ANNA, Role.STAFF, action, detail=any_detail(action), now=LATER)

    referral = decided(store.decide(mention_id, BEN, Role.STAFF, Action.ANSWER_UNDO, now=LATER))
    done = decided(store.decide(mention_id, BEN, Role.STAFF, Action.ANSWER_UNDO, now=LATER))

    assert (referral.decision.undoes, referral.case.status.answering) == (Action.REFER, Answering.REPLIED)
    assert (done.decision.undoes, done.case.status.answering) == (Action.REPLY_DONE, Answering.REPLY_PENDING)


def test_nothing_is_hidden_on_a_platform_that_has_no_hiding(store: Store) -> None:
    [review] = store.add_mentions([new_mention(mention(platform="google_reviews"))], MONDAY)
    assert review is not None

    outcome = refused(store.decide(review, ANNA, Role.STAFF, Action.HIDE, principle="abusive", now=LATER))

    assert outcome.refusal.obstacle is Obstacle.NO_HIDING
    assert list(store.decisions()) == []


def test_principle_is_kept_only_where_one_is_needed(store: Store, mention_id: int) -> None:
    outcome = decided(store.decide(mention_id, ANNA, Role.STAFF, Action.APPROVE, principle="abusive", now=LATER))

    assert outcome.decision.principle is None


def test_look_at_personal_details_is_logged_and_changes_nothing(store: Store, engine: Engine, mention_id: int) -> None:
    store.decide(mention_id, ANNA, Role.STAFF, Action.APPROVE, now=LATER)

    outcome = decided(
        store.decide(mention_id, BEN, Role.STAFF, Action.SHOW_PERSONAL_DETAILS, seen_version=1, now=LATER)
    )

    assert outcome.case.version == 2
    assert outcome.case.status.latest is Action.APPROVE
    assert [made.action for made in outcome.case.decisions] == [Action.APPROVE, Action.SHOW_PERSONAL_DETAILS]
    assert len(waiting_effects(engine)) == 2


def test_person_is_shown_by_their_latest_name(store: Store, mention_id: int) -> None:
    store.decide(mention_id, ANNA, Role.STAFF, Action.APPROVE, now=LATER)
    store.decide(mention_id, Person(ANNA.id, "Anna Shaw-Lee"), Role.STAFF, Action.UNDO, now=LATER)

    assert {made.person.name for made in store.case(mention_id).decisions} == {"Anna Shaw-Lee"}


def test_unknown_mention_is_not_decided(store: Store) -> None:
    with pytest.raises(UnknownMention):
        store.decide(4711, ANNA, Role.STAFF, Action.APPROVE, now=LATER)


@pytest.mark.parametrize("seen_version", [1, None], ids=["on a card", "without a card"])
def test_fifty_clicks_at_once_make_one_decision(
    store: Store, engine: Engine, mention_id: int, seen_version: int | None
) -> None:
    people = [Person(f"U{number}", f"Person {number}") for number in range(50)]
    together = Barrier(len(people))

    def click(person: Person) -> Decided | Refused:
        together.wait()
        return store.decide(
            mention_id,
            person,
            Role.STAFF,
            Action.APPROVE,
            seen_version=seen_version,
            now=LATER,
            deadline=time.monotonic() + 30,
        )

    with ThreadPoolExecutor(len(people)) as pool:
        outcomes = list(pool.map(click, people))

    [winner] = [outcome for outcome in outcomes if isinstance(outcome, Decided)]
    for outcome in outcomes:
        assert outcome.case.decisions == (winner.decision,)
    assert len(list(store.decisions())) == 1
    assert waiting_effects(engine) == [Effect.REDRAW_CARD, Effect.THREAD_NOTE]


def test_fifty_people_on_fifty_mentions_do_not_hinder_each_other(store: Store) -> None:
    ids = store.add_mentions([new_mention() for _ in range(50)], MONDAY)

    def click(mention_id: int | None) -> Decided | Refused:
        return store.decide(
            mention_id or 0, ANNA, Role.STAFF, Action.APPROVE, now=LATER, deadline=time.monotonic() + 30
        )

    with ThreadPoolExecutor(50) as pool:
        outcomes = list(pool.map(click, ids))

    assert all(isinstance(outcome, Decided) for outcome in outcomes)
    assert len(list(store.decisions())) == 50


@contextmanager
def locked(database_url: str, mention_id: int) -> Iterator[None]:
    """Hold, from a connection of another process's kind, the lock that deciding on the mention needs."""
    other = connect(database_url)
    with other.connect() as connection, connection.begin():
        connection.execute(text("UPDATE mentions SET card_ts = card_ts WHERE id = :id"), {"id": mention_id})
        yield
        connection.rollback()
    other.dispose()


def test_lock_held_past_the_deadline_leaves_nothing_recorded(
    store: Store, database_url: str, engine: Engine, mention_id: int
) -> None:
    with locked(database_url, mention_id):
        began = time.monotonic()
        with pytest.raises(NotRecorded):
            store.decide(mention_id, ANNA, Role.STAFF, Action.APPROVE, now=LATER, deadline=began + 0.4)
        took = time.monotonic() - began

    assert 0.3 < took < 2
    assert store.case(mention_id).version == 1
    assert list(store.decisions()) == []
    assert waiting_effects(engine) == []
    decided(store.decide(mention_id, ANNA, Role.STAFF, Action.APPROVE, now=LATER, deadline=time.monotonic() + 30))


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_thread_that_gets_no_turn_in_time_leaves_nothing_recorded(
    store: Store, engine: Engine, mention_id: int
) -> None:
    with writing(engine), ThreadPoolExecutor(1) as pool:
        click = pool.submit(
            store.decide, mention_id, ANNA, Role.STAFF, Action.APPROVE, now=LATER, deadline=time.monotonic() + 0.2
        )
        with pytest.raises(NotRecorded):
            click.result()

    assert store.case(mention_id).decisions == ()
    decided(store.decide(mention_id, ANNA, Role.STAFF, Action.APPROVE, now=LATER))


def test_failure_halfway_stores_nothing_and_holds_nobody_up(store: Store, engine: Engine, mention_id: int) -> None:
    with pytest.raises(Unstorable):
        store.decide(mention_id, Person("U1", "a\0b"), Role.STAFF, Action.APPROVE, now=LATER)

    assert store.case(mention_id).version == 1
    assert waiting_effects(engine) == []
    decided(store.decide(mention_id, ANNA, Role.STAFF, Action.APPROVE, now=LATER))


def test_deadline_already_past_leaves_nothing_recorded(store: Store, mention_id: int) -> None:
    with pytest.raises(NotRecorded):
        store.decide(mention_id, ANNA, Role.STAFF, Action.APPROVE, now=LATER, deadline=time.monotonic() - 1)

    assert store.case(mention_id).decisions == ()


def test_intake_does_not_wait_past_its_deadline(store: Store, database_url: str, outbox: Outbox) -> None:
    item = new_mention()
    other = connect(database_url)
    with other.connect() as connection, connection.begin():
        connection.execute(
            text(
                "INSERT INTO mentions (platform, external_id, kind, text, received_at, visibility, reporting,"
                " answering, version) VALUES (:platform, :external_id, 'comment', '', :now, 'undecided',"
                " 'not_reported', 'unanswered', 1)"
            ),
            {"platform": item.mention.platform, "external_id": item.mention.external_id, "now": str(MONDAY)},
        )
        with pytest.raises(NotRecorded):
            store.add_mentions([new_mention(), item], MONDAY, deadline=time.monotonic() + 0.2)
        connection.rollback()
    other.dispose()

    assert store.open_cases(10).total == 0
    assert outbox.waiting() == 0
