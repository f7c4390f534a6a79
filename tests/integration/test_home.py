"""The App Home with the whole bot behind it: its buttons work, and it keeps itself as things are."""

from typing import Any

import pytest
from sqlalchemy import Engine

from bot.sandbox import payloads
from bot.sandbox.people import ANNA, BEN, CARYS, ELLA, MENTIONS, Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.socket_mode import EnvelopeType
from db.store import Store
from tests.running_bot import RunningBot
from tests.sandbox import Workspace, web_client

SQLITE_ALONE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
GRUMBLE = "What a waste of money the new website is. Honestly useless."
THANKS = "Thank you, Maple Ward."


def remarks(bot: RunningBot, count: int) -> None:
    batch = [
        {"platform": "facebook", "external_id": str(number), "kind": "comment", "text": f"Remark number {number}."}
        for number in range(count)
    ]
    assert bot.post(batch).json()["accepted"] == count


def opened(workspace: Workspace, person: Person, words: str) -> dict[str, Any]:
    workspace.open_home(person)
    return shown(workspace, person, words)


def shown(workspace: Workspace, person: Person, words: str, timeout: float = 8.0) -> dict[str, Any]:
    """Return a person's Home once it says these words."""

    def find() -> dict[str, Any] | None:
        view = workspace.home(person)
        return view if view and words in str(view) else None

    found = workspace.wait_for(find, timeout, as_=person)
    assert found
    return found


def click_late(sandbox: SandboxServer, workspace: Workspace, person: Person, action: str, block_id: str) -> None:
    """Click on what a Home showed before it was drawn anew."""
    clicked = {"type": "button", "action_id": action, "block_id": block_id, "value": block_id.split(":")[1]}
    payload = payloads.act("block_actions", person) | {"actions": [clicked], "trigger_id": "1.2"}
    payload |= {"view": workspace.home(person)}
    sockets = sandbox.sandbox.sockets
    sandbox.on_loop(lambda: sockets.deliver(EnvelopeType.INTERACTIVE, payload))


def test_a_long_queue_pages(bot: RunningBot, workspace: Workspace):
    remarks(bot, 30)
    view = opened(workspace, CARYS, "1 to 10 of 30")
    for button, words in (("next", "11 to 20 of 30"), ("next", "21 to 30 of 30"), ("previous", "11 to 20 of 30")):
        workspace.click(CARYS, view, f"home_show_{button}")
        view = shown(workspace, CARYS, words)


def test_what_somebody_claims_on_their_home_is_theirs_there(bot: RunningBot, workspace: Workspace, engine: Engine):
    bot.receive(GRUMBLE)
    bot.receive(THANKS, external_id="2")
    view = opened(workspace, ANNA, "Mine (0)")
    workspace.click(ANNA, view, "claim", block_id="home:1:v1")
    view = shown(workspace, ANNA, "Mine (1)")
    workspace.click(ANNA, view, "home_show_mine")
    view = shown(workspace, ANNA, "Claimed by you: 1, shown now")
    assert "waste of money" in str(view)
    assert "Maple Ward" not in str(view)
    workspace.click(ANNA, view, "approve")
    shown(workspace, ANNA, "You have claimed nothing")
    assert [row.action.value for row in Store(engine).decisions()] == ["claim", "approve"]


def test_another_persons_decision_appears_on_an_open_home_by_itself(bot: RunningBot, workspace: Workspace):
    bot.receive(GRUMBLE)
    opened(workspace, CARYS, "waste of money")
    workspace.click(ANNA, workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE), "approve")
    view = shown(workspace, CARYS, "Nothing is waiting")
    assert "1 came in, 1 mention decided (approve, hide or report), 0 answered" in str(view)


def test_a_new_mention_appears_on_an_open_home_by_itself_with_its_card(bot: RunningBot, workspace: Workspace):
    opened(workspace, ANNA, "Nothing is waiting")
    bot.receive(GRUMBLE)
    shown(workspace, ANNA, "waste of money")
    shown(workspace, ANNA, "Open its card", timeout=15)


def test_who_comes_second_is_told_on_their_home(bot: RunningBot, sandbox: SandboxServer, workspace: Workspace):
    bot.receive(GRUMBLE)
    opened(workspace, BEN, "waste of money")
    workspace.click(ANNA, workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE), "approve")
    shown(workspace, BEN, "Nothing is waiting")
    click_late(sandbox, workspace, BEN, "approve", "home:1:v1")
    view = shown(workspace, BEN, "Anna Shaw was first: Anna Shaw approved it")
    assert "Anna Shaw was first" in str(view["blocks"][0])
    workspace.click(BEN, view, "home_show_mine")
    assert "was first" not in str(shown(workspace, BEN, "You have claimed nothing"))


def test_what_is_decided_on_the_home_is_done_there_too(bot: RunningBot, workspace: Workspace, engine: Engine):
    bot.receive("Buy our miracle tea now! 20% off, order today, link in bio", author_name="Gia")
    workspace.click(ANNA, opened(workspace, ANNA, "miracle tea"), "hide")
    workspace.click(ANNA, shown(workspace, ANNA, "Decided, still to be hidden on Facebook"), "hide_done")
    shown(workspace, ANNA, "Nothing is waiting")
    assert [row.action.value for row in Store(engine).decisions()] == ["hide", "hide_done"]


@SQLITE_ALONE
def test_a_modal_follows_on_the_home_and_what_it_decides_is_shown_there(
    bot: RunningBot, sandbox: SandboxServer, workspace: Workspace
):
    bot.receive(GRUMBLE)
    opened(workspace, ANNA, "waste of money")
    trigger = sandbox.on_loop(lambda: _trigger(sandbox, ANNA))
    clicked = {"type": "button", "action_id": "hide", "block_id": "home:1:v1", "value": "1"}
    payload = payloads.act("block_actions", ANNA) | {"actions": [clicked], "trigger_id": trigger}
    payload |= {"view": workspace.home(ANNA)}
    sandbox.on_loop(lambda: sandbox.sandbox.sockets.deliver(EnvelopeType.INTERACTIVE, payload))
    workspace.wait_for(lambda: workspace.modals(ANNA))
    workspace.submit(ANNA, {"principle": "abusive"})
    shown(workspace, ANNA, "Decided, still to be hidden on Facebook")


async def _trigger(sandbox: SandboxServer, person: Person) -> str:
    return sandbox.sandbox.triggers.issue(person.id)


@SQLITE_ALONE
def test_an_error_on_a_home_click_is_told_there_with_its_reference(
    bot: RunningBot, sandbox: SandboxServer, workspace: Workspace, caplog: pytest.LogCaptureFixture
):
    bot.receive(GRUMBLE)
    opened(workspace, ANNA, "waste of money")
    # No modal opens with this trigger, and the click was acknowledged already.
    click_late(sandbox, workspace, ANNA, "hide", "home:1:v1")
    view = shown(workspace, ANNA, "Something went wrong and was noted as")
    [logged] = [record for record in caplog.records if record.getMessage() == "A listener failed"]
    assert logged.reference in str(view["blocks"][0])
    assert "waste of money" in str(view)


@SQLITE_ALONE
def test_only_leads_are_told_who_is_on_what(bot: RunningBot, workspace: Workspace):
    bot.receive(GRUMBLE)
    bot.receive(THANKS, external_id="2")
    workspace.click(ANNA, workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE), "claim")
    view = opened(workspace, CARYS, "Who is on what")
    assert "Anna Shaw" in str(view)
    assert "Nobody yet" in str(view)
    assert "Who is on what" not in str(opened(workspace, ANNA, "Mine (1)"))


@SQLITE_ALONE
@pytest.mark.usefixtures("bot")
def test_the_home_of_somebody_outside_the_channel_says_whom_the_bot_serves(workspace: Workspace):
    view = opened(workspace, ELLA, "serves the members of the mentions channel")
    assert len(view["blocks"]) == 1


@SQLITE_ALONE
def test_a_home_waits_while_slack_asks_for_it_and_comes_then(bot: RunningBot, workspace: Workspace):
    bot.receive(GRUMBLE)
    workspace.set_faults(views_publish={"kind": "429", "seconds": 1, "times": 1})
    opened(workspace, ANNA, "waste of money")


@SQLITE_ALONE
@pytest.mark.parametrize("kind", ["500", "drop"])
def test_a_home_that_slack_did_not_take_is_tried_again(bot: RunningBot, workspace: Workspace, kind: str):
    bot.receive(GRUMBLE)
    workspace.set_faults(views_publish={"kind": kind, "times": 1})
    workspace.open_home(ANNA)
    shown(workspace, ANNA, "waste of money", timeout=12)


@SQLITE_ALONE
def test_a_view_that_another_process_drew_is_left_until_its_person_clicks_here(
    bot: RunningBot, sandbox: SandboxServer, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.home.OWN_CLICK", 0.0)  # it is long since they opened it
    opened(workspace, ANNA, "Nothing is waiting")
    opened(workspace, BEN, "Nothing is waiting")
    button = {"type": "button", "text": {"type": "plain_text", "text": "Mine"}, "action_id": "home_show_mine"}
    blocks = [{"type": "actions", "elements": [button | {"value": "mine:0"}]}]
    theirs = {"type": "home", "private_metadata": "mine:0", "blocks": blocks}
    web_client(sandbox).views_publish(user_id=ANNA.id, view=theirs)
    bot.receive(GRUMBLE)
    shown(workspace, BEN, "waste of money")
    view = workspace.home(ANNA)
    assert view
    assert view["blocks"][0]["elements"][0]["text"]["text"] == "Mine"
    workspace.click(ANNA, view, "home_show_mine")
    shown(workspace, ANNA, "You have claimed nothing")


@SQLITE_ALONE
def test_what_did_not_change_is_not_published_again(bot: RunningBot, workspace: Workspace):
    bot.receive("Please ring me on 07700 900123 about the rota")
    card = workspace.wait_for_message(ANNA, MENTIONS, "about the rota")
    before = opened(workspace, ANNA, "Open its card")
    workspace.click(BEN, card, "show_personal_details")
    workspace.open_home(ANNA)
    # Drawn by the same worker, after those that were asked for before.
    opened(workspace, CARYS, "about the rota")
    after = workspace.home(ANNA)
    assert after
    assert after["hash"] == before["hash"]


@SQLITE_ALONE
def test_who_is_not_served_pushes_no_members_home_out(
    bot: RunningBot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.home.MOST", 1)
    opened(workspace, CARYS, "Nothing is waiting")
    opened(workspace, ELLA, "serves the members of the mentions channel")
    remarks(bot, 1)
    shown(workspace, CARYS, "Remark number 0.")


@SQLITE_ALONE
def test_of_too_many_homes_the_one_seen_longest_ago_is_kept_no_more(
    bot: RunningBot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.home.MOST", 1)
    opened(workspace, CARYS, "Nothing is waiting")
    opened(workspace, ANNA, "Nothing is waiting")
    remarks(bot, 1)
    shown(workspace, ANNA, "Remark number 0.")
    assert "Remark number 0." not in str(workspace.home(CARYS))
