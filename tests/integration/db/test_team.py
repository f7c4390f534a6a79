"""What the team has taught is kept on both databases: one list for a word, rows closed and never deleted."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from bot.clock import MovableClock
from bot.reception import Reception
from db.errors import AlreadyListed, UnknownWord
from db.models import TeamWordRow
from db.store import Store
from db.team import Team
from db.transactions import reading
from rules.mention import Person
from rules.office_hours import OfficeHours
from rules.team import SHIPPED, TeamPolicy, TeamWord
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
