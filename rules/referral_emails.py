"""What a referral passes on to PALS by e-mail: only what a member of staff ticked, word by word."""

from collections.abc import Collection
from enum import StrEnum
from zoneinfo import ZoneInfo

from rules.mention import Case, Email
from rules.platforms import platform
from rules.services import Service


class Part(StrEnum):
    """What an e-mail to PALS may hold."""

    TEXT = "text"
    """What they wrote, personal details masked."""
    DETAILS = "details"
    """The personal details in it too."""
    NAME = "name"
    LINK = "link"
    WHEN = "when"
    """When and where they wrote it."""


def parts_of(case: Case) -> tuple[Part, ...]:
    """Return what there is to pass on, in the order in which it is offered."""
    said = case.mention
    there = {
        Part.DETAILS: bool(case.assessment.personal_details),
        Part.NAME: bool(said.author_name or said.author_handle),
        Part.LINK: bool(said.url),
    }
    return tuple(part for part in Part if there.get(part, True))


def referral_email(
    case: Case, parts: Collection[Part], service: Service, *, writer: str, organisation: str, zone: ZoneInfo
) -> Email:
    """Return the e-mail with these parts; the person's own words stand behind ">", and every other part is one line."""
    said = case.mention
    place = _line(platform(said.platform).name) or "social media"
    private = not {Part.TEXT, Part.DETAILS} & set(parts)
    lines = [f"Somebody contacted {_line(organisation) or 'us'} and agreed that we pass this on to you."]
    facts = []
    if Part.NAME in parts:
        names = [said.author_name, f"@{said.author_handle.lstrip('@')}" if said.author_handle else None]
        facts.append(f"Name they go by: {', '.join(_line(each) for each in names if each)}")
    if Part.WHEN in parts:
        at = case.said_at.astimezone(zone)
        facts += [f"Where: {place}", f"When: {at:%A} {at.day} {at:%B %Y}, {at:%H:%M}"]
    if Part.LINK in parts and said.url:
        facts.append(f"Link: {_line(said.url)}")
    if facts:
        lines += ["", *facts]
    if not private:
        words = said.text if Part.DETAILS in parts else case.assessment.masked_text
        lines += ["", "What they wrote:", "", *(f"> {each}" for each in words.splitlines())]
    lines += ["", f"Passed on by {_line(writer)}. Please let the communications team know that you have it.", ""]
    return Email(service.email, "Passed on to PALS, as agreed with the person", "\n".join(lines))


def _line(text: str) -> str:
    """Fold a text into one line: nobody's name adds a line of its own."""
    return " ".join(text.split())
