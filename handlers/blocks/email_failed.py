"""What is said under a card whose e-mail to PALS nobody took."""

from handlers.blocks.cases import excerpt_of
from handlers.blocks.message import Message
from handlers.blocks.text import bold, contact, escape, line, plain, quote, rich, shorten
from handlers.blocks.words import author, what_and_where
from rules.mention import Case, Decision


def email_failed(case: Case, referral: Decision, error: str) -> Message:
    """Ask who referred them, by name, to pass it on another way; `error` may hold a mail server's words."""
    title = "The e-mail to PALS failed"
    said = f"{what_and_where(case.mention)} from {shorten(author(case.mention), 120)}"
    return Message(
        text=escape(f"{title}: {referral.person.name} is asked to pass it on another way. {said}"),
        blocks=[
            rich(
                line(bold(f"{title}: "), plain(f"{error}.")),
                line(
                    contact(referral.person.id), plain(" – please pass it on to PALS another way: nobody has it yet.")
                ),
                line(plain(said)),
                quote(excerpt_of(case)),
            )
        ],
    )
