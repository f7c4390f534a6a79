"""`kill -9` at random moments while mentions come in and are decided: nothing is lost, nothing is repeated."""

import queue
import random
import threading
import time
from collections import Counter
from contextlib import closing

import httpx
import pytest
from sqlalchemy import Engine

from bot.sandbox.people import ANNA, MENTIONS
from bot.sandbox.server import SandboxServer
from db.outbox import Outbox
from db.store import Store
from handlers.manifest import manifest
from rules.decisions import Action
from tests.bot_process import BotProcess, ForkedBotProcess
from tests.sandbox import Refused, StartSandbox, Workspace, driving, told_by

BURSTS = {"sqlite": (200, 50), "postgresql": (80, 8)}
"""How many mentions come in, and how often the process is killed meanwhile."""
CLICKERS = 3
QUICK = {"SLACK_TIMEOUT": "1", "SLACK_POSTS_PER_SECOND": "500"}
"""An attempt in doubt is looked up 2 s after it began, and looked through once more 6 s later."""
SLOWLY = {"kind": "slow", "seconds": 0.03}
"""So that many kills meet a call under way; the workspace carries it out all the same, as Slack does."""
DRAINED_WITHIN = 60.0


class Burst:
    """Hands in mentions, and approves each card as it appears, whatever happens to the bot meanwhile."""

    def __init__(self, bot: BotProcess, sandbox: SandboxServer, size: int) -> None:
        self._bot = bot
        self.size = size
        self._sandbox = sandbox
        self._may_send = threading.Semaphore(0)
        self._cards: queue.Queue[str | None] = queue.Queue()
        self.acknowledged: set[str] = set()
        self._sender = threading.Thread(target=self._send)
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._clickers = [threading.Thread(target=self._click) for _ in range(CLICKERS)]

    def start(self) -> None:
        for thread in (self._watcher, self._sender, *self._clickers):
            thread.start()

    def let_send(self, number: int) -> None:
        """Let so many more mentions come in."""
        self._may_send.release(number)

    def finish(self) -> None:
        """Return once every mention is accepted and every click on its card was acknowledged."""
        self._sender.join()
        for thread in self._clickers:
            thread.join()

    def _send(self) -> None:
        for number in range(self.size):
            self._may_send.acquire()
            mention = {"platform": "x", "external_id": str(number), "kind": "mention", "text": remark(number)}
            while not self._accepted(mention):
                time.sleep(0.02)  # the bot is down; it is another process, which tells nobody when it is back

    def _accepted(self, mention: dict[str, str]) -> bool:
        try:
            return self._bot.http.post("/mentions", json=mention).status_code == httpx.codes.ACCEPTED
        except httpx.TransportError:
            return False

    def _watch(self) -> None:
        seen = 0
        with driving(self._sandbox) as workspace, closing(workspace.events(ANNA, timeout=120)) as events:
            for event in events:
                if event["type"] == "message" and event["channel"] == MENTIONS.id and not event.get("thread_ts"):
                    self._cards.put(event["ts"])
                    seen += 1
                if seen == self.size:
                    break
        for _ in self._clickers:
            self._cards.put(None)

    def _click(self) -> None:
        with driving(self._sandbox) as workspace:
            while ts := self._cards.get():
                while not self._approved(workspace, ts):
                    workspace.wait_for(lambda: workspace.get("/sandbox/connections")["connections"], timeout=30)

    def _approved(self, workspace: Workspace, ts: str) -> bool:
        """Click; tell whether no further click is needed."""
        try:
            outcome = workspace.click(ANNA, {"channel": MENTIONS.id, "ts": ts}, Action.APPROVE)["outcome"]
        except Refused:
            # The button is gone: an earlier click was carried out, though nobody heard of it.
            return True
        if outcome == "ok":
            self.acknowledged.add(ts)
        return bool(outcome == "ok")


def remark(number: int) -> str:
    return f"Remark {number} of the burst"


@pytest.mark.timeout(900)
def test_kill_at_any_moment_loses_and_repeats_nothing(
    start_sandbox: StartSandbox, database_url: str, database_kind: str, engine: Engine
):
    seed = random.randrange(10**9)  # noqa: S311 - it picks moments, and guards nothing
    print(f"seed {seed}")  # noqa: T201 - shown when it fails
    chance = random.Random(seed)  # noqa: S311
    sandbox = start_sandbox(manifest=manifest(), ack_seconds=1.5)
    bot = ForkedBotProcess(sandbox, database_url, **QUICK)
    size, kills = BURSTS[database_kind]
    burst = Burst(bot, sandbox, size)
    with closing(bot), driving(sandbox) as workspace:
        workspace.set_faults(chat_postMessage=SLOWLY, chat_update=SLOWLY)
        burst.start()
        for _ in range(kills):
            bot.start()
            burst.let_send(size // kills)
            if chance.random() < 0.8:
                bot.wait_until_up()
            time.sleep(chance.uniform(0, 0.8))
            bot.kill()
        bot.start()
        burst.let_send(size)
        workspace.set_faults()
        burst.finish()
        drain(bot)
        check(workspace, engine, burst)


def drain(bot: BotProcess) -> None:
    """Return once nothing waits to be carried out."""
    deadline = time.monotonic() + DRAINED_WITHIN
    while bot.http.get("/healthz").json()["waiting_in_outbox"]:
        assert time.monotonic() < deadline, "the outbox did not become empty"
        time.sleep(0.1)


def check(workspace: Workspace, engine: Engine, burst: Burst) -> None:
    store = Store(engine)
    messages = workspace.messages(ANNA)
    cards = [message for message in messages if not message["is_ephemeral"]]
    told_nothing_was_done = len(messages) - len(cards)
    shown = Counter(next(line for line in told_by(card).split("\n") if line.startswith("Remark")) for card in cards)
    assert shown == Counter(remark(number) for number in range(burst.size))

    cases = store.search("remark burst", burst.size * 2).cases
    by_ts = {place.ts: case for case in cases if (place := store.card(case.id))}
    assert by_ts.keys() == {card["ts"] for card in cards}
    logged = Counter(decision.mention_id for decision in store.decisions())
    assert set(logged.values()) <= {1}
    missing = {ts for ts in burst.acknowledged & by_ts.keys() if by_ts[ts].id not in logged}
    assert len(missing) <= told_nothing_was_done
    for card in cards:
        case = by_ts[card["ts"]]
        decided = case.id in logged
        assert ("Approved by Anna Shaw" in told_by(card)) is decided, "the card shows where the mention stands"
        notes = workspace.messages(ANNA, MENTIONS, thread_ts=card["ts"])[1:]
        assert len([note for note in notes if "approved" in note["text"]]) == (1 if decided else 0)
    assert Outbox(engine).waiting() == 0
