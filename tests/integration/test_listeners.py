"""What people are told when they click on what is out of date, ask for too much, or send what no view of ours holds."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.sandbox import payloads
from bot.sandbox.people import ANNA, BEN, ELLA, GENERAL, MENTIONS, ChannelPlan, Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.socket_mode import EnvelopeType
from db.store import Store
from tests.forging import submit_forged
from tests.running_bot import RunningBot
from tests.sandbox import Workspace, told_by, web_client

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

INSULT = "The receptionist is an idiot"
GRUMBLE = "What a waste of money the new website is. Honestly useless."
NOT_KEPT = "not kept any more"


def told_only(workspace: Workspace, person: Person, words: str, channel: ChannelPlan = MENTIONS) -> dict[str, Any]:
    """Return what only that person sees, once it says these words."""

    def find() -> dict[str, Any] | None:
        seen = [message for message in workspace.messages(person, channel) if message["is_ephemeral"]]
        return next((message for message in seen if words in told_by(message)), None)

    found = workspace.wait_for(find, as_=person)
    assert found
    return found


def card_of(workspace: Workspace, said: str) -> dict[str, Any]:
    return workspace.wait_for_message(ANNA, MENTIONS, said)


def log_of(engine: Engine) -> list[tuple[str, str, str | None]]:
    return [(row.person.name, row.action.value, row.principle) for row in Store(engine).decisions()]


def remarks(bot: RunningBot, count: int) -> None:
    batch = [
        {"platform": "facebook", "external_id": str(number), "kind": "comment", "text": f"Remark number {number}."}
        for number in range(count)
    ]
    assert bot.post(batch).json()["accepted"] == count


def under(principle: str) -> dict[str, Any]:
    return {"principle": {"principle": {"type": "radio_buttons", "selected_option": {"value": principle}}}}


def test_a_submitted_principle_that_is_not_published_hides_nothing(
    bot: RunningBot, sandbox: SandboxServer, workspace: Workspace, engine: Engine
):
    bot.receive(INSULT)
    card_of(workspace, INSULT)
    answer = submit_forged(sandbox, "hide:1:v1", under("being_negative"))
    assert answer["response_action"] == "update"
    assert "only under one of the published principles" in str(answer["view"])
    assert log_of(engine) == []


@pytest.mark.parametrize(
    "metadata",
    [
        "",
        '{"mention": 1, "action": "hide", "version": 1}',
        "approve:1:v1",
        "hide:one:v1",
        "hide:1:v",
        "hide:\N{DEVANAGARI DIGIT ONE}:v1",
        "hide:2147483648:v1",
        "hide:2147483647:v1",
    ],
)
def test_a_forged_submission_is_answered_politely_and_changes_nothing(
    bot: RunningBot, sandbox: SandboxServer, workspace: Workspace, engine: Engine, metadata: str
):
    bot.receive(GRUMBLE)
    card_of(workspace, GRUMBLE)
    answer = submit_forged(sandbox, metadata, under("abusive"))
    assert answer["response_action"] == "update"
    assert NOT_KEPT in str(answer["view"])
    assert log_of(engine) == []


@pytest.mark.parametrize("value", ["0", "-1", "999999", "2147483648", "1; DROP TABLE mentions", "9" * 40, "१"])
@pytest.mark.usefixtures("bot")
def test_a_forged_button_is_answered_politely(sandbox: SandboxServer, workspace: Workspace, value: str):
    buttons = [
        {"type": "button", "action_id": action, "value": value, "text": {"type": "plain_text", "text": action}}
        for action in ("approve", "show_text")
    ]
    block = {"type": "actions", "block_id": "moderation:1:v1", "elements": buttons}
    web_client(sandbox).chat_postMessage(channel=MENTIONS.id, text="forged", blocks=[block])
    for person, button in ((ANNA, "approve"), (BEN, "show_text")):
        assert workspace.click(person, card_of(workspace, "forged"), button)["outcome"] == "ok"
        told_only(workspace, person, NOT_KEPT)


@pytest.mark.usefixtures("bot")
def test_a_modal_that_fails_says_so_with_a_reference_and_the_log_quotes_nobody(
    sandbox: SandboxServer, caplog: pytest.LogCaptureFixture
):
    answer = submit_forged(sandbox, "", {"text": {"text": {"value": GRUMBLE}}}, "add_mention")
    assert answer["response_action"] == "update"
    assert answer["view"]["title"]["text"] == "Not done"
    [logged] = [record for record in caplog.records if record.getMessage() == "A listener failed"]
    assert logged.reference in str(answer["view"])
    assert logged.kind == "KeyError"
    assert "handlers/modals.py" in logged.where[0]
    assert logged.exc_info is None
    assert GRUMBLE not in caplog.text


@pytest.mark.usefixtures("bot")
def test_a_command_that_fails_after_its_acknowledgement_says_so(workspace: Workspace):
    workspace.set_faults(views_open={"kind": "500"})
    workspace.command(ANNA, "/mentions add")
    told_only(workspace, ANNA, "Something went wrong and was noted as")


@pytest.mark.usefixtures("bot")
def test_a_refusal_that_gets_lost_on_its_way_is_acknowledged_and_followed_by_a_word(workspace: Workspace):
    said = workspace.say(BEN, "The hedge wants cutting", GENERAL)
    # Slack's client tries once more by itself.
    workspace.put("/sandbox/faults", {"response_url": {"kind": "drop", "times": 2}})
    assert workspace.shortcut(ELLA, "log_as_mention", said)["outcome"] == "ok"
    told_only(workspace, ELLA, "Something went wrong and was noted as", GENERAL)


@pytest.mark.usefixtures("bot")
def test_clicks_stay_acknowledged_when_their_answers_fail_at_once(sandbox: SandboxServer):
    clicked = {"type": "button", "action_id": "approve", "block_id": "moderation:1:v1", "value": "1"}
    nowhere_to_answer = payloads.act("block_actions", ANNA) | {"actions": [clicked], "trigger_id": "1.2"}
    sockets = sandbox.sandbox.sockets
    # Raises NotDelivered for one that is not acknowledged.
    sandbox.on_loop(
        lambda: asyncio.gather(*(sockets.deliver(EnvelopeType.INTERACTIVE, nowhere_to_answer) for _ in range(30)))
    )


def test_a_page_past_the_end_is_the_last_one_while_something_is_waiting(bot: RunningBot, workspace: Workspace):
    remarks(bot, 9)
    workspace.command(BEN, "/mentions")
    first_page = told_only(workspace, BEN, "1 to 8 of 9")
    workspace.click(ANNA, card_of(workspace, "Remark number 3."), "approve")
    workspace.click(BEN, first_page, "list_page_next")
    told_only(workspace, BEN, "To decide or to answer: 8")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("/mentions Search WASTE  money", "Mentions with “WASTE money”: 1"),
        ("/mentions Open", "To decide or to answer: 1"),
        ("/mentions SEARCH", "/mentions search blue badge finds"),
        ("/mentions open today", "/mentions search blue badge finds"),
    ],
)
def test_a_verb_may_begin_with_a_capital(bot: RunningBot, workspace: Workspace, typed: str, title: str):
    bot.receive(GRUMBLE)
    card_of(workspace, GRUMBLE)
    workspace.command(BEN, typed)
    told_only(workspace, BEN, title)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("waste " * 1_200, "waste”: 1"),
        ("waste " * 20 + "nowhere", "waste”: 1"),
        ("w" * 201, f"No mention has “{'w' * 200}” in it."),
    ],
    ids=["many", "one too many", "long"],
)
def test_a_search_for_very_much_looks_for_its_beginning_and_says_so(
    bot: RunningBot, workspace: Workspace, words: str, found: str
):
    bot.receive(GRUMBLE)
    card_of(workspace, GRUMBLE)
    workspace.command(BEN, f"/mentions search {words}")
    told = told_only(workspace, BEN, "Only the first 20 words and 200 characters were looked for.")
    assert found in told_by(told)


def test_the_menu_of_an_old_card_says_who_was_first(bot: RunningBot, sandbox: SandboxServer, workspace: Workspace):
    bot.receive(INSULT)
    old = card_of(workspace, INSULT)
    workspace.click(ANNA, old, "hide")
    card_of(workspace, "Anna Shaw decided: hide.")
    workspace.click(ANNA, old, "undo")
    card_of(workspace, "Anna Shaw took back: hide.")
    web_client(sandbox).chat_postMessage(channel=MENTIONS.id, text="as it was", blocks=old["blocks"])
    shown_late = workspace.messages(BEN)[-1]
    workspace.click(BEN, shown_late, "other_principle", "hide:1")
    told_only(workspace, BEN, "Anna Shaw was first: Anna Shaw took back: hide")
    assert not workspace.modals(BEN)


@pytest.mark.usefixtures("bot")
def test_a_message_is_logged_in_the_words_that_people_read(workspace: Workspace):
    said = workspace.say(BEN, "Ask @carys.evans & co at https://example.org/a?b=1&c=2 <now>", GENERAL)
    workspace.shortcut(BEN, "log_as_mention", said)
    modal = workspace.wait_for(lambda: workspace.modals(BEN), as_=BEN)[0]
    assert modal["blocks"][0]["element"]["initial_value"] == "Ask @someone & co at https://example.org/a?b=1&c=2 <now>"
    assert "only once" not in str(modal)


def test_the_bots_own_message_is_not_logged_as_a_mention(bot: RunningBot, workspace: Workspace):
    bot.receive(GRUMBLE)
    workspace.shortcut(BEN, "log_as_mention", card_of(workspace, GRUMBLE))
    told_only(workspace, BEN, "commsbot’s own")
    assert not workspace.modals(BEN)


@pytest.mark.usefixtures("bot")
def test_two_links_that_begin_alike_are_two_mentions(workspace: Workspace):
    for ending, title in (("1", "Added"), ("2", "Added"), ("2", "Already there")):
        workspace.command(ANNA, "/mentions add")
        workspace.wait_for(lambda: workspace.modals(ANNA))
        url = f"https://example.org/{'a' * 600}/{ending}"
        entered = {"text": "Well done", "platform": "facebook", "author": None, "url": url, "posted_at": None}
        workspace.submit(ANNA, entered)
        assert workspace.modal(ANNA)["title"]["text"] == title
        workspace.close_modal(ANNA)
