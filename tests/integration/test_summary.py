"""Summaries in Slack: told to team leads, with a chart; to nobody else a single figure."""

import csv
import io
import re
from typing import Any

import httpx
import pytest

from bot.sandbox import payloads
from bot.sandbox.people import ANNA, BOT_TOKEN, CARYS, ELLA, GENERAL, MENTIONS, ChannelPlan, Person
from bot.sandbox.server import SandboxServer
from bot.sandbox.socket_mode import EnvelopeType
from tests.running_bot import RunningBot
from tests.sandbox import Workspace, told_by, web_client

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

THANKS = "Thank you so much to everyone on Maple Ward, you were wonderful. My number is 07700 900123."
FIGURE = re.compile(r"came in|decided|overdue|median", re.IGNORECASE)
NOT_A_LEAD = "Summaries are for the team leads"

Json = dict[str, Any]


def dm(workspace: Workspace, person: Person) -> str:
    """Return the id of a person's direct messages with the bot."""
    channels = workspace.get("/sandbox/channels", **{"as": person.id})["channels"]
    return next(str(channel["id"]) for channel in channels if channel["id"].startswith("D"))


def seen(workspace: Workspace, person: Person, channel: ChannelPlan | str = MENTIONS) -> list[Json]:
    """Return what the bot says to a person there, the cards of the mentions left out."""
    said = workspace.messages(person, channel)
    return [each for each in said if each["is_ephemeral"] or str(channel).startswith("D")]


def wait_for(workspace: Workspace, person: Person, words: str, channel: ChannelPlan | str = MENTIONS) -> Json:
    def find() -> Json | None:
        return next((each for each in seen(workspace, person, channel) if words in told_by(each)), None)

    found = workspace.wait_for(find, timeout=20, as_=person)
    assert found
    return found


def image_of(message: Json) -> Json:
    return next(block for block in message["blocks"] if block["type"] == "image")


@pytest.fixture
def busy(bot: RunningBot, workspace: Workspace) -> None:
    """Let three mentions come in, of which one is decided."""
    bot.receive("What a lovely website.", "1")
    bot.receive("What time does the clinic open?", "2", platform="x")
    bot.receive(THANKS, "3")
    card = workspace.wait_for_message(ANNA, MENTIONS, "What a lovely website.")
    workspace.click(ANNA, card, "approve")
    workspace.wait_for_message(ANNA, MENTIONS, "Approved by Anna Shaw")


@pytest.mark.usefixtures("busy")
def test_a_lead_gets_the_figures_and_a_chart_that_is_a_png_with_the_same_in_words(
    workspace: Workspace, sandbox: SandboxServer
):
    workspace.command(CARYS, "/summary")
    told = wait_for(workspace, CARYS, "Summary:")
    words = told_by(told)
    assert " before: 0). Facebook 2 · X 1" in words
    assert "1 decision (the " in words
    assert "1 of 1 (100 %), 0 overruled" in words
    assert "2, none of them overdue" in words
    assert "The oldest: a comment on X, " in words
    assert "[phone number]" in words
    assert "07700" not in words
    image = image_of(told)
    assert "Facebook 2 (0), X 1 (0)" in image["alt_text"]
    file = web_client(sandbox).files_info(file=image["slack_file"]["id"])["file"]
    png = httpx.get(file["url_private"], headers={"Authorization": f"Bearer {BOT_TOKEN}"}).content
    assert png.startswith(b"\x89PNG")
    assert (file["channels"], file["groups"], file["ims"]) == ([], [], [])


@pytest.mark.usefixtures("busy")
def test_nobody_but_a_lead_gets_a_figure_by_command_message_mention_or_button(
    workspace: Workspace, sandbox: SandboxServer
):
    def refused(person: Person, channel: ChannelPlan | str, words: str) -> None:
        wait_for(workspace, person, words, channel)

    workspace.command(ANNA, "/summary last week")
    refused(ANNA, MENTIONS, NOT_A_LEAD)
    workspace.say(ANNA, "@commsbot summary")
    workspace.wait_for(lambda: len([e for e in seen(workspace, ANNA) if NOT_A_LEAD in told_by(e)]) == 2, as_=ANNA)
    workspace.say(ANNA, "summary today", dm(workspace, ANNA))
    refused(ANNA, dm(workspace, ANNA), NOT_A_LEAD)
    workspace.command(ELLA, "/summary", GENERAL)
    refused(ELLA, GENERAL, "serves the members of the mentions channel")
    workspace.say(ELLA, "summary", dm(workspace, ELLA))
    refused(ELLA, dm(workspace, ELLA), "serves the members of the mentions channel")

    workspace.command(CARYS, "/summary")
    button = wait_for(workspace, CARYS, "Summary:")
    clicked = {"type": "button", "action_id": "summary_csv", "block_id": "b", "value": "2026-11-20"}
    for person in (ANNA, ELLA):
        forged = payloads.act("block_actions", person) | {"actions": [clicked], "trigger_id": "1.2"}
        forged["response_url"] = sandbox.on_loop(lambda person=person: _response_url(sandbox, person))
        sandbox.on_loop(lambda forged=forged: sandbox.sandbox.sockets.deliver(EnvelopeType.INTERACTIVE, forged))
    wait_for(workspace, ANNA, NOT_A_LEAD)
    assert button["is_ephemeral"]
    for person in (ANNA, ELLA):
        for place in (MENTIONS, GENERAL, dm(workspace, person)):
            if person is ANNA or place is not MENTIONS:
                told = seen(workspace, person, place)
                assert not [each for each in told if FIGURE.search(told_by(each).replace(NOT_A_LEAD, ""))]
                assert not [each for each in told if each.get("files")]


async def _response_url(sandbox: SandboxServer, person: Person) -> str:
    channel = sandbox.sandbox.workspace.channels[MENTIONS.id if person is not ELLA else GENERAL.id]
    return sandbox.sandbox.response_urls.issue(person.id, channel)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/summary lst week", "Did you mean last week? For example: today"),
        ("/summary 2126-01-01", "still to come"),
        ("/summary <!channel> *x* <https://x|y>", "is not a period that I know"),
    ],
)
def test_a_wrong_period_is_answered_by_example_at_once(workspace: Workspace, typed: str, answer: str):
    workspace.command(CARYS, typed)
    wait_for(workspace, CARYS, answer)


@pytest.mark.usefixtures("bot")
def test_a_day_on_which_nothing_happened_is_told_in_one_sentence_without_a_chart(workspace: Workspace):
    workspace.command(CARYS, "/summary yesterday")
    told = wait_for(workspace, CARYS, "Nothing came in and nothing was decided.")
    assert [block["type"] for block in told["blocks"]] == ["header", "rich_text", "rich_text", "actions"]


@pytest.mark.usefixtures("busy")
def test_said_in_a_direct_message_it_is_answered_there(workspace: Workspace):
    here = dm(workspace, CARYS)
    workspace.say(CARYS, "Summary this week?", here)
    told = wait_for(workspace, CARYS, "3 came in", here)
    assert image_of(told)["alt_text"].startswith("Chart:")


@pytest.mark.usefixtures("busy")
def test_said_by_mention_in_a_channel_only_the_lead_reads_the_answer(workspace: Workspace):
    workspace.say(CARYS, "@commsbot summary")
    told = wait_for(workspace, CARYS, "3 came in")
    assert told["is_ephemeral"]
    assert image_of(told)
    assert not [each for each in workspace.messages(ANNA) if "3 came in" in told_by(each)]


@pytest.mark.usefixtures("bot")
def test_anything_else_said_to_the_bot_gets_a_short_help(workspace: Workspace):
    here = dm(workspace, ANNA)
    workspace.say(ANNA, "hello, are you there?", here)
    wait_for(workspace, ANNA, "I know one word here, for team leads: summary.", here)


@pytest.mark.usefixtures("bot")
def test_what_slack_delivers_twice_is_answered_once(workspace: Workspace):
    here = dm(workspace, ANNA)
    workspace.say(ANNA, "summary", here)
    wait_for(workspace, ANNA, NOT_A_LEAD, here)
    workspace.redeliver()
    workspace.say(ANNA, "hello", here)
    wait_for(workspace, ANNA, "I know one word here", here)
    assert len([each for each in workspace.messages(ANNA, here) if NOT_A_LEAD in told_by(each)]) == 1


@pytest.mark.usefixtures("bot")
def test_the_bot_answers_neither_itself_nor_another_bot_nor_an_edit(sandbox: SandboxServer, workspace: Workspace):
    here = dm(workspace, ANNA)
    web_client(sandbox).chat_postMessage(channel=here, text="summary")
    sockets = sandbox.sandbox.sockets
    said = {"type": "message", "channel": here, "channel_type": "im", "user": ANNA.id, "text": "summary", "ts": "1.2"}
    for other in ({"bot_id": "B0OTHER"}, {"subtype": "message_changed"}, {"edited": {"user": ANNA.id, "ts": "1.3"}}):
        event = payloads.event_callback(said | other, 1)
        sandbox.on_loop(lambda event=event: sockets.deliver(EnvelopeType.EVENTS_API, event, retry=(0, "")))
    workspace.say(ANNA, "summary", here)
    wait_for(workspace, ANNA, NOT_A_LEAD, here)
    assert len([each for each in workspace.messages(ANNA, here) if NOT_A_LEAD in told_by(each)]) == 1


@pytest.mark.usefixtures("busy")
def test_the_rows_come_to_the_leads_direct_messages_and_hold_nobodys_words_or_name(
    workspace: Workspace,
):
    workspace.command(CARYS, "/summary")
    workspace.click(CARYS, wait_for(workspace, CARYS, "Summary:"), "summary_csv")
    sent = wait_for(workspace, CARYS, "The figures of", dm(workspace, CARYS))
    texts = {file["name"]: _content(file) for file in sent["files"]}
    assert all(text.startswith("\ufeff") for text in texts.values())
    figures, mentions = (list(csv.reader(io.StringIO(text[1:]))) for text in texts.values())
    assert ["came_in", "all", "3", "0"] in figures
    assert ["decided", "approve", "1", "0"] in figures
    assert [row[1] for row in mentions[1:]] == ["facebook", "x", "facebook"]
    assert re.fullmatch(r"\S+Z approve", mentions[1][-1])
    everything = "".join(texts.values())
    for secret in ("Jo B", "Maple", "lovely", "Anna", "example.org", "07700"):
        assert secret not in everything


def _content(file: Json) -> str:
    answer = httpx.get(file["url_private"], headers={"Authorization": f"Bearer {BOT_TOKEN}"})
    return answer.content.decode("utf-8")


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("method", ["files_getUploadURLExternal", "files_completeUploadExternal", "files_info"])
def test_without_its_chart_the_summary_comes_all_the_same_and_says_so(workspace: Workspace, method: str):
    workspace.set_faults(**{method: {"kind": "500"}})
    workspace.command(CARYS, "/summary")
    told = wait_for(workspace, CARYS, "The chart could not be made or shown this time")
    assert "3 came in" in told_by(told)


@pytest.mark.usefixtures("busy")
def test_a_slow_chart_keeps_slack_waiting_for_nothing(workspace: Workspace):
    workspace.set_faults(files_getUploadURLExternal={"kind": "slow", "seconds": 4})
    # Slack, and so the workspace, takes a command for failed that is not acknowledged within three seconds.
    assert workspace.command(CARYS, "/summary")["outcome"] == "ok"
    wait_for(workspace, CARYS, "follows below.")
    assert image_of(wait_for(workspace, CARYS, "Summary:"))


@pytest.mark.usefixtures("busy")
def test_a_chart_that_can_t_be_drawn_is_left_out(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> bytes:
        raise RuntimeError("no font")

    monkeypatch.setattr("bot.summary.draw_chart", broken)
    workspace.command(CARYS, "/summary")
    wait_for(workspace, CARYS, "The chart could not be made or shown this time")


@pytest.mark.usefixtures("busy")
def test_rows_that_slack_does_not_take_are_told_about(workspace: Workspace):
    workspace.command(CARYS, "/summary")
    told = wait_for(workspace, CARYS, "Summary:")
    workspace.set_faults(files_getUploadURLExternal={"kind": "500"})
    workspace.click(CARYS, told, "summary_csv")
    wait_for(workspace, CARYS, "Slack did not take the files")


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("value", ["", "today; drop table", "2126-01-01", "9" * 500, "<!channel>"])
def test_a_forged_button_is_answered_politely_even_to_a_lead(sandbox: SandboxServer, workspace: Workspace, value: str):
    clicked = {"type": "button", "action_id": "summary_csv", "block_id": "b", "value": value}
    forged = payloads.act("block_actions", CARYS) | {"actions": [clicked], "trigger_id": "1.2"}
    forged["response_url"] = sandbox.on_loop(lambda: _response_url(sandbox, CARYS))
    sandbox.on_loop(lambda: sandbox.sandbox.sockets.deliver(EnvelopeType.INTERACTIVE, forged))
    workspace.wait_for(lambda: seen(workspace, CARYS), as_=CARYS)
    assert not seen(workspace, CARYS, dm(workspace, CARYS))
