"""How Slack keeps text: `&`, `<` and `>` are escaped wherever they are not part of a control sequence."""

import re
from collections.abc import Mapping

_CONTROL = re.compile(
    r"<(?:@[UW][A-Z0-9]+|#C[A-Z0-9]+|!subteam\^S[A-Z0-9]+|!(?:here|channel|everyone)|!date\^[^<>]+"
    r"|(?:https?|mailto|tel):[^<>|\s]+)(?:\|[^<>]*)?>"
)
_ADDRESS = re.compile(r"https?://[^\s<>]+")
_BARE_AMPERSAND = re.compile(r"&(?!amp;|lt;|gt;)")


def escape(text: str) -> str:
    """Escape the three characters that Slack's markup uses."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def keep_control_sequences(text: str) -> str:
    """Return an app's text as Slack stores it: well-formed mentions and links kept, everything else escaped."""
    parts, end = [], 0
    for match in _CONTROL.finditer(text):
        parts += [_escape_rest(text[end : match.start()]), match.group()]
        end = match.end()
    return "".join([*parts, _escape_rest(text[end:])])


def typed_by_a_person(text: str, handles: Mapping[str, str]) -> str:
    """Return what Slack sends for text typed into its message box.

    Everything is escaped; `@handle` becomes a mention for the handles given (handle to user id), and web addresses
    become links.
    """
    parts, end = [], 0
    for match in re.finditer(rf"{_ADDRESS.pattern}|@[\w.-]*\w", text):
        word = match.group()
        parts.append(escape(text[end : match.start()]))
        user = handles.get(word.removeprefix("@")) if word.startswith("@") else None
        if user:
            parts.append(f"<@{user}>")
        else:
            parts.append(escape(word) if word.startswith("@") else f"<{escape(word)}>")
        end = match.end()
    return "".join([*parts, escape(text[end:])])


def _escape_rest(text: str) -> str:
    return _BARE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
