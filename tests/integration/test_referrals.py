"""Referrals that were passed on to PALS: team leads list them, and note which of them PALS has acknowledged."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.clock import MovableClock
from bot.sandbox.people import ANNA, BEN, CARYS
from db.store import Store
from rules.assessment import Route
from rules.decisions import Action, Role
from rules.mention import Person as Staff
from rules.mention import Reply
from rules.referrals import Pals
from tests.cards import card_of, opened, redrawn
from tests.clocked import Office
from tests.contacts import EXAMPLE
from tests.running_bot import RunningBot
from tests.sandbox import MONDAY, Workspace, told_by

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

CARE = "I waited five hours in A&E with my broken arm and nobody looked at me. Ring me on 07700 900123."


@pytest.fixture
def own_settings() -> dict[str, Any]:
    return {"services_file": EXAMPLE}


@pytest.fixture
def card(bot: RunningBot, workspace: Workspace) -> dict[str, Any]:
    """Return the card of a comment that Anna has passed on to PALS."""
    bot.receive(CARE)
    shown = card_of(workspace, "I waited five hours")
    workspace.click(ANNA, shown, "refer")
    workspace.wait_for(lambda: workspace.modals(ANNA))
    workspace.submit(ANNA, {"referral": ["passed_on"]})
    return redrawn(workspace, shown, "Pass it on to PALS.")


def listed(workspace: Workspace, person: Any = CARYS) -> dict[str, Any]:
    """Ask for the open referrals and return the answer."""
    workspace.command(person, "/pals referrals")
    return workspace.messages(person)[-1]


def test_a_lead_lists_what_was_passed_on_and_notes_that_pals_has_it(
    workspace: Workspace, engine: Engine, clock: MovableClock, card: dict[str, Any]
):
    clock.advance(timedelta(days=2, hours=1))
    answer = listed(workspace)
    said = told_by(answer)
    assert "Passed on to PALS, and not acknowledged yet: 1" in said
    assert "passed on to PALS by Anna Shaw, Mon 23 Nov, 09:05 (2 d 1 h ago), not acknowledged yet" in said
    assert "Ring me on [phone number]" in said
    assert "07700" not in said
    assert "open its card" in said
    workspace.click(CARYS, answer, "pals_acknowledged")
    workspace.wait_for(lambda: "Nothing is open: PALS has" in told_by(workspace.messages(CARYS)[-1]), as_=CARYS)
    done = redrawn(workspace, card, "Acknowledged by PALS, noted by Carys Evans")
    assert [(row.person.name, row.action) for row in Store(engine).decisions()][1:] == [
        ("Carys Evans", Action.PALS_ACKNOWLEDGED)
    ]
    # It was a slip of the hand.
    workspace.click(CARYS, done, "more")
    workspace.click(CARYS, opened(workspace, CARYS, "More"), "pals_reopen")
    assert "Passed on to PALS, and not acknowledged yet: 1" in told_by(listed(workspace))


def test_staff_are_refused_the_list_and_what_it_does(
    workspace: Workspace, engine: Engine, card: dict[str, Any], caplog: pytest.LogCaptureFixture
):
    assert "The open referrals are for team leads" in told_by(listed(workspace, BEN))
    workspace.click(BEN, card, "more")
    more = told_by({"text": "", "blocks": opened(workspace, BEN, "More")["blocks"]})
    assert "Acknowledged by PALS" not in more
    assert len(list(Store(engine).decisions())) == 1
    assert "The open referrals were refused" in caplog.text


@pytest.mark.usefixtures("card")
def test_the_home_of_a_lead_counts_them_and_leads_to_them(workspace: Workspace):
    workspace.open_home(CARYS)

    def home(said: str, person: Any = CARYS) -> dict[str, Any]:
        def shown() -> dict[str, Any] | None:
            view = workspace.home(person)
            return view if view and said in told_by({"text": "", "blocks": view["blocks"]}) else None

        found = workspace.wait_for(shown, as_=person)
        assert found is not None
        return found

    workspace.click(CARYS, home("With PALS (1)"), "home_show_referrals")
    view = home("Passed on to PALS, and not acknowledged yet: 1")
    workspace.click(CARYS, view, "pals_acknowledged")
    home("With PALS (0)")
    workspace.open_home(BEN)
    staffs = home("All (", BEN)
    assert "With PALS" not in told_by({"text": "", "blocks": staffs["blocks"]})


def test_a_referral_that_is_taken_back_is_no_longer_open(engine: Engine, workspace: Workspace, card: dict[str, Any]):
    workspace.click(ANNA, card, "answer_undo")
    redrawn(workspace, card, "I waited five hours")
    workspace.wait_for(lambda: not Store(engine).open_referrals(10).total)


@pytest.mark.usefixtures("card")
def test_noting_it_does_not_settle_a_mention_anew(engine: Engine):
    store, carys = Store(engine), Staff(CARYS.id, "Carys Evans")

    def decide(action: Action, **given: Any) -> None:
        store.decide(1, carys, Role.LEAD, action, now=given.pop("now"), **given)

    decide(Action.REFER_DONE, now=MONDAY)
    decide(Action.APPROVE, now=MONDAY)
    settled_at = _settled_at(engine)
    decide(Action.PALS_ACKNOWLEDGED, now=MONDAY + timedelta(days=1))
    assert settled_at == _settled_at(engine) is not None
    decide(Action.REPLY, now=MONDAY + timedelta(days=1), reply=Reply("Thank you."))
    assert _settled_at(engine) is None


def test_a_second_passing_on_that_is_taken_back_leaves_the_first_as_pals_has_it(engine: Engine):
    office = Office(engine, "2026-11-23 09:05")
    mention_id = office.receive(route=Route.OWN_CARE)

    def pals(*actions: Action) -> Pals:
        for action in actions:
            given = {"detail": "passed_on", "reply": Reply("We will pass it on.")} if action is Action.REFER else {}
            status = office.decide(mention_id, action, **given).case.status
        return status.pals

    assert pals(Action.REFER, Action.REFER_DONE, Action.PALS_ACKNOWLEDGED) is Pals.ACKNOWLEDGED
    assert pals(Action.REFER) is Pals.PASSED_ON
    assert pals(Action.ANSWER_UNDO) is Pals.ACKNOWLEDGED
    assert not Store(engine).open_referrals(10).total
    assert pals(Action.PALS_REOPEN, Action.REFER, Action.ANSWER_UNDO) is Pals.PASSED_ON, "nobody has it"
    assert pals(Action.REFER, Action.PALS_ACKNOWLEDGED, Action.ANSWER_UNDO) is Pals.ACKNOWLEDGED, "PALS has both"
    assert pals(Action.ANSWER_UNDO) is Pals.ACKNOWLEDGED, "only Done was taken back"
    assert pals(Action.ANSWER_UNDO) is Pals.NOT_PASSED_ON


def _settled_at(engine: Engine) -> Any:
    with engine.connect() as connection:
        return connection.exec_driver_sql("SELECT settled_at FROM mentions").scalar_one()
