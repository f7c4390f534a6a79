"""A small Bolt app for the tests of the page: one of every sort of thing that an app does in Slack."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

Json = dict[str, Any]
PATIENCE = 10.0
"""Seconds that the app waits for a test to let it go on."""

MANIFEST: Json = {
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {"command": "/echo", "description": "Says it again", "usage_hint": "[words]"},
            {"command": "/else", "description": "Does something else"},
            {"command": "/silent", "description": "Never answers"},
        ],
        "shortcuts": [{"name": "Log as a mention", "type": "message", "callback_id": "log", "description": "Keeps it"}],
    },
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


OPTIONS = [option("Abuse", "abuse"), option("Personal details", "personal"), option("Adverts", "adverts")]


def button(action: str, text: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action, "text": plain(text), "value": "7", **more}


def card(*elements: Json) -> list[Json]:
    """Return a message with a row of elements under a heading."""
    heading = {"type": "section", "text": {"type": "mrkdwn", "text": "A *card*"}}
    return [heading, {"type": "actions", "block_id": "row", "elements": list(elements)}]


CONFIRM = {
    "title": plain("Hide it?"),
    "text": plain("Only its author still sees it."),
    "confirm": plain("Yes, hide"),
    "deny": plain("Keep it"),
    "style": "danger",
}
HIDE = button("hide", "Hide", style="danger", confirm=CONFIRM)
APPROVE = button("approve", "Approve", style="primary", accessibility_label="Approve: leave this up")
OVERFLOW = {"type": "overflow", "action_id": "more", "options": [option("Claim", "claim"), option("Snooze", "snooze")]}
SELECT = {"type": "static_select", "action_id": "choose", "placeholder": plain("Principle"), "options": OPTIONS}
SEVERAL = {"type": "multi_static_select", "action_id": "choose", "placeholder": plain("Principles"), "options": OPTIONS}


def form(text: str = "Reply form") -> Json:
    """Return a modal with inputs, one of which the app itself checks."""
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(text),
        "submit": plain("Send"),
        "close": plain("Cancel"),
        "blocks": [
            {
                "type": "input",
                "block_id": "words",
                "label": plain("Your reply"),
                "hint": plain("Be kind"),
                "element": {"type": "plain_text_input", "action_id": "words", "min_length": 3},
            },
            {
                "type": "input",
                "block_id": "why",
                "label": plain("Principle"),
                "element": {"type": "static_select", "action_id": "why", "options": OPTIONS},
            },
            {"type": "actions", "block_id": "row", "elements": [button("push", "More…"), button("refresh", "Refresh")]},
        ],
    }


@dataclass
class SmallApp:
    """The app, what it was told, and a gate that holds back its acknowledgements."""

    client: WebClient
    told: list[str] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    times: Counter[str] = field(default_factory=Counter)

    def register(self, app: App) -> None:
        """Add the listeners."""
        for action in ("approve", "hide"):
            app.action(action)(self._decide)
        app.action("slow")(self._wait)
        app.action("never")(lambda: None)
        app.action("more")(self._choose)
        app.action("choose")(self._choose)
        app.action("note")(self._choose)
        app.action("reply")(self._open_form)
        app.action("push")(self._push_form)
        app.action("refresh")(self._refresh_form)
        app.view("form")(self._take_form)
        app.command("/echo")(self._echo)
        app.command("/silent")(lambda: None)
        app.shortcut("log")(self._log)
        app.event("app_home_opened")(self._show_home)

    def forget(self) -> None:
        """Let go of whatever waits, and begin anew."""
        self.gate.set()
        self.gate = threading.Event()
        self.told.clear()
        self.times.clear()

    def post(self, *elements: Json, text: str = "A card", channel: str = "C0MENTIONS", **more: Any) -> str:
        """Post a message, with a row of elements if any are given; return its `ts`."""
        blocks = {"blocks": card(*elements)} if elements else {}
        answer = self.client.chat_postMessage(channel=channel, text=text, **{**blocks, **more})
        return str(answer["ts"])

    def _decide(self, ack: Ack, body: Json) -> None:
        ack()
        words = f"{body['actions'][0]['action_id']} by {body['user']['id']}"
        self.told.append(words)
        self.client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text=f"Decided: {words}")

    def _wait(self, ack: Ack) -> None:
        self.times["slow"] += 1
        self.gate.wait(PATIENCE)
        ack()

    def _choose(self, ack: Ack, body: Json) -> None:
        ack()
        action = body["actions"][0]
        chosen = action.get("selected_options") or [action.get("selected_option")]
        words = ", ".join(item["value"] for item in chosen if item) or str(
            action.get("value") or action.get("selected_date") or action.get("selected_date_time")
        )
        self.client.chat_postEphemeral(
            channel=body["channel"]["id"], user=body["user"]["id"], text=f"You chose: {words}"
        )

    def _open_form(self, ack: Ack, body: Json) -> None:
        self.client.views_open(trigger_id=body["trigger_id"], view=form())
        ack()

    def _push_form(self, ack: Ack, body: Json) -> None:
        self.client.views_push(trigger_id=body["trigger_id"], view=form("Second form"))
        ack()

    def _refresh_form(self, ack: Ack, body: Json) -> None:
        self.client.views_update(view_id=body["view"]["id"], view=form("Refreshed form"))
        ack()

    def _take_form(self, ack: Ack, view: Json, body: Json) -> None:
        words = view["state"]["values"]["words"]["words"]["value"]
        if words == "wrong":
            ack(response_action="errors", errors={"words": "Say something else"})
            return
        ack()
        self.post(text=f"Reply by {body['user']['id']}: {words}")

    def _echo(self, ack: Ack, command: Json) -> None:
        ack(text=f"You said: {command['text']}")

    def _log(self, ack: Ack, body: Json) -> None:
        ack()
        self.client.chat_postEphemeral(
            channel=body["channel"]["id"], user=body["user"]["id"], text=f"Logged: {body['message']['text']}"
        )

    def _show_home(self, event: Json) -> None:
        if event["tab"] != "home":
            return
        self.times["home"] += 1
        heading = {"type": "header", "text": plain(f"Open mentions, seen {self.times['home']}")}
        row = {"type": "actions", "block_id": "row", "elements": [button("reply", "Reply")]}
        self.client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [heading, row]})
