"""Slack unwell: every mention is shown once all the same, every card ends as it stands, and nothing stops the rest."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.clock import MovableClock
from bot.sandbox.people import ANNA, BEN, MENTIONS
from bot.sandbox.server import SandboxServer
from db.store import Store
from handlers.manifest import manifest
from rules.assessment import Kind
from rules.mention import Mention
from tests.integration.delivery.waiting import GRUMBLE, QUESTION, drained, failures, is_delivering, shown, until
from tests.mentions import MONDAY, new_mention
from tests.running_bot import RunningBot, running_bot, settings_for
from tests.sandbox import StartSandbox, Workspace, driving, told_by, web_client

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])

KINDS = {
    "refused for a while": {"kind": "429", "seconds": 1},
    "server error": {"kind": "500"},
    "slow beyond the time-out": {"kind": "slow", "seconds": 0.8},
    "dropped before it was done": {"kind": "drop"},
    "done and not answered": {"kind": "lose_answer"},
}


@pytest.mark.parametrize("fault", KINDS.values(), ids=KINDS)
def test_each_mention_is_shown_once_and_its_card_ends_as_it_stands(
    impatient_bot: RunningBot, workspace: Workspace, engine: Engine, fault: dict
):
    workspace.set_faults(chat_postMessage=fault | {"times": 2})
    for number in range(3):
        impatient_bot.receive(f"{GRUMBLE} {number}", external_id=str(number))
    until(lambda: len(shown(workspace, GRUMBLE)) >= 3)
    drained(engine)
    assert sorted(told_by(card).count(GRUMBLE) > 0 for card in shown(workspace, GRUMBLE)) == [True] * 3
    card = shown(workspace, f"{GRUMBLE} 1")[0]

    workspace.set_faults(chat_update=fault | {"times": 2}, chat_postMessage=fault | {"times": 1})
    assert workspace.click(ANNA, card, "approve")["outcome"] == "ok"
    drained(engine)
    [card] = shown(workspace, f"{GRUMBLE} 1")
    assert "Approved by Anna Shaw" in told_by(card)
    assert len(workspace.messages(ANNA, MENTIONS, thread_ts=card["ts"])) == 2, "the card, and one note"
    assert is_delivering(impatient_bot)
    assert failures(engine) == []


@pytest.mark.parametrize("year", [2020, 2045])
def test_what_was_shown_is_found_again_whatever_day_the_workspace_has(
    start_sandbox: StartSandbox, database_url: str, engine: Engine, year: int
):
    clock = MovableClock(datetime(year, 11, 23, 9, 5, tzinfo=UTC))
    sandbox = start_sandbox(clock, manifest=manifest())
    settings = settings_for(sandbox, database_url, slack_timeout=0.5)
    with driving(sandbox) as workspace, running_bot(settings, engine, clock) as bot:
        workspace.set_faults(chat_postMessage={"kind": "lose_answer", "times": 1})
        bot.receive(GRUMBLE)
        until(lambda: shown(workspace, GRUMBLE))
        clock.advance(timedelta(hours=1))
        drained(engine)
        assert len(shown(workspace, GRUMBLE)) == 1


def test_what_arrives_after_it_was_looked_up_and_repeated_is_taken_away(
    impatient_bot: RunningBot, workspace: Workspace, engine: Engine
):
    workspace.set_faults(chat_postMessage={"kind": "slow", "seconds": 3, "times": 1})
    impatient_bot.receive(GRUMBLE)
    until(lambda: len(shown(workspace, GRUMBLE)) == 2)
    drained(engine)
    [card] = shown(workspace, GRUMBLE)
    workspace.set_faults(chat_postMessage={"kind": "slow", "seconds": 3, "times": 1})
    workspace.click(ANNA, card, "approve")
    until(lambda: len(workspace.messages(ANNA, MENTIONS, thread_ts=card["ts"])) == 3)
    drained(engine)
    assert len(workspace.messages(ANNA, MENTIONS, thread_ts=card["ts"])) == 2
    assert "Approved by Anna Shaw" in told_by(shown(workspace, GRUMBLE)[0])


def test_redraw_that_arrives_late_does_not_leave_the_card_as_it_was(
    impatient_bot: RunningBot, workspace: Workspace, engine: Engine
):
    impatient_bot.receive(GRUMBLE)
    card = workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE)
    workspace.set_faults(chat_update={"kind": "slow", "seconds": 2, "times": 1})
    workspace.click(ANNA, card, "approve")
    until(lambda: "Approved by" in told_by(shown(workspace, GRUMBLE)[0]))
    workspace.click(ANNA, shown(workspace, GRUMBLE)[0], "undo")
    drained(engine)
    [card] = shown(workspace, GRUMBLE)
    assert "Approved by" not in told_by(card)


def test_look_up_that_fails_is_tried_again(impatient_bot: RunningBot, workspace: Workspace, engine: Engine):
    workspace.set_faults(
        chat_postMessage={"kind": "lose_answer", "times": 1}, conversations_history={"kind": "500", "times": 2}
    )
    impatient_bot.receive(GRUMBLE)
    drained(engine)
    assert len(shown(workspace, GRUMBLE)) == 1
    assert workspace.get("/sandbox/faults") == {}
    assert is_delivering(impatient_bot)


def test_settled_card_deleted_in_slack_is_given_up_with_the_reason_and_blocks_no_other(
    sandbox: SandboxServer, bot: RunningBot, workspace: Workspace, engine: Engine
):
    bot.receive(GRUMBLE, external_id="1")
    bot.receive(QUESTION, external_id="2")
    gone = workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE)
    other = workspace.wait_for_message(ANNA, MENTIONS, QUESTION)
    workspace.set_faults(
        chat_update={"kind": "429", "seconds": 1, "times": 1},
        chat_postMessage={"kind": "429", "seconds": 1, "times": 1},
    )
    workspace.click(ANNA, gone, "approve")
    web_client(sandbox).chat_delete(channel=gone["channel"], ts=gone["ts"])
    workspace.click(ANNA, other, "approve")
    drained(engine)
    assert sorted(failures(engine)) == [("redraw_card", "message_not_found"), ("thread_note", "thread_not_found")]
    assert bot.http.get("/healthz").json()["given_up_in_outbox"] == 2
    assert "Approved by Anna Shaw" in told_by(shown(workspace, QUESTION)[0])


def test_open_card_deleted_in_slack_is_shown_anew_once_with_its_notes(
    sandbox: SandboxServer, bot: RunningBot, workspace: Workspace, engine: Engine
):
    bot.receive(QUESTION)
    for decided in ("approve", "undo"):
        card = (
            shown(workspace, QUESTION)[0] if decided == "undo" else workspace.wait_for_message(ANNA, MENTIONS, QUESTION)
        )
        workspace.set_faults(
            chat_update={"kind": "429", "seconds": 1, "times": 1},
            chat_postMessage={"kind": "429", "seconds": 1, "times": 1},
        )
        workspace.click(ANNA, card, decided)
        web_client(sandbox).chat_delete(channel=card["channel"], ts=card["ts"])
        drained(engine)
        [anew] = shown(workspace, QUESTION)
        assert ("Approved by Anna Shaw" in told_by(anew)) == (decided == "approve")
        assert len(workspace.messages(ANNA, MENTIONS, thread_ts=anew["ts"])) == 2, "the card, and the note that waited"
    workspace.click(ANNA, anew, "approve")
    drained(engine)
    [anew] = shown(workspace, QUESTION)
    assert "Approved by Anna Shaw" in told_by(anew)
    assert failures(engine) == []


def test_repetition_takes_the_place_of_a_card_that_was_deleted(
    sandbox: SandboxServer, impatient_bot: RunningBot, workspace: Workspace, engine: Engine
):
    workspace.set_faults(chat_postMessage={"kind": "slow", "seconds": 3, "times": 1})
    impatient_bot.receive(QUESTION)
    card = workspace.wait_for_message(ANNA, MENTIONS, QUESTION)
    until(lambda: len(shown(workspace, QUESTION)) == 2)
    web_client(sandbox).chat_delete(channel=card["channel"], ts=card["ts"])
    drained(engine)
    [left] = shown(workspace, QUESTION)
    workspace.click(ANNA, left, "approve")
    drained(engine)
    assert "Approved by Anna Shaw" in told_by(shown(workspace, QUESTION)[0])
    assert len(shown(workspace, QUESTION)) == 1


def test_note_in_doubt_whose_card_was_deleted_holds_nothing_up(
    sandbox: SandboxServer, impatient_bot: RunningBot, workspace: Workspace, engine: Engine
):
    impatient_bot.receive(GRUMBLE)
    card = workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE)
    workspace.set_faults(chat_postMessage={"kind": "drop", "times": 1})
    workspace.click(ANNA, card, "approve")
    until(lambda: workspace.get("/sandbox/faults") == {})
    web_client(sandbox).chat_delete(channel=card["channel"], ts=card["ts"])
    drained(engine)
    assert ("thread_note", "thread_not_found") in failures(engine)


def test_card_that_slack_refuses_is_shown_without_what_it_refused_and_says_why(
    bot: RunningBot, workspace: Workspace, engine: Engine
):
    long_link = Mention("facebook", "1", Kind.COMMENT, GRUMBLE, url="https://example.org/" + "x" * 3_000)
    Store(engine).add_mentions([new_mention(long_link)], MONDAY)
    bot.receive(QUESTION, external_id="2")
    card = workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE)
    assert "Slack refused this card as it should be (invalid_blocks)" in told_by(card)
    workspace.click(ANNA, card, "approve")
    drained(engine)
    assert "Approved by Anna Shaw" in told_by(shown(workspace, GRUMBLE)[0])
    assert len(shown(workspace, QUESTION)) == 1
    assert failures(engine) == []


def test_modal_that_slack_does_not_open_is_told_to_who_clicked(bot: RunningBot, workspace: Workspace):
    bot.receive(GRUMBLE)
    card = workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE)
    workspace.set_faults(views_open={"kind": "500", "times": 1})
    assert workspace.click(ANNA, card, "hide")["outcome"] == "ok"
    workspace.wait_for_message(ANNA, MENTIONS, "Something went wrong and was noted as")
    assert workspace.click(ANNA, card, "hide")["outcome"] == "ok"
    assert workspace.wait_for(lambda: workspace.modals(ANNA))


@pytest.mark.parametrize("fault", [{"kind": "500"}, {"kind": "slow", "seconds": 6}], ids=["error", "silence"])
def test_unknown_membership_is_told_in_time_and_nothing_is_done(
    start_sandbox: StartSandbox, database_url: str, engine: Engine, fault: dict
):
    sandbox = start_sandbox()
    with driving(sandbox) as workspace:
        workspace.set_faults(conversations_members=fault)
        with running_bot(settings_for(sandbox, database_url, slack_timeout=8), engine) as bot:
            bot.receive(GRUMBLE)
            card = workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE)
            assert workspace.click(ANNA, card, "approve")["outcome"] == "ok"
            workspace.wait_for_message(ANNA, MENTIONS, "Slack did not say who is in the mentions channel")
            assert list(Store(engine).decisions()) == []
            workspace.set_faults()
            until(lambda: workspace.click(BEN, card, "approve")["outcome"] == "ok" and list(Store(engine).decisions()))
