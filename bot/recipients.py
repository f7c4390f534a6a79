"""Whom the bot tells by itself: of a risk to life, an escalation, a request for the police, of how the day went."""

from collections.abc import Callable, Mapping, Sequence

from bot.contacts import is_group
from bot.members import Members
from bot.settings import Settings
from handlers.desk import MembershipUnknownError


class Recipients:
    """The recipients that the settings name; user groups stand for who is in them, as far as Slack has said so."""

    def __init__(
        self,
        members: Members,
        *,
        urgent: Sequence[str] = (),
        by_reason: Mapping[str, Sequence[str]] | None = None,
        leads: Sequence[str] = (),
        summary_channel: Callable[[], str] | None = None,
    ) -> None:
        """Take Slack ids of people, user groups and channels; `summary_channel` gives the id of one, asking Slack."""
        self._members = members
        self._urgent = urgent
        self._by_reason = by_reason or {}
        self._leads = leads
        self._summary_channel = summary_channel

    def urgent(self) -> tuple[str | None, ...]:
        """Return whom a risk to life is announced to, None standing for the mentions channel. Asks nobody.

        A user group of which Slack has never said who is in it is told through the channel, so that somebody hears.
        """
        known: list[str | None] = list(self._expanded(self._urgent))
        unknown = any(is_group(each) and not self._members.in_group(each) for each in self._urgent)
        return tuple(known) if known and not unknown else (*known, None)

    def escalation(self, reason: str) -> tuple[str | None, ...]:
        """Return whom an escalation for a reason is told to: its contacts, or else the leads. Asks nobody.

        None stands for the mentions channel, where nobody of them is known.
        """
        return self._expanded(self._by_reason.get(reason, ())) or self._expanded(self._leads) or (None,)

    def police(self, asker: str) -> tuple[str | None, ...]:
        """Return the leads who can agree to a report to the police that `asker` asks for, or else None. Asks nobody.

        None stands for the mentions channel: there somebody reads it who can do something about it.
        """
        others = tuple(lead for lead in self._expanded(self._leads) if lead != asker)
        return others or (None,)

    def summary(self) -> tuple[str, ...]:
        """Return whom the summary of the day goes to: the channel of the settings, or each lead.

        Raises MembershipUnknownError where Slack was not yet asked who is in a group of leads, and what the Slack
        client raises.
        """
        if self._summary_channel:
            return (self._summary_channel(),)
        if not all(self._members.has_asked_about(each) for each in self._leads if is_group(each)):
            raise MembershipUnknownError
        return self._expanded(self._leads)

    def _expanded(self, ids: Sequence[str]) -> tuple[str, ...]:
        found: list[str] = []
        for each in ids:
            found += self._members.in_group(each) if is_group(each) else (each,)
        return tuple(dict.fromkeys(found))


def groups_in(settings: Settings) -> tuple[str, ...]:
    """Return the user groups that the settings name as contacts."""
    named = [*settings.urgent_contacts, *(each for ids in settings.escalation_contacts.values() for each in ids)]
    return tuple(dict.fromkeys(each for each in named if is_group(each)))
