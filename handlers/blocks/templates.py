"""Reply templates: their list, what has to be filled in, the text that will be sent, and the text to copy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    InputBlock,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextInputElement,
    PlainTextObject,
    RichTextQuoteElement,
    SectionBlock,
)
from slack_sdk.models.views import View

from handlers.blocks.blanks import blank_input, length_note, outline, service_input
from handlers.blocks.message import Message
from handlers.blocks.template_form import NEW
from handlers.blocks.text import bold, escape, line, plain, rich, shorten
from handlers.ids import Callback, Control
from rules.compose import LONGEST_REPLY, lacking
from rules.lengths import TooLong
from rules.replies import Channel, Template
from rules.services import Contacts

MOST = 45
"""Templates in one list: Slack takes 50 blocks in a message. For who may change them half as many: each has two."""
TEXT = "text"

READERS = {
    Channel.PUBLIC: "Everybody can read this reply.",
    Channel.PRIVATE: "For a direct message: only that person reads it.",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply on its way through the modals."""

    about: str
    """Key of a template, or the number of a published line."""
    answer_url: str
    """Where Slack takes what is to be shown to the person, for half an hour."""

    @property
    def metadata(self) -> str:
        """What its modals carry."""
        return f"{self.about} {self.answer_url}"

    @classmethod
    def read(cls, metadata: str) -> "Draft":
        """Return the draft that a modal carries."""
        about, _, answer_url = metadata.partition(" ")
        return cls(about, answer_url)


def template_list(
    found: Sequence[Template], contacts: Contacts, sought: str, *, editable: bool = False, retired: int = 0
) -> Message:
    """Return the templates, each with a button that opens it, or with what it lacks.

    Who leads the team may change them: `editable` says so, and `retired` how many are not in use any more.
    """
    title = f"Templates with “{shorten(sought, 100)}”: {len(found)}" if sought else f"Reply templates: {len(found)}"
    blocks: list[Block] = [rich(line(bold(title)))]
    most = MOST // 2 if editable else MOST
    for each in found[:most]:
        blocks += [_entry(each, contacts), *([_changes(each)] if editable else [])]
    if len(found) > most:
        blocks.append(rich(line(plain(f"Only the first {most} are shown. /pals and a word finds fewer."))))
    if editable:
        blocks.append(_for_leads(retired))
    return Message(text=escape(title), blocks=blocks)


def blanks_modal(template: Template, contacts: Contacts, draft: Draft, given: Mapping[str, str]) -> View:
    """Ask for the service and for what a template leaves blank; what is `given`, by its name, is filled in already."""
    blocks: list[Block] = [
        rich(line(bold(template.title)), line(plain(template.use))),
        rich(RichTextQuoteElement(elements=outline(template, contacts))),
    ]
    if template.service:
        blocks.append(service_input(contacts.of_kind(template.service)))
    blocks += [blank_input(each, given.get(each.name)) for each in template.placeholders]
    blocks.append(_context(f"{READERS[template.channel]} It comes from {_listed(template.source)} of the principles."))
    return View(
        type="modal",
        callback_id=Callback.TEMPLATE_BLANKS.value,
        private_metadata=draft.metadata,
        title=PlainTextObject(text="Fill in the reply"),
        submit=PlainTextObject(text="Preview"),
        close=PlainTextObject(text="Cancel"),
        blocks=blocks,
    )


def reply_modal(title: str, channel: Channel, text: str, too_long: Sequence[TooLong], draft: Draft) -> View:
    """Show exactly the text that will be copied, and let it be changed."""
    element = PlainTextInputElement(
        action_id=TEXT, multiline=True, initial_value=text, max_length=LONGEST_REPLY, focus_on_load=True
    )
    return View(
        type="modal",
        callback_id=Callback.REPLY_TEXT.value,
        private_metadata=draft.metadata,
        title=PlainTextObject(text="Check the reply"),
        submit=PlainTextObject(text="Copy"),
        close=PlainTextObject(text="Cancel"),
        blocks=[
            rich(line(bold(title)), line(plain(READERS[channel]))),
            InputBlock(
                block_id=TEXT,
                label=PlainTextObject(text="Exactly this is copied"),
                hint=PlainTextObject(text="You can change it here."),
                element=element,
            ),
            _context(length_note(text, too_long)),
        ],
    )


def to_copy(title: str, text: str, too_long: Sequence[TooLong]) -> Message:
    """Return the text for the person who asked for it, by itself, so that it copies well."""
    heading = f"{title}: copy this"
    return Message(
        text=escape(f"{heading}. {text}"),
        blocks=[
            rich(line(bold(heading))),
            rich(line(plain(text))),
            _context(f"Only you see this, and nothing was sent. {length_note(text, too_long)}"),
        ],
    )


def _entry(template: Template, contacts: Contacts) -> SectionBlock:
    private = " · direct message" if template.channel is Channel.PRIVATE else ""
    text = f"*{escape(template.title)}*{private} · {template.key}\n{escape(template.use)}"
    if missing := lacking(template, contacts):
        return SectionBlock(
            text=_markdown(f"{text}\n_Not offered for sending. Missing: {escape('; '.join(missing))}._")
        )
    button = ButtonElement(
        text="Open",
        action_id=Control.OPEN_TEMPLATE.value,
        value=template.key,
        accessibility_label=shorten(f"Open the template: {template.title}", 75),
    )
    return SectionBlock(text=_markdown(text), accessory=button)


def _changes(template: Template) -> ActionsBlock:
    """Offer to change a template, to see how it came about, and to retire it."""
    menu = OverflowMenuElement(
        action_id=Control.TEMPLATE_MENU.value,
        options=[
            Option(value=f"history:{template.key}", text="History"),
            Option(value=f"retire:{template.key}", text="Retire…"),
        ],
    )
    button = ButtonElement(
        text="Edit",
        action_id=Control.EDIT_TEMPLATE.value,
        value=template.key,
        accessibility_label=shorten(f"Edit the template: {template.title}", 75),
    )
    return ActionsBlock(elements=[button, menu])


def _for_leads(retired: int) -> ActionsBlock:
    new = ButtonElement(text="New template", action_id=Control.NEW_TEMPLATE.value, value=NEW)
    old = ButtonElement(text=f"Retired ({retired})", action_id=Control.RETIRED_TEMPLATES.value, value=NEW)
    return ActionsBlock(elements=[new, *([old] if retired else [])])


def _listed(numbers: Sequence[str]) -> str:
    return " and ".join(numbers)


def _markdown(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=shorten(text, 3_000), verbatim=True)


def _context(text: str) -> ContextBlock:
    return ContextBlock(elements=[PlainTextObject(text=text, emoji=False)])
