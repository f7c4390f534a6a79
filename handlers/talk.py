"""What people say to the bot: in a direct message, or by naming it in a channel."""

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

HELP = (
    "I know one word here, for team leads: summary. For example: summary, summary yesterday, summary last week, "
    "summary 2026-11-16..2026-11-20. Everybody on the team can use /mentions, and the Home tab shows what waits."
)


def register(app: App, reports: Reports) -> None:
    """Listen to what is said to the bot."""
    app.event("app_mention")(_hear(reports))
    app.event("message")(_hear(reports))


def _hear(reports: Reports) -> Callable[..., None]:
    def listen(body: Body, context: BoltContext, client: WebClient) -> None:
        said = said_to_bot(body)
        if said is None:
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
