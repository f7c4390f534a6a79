"""What the bot adds to the thread under a card."""

from zoneinfo import ZoneInfo

from handlers.blocks.message import Message
from handlers.blocks.text import bold, escape, line, moment, plain, rich
from handlers.blocks.words import past
from rules.mention import Case, Decision
from rules.principles import principle


def decision_note(case: Case, decision: Decision, zone: ZoneInfo) -> Message:
    """Say in the thread who did what and when, so that the thread tells the mention's story."""
    said = f" {past(decision.action, decision.undoes, case.mention)}"
    if decision.principle:
        said += f", under “{principle(decision.principle).title}”"
    when = f" · {moment(decision.at, zone)}"
    return Message(
        text=escape(f"{decision.person.name}{said}{when}"),
        blocks=[rich(line(bold(decision.person.name), plain(f"{said}{when}")))],
    )
