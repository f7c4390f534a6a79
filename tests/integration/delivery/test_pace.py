"""How fast cards come: at Slack's own pace, what matters first, and at once when nothing else waits."""

import time
from contextlib import closing

import pytest
from sqlalchemy import Engine, text

from bot.sandbox.people import ANNA, MENTIONS
from db.store import Store
from handlers.manifest import manifest
from tests.integration.delivery.waiting import GRUMBLE, QUESTION, drained, shown, until
from tests.mentions import MONDAY, mention, new_mention
from tests.running_bot import RunningBot, running_bot, settings_for
from tests.sandbox import StartSandbox, Workspace, driving, told_by

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])

INSULT = "The receptionist is an idiot"
IN_DANGER = "I can't go on, I want to end my life"
ANNOUNCED = "It is announced every"


def batch(*texts: str) -> list[dict]:
    return [
        {"platform": "x", "external_id": str(number), "kind": "mention", "text": said}
        for number, said in enumerate(texts)
    ]


def attempts(engine: Engine) -> list[int]:
    """Return how often each row of the outbox was attempted."""
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT attempts FROM outbox")))


def test_cards_keep_slacks_real_pace_and_the_urgent_one_goes_first(
    start_sandbox: StartSandbox, database_url: str, engine: Engine
):
    sandbox = start_sandbox(manifest=manifest(), rate_limit=1.0)
    settings = settings_for(sandbox, database_url, slack_posts_per_second=1)
    with driving(sandbox) as workspace, running_bot(settings, engine) as bot:
        began = time.monotonic()
        bot.post(batch(*(f"{GRUMBLE} {number}" for number in range(9))))
        workspace.wait_for(lambda: shown(workspace, GRUMBLE))
        bot.receive(IN_DANGER, external_id="urgent")
        # Ten cards, and the announcement of the risk to life.
        until(lambda: len(workspace.messages(ANNA)) == 11, within=30)
        took = time.monotonic() - began
        drained(engine)
        order = [told_by(card) for card in workspace.messages(ANNA)]
        place = next(number for number, said in enumerate(order) if IN_DANGER in said)
    assert place <= 5, "only what was on its way already may come before it"
    assert set(attempts(engine)) == {1}, "Slack never had to refuse"
    assert 5 < took < 15, "a few at once, then one a second"


def test_flood_is_shown_whole_what_matters_first_and_clicks_are_answered_meanwhile(
    start_sandbox: StartSandbox, database_url: str, engine: Engine
):
    sandbox = start_sandbox(manifest=manifest(), rate_limit=100.0)
    settings = settings_for(sandbox, database_url, slack_posts_per_second=100)
    texts = [f"{GRUMBLE} {number}" for number in range(280)]
    texts += [f"{INSULT}, says no. {number}" for number in range(15)] + [f"{IN_DANGER} {number}" for number in range(5)]
    with driving(sandbox) as workspace, running_bot(settings, engine) as bot:
        assert bot.post(batch(*texts)).json()["accepted"] == len(texts)
        first = workspace.wait_for(lambda: shown(workspace, IN_DANGER))[0]
        assert workspace.click(ANNA, first, "approve")["outcome"] == "ok"
        workspace.wait_for(lambda: any("Approved by" in told_by(card) for card in shown(workspace, IN_DANGER)))
        assert len(shown(workspace, GRUMBLE)) < 280, "the flood goes on"
        drained(engine, within=60)
        said = [told_by(card) for card in workspace.messages(ANNA) if ANNOUNCED not in told_by(card)]
    assert len(said) == len(texts)
    assert all(sum(f"{text}\n" in f"{card}\n" for card in said) == 1 for text in texts)
    assert all(IN_DANGER in card for card in said[:5])
    assert all(INSULT in card for card in said[5:20])


def test_card_appears_at_once_when_nothing_else_waits(bot: RunningBot, workspace: Workspace):
    with closing(workspace.events(ANNA, timeout=5)) as events:
        assert next(events)["type"] == "hello"
        began = time.monotonic()
        bot.receive(QUESTION)
        assert next(event for event in events if event["type"] == "message")["channel"] == MENTIONS.id
        # The worker looks once a second by itself: it was woken. The rest is room for a busy machine.
        assert time.monotonic() - began < 2


@pytest.mark.usefixtures("bot")
def test_what_another_process_brings_in_is_shown_too(workspace: Workspace, engine: Engine):
    Store(engine).add_mentions([new_mention(mention(text=GRUMBLE))], MONDAY)
    workspace.wait_for_message(ANNA, MENTIONS, GRUMBLE)
    assert len(shown(workspace, GRUMBLE)) == 1
