"""JSON as the standard has it."""

import json
from typing import Any


def parse_json(content: bytes | str) -> Any:
    """Return what JSON text stands for; raise ValueError for anything that is not JSON.

    Python's reader by itself takes NaN, Infinity and halves of surrogate pairs, none of which could be sent back.
    """
    try:
        value = json.loads(content, parse_constant=_refuse)
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")
