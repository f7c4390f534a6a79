"""Modals: choose a principle, enter a mention, read all of a text, be told something."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    ContextBlock,
    DateTimePickerElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    RichTextSectionElement,
    SectionBlock,
    StaticSelectElement,
    UrlInputElement,
)
from slack_sdk.models.views import View

from handlers.blocks.text import bold, line, moment, plain, quote, rich, shorten
from handlers.blocks.words import KINDS, LABELS, author, what_and_where
from handlers.ids import Callback
from rules.assessment import Kind
from rules.decisions import Action
from rules.mention import Case
from rules.platforms import platform, platforms
from rules.principles import principles

_CHUNK = 3_000
"""Characters of one quotation; Slack's limit for a text in a section, kept for rich text too."""
_CHUNKS = 17
"""Quotations in a modal: 50,000 characters, the longest text that intake takes, and under Slack's 100 blocks."""
_INPUT_LIMIT = 3_000
"""Slack's limit on what a text input takes, in characters."""


def principle_modal(case: Case, action: Action, seen_version: int | None = None) -> View:
    """Ask under which published principle something is to be hidden or reported (P7, P8).

    The one that triage matched, if any, is chosen already. `seen_version` is the case's on the card that was clicked;
    left out, the one that the modal shows.
    """
    where = platform(case.mention.platform)
    label = LABELS[action]
    verb = "hidden" if action is Action.HIDE else "reported"
    options = [
        Option(value=each.key, text=shorten(f"{each.title} ({each.number})", 75))
        for each in sorted(principles(), key=lambda each: each.number)
    ]
    matched = next((option for option in options if option.value == case.assessment.principle), None)
    return View(
        type="modal",
        callback_id=Callback.PRINCIPLE.value,
        private_metadata=f"{action}:{case.id}:v{case.version if seen_version is None else seen_version}",
        title=PlainTextObject(text=f"{label}: which principle?"),
        submit=PlainTextObject(text=label),
        close=PlainTextObject(text="Cancel"),
        blocks=[
            rich(quote(shorten(case.assessment.masked_text, 300))),
            SectionBlock(
                text=PlainTextObject(
                    text=f"A post is never {verb} for being negative: people are entitled to share their views. "
                    f"It can be {verb} only under one of the published principles."
                )
            ),
            InputBlock(
                block_id="principle",
                label=PlainTextObject(text="It goes against this principle"),
                element=RadioButtonsElement(action_id="principle", options=options, initial_option=matched),
            ),
            ContextBlock(elements=[PlainTextObject(text=where.hiding if action is Action.HIDE else where.reporting)]),
        ],
    )


def text_modal(case: Case, text: str, zone: ZoneInfo, note: str) -> View:
    """Show all of a mention's text, with a line saying what the reader sees."""
    said = case.mention.posted_at or case.received_at
    pieces = [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)][:_CHUNKS]
    heading: Sequence[RichTextSectionElement] = [
        line(
            bold(what_and_where(case.mention)),
            plain(f" from {author(case.mention)} · {moment(said, zone, case.received_at)}"),
        )
    ]
    return View(
        type="modal",
        callback_id=Callback.NOTICE.value,
        title=PlainTextObject(text="What they wrote"),
        close=PlainTextObject(text="Close"),
        blocks=[
            rich(*heading),
            *(rich(quote(piece)) for piece in pieces),
            ContextBlock(elements=[PlainTextObject(text=note, emoji=False)]),
        ],
    )


def notice_modal(title: str, text: str) -> View:
    """Tell a person something where a modal is open, since no message of theirs can be answered there."""
    return View(
        type="modal",
        callback_id=Callback.NOTICE.value,
        title=PlainTextObject(text=shorten(title, 24)),
        close=PlainTextObject(text="Close"),
        blocks=[SectionBlock(text=PlainTextObject(text=shorten(text, 3_000), emoji=False))],
    )


def add_mention_modal(text: str = "", external_id: str | None = None) -> View:
    """Ask for a mention that reached the team by another way: in person, on paper, on an unconnected page.

    `external_id` names it when something else than its link does. Of a longer `text` than Slack takes the beginning is
    filled in, and the modal says so.
    """
    cut = f"Only the first {_INPUT_LIMIT:,} characters are filled in here." if len(text) > _INPUT_LIMIT else None
    opened = "The card’s buttons open it there."
    words = PlainTextInputElement(
        action_id="text", multiline=True, max_length=_INPUT_LIMIT, initial_value=text[:_INPUT_LIMIT] or None
    )
    where = StaticSelectElement(
        action_id="platform",
        placeholder=PlainTextObject(text="Choose a platform"),
        options=[Option(value=key, text=name) for key, name in platforms().items()],
    )
    kind = StaticSelectElement(
        action_id="kind",
        options=[Option(value=kind.value, text=name) for kind, name in KINDS.items()],
        initial_option=Option(value=Kind.COMMENT.value, text=KINDS[Kind.COMMENT]),
    )
    author = PlainTextInputElement(action_id="author", max_length=200)
    blocks = [
        _input("What they wrote", words, hint=cut),
        _input("Where", where),
        _input("What it is", kind),
        _input("Who wrote it", author, optional=True),
        _input(
            "Link to it",
            UrlInputElement(action_id="url"),
            optional=True,
            hint=opened if external_id else f"{opened} The same link is kept only once.",
        ),
        _input("When it was posted", DateTimePickerElement(action_id="posted_at"), optional=True),
    ]
    return View(
        type="modal",
        callback_id=Callback.ADD_MENTION.value,
        private_metadata=external_id,
        title=PlainTextObject(text="Add a mention"),
        submit=PlainTextObject(text="Add"),
        close=PlainTextObject(text="Cancel"),
        blocks=blocks,
    )


def _input(
    label: str, element: InputInteractiveElement, *, optional: bool = False, hint: str | None = None
) -> InputBlock:
    """Return an input whose block goes by the name of its element."""
    return InputBlock(
        block_id=element.action_id,
        label=PlainTextObject(text=label),
        element=element,
        optional=optional,
        hint=PlainTextObject(text=hint) if hint else None,
    )
