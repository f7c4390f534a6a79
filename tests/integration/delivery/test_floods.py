"""More than the channel can show: what matters comes first, the rest in digests, and nothing twice or left out."""

import time
from contextlib import closing

import pytest
from sqlalchemy import Engine, text

from bot.sandbox.people import ANNA, MENTIONS
from bot.sandbox.server import SandboxServer
from db.outbox import Outbox
from db.store import Store
from handlers.manifest import manifest
from tests.bot_process import BotProcess
from tests.integration.delivery.waiting import GRUMBLE, drained, failures, shown, until
from tests.running_bot import running_bot, settings_for
from tests.sandbox import StartSandbox, Workspace, driving, told_by

INSULT = "The receptionist is an idiot"
QUESTION = "What time does the walk-in clinic open on Saturday?"
IN_DANGER = "I can't go on, I want to end my life"
ANNOUNCED = "It is announced every"
PICTURE = "https://t.co/Ab12Cd34Ef"
LIMITS = {"digest_per_post": 10, "digest_in_all": 20}
GATHERED = "none with a finding"


def said(*texts: str, post: str | None = None, kind: str = "comment", start: int = 0) -> list[dict[str, str | None]]:
    return [
        {
            "platform": "facebook",
            "external_id": f"{post}-{kind}-{number}",
            "kind": kind,
            "text": each,
            "in_reply_to": post,
        }
        for number, each in enumerate(texts, start)
    ]


def gathered(engine: Engine) -> set[int]:
    with engine.connect() as connection:
        return set(connection.scalars(text("SELECT id FROM mentions WHERE digest_id IS NOT NULL")))


def test_in_a_flood_what_matters_comes_first_and_the_urgent_one_that_comes_last_within_five_seconds(
    start_sandbox: StartSandbox, database_url: str, engine: Engine
):
    sandbox = start_sandbox(manifest=manifest(), rate_limit=1.0)
    settings = settings_for(sandbox, database_url, slack_posts_per_second=1, **LIMITS)
    with driving(sandbox) as workspace, running_bot(settings, engine) as bot:
        flood = [
            *said(*(f"{GRUMBLE} {number}" for number in range(400)), post="post-1"),
            *said(*(f"{GRUMBLE} {number}" for number in range(150)), post="post-2"),
            *said(*(f"{GRUMBLE} {number}" for number in range(40))),
            *said(*(f"{INSULT}, number {number}" for number in range(5)), post="post-1", start=1000),
            *said(QUESTION, post="post-1", start=2000),
            *said(GRUMBLE, kind="direct_message"),
            *said(PICTURE, post="post-1", start=3000),
        ]
        assert bot.post(flood).json()["accepted"] == 598
        began = time.monotonic()
        bot.receive(IN_DANGER, external_id="urgent")
        workspace.wait_for_message(ANNA, MENTIONS, IN_DANGER)
        assert time.monotonic() - began < 5
        drained(engine, within=60)
        order = [told_by(card) for card in workspace.messages(ANNA) if ANNOUNCED not in told_by(card)]
        assert bot.http.get("/healthz").json()["open_mentions"] == 599
    assert len(order) == 12, "nine cards, and three digests"
    assert all(IN_DANGER in card or INSULT in card for card in order[:6])
    assert all(QUESTION in card or "Direct message" in card for card in order[6:8])
    assert [card.partition(" ")[0] for card in order if GATHERED in card] == ["400", "150", "40"]
    assert PICTURE in order[-1]
    assert len(gathered(engine)) == 590
    with engine.connect() as connection:
        refused = connection.scalar(text("SELECT count(*) FROM outbox WHERE attempts > 1"))
    assert refused == 0, "Slack never had to refuse"


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_comments_that_trickle_in_faster_than_the_channel_shows_them_end_in_one_digest(
    start_sandbox: StartSandbox, database_url: str, engine: Engine
):
    sandbox = start_sandbox(manifest=manifest(), rate_limit=1.0)
    settings = settings_for(sandbox, database_url, slack_posts_per_second=1, **LIMITS)
    with driving(sandbox) as workspace, running_bot(settings, engine) as bot:
        for number in range(30):
            bot.post(said(f"{GRUMBLE} {number}", post="post-1", start=number)).raise_for_status()
        workspace.wait_for_message(ANNA, MENTIONS, GATHERED, timeout=15)
        drained(engine)
        cards = [told_by(card) for card in workspace.messages(ANNA)]
    single = [card for card in cards if GATHERED not in card]
    assert len(cards) == len(single) + 1
    assert f"{30 - len(single)} more comments on one post on Facebook" in next(
        card for card in cards if GATHERED in card
    )


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_calm_day_shows_each_comment_by_itself(
    sandbox: SandboxServer, workspace: Workspace, database_url: str, engine: Engine
):
    with running_bot(settings_for(sandbox, database_url, **LIMITS), engine) as bot:
        bot.post(said(*(f"{GRUMBLE} {number}" for number in range(9)), post="post-1")).raise_for_status()
        drained(engine)
        assert len(shown(workspace, GRUMBLE)) == 9
        assert gathered(engine) == set()


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_flood_survives_kills_with_nothing_twice_and_nothing_left_out(
    sandbox: SandboxServer, workspace: Workspace, database_url: str, engine: Engine
):
    thresholds = {"DIGEST_PER_POST": "10", "DIGEST_IN_ALL": "20", "SLACK_TIMEOUT": "1"}
    with closing(BotProcess(sandbox, database_url, **thresholds)) as bot:
        for turn in range(5):
            bot.start()
            bot.wait_until_up()
            for post in ("post-1", "post-2"):
                texts = [f"{GRUMBLE} {number}" for number in range(12)]
                bot.http.post("/mentions", json=said(*texts, post=post, start=turn * 100)).raise_for_status()
            bot.http.post("/mentions", json=said(INSULT, post="post-1", start=turn * 100 + 50)).raise_for_status()
            bot.kill()
        bot.start()
        bot.wait_until_up()
        drained(engine, within=60)
        until(lambda: Outbox(engine).waiting() == 0)
    cards = [told_by(card) for card in workspace.messages(ANNA)]
    digests = [card for card in cards if GATHERED in card]
    assert len(cards) - len(digests) == 125 - len(gathered(engine)), "each has a card, or stands in a digest"
    assert sum(int(card.partition(" ")[0]) for card in digests) == len(gathered(engine))
    assert len(shown(workspace, INSULT)) == 5
    assert failures(engine) == []
    assert Store(engine).counts().open == 125


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_what_can_t_be_gathered_is_shown_card_by_card(
    sandbox: SandboxServer, workspace: Workspace, database_url: str, engine: Engine
):
    with engine.begin() as connection:
        connection.execute(
            text("CREATE TRIGGER refused BEFORE INSERT ON digests BEGIN SELECT RAISE(ABORT, 'refused'); END")
        )
    with running_bot(settings_for(sandbox, database_url, **LIMITS), engine) as bot:
        bot.post(said(*(f"{GRUMBLE} {number}" for number in range(30)), post="post-1")).raise_for_status()
        drained(engine)
        assert len(shown(workspace, GRUMBLE)) == 30
