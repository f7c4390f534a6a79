"""Keeps strangers' words from being run by a spreadsheet.

A spreadsheet takes a value that begins with = + - @, a tab or a carriage return for a formula. An apostrophe in front
makes it text. So that it can be taken away again without doubt, what begins with an apostrophe gets another.
"""

_RUN = ("=", "+", "-", "@", "\t", "\r")
_MARKED = (*_RUN, "'")


def guarded(value: str) -> str:
    """Return `value` with an apostrophe in front if a spreadsheet might run it."""
    return f"'{value}" if value.startswith(_MARKED) else value


def unguarded(value: str) -> str:
    """Return the value that `guarded` was given."""
    return value[1:] if value.startswith("'") and value[1:].startswith(_MARKED) else value
