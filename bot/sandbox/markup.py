"""Builds HTML in which every attribute and every piece of text is escaped, whatever it holds."""

from collections.abc import Mapping

from markupsafe import Markup, escape

Attribute = str | int | bool | None
VOID = frozenset({"br", "hr", "img", "input"})


def tag(name: str, attributes: Mapping[str, Attribute] | None = None, *children: str) -> Markup:
    """Return one element. Children that are Markup stand as they are; any other text is escaped.

    An attribute that is None or False is left out; True stands without a value.
    """
    opening = Markup("<") + Markup(name) + _attributes(attributes or {}) + Markup(">")  # noqa: S704 - names are ours
    if name in VOID:
        return opening
    return opening + join(*children) + Markup("</") + Markup(name) + Markup(">")  # noqa: S704 - names are ours


def join(*parts: str) -> Markup:
    """Return the parts one after the other, escaping those that are not Markup."""
    return Markup("").join(parts)


def _attributes(attributes: Mapping[str, Attribute]) -> Markup:
    written = Markup("")
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        written += Markup(" ") + Markup(name)  # noqa: S704 - names are ours
        if value is not True:
            written += Markup('="') + escape(value) + Markup('"')
    return written
