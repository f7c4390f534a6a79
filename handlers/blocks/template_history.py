"""How a template came about, those that were retired, and the question before one is."""

import json
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, PlainTextObject, SectionBlock
from slack_sdk.models.views import View

from handlers.blocks.template_words import difference
from handlers.blocks.text import bold, line, moment, plain, rich, shorten
from handlers.ids import Callback, Control
from rules.library import Library, TemplateVersion
from rules.replies import Template

MOST = 30
"""Versions, or retired templates, in one modal: Slack takes 100 blocks, and each has three."""
_ROOM = 200_000
"""Bytes of versions in one modal: Slack takes a view of 250 kB (`view_too_large`), what stands around them included."""


def history_modal(
    shipped: Template | None, made: Sequence[TemplateVersion], zone: ZoneInfo, told: str | None = None
) -> View:
    """Return every version of a template, the newest first, each with what it changed and a way to put it back.

    `made` has the oldest first; `shipped` is None where leads made the template themselves.
    """
    blocks: list[Block] = [_note(told)] if told else []
    blocks.append(rich(line(bold(made[-1].template.title if made else shipped.title if shipped else ""))))
    newest = _newest(shipped, made, zone)
    blocks += [block for version in newest for block in version]
    if len(made) > len(newest):
        blocks.append(_note(f"Only the {len(newest)} newest of {len(made)} are shown."))
    if shipped:
        said = "Version 0: as shipped with the bot" + (", and in use." if not made else ".")
        blocks.append(rich(line(bold(said))))
        blocks += [_restore(shipped, "0")] if made else []
    return _modal("History", blocks)


def retired_modal(library: Library, told: str | None = None) -> View:
    """Return the templates that were retired, each with a way to put it back."""
    blocks: list[Block] = [_note(told)] if told else []
    for each in library.retired[:MOST]:
        button = _button(f"{each.key}:{each.version}", f"Restore the template: {each.title}")
        text = PlainTextObject(text=shorten(f"{each.title}\n{each.use}", 3_000), emoji=False)
        blocks.append(SectionBlock(text=text, accessory=button))
    if not library.retired:
        blocks.append(_note("No template is retired."))
    return _modal("Retired templates", blocks)


def retire_modal(template: Template) -> View:
    """Ask before a template is retired."""
    why = (
        f"“{template.title}” will not be offered any more, neither here nor in replies. "
        "Nothing of it is lost: it can be put back from the list of retired templates."
    )
    return View(
        type="modal",
        callback_id=Callback.RETIRE_TEMPLATE.value,
        private_metadata=f"{template.key} {template.version}",
        title=PlainTextObject(text="Retire the template?"),
        submit=PlainTextObject(text="Retire"),
        close=PlainTextObject(text="Cancel"),
        blocks=[rich(line(plain(why)))],
    )


def _newest(shipped: Template | None, made: Sequence[TemplateVersion], zone: ZoneInfo) -> list[list[Block]]:
    """Return the blocks of as many versions as there is room for, the newest first."""
    versions: list[list[Block]] = []
    room = _ROOM
    for number in range(len(made) - 1, max(len(made) - 1 - MOST, -1), -1):
        before = made[number - 1].template if number else shipped
        version = _version(made[number], before, zone, latest=number == len(made) - 1)
        room -= sum(len(json.dumps(block.to_dict())) for block in version)
        if room < 0:
            break
        versions.append(version)
    return versions


def _version(made: TemplateVersion, before: Template | None, zone: ZoneInfo, *, latest: bool) -> list[Block]:
    template = made.template
    did = "retired it" if made.retired else "saved it"
    said = f"Version {template.version}: {made.by.name} {did}, {moment(made.at, zone)}"
    in_use = ", and in use." if latest and not made.retired else "."
    blocks: list[Block] = [rich(line(bold(said + in_use)))]
    if not made.retired:
        blocks.append(rich(*difference(before, template)))
    if not latest:
        blocks.append(_restore(template, str(template.version)))
    return blocks


def _restore(template: Template, version: str) -> ActionsBlock:
    label = f"Restore version {version} of: {template.title}"
    return ActionsBlock(elements=[_button(f"{template.key}:{version}", label)])


def _button(value: str, label: str) -> ButtonElement:
    return ButtonElement(
        text="Restore" if label.startswith("Restore the") else "Restore this version",
        action_id=Control.RESTORE_TEMPLATE.value,
        value=value,
        accessibility_label=shorten(label, 75),
    )


def _modal(title: str, blocks: list[Block]) -> View:
    return View(
        type="modal",
        callback_id=Callback.NOTICE.value,
        title=PlainTextObject(text=title),
        close=PlainTextObject(text="Close"),
        blocks=blocks,
    )


def _note(text: str) -> ContextBlock:
    return ContextBlock(elements=[PlainTextObject(text=text, emoji=False)])
