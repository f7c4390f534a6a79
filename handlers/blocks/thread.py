"""What the bot adds to the thread under a card."""

from zoneinfo import ZoneInfo

from handlers.blocks.message import Message
from handlers.blocks.text import bold, escape, line, moment, plain, rich
from handlers.blocks.words import deed, principle_title
from rules.mention import Case, Decision


def decision_note(case: Case, decision: Decision, zone: ZoneInfo) -> Message:
    """Say in the thread who did what and when, so that the thread tells the mention's story."""
    said = f" {deed(decision, case.mention, zone, case.received_at)}"
    if decision.principle:
        said += f", under “{principle_title(decision.principle)}”"
    when = f" · {moment(decision.at, zone, case.received_at)}"
    return Message(
        text=escape(f"{decision.person.name}{said}{when}"),
        blocks=[rich(line(bold(decision.person.name), plain(f"{said}{when}")))],
    )
