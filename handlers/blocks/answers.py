"""What the bot says to one person: who was first, what was not recorded, what it does not understand."""

from zoneinfo import ZoneInfo

from handlers.blocks.message import Message
from handlers.blocks.text import escape, line, moment, plain, rich
from handlers.blocks.words import deed
from handlers.desk import Declined, NotRecordedError, OutcomeUnknownError, UnknownMentionError
from rules.decisions import Action, Obstacle, side_of
from rules.mention import Person

NOT_RECORDED = "Nothing was recorded: the database did not answer in time. Please click again in a moment."
OUTCOME_UNKNOWN = (
    "The database did not say whether it was recorded. Please look at the card in a moment before you click again."
)
UNKNOWN_MENTION = "That mention is not kept any more, so nothing can be done to it."
NOT_A_MEMBER = "commsbot serves the members of the mentions channel. Ask the communications team to add you to it."
MEMBERSHIP_UNKNOWN = (
    "Slack did not say who is in the mentions channel, so nothing was done. Please try again in a moment."
)

REFUSALS = (NotRecordedError, OutcomeUnknownError, UnknownMentionError)
"""What the desk raises instead of an answer."""


def said_of(error: Exception) -> str:
    """Return what a person is told when one of `REFUSALS` comes instead of an answer."""
    if isinstance(error, NotRecordedError):
        return NOT_RECORDED
    return OUTCOME_UNKNOWN if isinstance(error, OutcomeUnknownError) else UNKNOWN_MENTION


def note(text: str) -> Message:
    """Return one line of our words, in which nothing acts as markup."""
    return Message(text=escape(text), blocks=[rich(line(plain(text)))])


def declined(answer: Declined, to: Person, zone: ZoneInfo, tried: Action | None = None) -> str:
    """Say why nothing changed; to whoever comes second, who was first and when.

    `tried` is what they wanted done: somebody who decided otherwise before did not do "that" already.
    """
    if answer.refusal.obstacle is not Obstacle.ALREADY_DECIDED:
        return answer.refusal.reason
    side = answer.refusal.side
    made = [each for each in answer.case.decisions if side and side_of(each.action) is side]
    if not made:
        return answer.refusal.reason
    first = made[-1]
    said = deed(first, answer.case.mention, zone, answer.case.received_at)
    when = moment(first.at, zone, answer.case.received_at)
    if first.person.id == to.id and tried in {None, first.action}:
        return f"You did that already: {first.person.name} {said}, {when}. Nothing was changed."
    if first.person.id == to.id:
        return f"The card has changed since: you {said}, {when}. Nothing was changed; please look at the card again."
    return (
        f"{first.person.name} was first: {first.person.name} {said}, {when}. "
        "Your click changed nothing; the card shows where it stands now."
    )
