"""What the team has taught is kept on both databases: one list for a word, rows closed and never deleted."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from bot.clock import MovableClock
from bot.reception import Reception
from bot.second_reading import SecondReading
from db.errors import AlreadyListed, UnknownWord
from db.models import TeamThresholdRow, TeamWordRow
from db.readers import Readers
from db.second_reading import SecondReadings
from db.store import Store
from db.team import Team
from db.transactions import reading
from rules.mention import Person
from rules.office_hours import OfficeHours
from rules.team import SHIPPED, SetThreshold, TeamPolicy, TeamWord, Threshold
from tests.mentions import mention

LEAD = Person("U1", "Carys Hughes")
OTHER = Person("U2", "Dev Patel")
NOW = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
WATCHED = TeamWord("Doughnut", "abusive")


@pytest.fixture
def team(engine: Engine) -> Team:
    return Team(engine)


def test_nothing_is_taught_at_first(team: Team):
    assert team.policy() == SHIPPED
    assert not team.words()


def test_a_word_is_kept_with_who_put_it_there_and_why(team: Team):
    kept = team.put_on(WATCHED, "our receptionists are called that", LEAD, NOW)

    assert (kept.word, kept.why, kept.added_by, kept.added_at) == (
        WATCHED,
        "our receptionists are called that",
        LEAD,
        NOW,
    )
    assert team.words() == [kept] == [team.word(kept.id)]
    assert team.policy() == TeamPolicy((WATCHED,))


@pytest.mark.parametrize("again", [TeamWord("dough-nut"), TeamWord("DÖUGH nut", "abusive")])
def test_a_word_stands_on_one_list_once_however_it_is_written(team: Team, again: TeamWord):
    kept = team.put_on(TeamWord("dough nut"), "a cake", LEAD, NOW)

    with pytest.raises(AlreadyListed) as refused:
        team.put_on(again, "an insult", OTHER, NOW)

    assert refused.value.found == kept
    assert team.words() == [kept]


def test_a_word_taken_off_stays_in_the_table_and_can_be_put_on_again(team: Team, engine: Engine):
    kept = team.put_on(WATCHED, "first", LEAD, NOW)
    gone = team.take_off(kept.id, OTHER, NOW + timedelta(hours=1))
    assert (gone.taken_off_by, gone.taken_off_at) == (OTHER, NOW + timedelta(hours=1))
    assert team.policy() == SHIPPED
    assert team.taken_off(5) == [gone]
    with pytest.raises(UnknownWord):
        team.take_off(kept.id, LEAD, NOW)

    again = team.put_on(WATCHED, "second", LEAD, NOW)

    assert [each.id for each in team.words()] == [again.id] != [kept.id]
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(TeamWordRow)) == 2


def test_a_threshold_stands_in_for_the_shipped_one_until_another_replaces_it(team: Team, engine: Engine):
    later = NOW + timedelta(days=7)
    team.set_thresholds([Threshold("abusive", 0.6), Threshold("irrelevant_advertising", 0.7)], LEAD, NOW)
    team.set_thresholds([Threshold("abusive", 0.55)], OTHER, later)

    assert team.thresholds() == [
        SetThreshold(Threshold("abusive", 0.55), OTHER, later),
        SetThreshold(Threshold("irrelevant_advertising", 0.7), LEAD, NOW),
    ]
    assert team.policy().thresholds == (Threshold("abusive", 0.55), Threshold("irrelevant_advertising", 0.7))
    with reading(engine) as session:
        ended = session.scalars(select(TeamThresholdRow).where(TeamThresholdRow.ended_at.is_not(None))).one()
        assert (ended.value, ended.set_by, ended.ended_by, ended.ended_at) == (0.6, LEAD.name, OTHER.name, later)


def test_going_back_to_the_shipped_thresholds_keeps_what_there_was(team: Team, engine: Engine):
    team.set_thresholds([Threshold("abusive", 0.6)], LEAD, NOW)
    team.reset_thresholds(OTHER, NOW)

    assert team.policy() == SHIPPED
    with reading(engine) as session:
        assert session.scalars(select(TeamThresholdRow.ended_by_id)).all() == [OTHER.id]


def test_a_kept_threshold_stays_within_the_bounds_of_what_is_shipped_now(team: Team):
    team.set_thresholds([Threshold("abusive", 0.05), Threshold("no_longer_published", 0.5)], LEAD, NOW)

    assert team.policy().thresholds == (Threshold("abusive", 0.4),)


def test_what_comes_in_and_its_second_reading_go_by_the_teams_thresholds(engine: Engine, team: Team):
    store, hours, clock = Store(engine), OfficeHours.parse(), MovableClock(NOW)
    reception = Reception(store, hours, clock)
    team.set_thresholds([Threshold("profane_offensive_violent", 0.7)], LEAD, NOW)
    [added] = reception.add([mention(external_id="1", text="Get your kit out for sports day.")])
    assert added
    assert [hint.principle for hint in store.case(added).assessment.hints] == ["profane_offensive_violent"]
    assert store.case(added).assessment.suggestion == "approve"

    team.reset_thresholds(LEAD, NOW)
    read = SecondReading(
        SecondReadings(engine), hours, clock, lambda: lambda _: (), readers=Readers(engine), team=store.team_policy
    )
    read.read_some()

    assert store.case(added).assessment.principle == "profane_offensive_violent"


def test_what_comes_in_is_judged_by_what_the_team_has_taught(engine: Engine, team: Team):
    store = Store(engine)
    reception = Reception(store, OfficeHours.parse(), MovableClock(NOW))
    [before] = reception.add([mention(external_id="1", text="Your receptionist is a doughnut")])
    team.put_on(WATCHED, "our receptionists are called that", LEAD, NOW)
    [after] = reception.add([mention(external_id="2", text="Your receptionist is a doughnut")])

    assert before
    assert after
    assert store.case(before).assessment.suggestion == "approve"
    assert store.case(after).assessment.principle == "abusive"
    assert [said.text for said in team.newest(1)] == ["Your receptionist is a doughnut"]
