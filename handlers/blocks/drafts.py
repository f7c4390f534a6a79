"""A reply that somebody asks a colleague to check, under the card of its mention."""

from slack_sdk.models.blocks import ButtonElement

from handlers.blocks.buttons import lasting_row
from handlers.blocks.message import Message
from handlers.blocks.reply_modals import addressee
from handlers.blocks.text import bold, escape, line, plain, quote, rich
from handlers.blocks.words import LABELS, what_and_where
from handlers.ids import Control
from rules.decisions import Action
from rules.mention import Case, Draft
from rules.public_text import masked
from rules.services import Contacts

UNSENT = "Nothing was sent to the public."


def draft_note(case: Case, draft: Draft, draft_id: int, contacts: Contacts) -> Message:
    """Show a draft, personal details masked, and to whom it would go, with the button that takes it up as it is."""
    words = masked(draft.reply.text, contacts.known())
    asks = f"{draft.by.name} asks a colleague to check this {_what(draft.action)}."
    button = ButtonElement(
        text="Use this reply…",
        action_id=Control.USE_DRAFT.value,
        value=str(draft_id),
        accessibility_label=f"{LABELS[draft.action]}: use what {draft.by.name} wrote; you can change it first"[:75],
    )
    return Message(
        text=escape(f"{asks} {UNSENT} {what_and_where(case.mention)}: {words}"),
        blocks=[
            rich(
                line(bold(asks), plain(f" {UNSENT}")),
                line(plain(addressee(case.mention))),
                quote(words),
            ),
            lasting_row(case, "draft", button),
        ],
    )


def _what(action: Action) -> str:
    return "reply, which refers them to PALS" if action is Action.REFER else "reply"
