"""Builds HTML in which every attribute and every piece of text is escaped, whatever it holds."""

from collections.abc import Mapping

from markupsafe import Markup, escape

Attribute = str | int | bool | None
_NOTHING = Markup("")
VOID = frozenset({"br", "hr", "img", "input"})


def tag(name: str, attributes: Mapping[str, Attribute] | None = None, *children: str) -> Markup:
    """Return one element. Children that are Markup stand as they are; any other text is escaped.

    An attribute that is None or False is left out; True stands without a value.
    """
    # Plain strings, wrapped once: adding Markup to Markup escapes again at every step, and a page has thousands.
    opening = f"<{name}{_attributes(attributes) if attributes else ''}>"
    if name in VOID:
        return Markup(opening)  # noqa: S704 - the name is ours, the attributes are escaped
    return Markup(f"{opening}{join(*children)}</{name}>")  # noqa: S704 - the name is ours, the rest is escaped


def join(*parts: str) -> Markup:
    """Return the parts one after the other, escaping those that are not Markup."""
    return _NOTHING.join(parts)


def _attributes(attributes: Mapping[str, Attribute]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(value)}"'
        for name, value in attributes.items()
        if value is not None and value is not False
    )
