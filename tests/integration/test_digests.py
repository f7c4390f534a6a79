"""A flood in the channel: one card for many comments, its list, and what is decided there."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.clock import MovableClock
from bot.sandbox.people import ANNA, BEN, MENTIONS
from bot.sandbox.server import SandboxServer
from db.store import Store
from handlers.manifest import manifest
from tests.integration.delivery.waiting import drained, shown, until
from tests.mentions import MONDAY
from tests.running_bot import RunningBot, running_bot, settings_for
from tests.sandbox import StartSandbox, Workspace, driving, told_by, web_client

DIGEST = "comments on one post on Facebook"
MODAL = "Gathered comments"


@pytest.fixture
def slow_bot(sandbox: SandboxServer, database_url: str, engine: Engine) -> Iterator[RunningBot]:
    """Return a bot that posts as fast as tests like, but takes a batch for a flood as a real one does."""
    with running_bot(settings_for(sandbox, database_url, digest_per_post=10, digest_in_all=20), engine) as running:
        yield running


def pile_on(bot: RunningBot, number: int = 30, start: int = 0, **fields: Any) -> None:
    """Let comments arrive under one post, all at once."""
    usual = {"platform": "facebook", "kind": "comment", "in_reply_to": "post-1", "author_name": "Jo B"}
    answer = bot.post(
        [
            usual | {"external_id": f"c{each}", "text": f"The new car park is a joke, number {each}."} | fields
            for each in range(start, start + number)
        ]
    )
    assert answer.json()["accepted"] == number


def open_list(workspace: Workspace, person: Any = ANNA) -> dict[str, Any]:
    card = workspace.wait_for_message(ANNA, MENTIONS, DIGEST)
    assert workspace.click(person, card, "open_digest")["outcome"] == "ok"
    return workspace.wait_for(lambda: workspace.modals(person), as_=person)[-1]


def said(view: dict[str, Any]) -> str:
    return told_by({"text": "", "blocks": view["blocks"]})


def rows(view: dict[str, Any]) -> list[str]:
    """Return the block ids of the rows of buttons, one for each comment listed."""
    return [block["block_id"] for block in view["blocks"] if block["block_id"].startswith("listed:")]


def log_of(engine: Engine) -> list[tuple[str, str, int]]:
    return [(row.person.name, row.action.value, row.mention_id) for row in Store(engine).decisions()]


def redrawn(workspace: Workspace, words: str) -> None:
    workspace.wait_for(lambda: any(words in told_by(card) for card in shown(workspace, DIGEST)))


def test_thirty_comments_on_one_post_are_one_card_and_a_list(
    slow_bot: RunningBot, workspace: Workspace, engine: Engine
):
    pile_on(slow_bot)
    view = open_list(workspace)
    drained(engine)
    [card] = workspace.messages(ANNA)
    assert "30 comments on one post on Facebook, none with a finding" in told_by(card)
    assert "1 to 10 of 30 to look at" in said(view)
    assert len(rows(view)) == 10
    assert slow_bot.http.get("/healthz").json()["open_mentions"] == 30


def test_all_shown_are_approved_and_the_next_ones_come(slow_bot: RunningBot, workspace: Workspace, engine: Engine):
    pile_on(slow_bot)
    open_list(workspace)
    assert workspace.submit(ANNA)["outcome"] == "updated"
    view = workspace.modal(ANNA)
    assert "10 approved by you." in said(view)
    assert "1 to 10 of 20 to look at" in said(view)
    assert [(name, action) for name, action, _ in log_of(engine)] == [("Anna Shaw", "approve")] * 10
    redrawn(workspace, "20 to look at, 10 decided")


def test_the_second_person_is_told_who_was_first_and_approves_the_rest(
    slow_bot: RunningBot, workspace: Workspace, engine: Engine
):
    pile_on(slow_bot, 15)
    open_list(workspace)
    theirs = open_list(workspace, BEN)
    for row in rows(theirs)[:2]:
        assert workspace.click(BEN, workspace.modal(BEN), "digest_approve", block_id=row)["outcome"] == "ok"
    assert workspace.submit(ANNA)["outcome"] == "updated"
    answered = said(workspace.modal(ANNA))
    assert "8 approved by you." in answered
    assert "Somebody was first with 2: Ben Okafor approved it: leave up (2)." in answered
    assert len({mention for _, _, mention in log_of(engine)}) == len(log_of(engine)) == 10


def test_one_is_approved_by_itself_and_the_list_closes_up(slow_bot: RunningBot, workspace: Workspace, engine: Engine):
    pile_on(slow_bot, 12)
    view = open_list(workspace)
    row = rows(view)[3]
    assert workspace.click(ANNA, view, "digest_approve", block_id=row)["outcome"] == "ok"
    view = workspace.wait_for(lambda: "11 to look at" in said(workspace.modal(ANNA)) and workspace.modal(ANNA))
    assert "1 approved by you." in said(view)
    assert row not in rows(view)
    assert log_of(engine) == [("Anna Shaw", "approve", 4)]
    workspace.click(ANNA, view, "digest_page_show")
    workspace.wait_for(lambda: "Anna Shaw approved it: leave up" in said(workspace.modal(ANNA)))


def test_one_is_given_a_card_of_its_own(slow_bot: RunningBot, workspace: Workspace, engine: Engine):
    pile_on(slow_bot, 12)
    view = open_list(workspace)
    assert workspace.click(ANNA, view, "digest_card", block_id=rows(view)[2])["outcome"] == "ok"
    view = workspace.wait_for(lambda: "of 11 to look at" in said(workspace.modal(ANNA)) and workspace.modal(ANNA))
    assert "Its card comes to the channel" in said(view)
    card = workspace.wait_for_message(ANNA, MENTIONS, "number 2.")
    assert workspace.click(ANNA, card, "approve")["outcome"] == "ok"
    workspace.wait_for(lambda: any("Approved by Anna" in told_by(each) for each in shown(workspace, "number 2.")))
    drained(engine)
    assert len(workspace.messages(ANNA)) == 2
    assert len(workspace.messages(ANNA, MENTIONS, thread_ts=card["ts"])) == 2, "the card, and a note of the decision"


def test_hiding_from_the_list_asks_for_a_principle_and_brings_the_card(
    slow_bot: RunningBot, workspace: Workspace, engine: Engine
):
    pile_on(slow_bot, 12)
    view = open_list(workspace)
    assert workspace.click(ANNA, view, "digest_principle", "hide:2", block_id=rows(view)[1])["outcome"] == "ok"
    asked = workspace.wait_for(lambda: len(workspace.modals(ANNA)) == 2 and workspace.modal(ANNA))
    assert "never hidden for being negative" in said(asked)
    assert log_of(engine) == []
    assert workspace.submit(ANNA, {"principle": "irrelevant_advertising"})["outcome"] == "closed"
    view = workspace.wait_for(lambda: "of 11 to look at" in said(workspace.modal(ANNA)) and workspace.modal(ANNA))
    assert len(workspace.modals(ANNA)) == 1
    assert "Recorded. Its card comes to the channel" in said(view)
    assert log_of(engine) == [("Anna Shaw", "hide", 2)]
    card = workspace.wait_for_message(ANNA, MENTIONS, "number 1.")
    assert "Anna Shaw decided: hide." in told_by(card)


def test_what_comes_later_joins_and_the_thread_says_so_and_when_all_is_decided(
    slow_bot: RunningBot, workspace: Workspace, engine: Engine
):
    pile_on(slow_bot, 12)
    card = workspace.wait_for_message(ANNA, MENTIONS, DIGEST)
    drained(engine)
    pile_on(slow_bot, 8, start=12)
    redrawn(workspace, "20 comments on one post")
    open_list(workspace)
    for left in (10, 0):
        assert workspace.submit(ANNA)["outcome"] == "updated"
        assert (f"{left} to look at" if left else "Nothing to look at") in said(workspace.modal(ANNA))
    redrawn(workspace, "all decided")
    drained(engine)
    thread = [told_by(each) for each in workspace.messages(ANNA, MENTIONS, thread_ts=card["ts"])]
    assert "By now 20 comments on one post on Facebook, 20 still to look at." in thread[1]
    assert "All 20 comments on one post on Facebook are decided." in thread[2]
    assert len(thread) == 3
    assert len(workspace.messages(ANNA)) == 1, "one card and one thread for the pile-on"
    assert slow_bot.http.get("/healthz").json()["open_mentions"] == 0


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_what_stands_in_a_digest_is_reminded_of_in_one_message_and_listed_with_a_way_to_it(
    start_sandbox: StartSandbox, database_url: str, engine: Engine
):
    clock = MovableClock(MONDAY)
    sandbox = start_sandbox(manifest=manifest(), clock=clock)
    settings = settings_for(sandbox, database_url, digest_per_post=10, digest_in_all=20)
    with driving(sandbox) as workspace, running_bot(settings, engine, clock) as bot:
        pile_on(bot, 30)
        workspace.wait_for_message(ANNA, MENTIONS, DIGEST)
        # Due when Tuesday's hours end; three quarters of the time have passed.
        clock.advance(timedelta(days=1, hours=4, minutes=30))
        told = told_by(workspace.wait_for_message(ANNA, MENTIONS, "30 mentions are"))
        assert told.count("open its digest") == 15
        drained(engine)
        assert len(workspace.messages(ANNA)) == 2, "the digest, and one reminder of all"
        workspace.command(ANNA, "/mentions")
        assert told_by(workspace.wait_for_message(ANNA, MENTIONS, "1 to 8 of 30")).count("open its digest") == 8


def test_a_digest_that_is_deleted_in_slack_is_shown_anew(
    slow_bot: RunningBot, sandbox: SandboxServer, workspace: Workspace, engine: Engine
):
    pile_on(slow_bot, 12)
    card = workspace.wait_for_message(ANNA, MENTIONS, DIGEST)
    open_list(workspace)
    web_client(sandbox).chat_delete(channel=card["channel"], ts=card["ts"])
    assert workspace.submit(ANNA)["outcome"] == "updated"
    redrawn(workspace, "2 to look at, 10 decided")
    drained(engine)
    assert len(workspace.messages(ANNA)) == 1


@pytest.mark.parametrize("fault", ["lose_answer", "drop", "500"])
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_digest_whose_outcome_is_unknown_is_looked_up_and_shown_once(
    sandbox: SandboxServer, workspace: Workspace, database_url: str, engine: Engine, fault: str
):
    with running_bot(settings_for(sandbox, database_url, slack_timeout=0.5, digest_per_post=10), engine) as bot:
        workspace.set_faults(chat_postMessage={"kind": fault, "times": 1})
        pile_on(bot, 12)
        workspace.wait_for_message(ANNA, MENTIONS, DIGEST, timeout=15)
        drained(engine)
        assert len(shown(workspace, DIGEST)) == 1


@pytest.mark.usefixtures("slow_bot")
@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("value", ["0", "99", "-1", "2147483648", "x"])
def test_a_forged_digest_is_answered_politely(sandbox: SandboxServer, workspace: Workspace, value: str):
    button = {"type": "button", "action_id": "open_digest", "value": value, "text": {"type": "plain_text", "text": "x"}}
    web_client(sandbox).chat_postMessage(
        channel=MENTIONS.id, text="forged", blocks=[{"type": "actions", "elements": [button]}]
    )
    assert workspace.click(ANNA, workspace.wait_for_message(ANNA, MENTIONS, "forged"), "open_digest")["outcome"] == "ok"
    workspace.wait_for_message(ANNA, MENTIONS, "That list is not kept any more")


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_clicks_on_a_list_that_grew_old_change_nothing_twice(
    slow_bot: RunningBot, workspace: Workspace, engine: Engine
):
    pile_on(slow_bot, 12)
    old = open_list(workspace)
    row = rows(old)[0]
    open_list(workspace, BEN)
    assert workspace.submit(BEN)["outcome"] == "updated"
    workspace.click(ANNA, old, "digest_approve", block_id=row)
    workspace.wait_for(lambda: "Ben Okafor was first" in said(workspace.modal(ANNA)))
    assert len(log_of(engine)) == 10
    until(lambda: len(shown(workspace, DIGEST)) == 1)
