"""`commsbot templates`: the reply templates as files, to be reviewed outside Slack and taken back in."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bot.clock import Clock
from bot.database import opened
from bot.settings import ContactSettings, StoreSettings
from bot.spreadsheet import guarded
from db.templates import Templates
from handlers.blocks.template_words import field_changes
from rules.differences import Change, text_changes, warnings
from rules.entries import entry_of
from rules.library import TEMPLATES, Library, TemplatesError, TemplateVersion, parse, same
from rules.mention import BOT, Person
from rules.replies import Template

_COLUMNS = ("key", "title", "use", "channel", "kinds", "routes", "platforms", "source", "service", "text", "fill in")


def current(settings: StoreSettings) -> Library:
    """Return the templates as team leads left them; raise DatabaseNotReadyError."""
    with opened(settings.database_url, create=False) as engine:
        return Templates(engine).library()


def shipped_toml() -> str:
    """Return every shipped file of templates, one after the other; together they are valid TOML."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("*.toml")))


def as_toml(library: Library) -> str:
    """Return the templates in use as a file that can be taken in again."""
    return "\n".join("\n".join(_toml(each)) + "\n" for each in library.templates)


def as_csv(library: Library) -> str:
    """Return one row a template, with what has to be filled in and what that means."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(_COLUMNS)
    for each in library.templates:
        writer.writerow([guarded(value) for value in _row(each)])
    return table.getvalue()


def take_in(settings: ContactSettings, file: Path, by: str, clock: Clock, *, keep: bool) -> Iterator[str]:
    """Take the templates of a file in as a team lead's changes, all or none, and yield lines that say what changes.

    Templates that are not in it stay as they are; one that was retired is in use again. Nothing is kept unless `keep`.
    What speaks against a template is said, and does not stop it.
    Raises TemplatesError, OSError, DatabaseNotReadyError, TemplateChanged.
    """
    try:
        written = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise TemplatesError(f"{file.name}: it is not in UTF-8") from None
    found = parse(written, file.name)
    with opened(settings.database_url, create=False) as engine:
        templates = Templates(engine)
        library = templates.library()
        changed = [each for each in found if not _is_there(each, library)]
        made = [
            TemplateVersion(_next(each, library), retired=False, by=Person(BOT.id, by), at=clock.now())
            for each in changed
        ]
        if keep and made:
            templates.save(made)
    for each in changed:
        yield from _said(library.known(each.key), each)
        yield from (f"  Please look at this: {warning}" for warning in warnings(each, settings.contacts()))
    yield f"{len(changed)} changed or new, {len(found) - len(changed)} as they were." + (
        "" if keep else " Nothing was kept: this was a dry run."
    )


def _is_there(template: Template, library: Library) -> bool:
    there = library.named(template.key)
    return there is not None and same(there, template)


def _next(template: Template, library: Library) -> Template:
    """Return the template as the version after the one that there is."""
    before = library.known(template.key)
    return replace(template, version=(before.version if before else 0) + 1)


def _said(before: Template | None, after: Template) -> Iterator[str]:
    if before is None:
        yield f"{after.key}: new"
        return
    yield f"{after.key}: changed"
    if before.text != after.text:
        signs = {Change.KEPT: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}"}
        yield "  " + "".join(signs[piece.change].format(piece.words) for piece in text_changes(before.text, after.text))
    yield from (f"  {each}" for each in field_changes(before, after))


def _toml(template: Template) -> Iterator[str]:
    entry = entry_of(template)
    placeholders = entry.pop("placeholders")
    text = entry.pop("text").replace("\\", "\\\\").replace('"""', '""\\"')
    yield "[[template]]"
    # JSON's words, lists and truths are TOML's as well.
    yield from (f"{name} = {_value(value)}" for name, value in entry.items())
    yield f'text = """\n{text}"""'
    for name, placeholder in placeholders.items():
        yield f"[template.placeholders.{name}]"
        yield from (f"{part} = {_value(value)}" for part, value in placeholder.items())


def _value(value: str | bool | Sequence[str]) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _row(template: Template) -> tuple[str, ...]:
    blanks = "; ".join(f"{{{each.name}}}: {each.says}" for each in template.placeholders)
    lists = (template.kinds, template.routes, template.platforms, template.source)
    return (
        template.key,
        template.title,
        template.use,
        template.channel,
        *(" ".join(each) for each in lists),
        template.service or "",
        template.text,
        blanks,
    )
