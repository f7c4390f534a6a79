"""The evidence for a report to the police, as a file for team leads."""

from collections.abc import Callable

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

from handlers.blocks.answers import UNKNOWN_MENTION
from handlers.desk import Desk, NotALeadError, NotSentError, UnknownMentionError
from handlers.details import say
from handlers.ids import Control
from handlers.requests import Body, asker, mention_id

SENT = "The evidence is in your direct messages, and nobody else sees it there."
NOT_A_LEAD = "Only team leads get the evidence for the police: it holds what was written, personal details included."
NOT_SENT = "Slack did not take the file, so nothing was sent. Please try again in a moment."


def register(app: App, desk: Desk) -> None:
    """Listen to the button that asks for the evidence."""
    app.action(Control.POLICE_EVIDENCE.value)(_send_evidence(desk))


def _send_evidence(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, context: BoltContext, respond: Respond, client: WebClient) -> None:
        ack()
        try:
            member = asker(context)
            desk.send_evidence(mention_id(body["actions"][0].get("value"), member), member)
        except UnknownMentionError:
            say(UNKNOWN_MENTION, body, client, respond)
        except NotALeadError:
            say(NOT_A_LEAD, body, client, respond)
        except NotSentError:
            say(NOT_SENT, body, client, respond)
        else:
            say(SENT, body, client, respond, title="Sent")

    return listen
