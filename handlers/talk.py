"""What people say to the bot: in a direct message, or by naming it in a channel."""

import threading
from collections import deque
from collections.abc import Callable

from slack_bolt import App, BoltContext
from slack_sdk import WebClient

from handlers.blocks.answers import note
from handlers.blocks.message import Message
from handlers.reports import Reports
from handlers.requests import Body, asker
from handlers.said import said_to_bot
from handlers.summary import REFUSED, deliver, refusal

EVENTS = ("app_mention", "message.im")
"""What the bot subscribes to."""

REMEMBERED = 200
"""Events: far more than people say to the bot within the hour in which Slack sends one again."""

HELP = (
    "I know one word here, for team leads: summary. For example: summary, summary yesterday, summary last week, "
    "summary 2026-11-16..2026-11-20. Everybody on the team can use /mentions, and the Home tab shows what waits."
)


def register(app: App, reports: Reports) -> None:
    """Listen to what is said to the bot."""
    hear = _hear(reports, _Events())
    app.event("app_mention")(hear)
    app.event("message")(hear)


class _Events:
    """The latest events, since Slack sends one again where its acknowledgement got lost. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: deque[str] = deque(maxlen=REMEMBERED)

    def is_new(self, event_id: str) -> bool:
        with self._lock:
            if event_id in self._ids:
                return False
            self._ids.append(event_id)
            return True


def _hear(reports: Reports, events: _Events) -> Callable[..., None]:
    def listen(body: Body, context: BoltContext, client: WebClient) -> None:
        said = said_to_bot(body)
        if said is None or not events.is_new(str(body.get("event_id"))):
            return
        verb, _, words = said.words.partition(" ")
        if verb.lower().strip("/.,:!?") != "summary":
            said.answer(client, note(HELP))
            return
        member = asker(context)
        try:
            period = reports.period(words.rstrip("?!. "), member)
        except REFUSED as error:
            said.answer(client, note(refusal(error)))
            return

        def post(message: Message) -> bool:
            said.answer(client, message)
            return True

        deliver(reports.report(period, member), reports, post)

    return listen
