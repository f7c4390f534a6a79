"""Who is a member of the mentions channel, who leads the team, and what they are called, kept for some minutes."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from handlers.desk import Member, MembershipUnknownError
from rules.decisions import Role
from rules.mention import Person

KEPT_FOR = 300.0
"""Seconds that an answer of Slack's is trusted."""
ASK_AGAIN_AFTER = 5.0
"""Seconds before somebody who was not in the channel is looked up anew: they may just have joined."""
KEPT_WHILE_SLACK_IS_DOWN = 3600.0
"""Seconds that an old answer serves while Slack gives no new one."""
_PAGE = 200
"""People in one answer; Slack recommends no more."""


@dataclass(frozen=True, slots=True)
class _Roll:
    members: frozenset[str]
    leads: frozenset[str]
    at: float


class Members:
    """The channel's members by Slack's own word. Safe to use from several threads."""

    def __init__(self, client: WebClient, channel_id: Callable[[], str], leads: tuple[str, ...]) -> None:
        """Ask through `client`; `leads` are ids of people and of user groups."""
        self._client = client
        self._channel_id = channel_id
        self._leads = leads
        self._lock = threading.Lock()
        self._roll: _Roll | None = None
        self._names: dict[str, str] = {}

    def member(self, user_id: str) -> Member:
        """Return who that is and what they may do; raise MembershipUnknownError when Slack does not say."""
        roll = self._current(user_id)
        if user_id not in roll.members:
            return Member(Person(user_id, user_id), Role.OUTSIDER)
        role = Role.LEAD if user_id in roll.leads else Role.STAFF
        return Member(Person(user_id, self._name(user_id)), role)

    def refresh(self) -> None:
        """Ask Slack anew; raise MembershipUnknownError when it does not answer and the last answer is too old."""
        with self._lock:
            self._ask()

    def _current(self, user_id: str) -> _Roll:
        with self._lock:
            roll = self._roll
            kept_for = KEPT_FOR if roll and user_id in roll.members else ASK_AGAIN_AFTER
            if roll is None or time.monotonic() - roll.at > kept_for:
                roll = self._ask()
            return roll

    def _ask(self) -> _Roll:
        try:
            self._roll = _Roll(frozenset(self._channel_members()), frozenset(self._lead_ids()), time.monotonic())
        except (SlackClientError, OSError) as error:
            if self._roll is None or time.monotonic() - self._roll.at > KEPT_WHILE_SLACK_IS_DOWN:
                raise MembershipUnknownError from error
        return self._roll

    def _channel_members(self) -> list[str]:
        ids: list[str] = []
        for page in self._client.conversations_members(channel=self._channel_id(), limit=_PAGE):
            ids += page["members"]
        return ids

    def _lead_ids(self) -> list[str]:
        ids: list[str] = []
        for lead in self._leads:
            if lead.startswith("S"):
                ids += self._client.usergroups_users_list(usergroup=lead)["users"]
            else:
                ids.append(lead)
        return ids

    def _name(self, user_id: str) -> str:
        if user_id not in self._names:
            try:
                profile = self._client.users_info(user=user_id)["user"]
            except (SlackApiError, OSError):
                return user_id
            self._names[user_id] = (
                profile["profile"].get("display_name") or profile.get("real_name") or profile.get("name") or user_id
            )
        return self._names[user_id]
