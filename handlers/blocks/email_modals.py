"""The e-mail that passes a mention on to PALS: what it may hold is ticked, and shown word by word before it goes."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    PlainTextObject,
)
from slack_sdk.models.views import View

from handlers.blocks.own_words import text_input
from handlers.blocks.reply_modals import ReplyDraft, addressee
from handlers.blocks.text import bold, line, plain, rich
from handlers.ids import Callback
from rules.mention import Case, Email
from rules.referral_emails import Part


def email_preview(case: Case, draft: ReplyDraft, parts: Sequence[Part], email: Email, reply: str) -> View:
    """Show exactly what PALS is sent and where, and what the person is told; submitting it decides both."""
    blocks: list[Block] = [
        rich(line(bold("E-mail to "), plain(email.recipient))),
        rich(line(bold("Subject: "), plain(email.subject))),
        rich(line(plain(email.body))),
        ContextBlock(
            elements=[
                PlainTextObject(
                    text="The bot sends this e-mail as soon as you click Pass on. Cancel sends and decides nothing.",
                    emoji=False,
                )
            ]
        ),
        rich(line(bold(addressee(case.mention)), plain(": you copy it from the card"))),
        text_input(reply, None, own=True, focus=False),
    ]
    return View(
        type="modal",
        callback_id=Callback.REPLY_EMAIL.value,
        private_metadata=f"{draft.metadata}\n{'+'.join(parts)} {mark_of(email)}",
        title=PlainTextObject(text="Pass on to PALS"),
        submit=PlainTextObject(text="Pass on"),
        close=PlainTextObject(text="Cancel"),
        blocks=blocks,
    )


def previewed(view: Mapping[str, Any]) -> tuple[tuple[Part, ...], str]:
    """Return the parts of the e-mail that a preview showed, and its mark."""
    parts, _, mark = str(view["private_metadata"]).partition("\n")[2].partition(" ")
    asked = parts.split("+")
    return tuple(part for part in Part if part in asked), mark


def mark_of(email: Email) -> str:
    """Return what differs for another e-mail, so that nobody passes on what they have not seen."""
    return sha256("\0".join((email.recipient, email.subject, email.body)).encode()).hexdigest()[:16]
