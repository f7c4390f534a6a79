"""Slash commands."""

from collections.abc import Callable
from dataclasses import dataclass

from slack_bolt import Ack, App
from slack_sdk import WebClient

from handlers.blocks.answers import note
from handlers.blocks.cases import PAGE, Listed, case_list
from handlers.blocks.message import Message
from handlers.blocks.modals import add_mention_modal
from handlers.desk import Desk
from handlers.ids import Command
from handlers.requests import Body


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command as the manifest describes it and Slack completes it."""

    command: Command
    description: str
    usage_hint: str


COMMANDS = (SlashCommand(Command.MENTIONS, "What is to be decided or answered", "[open | search WORDS | add]"),)

USAGE = (
    "/mentions shows what is to be decided or answered, /mentions search blue badge finds mentions with these words, "
    "/mentions add enters one by hand."
)


def register(app: App, desk: Desk) -> None:
    """Listen to every slash command."""
    listeners = {Command.MENTIONS: _mentions}
    for each in COMMANDS:
        app.command(each.command.value)(listeners[each.command](desk))


def answer_list(desk: Desk, query: str, *, offset: int = 0) -> Message:
    """Return a page of what `query`, the words after /mentions, asks for."""
    verb, _, words = query.partition(" ")
    words = words.strip()
    if verb == "search" and words:
        found = desk.search(words, limit=PAGE, offset=offset)
        title, empty = f"Mentions with “{words}”", f"No mention has “{words}” in it."
    else:
        found = desk.open_cases(limit=PAGE, offset=offset)
        title, empty = "To decide or to answer", "Nothing is waiting: every mention is decided and answered."
    cases = [Listed(case, desk.card_url(case.id)) for case in found.cases]
    return case_list(title, empty, cases, total=found.total, offset=offset, query=query, zone=desk.zone)


def _mentions(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, client: WebClient) -> None:
        query = " ".join(str(body.get("text", "")).split())
        verb = query.partition(" ")[0].lower()
        if verb == "add":
            ack()
            client.views_open(trigger_id=body["trigger_id"], view=add_mention_modal())
            return
        known = query in {"", "open"} or (verb == "search" and query != verb)
        answer = answer_list(desk, query or "open") if known else note(USAGE)
        ack(text=answer.text, blocks=answer.blocks, response_type="ephemeral")

    return listen
