"""The desk, asked directly: what Slack's side can ask for, and what it is told when it can't be done."""

from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk import WebClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bot.clock import MovableClock
from bot.desk import Desk
from bot.members import Members
from bot.metrics import Metrics
from db.digests import Digests
from db.emails import Emails
from db.models import NoticeRow
from db.outbox import Outbox
from db.store import CardPlace, Store
from handlers.desk import Declined, Member, NotRecordedError, Order, Recorded, UnknownMentionError
from rules import assess, language
from rules.board import Queue
from rules.decisions import Action, Obstacle, Role
from rules.office_hours import OfficeHours
from tests.mentions import ANNA, mention

STAFF = Member(ANNA, Role.STAFF)
SUMMER_NIGHT = datetime(2026, 7, 1, 22, 55, tzinfo=UTC)
"""Five minutes to midnight in London."""
INSULT = "The receptionist is an idiot"
GRUMBLE = "What a waste of money the new website is. Honestly useless."


class Woken:
    """Counts how often delivery was told that something is there."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


@pytest.fixture
def woken() -> Woken:
    return Woken()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(SUMMER_NIGHT)


@pytest.fixture
def desk(engine: Engine, woken: Woken, clock: MovableClock) -> Desk:
    # As the bot does when it starts: reading the lists takes a good part of the two seconds that a click may take.
    assess(INSULT)
    language.prepare()
    nobody = Members(WebClient(base_url="http://127.0.0.1:9/"), lambda: "C0MENTIONS", ())
    store, digests, hours = Store(engine), Digests(engine), OfficeHours.parse()
    return Desk(
        store,
        digests,
        nobody,
        hours,
        clock,
        committed=woken,
        card_url=lambda channel, ts: f"{channel}/{ts}",
        escalation_contacts=lambda reason: ("U0DEV", "C0LEGAL") if reason == "legal" else (),
    )


def test_the_principle_that_matched_is_filled_in(desk: Desk):
    added = desk.add(mention(text=INSULT))
    assert added
    answer = desk.order(Order(added, Action.HIDE, STAFF))
    assert isinstance(answer, Recorded)
    assert answer.decision.principle == "abusive"


@pytest.mark.parametrize("principle", [None, "being_negative", "", "abusive; DROP TABLE decisions"])
def test_nothing_is_hidden_under_a_principle_that_is_not_published(desk: Desk, principle: str | None):
    added = desk.add(mention(text=GRUMBLE))
    assert added
    answer = desk.order(Order(added, Action.HIDE, STAFF, principle=principle))
    assert isinstance(answer, Declined)
    assert answer.refusal.obstacle is Obstacle.NEEDS_PRINCIPLE
    assert desk.case(added).decisions == ()


def test_the_same_mention_is_added_once(desk: Desk):
    said = mention(text=GRUMBLE)
    assert desk.add(said) is not None
    assert desk.add(said) is None


def test_delivery_is_woken_by_what_it_has_to_do_and_not_by_a_refusal(desk: Desk, woken: Woken):
    added = desk.add(mention(text=GRUMBLE))
    assert added
    desk.order(Order(added, Action.APPROVE, STAFF))
    assert woken.times == 2
    desk.order(Order(added, Action.APPROVE, STAFF))
    assert woken.times == 2


@pytest.mark.parametrize("action", Action)
def test_a_mention_that_is_not_there_is_said_not_to_be(desk: Desk, action: Action):
    with pytest.raises(UnknownMentionError):
        desk.order(Order(424242, action, STAFF))
    with pytest.raises(UnknownMentionError):
        desk.case(424242)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_lock_on_the_database_ends_in_nothing_recorded(desk: Desk, engine: Engine):
    added = desk.add(mention(text=GRUMBLE))
    assert added
    with engine.connect() as other:
        other.exec_driver_sql("COMMIT")
        other.exec_driver_sql("BEGIN EXCLUSIVE")
        with pytest.raises(NotRecordedError):
            desk.order(Order(added, Action.APPROVE, STAFF))
        other.exec_driver_sql("ROLLBACK")
    assert desk.case(added).decisions == ()


def test_the_metrics_page_counts_and_quotes_nobody(desk: Desk, engine: Engine):
    class Running:
        running = True

    desk.add(mention(text=INSULT))
    page = Metrics(Store(engine), Outbox(engine), Emails(engine), Running()).page().decode()
    assert 'commsbot_open_mentions{urgency="high"} 1.0' in page
    assert "commsbot_outbox_waiting 1.0" in page
    assert "commsbot_outbox_failed 0.0" in page
    assert "idiot" not in page


def test_a_page_carries_the_addresses_of_the_cards_that_were_shown(desk: Desk, engine: Engine):
    shown, waiting = desk.add(mention(external_id="1")), desk.add(mention(external_id="2"))
    assert shown
    assert waiting
    Store(engine).place_card(shown, CardPlace("C0MENTIONS", "1763.001"))
    page = desk.queue(Queue.OPEN, STAFF, limit=10, offset=0)
    assert {case.id for case in page.cases} == {shown, waiting}
    assert page.card_urls == {shown: "C0MENTIONS/1763.001"}


def test_a_page_past_the_end_is_the_last_one(desk: Desk):
    for number in range(5):
        desk.add(mention(external_id=str(number)))
    for page in (desk.queue(Queue.OPEN, STAFF, limit=2, offset=40), desk.search("clinic", limit=2, offset=40)):
        assert (page.offset, len(page.cases), page.total) == (4, 1, 5)


def test_only_leads_learn_who_is_on_what(desk: Desk):
    desk.add(mention())
    assert desk.board(STAFF).loads is None
    loads = desk.board(Member(ANNA, Role.LEAD)).loads
    assert loads
    assert [(load.person, load.cases) for load in loads] == [(None, 1)]


def test_what_is_due_this_minute_is_overdue(desk: Desk, clock: MovableClock):
    added = desk.add(mention(text=INSULT))
    assert added
    due_at = desk.case(added).due_at
    assert due_at
    for seconds, overdue in ((-1, 0), (0, 1)):
        clock.advance(due_at.replace(second=0, microsecond=0) + timedelta(seconds=seconds) - clock.now())
        assert desk.queue(Queue.OVERDUE, STAFF, limit=8, offset=0).total == overdue
        assert desk.board(STAFF).counts[Queue.OVERDUE] == overdue


def test_the_board_of_a_new_day_begins_at_midnight_in_london(desk: Desk, clock: MovableClock):
    desk.add(mention())
    assert desk.board(STAFF).today.came_in == 1
    old = desk.mark()
    clock.advance(timedelta(minutes=10))
    assert desk.board(STAFF).today.came_in == 0
    assert desk.mark() != old


def told_of(engine: Engine) -> list[str | None]:
    """Return whom notices are on their way to."""
    with Session(engine) as session:
        return list(session.scalars(select(NoticeRow.recipient).order_by(NoticeRow.id)))


def test_an_escalation_tells_the_contacts_of_its_reason_and_nobody_else(desk: Desk, engine: Engine):
    legal, media = desk.add(mention(external_id="1")), desk.add(mention(external_id="2"))
    assert legal
    assert media
    assert isinstance(desk.order(Order(legal, Action.ESCALATE, STAFF, detail="legal")), Recorded)
    assert isinstance(desk.order(Order(media, Action.ESCALATE, STAFF, detail="media")), Recorded)
    assert told_of(engine) == ["U0DEV", "C0LEGAL"]


@pytest.mark.parametrize("reason", [None, "", "the_weather"])
def test_an_escalation_without_a_reason_of_the_list_tells_nobody(desk: Desk, engine: Engine, reason: str | None):
    added = desk.add(mention())
    assert added
    answer = desk.order(Order(added, Action.ESCALATE, STAFF, detail=reason))
    assert isinstance(answer, Declined)
    assert answer.refusal.obstacle is Obstacle.NEEDS_DETAIL
    assert told_of(engine) == []


def test_the_times_that_are_offered_lie_in_office_hours(desk: Desk):
    times = desk.snooze_times()
    assert times.hour == datetime(2026, 7, 2, 9, tzinfo=UTC), "ten in London, an hour after the opening"
    assert times.next_day == datetime(2026, 7, 2, 8, tzinfo=UTC)


def test_a_holding_reply_is_offered_the_end_of_the_working_day_after_it_was_due(desk: Desk):
    added = desk.add(mention(text="What time does the clinic open?"))
    assert added
    case = desk.case(added)
    assert case.answer_by == datetime(2026, 7, 3, 16, tzinfo=UTC), "Friday, when the office closes"
    assert desk.answer_time(case) == datetime(2026, 7, 6, 16, tzinfo=UTC)


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(days=-1), timedelta(days=31, minutes=1)])
@pytest.mark.parametrize("action", [Action.SNOOZE, Action.HOLD])
def test_no_time_is_taken_that_has_passed_or_lies_a_month_ahead(
    desk: Desk, clock: MovableClock, action: Action, ahead: timedelta
):
    added = desk.add(mention(text="When do you open?"))
    assert added
    answer = desk.order(Order(added, action, STAFF, until=clock.now() + ahead))
    assert isinstance(answer, Declined)
    assert answer.refusal.obstacle is Obstacle.NEEDS_DETAIL
    assert desk.case(added).decisions == ()
