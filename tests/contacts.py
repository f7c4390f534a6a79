"""The contacts of an invented organisation, as the shipped example has them, and the templates that they go into."""

from pathlib import Path

from rules.library import shipped
from rules.replies import Template
from rules.services import Contacts, Service, load_services

EXAMPLE = Path(__file__).parents[1] / "bot" / "services.example.toml"
CONTACTS = Contacts("hello@anytown.example", "Anytown Care Board", load_services(EXAMPLE))


def template(key: str) -> Template:
    """Return the shipped template with that key."""
    found = shipped().named(key)
    assert found, key
    return found


def first_service(template: Template) -> Service | None:
    """Return the first service of the kind that a template points to."""
    return CONTACTS.of_kind(template.service)[0] if template.service else None


def examples(template: Template) -> dict[str, str]:
    """Return what the template itself gives as examples for what is to be filled in."""
    return {each.name: each.example for each in template.placeholders}
