"""What only the language model sees is on the card from the first, and nothing waits for a model that is not there."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from structlog.testing import capture_logs

from bot.clock import MovableClock
from bot.reception import Reception
from bot.second_reading import AT_ONCE, STARTED_AFTER, Left, SecondReading
from db.digests import Digests
from db.intake import NewMention
from db.outbox import Effect, Outbox
from db.readers import Readers
from db.second_reading import SecondReadings
from db.store import Decided, Store
from rules.assessment import Kind, Suggestion, Urgency
from rules.decisions import Action, Role, Safety
from rules.floods import Thresholds
from rules.mention import Mention
from rules.model import Model, ModelMissing, load
from rules.office_hours import OfficeHours
from rules.personal.public import public
from rules.reading import Reading
from rules.signals import Signal
from rules.team import SHIPPED, TeamPolicy
from tests.mentions import ABUSIVE, ANNA, MONDAY, mention

HOSTILE = "Every last refugee in this town makes my skin crawl, get them out of my sight"
"""Hostile by its sense alone: no list of words has it."""
GRUMBLE = "The parking at the clinic is far too dear."
INSULT = "The receptionist is an idiot"
HOURS = OfficeHours.parse()


@pytest.fixture
def store(engine: Engine) -> Store:
    return Store(engine, HOURS)


def reader(
    engine: Engine,
    load: Callable[[], Model] = load,
    team: Callable[[], TeamPolicy] = lambda: SHIPPED,
    started_after: float = 0.0,
) -> SecondReading:
    clock = MovableClock(MONDAY + timedelta(seconds=5))
    return SecondReading(
        SecondReadings(engine), HOURS, clock, load, readers=Readers(engine), team=team, started_after=started_after
    )


def nowhere() -> Model:
    raise ModelMissing("The language model needs the library onnxruntime.")


def arrive(store: Store, *texts: str, **fields: object) -> list[int]:
    said: list[Mention] = [mention(text=each, **fields) for each in texts]
    ids = Reception(store, HOURS, MovableClock(MONDAY)).add(said)
    return [each for each in ids if each is not None]


def next_card(engine: Engine) -> int | None:
    row = Outbox(engine).claim(time.time(), [Effect.SHOW_CARD])
    return row and row.mention_id


def test_the_organisations_own_number_stays_readable_beside_a_strangers(engine: Engine):
    store = Store(engine, HOURS, public=public(["01632 960001"]))
    [new] = arrive(store, "I rang +44 1632 960001, and they ring 01632 960002 back.")
    readable = "I rang +44 1632 960001, and they ring [phone number] back."
    assert store.case(new).assessment.masked_text == readable

    reader(engine, team=store.team_policy).read_some()

    assert store.case(new).assessment.masked_text == readable


def test_no_card_is_shown_before_the_model_has_read_it(engine: Engine, store: Store):
    [new] = arrive(store, GRUMBLE)
    assert next_card(engine) is None
    reader(engine).read_some()
    assert next_card(engine) == new


def test_what_only_the_model_sees_changes_suggestion_urgency_times_and_place_in_the_queue(engine: Engine, store: Store):
    _, hostile = arrive(store, GRUMBLE, HOSTILE)
    before = store.case(hostile)
    assert before.assessment.suggestion is Suggestion.APPROVE

    reader(engine).read_some()

    case = store.case(hostile)
    assert case.assessment.suggestion is Suggestion.HIDE
    assert case.assessment.principle == "hateful_discriminatory"
    assert case.assessment.urgency is Urgency.HIGH
    assert case.respond_by is not None
    assert before.respond_by is not None
    assert MONDAY < case.respond_by < before.respond_by, "counted from its arrival, and sooner"
    assert case.due_at == case.respond_by
    with engine.connect() as connection:
        look_at = connection.scalar(text("SELECT look_at FROM mentions WHERE id = :id"), {"id": hostile})
    assert look_at is not None, "the clock job reckons anew"
    assert next_card(engine) == hostile, "before what came first"


def test_what_the_model_finds_nothing_in_stays_as_the_rules_have_it(engine: Engine, store: Store):
    [new] = arrive(store, "What time does the walk-in clinic open on Saturday?")
    before = store.case(new)
    reader(engine).read_some()
    assert store.case(new) == before


def test_the_most_urgent_are_read_first(engine: Engine, store: Store):
    arrive(store, *[GRUMBLE] * AT_ONCE)
    [insult] = arrive(store, INSULT)
    assert reader(engine).read_some() is Left.HERE, "some are left"
    assert next_card(engine) == insult


def test_what_somebody_decided_on_before_the_model_came_to_it_stays_as_they_saw_it(engine: Engine, store: Store):
    [new] = arrive(store, HOSTILE)
    store.decide(new, ANNA, Role.STAFF, Action.APPROVE, now=MONDAY)
    before = store.case(new)
    reader(engine).read_some()
    assert store.case(new) == before
    assert next_card(engine) == new


@pytest.mark.parametrize(
    ("action", "how"),
    [
        (Action.CLAIM, {}),
        (Action.SNOOZE, {"until": MONDAY + timedelta(hours=3)}),
        (Action.ESCALATE, {"detail": "media"}),
        (Action.SHOW_PERSONAL_DETAILS, {}),
    ],
)
def test_what_somebody_only_took_on_before_the_model_came_to_it_is_read_and_stays_theirs(
    engine: Engine, store: Store, action: Action, how: dict[str, Any]
):
    [new] = arrive(store, HOSTILE)
    store.decide(new, ANNA, Role.STAFF, action, now=MONDAY, **how)
    before = store.case(new)

    reader(engine).read_some()

    case = store.case(new)
    assert case.assessment.suggestion is Suggestion.HIDE
    assert (case.status, case.owner, case.decisions) == (before.status, before.owner, before.decisions)
    assert case.due_at is not None
    assert before.due_at is not None
    assert case.due_at < before.due_at, "a suspected breach is due sooner"
    hidden = store.decide(
        new, ANNA, Role.STAFF, Action.HIDE, principle=case.assessment.principle, seen_version=case.version, now=MONDAY
    )
    assert isinstance(hidden, Decided), "the card that was drawn with the claim is not out of date"


def test_an_answer_that_was_promised_stays_due_when_it_was_promised(engine: Engine, store: Store):
    [new] = arrive(store, HOSTILE, kind=Kind.DIRECT_MESSAGE)
    promised = MONDAY + timedelta(days=3)
    store.decide(new, ANNA, Role.STAFF, Action.HOLD, now=MONDAY, until=promised)

    reader(engine).read_some()

    case = store.case(new)
    assert case.assessment.findings
    assert case.answer_by == promised
    assert case.due_at == case.respond_by, "the suspected breach is due first"


def test_a_risk_that_somebody_sees_to_stays_theirs_when_the_model_has_read_it(engine: Engine, store: Store):
    [new] = arrive(store, "I want to end my life")
    store.decide(new, ANNA, Role.STAFF, Action.ACKNOWLEDGE_RISK, now=MONDAY)
    readings = SecondReadings(engine)
    [unread] = readings.next(1)
    read = NewMention(unread.mention, replace(unread.assessment, findings=(ABUSIVE,)), MONDAY, MONDAY)

    readings.keep([(unread, read)], MONDAY)

    case = store.case(new)
    assert case.assessment.findings == (ABUSIVE,)
    assert case.status.safety is Safety.ACKNOWLEDGED


def test_of_two_workers_that_read_the_same_the_first_counts(engine: Engine, store: Store):
    [new] = arrive(store, HOSTILE)
    readings = SecondReadings(engine)
    [unread] = readings.next(1)
    assert reader(engine).read_some() is Left.NOTHING
    first = store.case(new)
    late = NewMention(unread.mention, replace(unread.assessment, suggestion=Suggestion.REPORT), respond_by=MONDAY)
    readings.keep([(unread, late)], MONDAY + timedelta(hours=1))
    assert store.case(new) == first


def test_nothing_is_gathered_before_the_model_has_read_it(engine: Engine, store: Store):
    digests = Digests(engine, HOURS, Thresholds(per_post=4, in_all=8))
    ids = arrive(store, *[GRUMBLE] * 5, HOSTILE, in_reply_to="post-1")
    assert digests.gather(MONDAY) == 0
    reading = reader(engine)
    while reading.read_some() is Left.HERE:
        pass
    assert digests.gather(MONDAY) == 5
    assert store.case(ids[-1]).digest_id is None, "it has a card of its own"


def test_without_the_model_the_rules_alone_judge_and_nothing_waits(engine: Engine, store: Store):
    without = reader(engine, nowhere)
    with capture_logs() as logs:
        for said in (HOSTILE, GRUMBLE):
            [new] = arrive(store, said)
            assert without.read_some() is Left.NOTHING
            assert next_card(engine) == new
    assert without.has_model is False
    assert [each["event"] for each in logs] == ["The language model needs the library onnxruntime."], "said once"


def test_a_text_that_breaks_the_model_is_shown_as_the_rules_have_it(engine: Engine, store: Store):
    def broken() -> Model:
        def fail(_: object) -> None:
            raise RuntimeError("no answer")

        return fail  # type: ignore[return-value]

    [new] = arrive(store, INSULT)
    before = store.case(new)
    reader(engine, broken).read_some()
    assert store.case(new) == before
    assert next_card(engine) == new


def test_a_direct_message_is_read_too(engine: Engine, store: Store):
    [new] = arrive(store, HOSTILE, kind=Kind.DIRECT_MESSAGE)
    reader(engine).read_some()
    assert store.case(new).assessment.suggestion is Suggestion.REPORT


def test_a_process_that_ends_between_reading_and_showing_loses_nothing(engine: Engine, store: Store):
    [new] = arrive(store, HOSTILE)
    reader(engine).read_some()
    case = store.case(new)
    assert reader(engine).read_some() is Left.NOTHING, "read once"
    assert store.case(new) == case
    assert next_card(engine) == new


def test_an_error_that_is_not_the_models_leaves_the_rules_word_and_is_told_once(engine: Engine, store: Store):
    def unusable() -> TeamPolicy:
        raise ValueError("a word of a later version")

    [new] = arrive(store, INSULT)
    before = store.case(new)
    broken = reader(engine, team=unusable)
    with capture_logs() as logs:
        broken.read_some()
        broken.read_some()
    assert store.case(new) == before
    assert next_card(engine) == new
    assert [each["event"] for each in logs] == ["The language model's reading failed; the rules alone judge"]


def test_one_reading_that_cant_be_kept_takes_none_of_the_others_with_it(engine: Engine, store: Store):
    def says_what_no_database_keeps() -> Model:
        known = load()

        def model(reading: Reading) -> list[Signal]:
            return [replace(each, reason="\0") if reading.text == HOSTILE else each for each in known(reading)]

        return model  # type: ignore[return-value]

    unkept, other = arrive(store, HOSTILE, f"{HOSTILE}!")
    with capture_logs() as logs:
        reader(engine, says_what_no_database_keeps).read_some()
    assert store.case(other).assessment.suggestion is Suggestion.HIDE
    assert store.case(unkept).assessment.suggestion is Suggestion.APPROVE, "as the rules have it"
    assert [each["mentions"] for each in logs] == [[unkept]]
    assert {next_card(engine), next_card(engine)} == {unkept, other}


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_row_that_cant_be_read_keeps_no_card_back(engine: Engine, store: Store):
    ids = arrive(store, GRUMBLE, INSULT)
    with engine.begin() as connection:
        connection.execute(text("UPDATE assessments SET findings = 'no JSON' WHERE mention_id = :id"), {"id": ids[0]})
    with capture_logs() as logs:
        reader(engine).read_some()
    assert {next_card(engine), next_card(engine)} == set(ids)
    assert len(logs) == 1


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_process_without_the_model_leaves_the_reading_to_one_that_has_it(engine: Engine, store: Store):
    has, without = reader(engine), reader(engine, nowhere)
    has.read_some()
    [new] = arrive(store, HOSTILE)

    assert without.read_some() is Left.ELSEWHERE
    assert next_card(engine) is None

    has.read_some()
    assert store.case(new).assessment.suggestion is Suggestion.HIDE
    assert without.read_some() is Left.NOTHING
    assert next_card(engine) == new


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_when_the_process_with_the_model_is_gone_no_card_waits_for_it_longer_than_half_a_minute(
    engine: Engine, store: Store
):
    reader(engine).read_some()
    [new] = arrive(store, HOSTILE)
    for ago, shown in (("29 seconds", None), ("31 seconds", new)):
        with engine.begin() as connection:
            connection.execute(text("UPDATE model_readers SET seen_at = now() - CAST(:ago AS interval)"), {"ago": ago})
        reader(engine, nowhere).read_some()
        assert next_card(engine) == shown


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_of_processes_that_start_together_the_one_with_the_model_may_take_some_seconds(engine: Engine, store: Store):
    arrive(store, HOSTILE)
    assert reader(engine, nowhere, started_after=STARTED_AFTER).read_some() is Left.ELSEWHERE
    assert next_card(engine) is None
