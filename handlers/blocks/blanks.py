"""What a reply template leaves blank: shown in its text, and asked for."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    DatePickerElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RichTextElement,
    StaticSelectElement,
)

from handlers.blocks.text import bold, plain, shorten
from rules.compose import LONGEST_LINE
from rules.lengths import TooLong
from rules.principles import principles
from rules.replies import PLACEHOLDER, Entry, Placeholder, Template
from rules.services import Contacts, Service

SERVICE = "service"
"""Block of the choice of a service; a template's own placeholders have theirs by their names."""


def outline(template: Template, contacts: Contacts) -> list[RichTextElement]:
    """Return the text with what has to be filled in by its label, in bold."""
    labels = {"service": "the service", "service_contact": "how to reach it", "service_details": "how to reach it"}
    labels |= {each.name: each.label.lower() for each in template.placeholders}
    known = {
        "organisation": contacts.organisation,
        "contact_email": contacts.contact_email,
        "emergency": contacts.helplines.emergency,
        "nhs_111": contacts.helplines.nhs_111,
        "samaritans": contacts.helplines.samaritans,
        "shout": contacts.helplines.shout,
    }
    parts: list[RichTextElement] = []
    for number, piece in enumerate(PLACEHOLDER.split(template.text)):
        if number % 2 and piece in labels:
            parts.append(bold(f"[{labels[piece]}]"))
        elif piece:
            parts.append(plain(known[piece] if number % 2 else piece))
    return parts


def service_input(services: Sequence[Service], chosen: Service | None = None) -> InputBlock:
    """Ask for one of these services; the one `chosen`, or the only one, is chosen already."""
    options = [
        Option(value=each.key, text=shorten(each.name, 75), description=shorten(each.contact, 75)) for each in services
    ]
    initial = chosen.key if chosen else options[0].value if len(options) == 1 else None
    element = StaticSelectElement(
        action_id=SERVICE,
        placeholder=PlainTextObject(text="Choose who can help"),
        options=options,
        initial_option=next((each for each in options if each.value == initial), None),
    )
    return InputBlock(block_id=SERVICE, label=PlainTextObject(text="Who to contact"), element=element)


def blank_input(placeholder: Placeholder, given: str | None = None) -> InputBlock:
    """Ask for what a person has to fill in; a line has `given` in it already."""
    element: InputInteractiveElement
    match placeholder.entry:
        case Entry.DAY:
            element = DatePickerElement(action_id=placeholder.name)
        case Entry.PRINCIPLE:
            options = [
                Option(value=each.key, text=shorten(f"{each.title} ({each.number})", 75))
                for each in sorted(principles(), key=lambda each: each.number)
            ]
            element = StaticSelectElement(
                action_id=placeholder.name, placeholder=PlainTextObject(text="Choose a principle"), options=options
            )
        case Entry.LINE | Entry.SIGNATURE:
            element = PlainTextInputElement(action_id=placeholder.name, initial_value=given, max_length=LONGEST_LINE)
    hint = placeholder.says
    if placeholder.entry in {Entry.LINE, Entry.SIGNATURE}:
        hint = f"{hint}. For example: {placeholder.example}"
    return InputBlock(
        block_id=placeholder.name,
        label=PlainTextObject(text=placeholder.label),
        element=element,
        hint=PlainTextObject(text=hint),
    )


def length_note(text: str, too_long: Sequence[TooLong]) -> str:
    """Say how long a text is, and where it is too long."""
    said = f"{len(text):,} characters."
    for each in too_long:
        said += f" Too long for {each.name}: {each.length:,} of {each.limit:,}."
    return said
