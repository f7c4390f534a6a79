"""Checks each setting, and says which names in `.env` are none."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

from dotenv.parser import parse_stream
from pydantic import SecretStr

from bot.checks import Check, good, look, mend
from bot.database import address
from bot.settings import ENV_FILE, Settings, SettingsError, load

_STAND_INS = {"slack_bot_token": "xoxb-", "slack_app_token": "xapp-", "mentions_channel": "unknown"}
"""What stands for a setting that has no default and can't be used, so that the others can be looked at."""
_TOGETHER = (
    ("office_hours", "extra_closed_days", "extra_open_days"),
    ("smtp_host", "smtp_from", "smtp_user", "smtp_password"),
)
"""Settings that can be wrong beside each other."""


@dataclass(frozen=True, slots=True)
class Given:
    """The settings as far as they can be used."""

    settings: Settings
    """With the default, or a stand-in, for each that can't be used."""
    problems: Mapping[str, str]
    """By a setting's name in lower case, or `.env`: what is wrong and where to get it."""

    def usable(self, *names: str) -> bool:
        """Tell whether all these settings are right, so that what depends on them can be tried."""
        return not self.problems.keys() & set(names)


def read_settings() -> Given:
    """Read the settings, however wrong they are."""
    problems: dict[str, str] = {}
    instead: dict[str, Any] = {}
    while True:
        try:
            return Given(load(Settings, **instead), problems)
        except SettingsError as error:
            for name, problem in error.problems.items():
                problems.setdefault(name, problem)
                instead |= _instead(name)


def _instead(name: str) -> dict[str, Any]:
    if name == ENV_FILE:
        return {"_env_file": None}
    names = next((each for each in _TOGETHER if name in each), (name,))
    return {each: _STAND_INS.get(each, Settings.model_fields[each].default) for each in names}


def check_settings(given: Given) -> Iterator[Check]:
    """Yield a check for each setting, and for what is odd about `.env`."""
    yield from _check_env_file(Path(ENV_FILE), given)
    for name in Settings.model_fields:
        yield _check_setting(name, given)


def _check_setting(name: str, given: Given) -> Check:
    what = name.upper()
    if problem := given.problems.get(name):
        sentence, _, where = problem.partition(" It is found ")
        return mend(
            what,
            sentence.removeprefix(f"{what} "),
            f"It is found {where}" if where else "Correct it in .env or the environment.",
        )
    value = getattr(given.settings, name)
    if value in (None, "", (), {}):
        return good(what, "not set")
    if isinstance(value, SecretStr):
        return good(what, "set; not shown")
    usual = "" if name in given.settings.model_fields_set else " (default)"
    return good(what, f"{_shown(name, value)}{usual}")


def _shown(name: str, value: Any) -> str:
    if name == "database_url":
        return address(value)
    match value:
        case tuple():
            return ", ".join(value)
        case Mapping():
            return "; ".join(f"{key}: {' '.join(ids)}" for key, ids in value.items())
        case time():
            return f"{value:%H:%M}"
        case _:
            return str(value)


def _check_env_file(path: Path, given: Given) -> Iterator[Check]:
    if problem := given.problems.get(ENV_FILE):
        yield mend(ENV_FILE, problem, "Until then only the environment's variables count.")
    elif path.is_file():
        if path.stat().st_mode & 0o077:
            yield look(ENV_FILE, "Others on this machine can read it", f"chmod 600 {path}")
        with path.open(encoding="utf-8") as source:
            bindings = list(parse_stream(source))
        for binding in bindings:
            if binding.error or (binding.key and binding.value is None):
                # Its words stay out of sight: they may be the rest of a secret.
                yield mend(ENV_FILE, f"Line {binding.original.line} can't be read", "Write it as NAME=value.")
        for name in dict.fromkeys(binding.key for binding in bindings if binding.key and binding.value is not None):
            yield from _check_name(name)


def _check_name(name: str) -> Iterator[Check]:
    """Tell of a name that is no setting: nothing else would, and the default would quietly stand."""
    if name.lower() in Settings.model_fields:
        return
    known = [field.upper() for field in Settings.model_fields]
    meant = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.75)
    if meant:
        yield mend(ENV_FILE, f"{name} is no setting of this version", f"Did you mean {meant[0]}?")
    else:
        yield look(ENV_FILE, f"{name} is no setting of this version", "Take it out, unless another program reads it.")
