"""Whom the settings name: people, user groups and channels, by their Slack ids."""

import re

from rules.escalations import escalations

_ID = re.compile(r"[UWSCG][A-Z0-9]{2,}")
_LEAD_ID = re.compile(r"[UWS][A-Z0-9]{2,}")


def split(text: str) -> tuple[str, ...]:
    """Return what stands between commas or spaces."""
    return tuple(re.findall(r"[^\s,]+", text))


def is_person(contact: str) -> bool:
    """Tell whether an id is a person's; Slack's begin with U, some older companies' with W."""
    return contact.startswith(("U", "W"))


def is_group(contact: str) -> bool:
    """Tell whether an id is a user group's."""
    return contact.startswith("S")


def check_leads(ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return ids of people and user groups as they are; raise ValueError naming what is none."""
    wrong = [each for each in ids if not _LEAD_ID.fullmatch(each)]
    if wrong:
        raise ValueError(f"takes ids, such as U024BE7LH or a user group's S0614TZR7; {wrong[0]!r} is none")
    return ids


def check_contacts(ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return ids of people, user groups and channels as they are; raise ValueError naming what is none."""
    wrong = [each for each in ids if not _ID.fullmatch(each)]
    if wrong:
        raise ValueError(
            f"takes ids, such as U024BE7LH, a user group's S0614TZR7 or a channel's C024BE91L; {wrong[0]!r} is none"
        )
    return ids


def parse_escalation_contacts(text: str) -> dict[str, tuple[str, ...]]:
    """Read "media: U024BE7LH S0614TZR7; legal: C024BE91L": ids by the key of a reason in `rules/escalations.toml`.

    Raises ValueError saying what is wrong.
    """
    contacts: dict[str, tuple[str, ...]] = {}
    known = [each.key for each in escalations()]
    for part in filter(str.strip, text.split(";")):
        key, colon, ids = (each.strip() for each in part.partition(":"))
        if not colon or not ids:
            raise ValueError(f"takes a reason, a colon and ids: media: U024BE7LH; {part.strip()!r} is not like that")
        if key not in known:
            raise ValueError(f"has no reason {key!r}; there are {', '.join(known)}")
        if key in contacts:
            raise ValueError(f"names {key!r} twice")
        contacts[key] = check_contacts(split(ids))
    return contacts
