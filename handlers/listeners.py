"""All that listens, registered in one place."""

import uuid
from logging import Logger

from slack_bolt import App, BoltResponse, Respond

from handlers import actions, commands, guard, home, modals, shortcuts
from handlers.desk import Desk
from handlers.guard import tell
from handlers.requests import Body


def register(app: App, desk: Desk) -> None:
    """Register the guard, every listener, and what is said when one fails."""
    guard.register(app, desk)
    actions.register(app, desk)
    commands.register(app, desk)
    modals.register(app, desk)
    shortcuts.register(app)
    home.register(app, desk)

    @app.error
    def failed(error: Exception, body: Body, respond: Respond, logger: Logger) -> BoltResponse:
        """Say politely that something went wrong, with a reference that the log has too."""
        reference = uuid.uuid4().hex[:8]
        logger.error("A listener failed", exc_info=error, extra={"reference": reference})
        if body.get("response_url"):
            tell(
                respond, f"Something went wrong and was noted as {reference}. Please try again, or ask whoever runs it."
            )
        return BoltResponse(status=200)
