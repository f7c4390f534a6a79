"""All that listens, registered in one place."""

import logging
import traceback
import uuid

from slack_bolt import App, BoltContext, BoltResponse, Respond

from handlers import (
    actions,
    answering,
    commands,
    details,
    digests,
    guard,
    home,
    modals,
    police,
    replies,
    shortcuts,
    summary,
    talk,
    team_words,
    templates,
)
from handlers.blocks.answers import REFUSALS, note, said_of
from handlers.blocks.modals import notice_modal
from handlers.desk import Desk
from handlers.editor import Editor
from handlers.guard import tell
from handlers.home import Homes, is_on_home
from handlers.reports import Reports
from handlers.requests import Body
from handlers.said import said_to_bot
from handlers.teaching import Teaching

_log = logging.getLogger(__name__)


def register(app: App, desk: Desk, homes: Homes, *, reports: Reports, editor: Editor, teaching: Teaching) -> None:
    """Register the guard, every listener, and what is said when one fails."""
    guard.register(app, desk, homes)
    actions.register(app, desk)
    details.register(app, desk)
    answering.register(app, desk)
    commands.register(app, desk, reports, teaching)
    digests.register(app, desk)
    modals.register(app, desk)
    police.register(app, desk)
    replies.register(app, desk)
    shortcuts.register(app)
    summary.register(app, reports)
    templates.register(app, desk, editor)
    talk.register(app, reports)
    team_words.register(app, teaching)
    home.register(app, homes)

    @app.error
    def failed(
        error: Exception, body: Body, context: BoltContext, respond: Respond, response: BoltResponse | None
    ) -> BoltResponse:
        """Say politely that something went wrong, with the reference that the log has, or that nothing was recorded."""
        reference = uuid.uuid4().hex[:8]
        # An error's own words may quote what a stranger wrote; where it happened does not.
        where = traceback.format_list(traceback.extract_tb(error.__traceback__)[-1:])
        _log.error("A listener failed", extra={"reference": reference, "kind": type(error).__name__, "where": where})
        said = f"Something went wrong and was noted as {reference}. Please try again, or ask whoever runs it."
        if isinstance(error, REFUSALS):
            said = said_of(error)
        if body.get("response_url") or is_on_home(body):
            tell(respond, said)
        elif asked := said_to_bot(body):
            asked.answer(context.client, note(said))
        if response is None:
            # It was acknowledged. Back from here Bolt takes that back, in a race with sending it: not so from an error.
            raise error
        ack = context.ack
        if ack.response is None and body.get("type") == "view_submission":
            # Nothing but its answer reaches the person, and an empty one closes the modal as if all were well.
            return ack(response_action="update", view=notice_modal("Not done", said))
        return ack.response or BoltResponse(status=200)
