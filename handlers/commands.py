"""Slash commands."""

from collections.abc import Callable
from dataclasses import dataclass

from slack_bolt import Ack, App
from slack_sdk import WebClient

from handlers.blocks.answers import note
from handlers.blocks.cases import PAGE, Listed, case_list
from handlers.blocks.message import Message
from handlers.blocks.modals import add_mention_modal
from handlers.desk import CasePage, Desk
from handlers.ids import Command
from handlers.requests import Body

SEARCH_WORDS = 20
"""Words looked for at once; each is a condition in the query, and SQLite takes no thousand of them."""
SEARCH_LENGTH = 200
"""Characters looked for at once: they stand in the answer and in its page buttons (Slack's limit there is 2,000)."""


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
    """Return a page of what `query`, the words after /mentions, asks for; past the end, the last page."""
    verb, words = _verb_and_words(query)
    if verb == "search" and words:
        return _found(desk, words, offset)
    title, empty = "To decide or to answer", "Nothing is waiting: every mention is decided and answered."
    return _page(desk, desk.open_cases, title, empty, offset=offset, query="open")


def _verb_and_words(query: str) -> tuple[str, str]:
    verb, _, words = " ".join(query.split()).partition(" ")
    return verb.lower(), words


def _found(desk: Desk, words: str, offset: int) -> Message:
    sought = " ".join(words.split()[:SEARCH_WORDS])[:SEARCH_LENGTH].rstrip()

    def fetch(*, limit: int, offset: int) -> CasePage:
        return desk.search(sought, limit=limit, offset=offset)

    title, empty = f"Mentions with “{sought}”", f"No mention has “{sought}” in it."
    if sought != words:
        only = f"Only the first {SEARCH_WORDS} words and {SEARCH_LENGTH} characters were looked for. "
        title, empty = only + title, only + empty
    return _page(desk, fetch, title, empty, offset=offset, query=f"search {sought}")


def _page(desk: Desk, fetch: Callable[..., CasePage], title: str, empty: str, *, offset: int, query: str) -> Message:
    found = fetch(limit=PAGE, offset=offset)
    if not found.cases and found.total:
        # Some of the list were settled since its page was drawn.
        offset = (found.total - 1) // PAGE * PAGE
        found = fetch(limit=PAGE, offset=offset)
    cases = [Listed(case, found.card_urls.get(case.id)) for case in found.cases]
    return case_list(title, empty, cases, total=found.total, offset=offset, query=query, zone=desk.zone)


def _mentions(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, client: WebClient) -> None:
        query = str(body.get("text", ""))
        match _verb_and_words(query):
            case "add", _:
                ack()
                client.views_open(trigger_id=body["trigger_id"], view=add_mention_modal())
                return
            case ("" | "open", ""):
                answer = answer_list(desk, query)
            case "search", words if words:
                answer = answer_list(desk, query)
            case _:
                answer = note(USAGE)
        ack(text=answer.text, blocks=answer.blocks, response_type="ephemeral")

    return listen
