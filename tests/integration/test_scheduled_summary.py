"""The summary that comes by itself each working morning: once, to the leads, whatever goes wrong on the way."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.clock import MovableClock
from bot.sandbox.people import ANNA, CARYS, DEV, MENTIONS, Person
from bot.sandbox.server import SandboxServer
from tests.busy_weeks import fill
from tests.integration.delivery.waiting import drained
from tests.running_bot import RunningBot, running_bot, settings_for
from tests.sandbox import Workspace, told_by

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

Json = dict[str, Any]
StartBot = Callable[..., AbstractContextManager[RunningBot]]
FRIDAY = "Summary: Fri 20 Nov 2026"
JUST_BEFORE = datetime(2026, 11, 23, 9, 14, tzinfo=UTC)
PATIENCE = 30


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(JUST_BEFORE)


@pytest.fixture
def start_bot(sandbox: SandboxServer, database_url: str, engine: Engine, clock: MovableClock) -> StartBot:
    @contextmanager
    def start(**given: Any) -> Iterator[RunningBot]:
        with running_bot(settings_for(sandbox, database_url, slack_timeout=2, **given), engine, clock) as bot:
            yield bot

    return start


def direct(workspace: Workspace, person: Person) -> str:
    channels = workspace.get("/sandbox/channels", **{"as": person.id})["channels"]
    return next(str(channel["id"]) for channel in channels if channel["id"].startswith("D"))


def summaries(workspace: Workspace, person: Person, channel: str | None = None) -> list[Json]:
    said = workspace.messages(person, channel or direct(workspace, person))
    return [each for each in said if "Summary: " in told_by(each)]


def first_summary(workspace: Workspace, person: Person) -> Json:
    return workspace.wait_for(lambda: summaries(workspace, person), timeout=PATIENCE, as_=person)[0]


def test_on_monday_each_lead_gets_fridays_with_the_weekend_apart_and_staff_get_none(
    start_bot: StartBot, workspace: Workspace, engine: Engine, clock: MovableClock
):
    fill(engine, date(2026, 11, 16), days=7)
    with start_bot():
        clock.advance(timedelta(minutes=2))
        for lead in (CARYS, DEV):
            told = first_summary(workspace, lead)
            words = told_by(told)
            assert FRIDAY in words
            assert ": 0). Facebook" in words
            after = words.partition("Since then, until Mon 23 Nov, 09:16: ")[2]
            assert "4. Google 2" in after
            assert [block for block in told["blocks"] if block["type"] == "image"]
        assert summaries(workspace, ANNA) == []
        assert summaries(workspace, ANNA, MENTIONS.id) == []


def test_a_quiet_day_is_said_too_and_a_restart_says_it_no_second_time(
    start_bot: StartBot, workspace: Workspace, clock: MovableClock
):
    with start_bot():
        clock.advance(timedelta(minutes=2))
        assert "Nothing came in and nothing was decided" in told_by(first_summary(workspace, CARYS))
    with start_bot() as bot:
        bot.receive("Good morning.")
        workspace.wait_for_message(CARYS, MENTIONS, "Good morning.")
        clock.advance(timedelta(hours=1))
        bot.receive("Good afternoon.", "2")
        workspace.wait_for_message(CARYS, MENTIONS, "Good afternoon.")
        assert len(summaries(workspace, CARYS)) == 1


def test_a_post_whose_answer_got_lost_is_found_and_not_repeated(
    start_bot: StartBot, workspace: Workspace, engine: Engine, clock: MovableClock
):
    fill(engine, date(2026, 11, 20), days=1)
    with start_bot(team_leads=CARYS.id):
        drained(engine)
        workspace.set_faults(chat_postMessage={"kind": "lose_answer", "times": 1})
        clock.advance(timedelta(minutes=2))
        first_summary(workspace, CARYS)
        drained(engine)
        assert len(summaries(workspace, CARYS)) == 1


def test_without_its_chart_it_comes_all_the_same(
    start_bot: StartBot, workspace: Workspace, engine: Engine, clock: MovableClock
):
    fill(engine, date(2026, 11, 20), days=1)
    with start_bot():
        workspace.set_faults(files_completeUploadExternal={"kind": "500"})
        clock.advance(timedelta(minutes=2))
        assert "The chart could not be made or shown this time" in told_by(first_summary(workspace, CARYS))


def test_it_goes_to_the_channel_that_is_set_where_buttons_still_serve_leads_alone(
    start_bot: StartBot, workspace: Workspace, engine: Engine, clock: MovableClock
):
    fill(engine, date(2026, 11, 20), days=1)
    with start_bot(summary_channel=MENTIONS.name):
        clock.advance(timedelta(minutes=2))
        told = workspace.wait_for_message(ANNA, MENTIONS, FRIDAY, timeout=PATIENCE)
        workspace.click(ANNA, told, "summary_csv")
        workspace.wait_for_message(ANNA, MENTIONS, "Summaries are for the team leads")
        assert summaries(workspace, CARYS) == []
        assert not [each for each in workspace.messages(ANNA, direct(workspace, ANNA)) if each.get("files")]


def test_all_leads_see_one_chart_and_no_stop_of_the_bot_waits_for_it(
    start_bot: StartBot, workspace: Workspace, engine: Engine, clock: MovableClock
):
    fill(engine, date(2026, 11, 20), days=1)
    with start_bot():
        workspace.set_faults(files_completeUploadExternal={"kind": "slow", "seconds": 1})
        clock.advance(timedelta(minutes=2))
        workspace.wait_for(drawing, timeout=PATIENCE, as_=CARYS)
        assert all(thread.daemon for thread in drawing())
        charts = [chart_of(first_summary(workspace, lead)) for lead in (CARYS, DEV)]
    assert charts[0] == charts[1]


def drawing() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("summary")]


def chart_of(summary: Json) -> Json:
    [image] = [block for block in summary["blocks"] if block["type"] == "image"]
    return dict(image["slack_file"])
