"""The reply templates that are in force: those that are shipped, with what team leads have changed since."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from rules.entries import MistakeError, check, read_entry
from rules.mention import Person
from rules.replies import Template

TEMPLATES = Path(__file__).with_name("templates")


class TemplatesError(ValueError):
    """A template can't be used; the message names its file, the template and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """A template as a team lead left it."""

    template: Template
    retired: bool
    """True when it is not to be used any more; the template is what it was."""
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True)
class Library:
    """The templates that there are."""

    templates: tuple[Template, ...]
    """Those in use, those that are shipped first."""
    retired: tuple[Template, ...] = ()

    def named(self, key: str | None) -> Template | None:
        """Return the template in use with that key, or None when there is none."""
        return next((each for each in self.templates if each.key == key), None)

    def known(self, key: str) -> Template | None:
        """Return the template with that key, in use or retired, or None when there never was one."""
        return next((each for each in (*self.templates, *self.retired) if each.key == key), None)

    def search(self, words: str) -> tuple[Template, ...]:
        """Return the templates in use that have all these words in their key, title or use, the best match first.

        A word is found at the beginning of another one, in any case. No words find every template.
        """
        sought = words.casefold().split()

        def matches(text: str) -> bool:
            found = re.findall(r"[\w’'-]+", text.casefold())
            parts = [*found, *(part for word in found for part in word.split("-"))]
            return all(any(part.startswith(word) for part in parts) for word in sought)

        by_title = [each for each in self.templates if matches(f"{each.key} {each.title}")]
        rest = (each for each in self.templates if each not in by_title)
        return (*by_title, *(each for each in rest if matches(f"{each.key} {each.title} {each.use}")))

    def with_latest(self, latest: Iterable[TemplateVersion]) -> "Library":
        """Return the library in which the latest version of each changed template stands in the place of its own."""
        changed = {each.template.key: each for each in latest}
        templates = {each.key: each for each in self.templates}
        templates |= {key: each.template for key, each in changed.items()}
        retired = {key for key, each in changed.items() if each.retired}
        return Library(
            templates=tuple(each for key, each in templates.items() if key not in retired),
            retired=tuple(each for key, each in templates.items() if key in retired),
        )


@cache
def shipped() -> Library:
    """Return the library as it is shipped, read on first use."""
    return Library(load(TEMPLATES))


def load(folder: Path) -> tuple[Template, ...]:
    """Read and check every file of templates in a folder; raise TemplatesError."""
    found: dict[str, Template] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            written = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise TemplatesError(f"{path.name}: {error}") from error
        for template in parse(written, path.name):
            if template.key in found:
                raise TemplatesError(f"{path.name}: {template.key}: another template has that key")
            found[template.key] = template
    if not found:
        raise TemplatesError(f"{folder}: there is no template")
    return tuple(found.values())


def parse(written: str, name: str) -> tuple[Template, ...]:
    """Read and check the templates that a file of that name holds; raise TemplatesError."""
    try:
        content = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise TemplatesError(f"{name}: {error}") from error
    entries = content.get("template")
    if content.keys() != {"template"} or not isinstance(entries, list):
        raise TemplatesError(f"{name}: it must hold [[template]] entries, and nothing else")
    found: dict[str, Template] = {}
    for entry in entries:
        try:
            template = read_entry(entry)
            check(template)
        except MistakeError as error:
            raise TemplatesError(f"{name}: {entry.get('key', 'an entry without a key')}: {error}") from error
        if template.key in found:
            raise TemplatesError(f"{name}: {template.key}: another template has that key")
        found[template.key] = template
    return tuple(found.values())


def same(one: Template, other: Template) -> bool:
    """Tell whether two versions of a template say the same."""
    return replace(one, version=0) == replace(other, version=0)
