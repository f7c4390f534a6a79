"""The form in which a team lead changes a template; above it, once looked at, what the change comes to."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ContextBlock,
    DividerBlock,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    StaticMultiSelectElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from handlers.blocks.template_words import CHANNELS, ENTRIES, LABELS, READINGS, ROUTES, SERVICES, difference
from handlers.blocks.text import bold, line, rich, shorten
from handlers.blocks.words import KINDS
from handlers.ids import Callback
from rules.assessment import Kind
from rules.compose import LONGEST_LINE, LONGEST_REPLY
from rules.entries import LONGEST_LABEL, LONGEST_TITLE, LONGEST_USE, entry_of
from rules.platforms import platforms
from rules.published import published
from rules.replies import Channel, Entry, Placeholder, Template

NEW = "_new"
"""Stands for the key of a template that has none yet; no key can be that."""
NONE = "_none"
"""Stands for no service."""
HOLDING = "holding"
PARTS = ("label", "says", "example", "entry")
"""Of a placeholder; each has a block of its own."""
BLANK = Template(
    key=NEW,
    title="",
    use="",
    channel=Channel.PUBLIC,
    kinds=tuple(Kind),
    routes=(),
    platforms=tuple(platforms()),
    source=(),
    text="",
)
"""What a new template begins with."""

_OPTION = 75
"""Slack's limit on the text of an option, in characters."""


@dataclass(frozen=True, slots=True)
class Editing:
    """A change to a template on its way through the form."""

    key: str
    version: int
    """Of the template that it begins with."""
    seen: str = ""
    """Tells what was last shown to come of it; empty while nothing was."""

    @property
    def metadata(self) -> str:
        """What the form carries."""
        return f"{self.key} {self.version} {self.seen}".strip()


def fingerprint(template: Template) -> str:
    """Return a word that tells whether a template says what another one does; its version counts too."""
    written = json.dumps([entry_of(template), template.version], sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def form(
    template: Template, *, before: Template | None = None, warned: Sequence[str] = (), told: str | None = None
) -> View:
    """Return the form, filled in with a template; with `before`, what it changes of that stands on top, to be saved.

    A new template is looked at with `BLANK` as what was before. `warned` may keep it from being sent; `told` is said
    first of all.
    """
    editing = Editing(template.key, template.version, fingerprint(template) if before else "")
    return View(
        type="modal",
        callback_id=Callback.TEMPLATE_FORM.value,
        private_metadata=editing.metadata,
        title=PlainTextObject(text="New template" if template.key == NEW else "Edit the template"),
        submit=PlainTextObject(text="Save" if before else "Preview"),
        close=PlainTextObject(text="Cancel"),
        blocks=[*([_note(told)] if told else []), *_look(template, before, warned), *_fields(template)],
    )


def block_of(name: str, part: str) -> str:
    """Return the block that asks for a part of a placeholder."""
    return f"blank:{name}:{part}"


def _look(template: Template, before: Template | None, warned: Sequence[str]) -> list[Block]:
    if before is None:
        return []
    changed = difference(None if before is BLANK else before, template)
    shown: list[Block] = [rich(line(bold("This is what you are about to save"))), rich(*changed)]
    shown += [_note(f"⚠ {each}") for each in warned]
    return [*shown, _note("Save keeps it. To change more, do so below and look again."), DividerBlock()]


def _fields(template: Template) -> list[Block]:
    hint = (
        "What is to be filled in stands in braces, in small letters: {day}. The settings fill in {organisation}, "
        "{contact_email}, {emergency}, {nhs_111}, {samaritans} and {shout}; the service chosen, {service}, "
        "{service_contact} and {service_details}."
    )
    lines = {each.number: f"{each.number} {each.words}" for each in published("")}
    services: dict[str, str] = {NONE: "No service"} | {kind.value: said for kind, said in SERVICES.items()}
    holding = [Option(value=HOLDING, text="It only promises an answer, which is still to come")]
    return [
        _typed("title", template.title, LONGEST_TITLE),
        _typed("text", template.text, LONGEST_REPLY, multiline=True, label="The text", hint=hint),
        *(block for each in template.placeholders for block in _placeholder(each)),
        _typed("use", template.use, LONGEST_USE, multiline=True),
        _input("channel", RadioButtonsElement(**_one("channel", CHANNELS, template.channel))),
        _input("kinds", CheckboxesElement(**_several("kinds", KINDS, template.kinds))),
        _input("routes", CheckboxesElement(**_several("routes", ROUTES, template.routes)), optional=True),
        _input("first_for", _menu("first_for", ROUTES, template.first_for), optional=True),
        _input("platforms", _menu("platforms", platforms(), template.platforms)),
        _input("source", _menu("source", lines, template.source)),
        _input("service", StaticSelectElement(**_one("service", services, template.service or NONE))),
        _input("reading", StaticSelectElement(**_one("reading", READINGS, template.reading))),
        _input(
            HOLDING,
            CheckboxesElement(
                action_id=HOLDING, options=holding, initial_options=holding if template.holding else None
            ),
            optional=True,
        ),
    ]


def _placeholder(placeholder: Placeholder) -> Iterable[Block]:
    # A misspelt one goes once the text is put right: Slack must not insist on what it means.
    new = not placeholder.label
    asked = {
        "label": ("what to call it", placeholder.label, LONGEST_LABEL),
        "says": ("what it means, for who fills it in", placeholder.says, LONGEST_LINE),
        "example": ("an example", placeholder.example, LONGEST_LINE),
    }
    for part, (label, value, most) in asked.items():
        hint = _EXAMPLES.get(placeholder.entry) if part == "example" else None
        block_id = block_of(placeholder.name, part)
        yield _typed(block_id, value, most, label=f"{{{placeholder.name}}}: {label}", hint=hint, optional=new)
    block_id = block_of(placeholder.name, "entry")
    element = StaticSelectElement(**_one(block_id, ENTRIES, placeholder.entry))
    yield _input(block_id, element, label=f"{{{placeholder.name}}}: how it is filled in")


_EXAMPLES = {Entry.DAY: "As 2026-11-27.", Entry.PRINCIPLE: "A principle’s key, such as abusive."}


def _typed(
    block_id: str,
    value: str,
    most: int,
    *,
    multiline: bool = False,
    optional: bool = False,
    label: str | None = None,
    hint: str | None = None,
) -> InputBlock:
    element = PlainTextInputElement(
        action_id=block_id, initial_value=value or None, max_length=most, multiline=multiline
    )
    return _input(block_id, element, optional=optional, label=label, hint=hint)


def _input(
    block_id: str,
    element: InputInteractiveElement,
    *,
    optional: bool = False,
    label: str | None = None,
    hint: str | None = None,
) -> InputBlock:
    return InputBlock(
        block_id=block_id,
        label=PlainTextObject(text=label or LABELS[block_id], emoji=False),
        hint=PlainTextObject(text=hint, emoji=False) if hint else None,
        element=element,
        optional=optional,
    )


def _one(action_id: str, words: Mapping[Any, str], chosen: str) -> dict[str, Any]:
    options = _options(words)
    initial = next((each for each in options if each.value == chosen), None)
    return {"action_id": action_id, "options": options, "initial_option": initial}


def _several(action_id: str, words: Mapping[Any, str], chosen: Sequence[str]) -> dict[str, Any]:
    options = _options(words)
    initial = [each for each in options if each.value in chosen]
    return {"action_id": action_id, "options": options, "initial_options": initial or None}


def _menu(action_id: str, words: Mapping[Any, str], chosen: Sequence[str]) -> StaticMultiSelectElement:
    return StaticMultiSelectElement(
        **_several(action_id, words, chosen), placeholder=PlainTextObject(text="None chosen")
    )


def _options(words: Mapping[Any, str]) -> list[Option]:
    return [Option(value=str(key), text=shorten(said, _OPTION)) for key, said in words.items()]


def _note(text: str) -> ContextBlock:
    return ContextBlock(elements=[PlainTextObject(text=text, emoji=False)])
