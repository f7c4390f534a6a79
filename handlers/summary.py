"""Summaries for team leads: the slash command, what is said to the bot, and the button for the rows behind one."""

import logging
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk.errors import SlackApiError

from handlers.blocks.answers import note
from handlers.blocks.figures import days
from handlers.blocks.message import Message
from handlers.blocks.summary import summary_message
from handlers.guard import tell
from handlers.ids import Control
from handlers.reports import NotALeadError, NotSentError, Report, Reports
from handlers.requests import Body, asker
from rules.periods import PeriodError

NOT_A_LEAD = (
    "Summaries are for the team leads: they tell how the whole team did. Please ask one of them; "
    "/mentions shows everybody what is waiting."
)
WORKING = "The summary of {days} follows below."
SENDING = "Putting the rows together. They come to your direct messages, and nobody else sees them."
NOT_SENT = "Slack did not take the files, so nothing was sent. Please try again in a moment."

REFUSED = (NotALeadError, PeriodError)
"""What `Reports.period` raises instead of a period."""

_log = logging.getLogger(__name__)


def register(app: App, reports: Reports) -> None:
    """Listen to the button under a summary."""
    app.action(Control.SUMMARY_CSV.value)(_send_rows(reports))


def command(reports: Reports) -> Callable[..., None]:
    """Return the listener for /summary: acknowledged at once, answered where it was asked, seen by who asked alone."""

    def listen(ack: Ack, body: Body, context: BoltContext, respond: Respond) -> None:
        member = asker(context)
        try:
            period = reports.period(str(body.get("text", "")), member)
        except REFUSED as error:
            answer = note(refusal(error))
            ack(text=answer.text, blocks=answer.blocks, response_type="ephemeral")
            return
        working = note(WORKING.format(days=days(period)))
        ack(text=working.text, blocks=working.blocks, response_type="ephemeral")

        def post(message: Message) -> bool:
            answered = respond(text=message.text, blocks=message.blocks, response_type="ephemeral")
            return answered.status_code == HTTPStatus.OK

        deliver(reports.report(period, member), reports, post)

    return listen


def refusal(error: Exception) -> str:
    """Say why there is no summary, for an error of `REFUSED`."""
    return str(error) if isinstance(error, PeriodError) else NOT_A_LEAD


def deliver(report: Report, reports: Reports, post: Callable[[Message], bool]) -> None:
    """Post a summary; where Slack refuses it, which only its chart can be the reason for, once more without that.

    `post` returns False, or raises SlackApiError, when Slack refused. Raises NotSentError when it refuses the second
    time as well.
    """
    if report.chart is not None:
        if _posted(summary_message(report, reports.zone), post):
            return
        _log.warning("Slack refused a summary with its chart, so it goes without")
    if not _posted(summary_message(replace(report, chart=None), reports.zone), post):
        raise NotSentError


def _posted(message: Message, post: Callable[[Message], bool]) -> bool:
    try:
        return post(message)
    except SlackApiError:
        return False


def _send_rows(reports: Reports) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, context: BoltContext, respond: Respond) -> None:
        ack()
        member = asker(context)
        try:
            period = reports.period(str(body["actions"][0].get("value") or "-"), member)
        except REFUSED as error:
            tell(respond, refusal(error))
            return
        tell(respond, SENDING)
        try:
            reports.send_rows(period, member)
        except NotSentError:
            tell(respond, NOT_SENT)

    return listen
