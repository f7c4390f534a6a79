"""Slash commands."""

from collections.abc import Callable
from dataclasses import dataclass

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from handlers import replies, summary, team_words
from handlers.blocks.answers import note
from handlers.blocks.cases import EMPTY, PAGE, TITLES, case_list
from handlers.blocks.message import Message
from handlers.blocks.modals import add_mention_modal
from handlers.blocks.text import shorten
from handlers.desk import Desk, Member, NotALeadError
from handlers.ids import Command
from handlers.reports import Reports
from handlers.requests import Body, asker
from handlers.teaching import Teaching
from rules.board import Queue

SEARCH_WORDS = 20
"""Words looked for at once; each is a condition in the query, and SQLite takes no thousand of them."""
SEARCH_LENGTH = 200
"""Characters looked for at once: they stand in the answer and in its page buttons (Slack's limit there is 2,000)."""

LEADS_ONLY = "The open referrals are for team leads, who note what PALS has acknowledged."

ECHOED = 60
"""Characters of what was not understood that are said back."""


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command as the manifest describes it and Slack completes it."""

    command: Command
    description: str
    usage_hint: str


SUMMARY_HINT = "[today | yesterday | this week | last week | last month | 2026-11-20 | 2026-11-16..2026-11-20]"
"""A date as its example: people see at once how to write one."""

COMMANDS = (
    SlashCommand(Command.MENTIONS, "What is to be decided or answered", "[open | mine | overdue | search WORDS | add]"),
    SlashCommand(Command.SUMMARY, "How a day, a week or a month went, for team leads", SUMMARY_HINT),
    SlashCommand(
        Command.PALS, "Reply templates: PALS, complaints, questions, thanks", "[TEMPLATE | WORDS | referrals]"
    ),
    SlashCommand(Command.PRINCIPLES, "Published principles to share; the team’s words", "[WORDS TO FIND | words]"),
)

USAGE = (
    "/mentions, or /mentions open, shows what is to be decided or answered, what is due first on top; "
    "/mentions mine, what you have claimed; /mentions overdue, what is late. /mentions search blue badge finds "
    "mentions with these words. /mentions add enters one by hand."
)

_QUEUES = {"": Queue.OPEN} | {queue.value: queue for queue in Queue}


def register(app: App, desk: Desk, reports: Reports, teaching: Teaching) -> None:
    """Listen to every slash command."""
    listeners: dict[Command, Callable[[Desk], Callable[..., None]]] = {
        Command.MENTIONS: _mentions,
        Command.SUMMARY: lambda _: summary.command(reports),
        Command.PALS: replies.pals,
        Command.PRINCIPLES: lambda desk: team_words.command(teaching, replies.principles(desk)),
    }
    # Before the templates, which it is none of.
    app.command(Command.PALS.value, matchers=[_asks_for_referrals])(_referrals(desk))
    for each in COMMANDS:
        app.command(each.command.value)(listeners[each.command](desk))


def answer_list(desk: Desk, query: str, by: Member, *, offset: int = 0) -> Message:
    """Return a page of what `query`, the words after /mentions, asks for; past the end, the last page."""
    verb, words = _verb_and_words(query)
    if verb == "search" and words:
        return _found(desk, words, offset)
    queue = _QUEUES.get(verb, Queue.OPEN)
    try:
        page = desk.queue(queue, by, limit=PAGE, offset=offset)
    except NotALeadError:
        return note(LEADS_ONLY)
    return case_list(TITLES[queue], EMPTY[queue], page, query=queue, zone=desk.zone)


def _asks_for_referrals(body: Body) -> bool:
    return _verb_and_words(str(body.get("text", ""))) == (Queue.REFERRALS, "")


def _referrals(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, context: BoltContext) -> None:
        answer = answer_list(desk, Queue.REFERRALS, asker(context))
        ack(text=answer.text, blocks=answer.blocks, response_type="ephemeral")

    return listen


def _verb_and_words(query: str) -> tuple[str, str]:
    verb, _, words = " ".join(query.split()).partition(" ")
    return verb.lower(), words


def _found(desk: Desk, words: str, offset: int) -> Message:
    sought = " ".join(words.split()[:SEARCH_WORDS])[:SEARCH_LENGTH].rstrip()
    title, empty = f"Mentions with “{sought}”", f"No mention has “{sought}” in it."
    if sought != words:
        only = f"Only the first {SEARCH_WORDS} words and {SEARCH_LENGTH} characters were looked for. "
        title, empty = only + title, only + empty
    page = desk.search(sought, limit=PAGE, offset=offset)
    return case_list(title, empty, page, query=f"search {sought}", zone=desk.zone)


def _unknown(query: str) -> str:
    """Say that these words mean nothing after /mentions, and how they would be searched for."""
    words = shorten(" ".join(query.split()), ECHOED)
    return f"I don’t know “{words}” here. To find mentions with it: /mentions search {words}. {USAGE}"


def _mentions(desk: Desk) -> Callable[..., None]:
    def listen(ack: Ack, body: Body, context: BoltContext, client: WebClient) -> None:
        query = str(body.get("text", ""))
        match _verb_and_words(query):
            case "add", _:
                ack()
                client.views_open(trigger_id=body["trigger_id"], view=add_mention_modal())
                return
            case verb, "" if verb in _QUEUES:
                answer = answer_list(desk, query, asker(context))
            case "search", words if words:
                answer = answer_list(desk, query, asker(context))
            case "search", _:
                answer = note(f"Please say what to look for: /mentions search blue badge. {USAGE}")
            case "help", _:
                answer = note(USAGE)
            case _:
                answer = note(_unknown(query))
        ack(text=answer.text, blocks=answer.blocks, response_type="ephemeral")

    return listen
