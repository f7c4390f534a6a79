"""Thousands of texts that the language model has to read before their cards are shown: are cards shown more slowly?"""

from collections.abc import Iterator
from time import perf_counter

from bot.clock import SystemClock
from bot.pace import POSTS_PER_SECOND
from bot.sandbox.options import SandboxOptions
from bot.sandbox.people import ANNA
from bot.sandbox.server import SandboxServer
from handlers.manifest import manifest
from tests.bench.row import Row
from tests.bench.scratch import database
from tests.running_bot import running_bot, settings_for
from tests.sandbox import driving

_WAITING = 5_000
_CARDS = 20
_REQUEST = 1_000
_ASKED = 0.9
"""Share of Slack's own pace that is kept while the model reads."""
_TEXTS = (
    "We sat there for over three hours with our little girl and nobody told us anything at all.",
    "Thank you to the nurse on ward 4, she was lovely.",
    "You people are a disgrace, I have never been treated so badly, and I will be writing to my MP about it.",
    "What a waste of money the new website is.",
)


def rows() -> Iterator[Row]:
    """Yield how long the first cards take while thousands are read, against Slack's own pace."""
    options = SandboxOptions(manifest=manifest(), rate_limit=1.0)
    with database() as (engine, path), SandboxServer(options, SystemClock()) as slack:
        settings = settings_for(slack, f"sqlite:///{path}", slack_posts_per_second=POSTS_PER_SECOND)
        with running_bot(settings, engine) as bot, driving(slack) as workspace:
            for start in range(0, _WAITING, _REQUEST):
                bot.post([_comment(number) for number in range(start, start + _REQUEST)]).raise_for_status()
            shown = len(workspace.messages(ANNA))
            began = perf_counter()
            workspace.wait_for(lambda: len(workspace.messages(ANNA)) >= shown + _CARDS, timeout=120, as_=ANNA.id)
            took = perf_counter() - began
    yield Row(
        f"{_CARDS} cards while the language model reads {_WAITING:,} texts",
        took,
        "Slack's own pace",
        _CARDS / POSTS_PER_SECOND,
        at_least=_ASKED,
    )


def _comment(number: int) -> dict[str, str]:
    text = f"{_TEXTS[number % len(_TEXTS)]} ({number})"
    return {"platform": "facebook", "external_id": str(number), "kind": "comment", "text": text}
