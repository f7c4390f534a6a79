"""The App Home."""

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.models.views import View

from handlers.blocks.message import Message
from handlers.commands import answer_list
from handlers.desk import Desk
from handlers.requests import Body

EVENTS = ("app_home_opened",)
"""What the bot subscribes to."""


def register(app: App, desk: Desk) -> None:
    """Show what is waiting whenever somebody opens the bot's Home tab."""

    def opened(event: Body, client: WebClient) -> None:
        if event.get("tab") == "home":
            publish(client, event["user"], answer_list(desk, "open"))

    app.event(EVENTS[0])(opened)


def is_on_home(body: Body) -> bool:
    """Tell whether somebody opened the Home tab or clicked there; a click there has no response_url to answer."""
    event = body.get("event") or {}
    opened = event.get("type") == EVENTS[0] and event.get("tab") == "home"
    return opened or (body.get("view") or {}).get("type") == "home"


def publish(client: WebClient, user_id: str, shown: Message) -> None:
    """Show a person this in their Home tab."""
    client.views_publish(user_id=user_id, view=View(type="home", blocks=shown.blocks))
