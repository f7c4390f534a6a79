"""Ten thousand mentions at once, in a workspace that keeps Slack's limits, and a digest of that size worked through."""

from collections.abc import Iterator
from time import perf_counter

from bot.clock import SystemClock
from bot.sandbox.options import SandboxOptions
from bot.sandbox.people import ANNA as ANNA_THERE
from bot.sandbox.people import MENTIONS
from bot.sandbox.server import SandboxServer
from db.digests import Digests
from db.store import Store
from handlers.blocks.digest import LISTED
from handlers.manifest import manifest
from rules.decisions import Role
from tests.bench.row import RUNS, Row, compare
from tests.bench.scratch import database
from tests.mentions import ANNA, MONDAY, mention, new_mention
from tests.running_bot import running_bot, settings_for
from tests.sandbox import driving

_FLOOD = 10_000
_FEW = LISTED * (RUNS + 2)
_REQUEST = 1_000
_GRUMBLE = "The new car park is a joke"
_WITHIN = 5.0
"""Seconds in which the urgent one must be seen (issue 3)."""


def rows() -> Iterator[Row]:
    """Yield how soon the urgent one is seen, and what a page of a large digest costs against one of a small."""
    yield Row("an urgent mention behind 10,000 others, until it is seen", _seen_after(), "asked", _WITHIN, 1)
    with database() as (many, _), database() as (few, _):
        large, small = Worked(Digests(many), Store(many), _FLOOD), Worked(Digests(few), Store(few), _FEW)
        yield compare(
            "approve ten at once in a digest of 10,000, list ten more",
            large.next_page,
            f"of {_FEW}",
            small.next_page,
        )


class Worked:
    """A digest of that many comments, worked through page by page."""

    def __init__(self, digests: Digests, store: Store, size: int) -> None:
        comments = [new_mention(mention(in_reply_to="post"), MONDAY) for _ in range(size)]
        ids = store.add_mentions(comments, MONDAY)
        assert digests.gather(MONDAY) == size
        self._digests = digests
        self._digest_id = store.case(ids[0] or 0).digest_id or 0
        self.next_page()

    def next_page(self) -> None:
        """Approve what a page shows and read what comes in its place."""
        page = self._digests.page(self._digest_id, decided=False, limit=LISTED, offset=0)
        seen = {case.id: case.version for case in page.cases}
        assert len(self._digests.approve_all(seen, ANNA, Role.STAFF, MONDAY)) == LISTED
        self._digests.page(self._digest_id, decided=False, limit=LISTED, offset=0)


def _seen_after() -> float:
    """Return the seconds from handing the urgent one in, after all others, until it is on the channel."""
    options = SandboxOptions(manifest=manifest(), rate_limit=1.0)
    with database() as (engine, path), SandboxServer(options, SystemClock()) as slack:
        settings = settings_for(
            slack, f"sqlite:///{path}", slack_posts_per_second=1, digest_per_post=10, digest_in_all=20
        )
        with running_bot(settings, engine) as bot, driving(slack) as workspace:
            for start in range(0, _FLOOD, _REQUEST):
                bot.post([_comment(number) for number in range(start, start + _REQUEST)]).raise_for_status()
            began = perf_counter()
            bot.receive("I can't go on, I want to end my life", external_id="urgent")
            workspace.wait_for_message(ANNA_THERE, MENTIONS, "end my life", timeout=60)
            took = perf_counter() - began
            assert bot.http.get("/healthz").json()["open_mentions"] == _FLOOD + 1, "every one is counted"
    return took


def _comment(number: int) -> dict[str, str | None]:
    """Return one of the flood: most under three posts, and of a hundred one that breaches and one that asks."""
    text = {0: "The receptionist is an idiot", 1: "What time do you open on Sunday?"}.get(number % 100, _GRUMBLE)
    post = f"post-{number % 4}" if number % 4 else None
    return {
        "platform": "facebook",
        "external_id": str(number),
        "kind": "comment",
        "text": f"{text} ({number})",
        "in_reply_to": post,
    }
