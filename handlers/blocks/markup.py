"""What a message's text means to a person, without Slack's markup (Slack: "Formatting text for app surfaces")."""

import re

_SPECIAL = re.compile(r"<([^<>]*)>")


def flatten(text: str) -> str:
    """Return the words of a message as people read it: links, people and channels by their names, no entities.

    A link without a label becomes its address, and a person whom the message does not name "@someone".
    """
    flat = _SPECIAL.sub(lambda found: _words(found[1]), text)
    # Slack escapes these three and no others; the ampersand comes last, since it stands in what escapes the others.
    return flat.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _words(inner: str) -> str:
    target, _, label = inner.partition("|")
    if target.startswith(("@", "!subteam")):
        return "@" + (label.removeprefix("@") or "someone")
    if target.startswith("#"):
        return "#" + (label.removeprefix("#") or "channel")
    if target.startswith("!"):
        return label or "@" + target[1:]  # a date with its words, or <!here>
    return label or target.removeprefix("mailto:").removeprefix("tel:")
