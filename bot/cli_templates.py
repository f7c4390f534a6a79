"""`commsbot templates export`: the shipped reply templates, as they are or as a table."""

import csv
import io

from bot.spreadsheet import guarded
from rules.library import TEMPLATES, shipped
from rules.replies import Template

_COLUMNS = ("key", "title", "use", "channel", "kinds", "routes", "platforms", "source", "service", "text", "fill in")


def as_toml() -> str:
    """Return every file of templates, one after the other; together they are valid TOML."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("*.toml")))


def as_csv() -> str:
    """Return one row a template, with what has to be filled in and what that means."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(_COLUMNS)
    for each in shipped().templates:
        writer.writerow([guarded(value) for value in _row(each)])
    return table.getvalue()


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
