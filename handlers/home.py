"""The App Home."""

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.models.views import View

from handlers.commands import answer_list
from handlers.desk import Desk
from handlers.requests import Body

EVENTS = ("app_home_opened",)
"""What the bot subscribes to."""


def register(app: App, desk: Desk) -> None:
    """Show what is waiting whenever somebody opens the bot's Home tab."""

    def opened(event: Body, client: WebClient) -> None:
        if event.get("tab") == "home":
            blocks = answer_list(desk, "open").blocks
            client.views_publish(user_id=event["user"], view=View(type="home", blocks=blocks))

    app.event(EVENTS[0])(opened)
