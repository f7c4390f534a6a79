"""Checks whom the settings name to be told: of a risk to life, of an escalation, of how the day went."""

from collections.abc import Iterator

from slack_sdk import WebClient

from bot.channel import ChannelNotFoundError, NamedChannel
from bot.check_settings import Given
from bot.checks import Check, good, look, mend, not_tried
from bot.contacts import is_group, is_person
from bot.settings import WHERE
from bot.slack_failures import SLACK_ERRORS, diagnose
from rules.escalations import escalations

_URGENT, _ESCALATIONS, _SUMMARY = "Urgent contacts", "Escalations", "Summary"


def check_contacts(client: WebClient, given: Given) -> Iterator[Check]:
    """Yield the checks of all contacts, each asked of Slack."""
    yield from _check_urgent(client, given)
    yield from _check_escalations(client, given)
    yield from _check_summary(client, given)


def _check_urgent(client: WebClient, given: Given) -> Iterator[Check]:
    if not given.usable("urgent_contacts"):
        yield not_tried(_URGENT, "URGENT_CONTACTS must be right first")
        return
    if not given.settings.urgent_contacts:
        yield look(
            _URGENT,
            "Nobody is told of a risk to life: it stands in the mentions channel, where nobody may look at night",
            "Set URGENT_CONTACTS to who should hear of one at any hour.",
        )
    for contact in given.settings.urgent_contacts:
        yield _check_contact(client, contact, _URGENT, "URGENT_CONTACTS")


def _check_escalations(client: WebClient, given: Given) -> Iterator[Check]:
    if not given.usable("escalation_contacts"):
        yield not_tried(_ESCALATIONS, "ESCALATION_CONTACTS must be right first")
        return
    by_reason = given.settings.escalation_contacts
    for contact in dict.fromkeys(each for contacts in by_reason.values() for each in contacts):
        yield _check_contact(client, contact, _ESCALATIONS, "ESCALATION_CONTACTS")
    without = [each.key for each in escalations() if each.key not in by_reason]
    if without and not given.settings.team_leads:
        yield look(
            _ESCALATIONS,
            f"Nobody is told of {', '.join(without)}: that stands in the mentions channel alone",
            "Set ESCALATION_CONTACTS, or TEAM_LEADS, who are told otherwise.",
        )
    elif without:
        yield good(_ESCALATIONS, f"the team leads are told of {', '.join(without)}")


def _check_summary(client: WebClient, given: Given) -> Iterator[Check]:
    if not given.usable("summary_channel"):
        yield not_tried(_SUMMARY, "SUMMARY_CHANNEL must be right first")
        return
    name = given.settings.summary_channel
    if not name and not given.settings.team_leads:
        yield look(_SUMMARY, "Nobody gets it", "Set TEAM_LEADS, who get it as direct messages, or SUMMARY_CHANNEL.")
        return
    if not name:
        yield good(_SUMMARY, "goes to the leads' direct messages")
        return
    try:
        channel = NamedChannel(client, name, "SUMMARY_CHANNEL").id()
    except ChannelNotFoundError as error:
        first, _, rest = str(error).partition(". ")
        yield mend(_SUMMARY, first, rest)
    except SLACK_ERRORS as error:
        yield mend(_SUMMARY, f"Slack says: {diagnose(error).error}", "Try again in a minute.")
    else:
        yield _check_contact(client, channel, _SUMMARY, "SUMMARY_CHANNEL")


def _check_contact(client: WebClient, contact: str, what: str, setting: str) -> Check:
    """Say whether a person, a user group or a channel can be told."""
    try:
        if is_group(contact):
            return _check_group(client, contact, what)
        return (_check_person if is_person(contact) else _check_channel)(client, contact, what, setting)
    except SLACK_ERRORS as error:
        where = WHERE[setting.lower()]
        return mend(what, f"{contact}: Slack says {diagnose(error).error}", f"Correct {setting}. It is found {where}.")


def _check_group(client: WebClient, group: str, what: str) -> Check:
    people = client.usergroups_users_list(usergroup=group)["users"]
    if not people:
        return look(what, f"user group {group} is empty", "Put people into it, in Slack.")
    return good(what, f"user group {group}: {len(people)} of them")


def _check_person(client: WebClient, person: str, what: str, setting: str) -> Check:
    user = client.users_info(user=person)["user"]
    if user.get("deleted") or user.get("is_bot"):
        return mend(what, f"{person} is no person who can be told", f"Take the id out of {setting}.")
    return good(what, str(user.get("real_name") or user.get("name") or person))


def _check_channel(client: WebClient, channel_id: str, what: str, setting: str) -> Check:
    channel = client.conversations_info(channel=channel_id)["channel"]
    if channel.get("is_archived") or not channel.get("is_member"):
        to_do = f"Invite it there, unarchive the channel, or correct {setting}."
        return mend(what, f"The bot can't write in #{channel['name']}", to_do)
    return good(what, f"#{channel['name']}")
