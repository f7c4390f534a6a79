"""Who is a member of the mentions channel, who leads the team, and what they are called, kept for some minutes."""

import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from typing import TypeVar

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.contacts import is_group, is_person
from bot.slack_failures import SLACK_ERRORS, Failure, diagnose
from handlers.desk import Member, MembershipUnknownError
from rules.decisions import Role
from rules.mention import Person

KEPT_FOR = 300.0
"""Seconds that an answer of Slack's is trusted."""
ASK_AGAIN_AFTER = 5.0
"""Seconds before somebody who was not in the channel is looked up anew: they may just have joined."""
KEPT_WHILE_SLACK_IS_DOWN = 3600.0
"""Seconds that an old answer serves while Slack gives no new one."""
ANSWER_WITHIN = 0.8
"""Seconds that who clicked waits for Slack's answer: it wants its own acknowledgement within 3, and recording may
take 2. An answer that comes later serves the next click."""
NAMES_AT_ONCE = 90
"""People asked about at start and at each refresh: users.info allows about 100 calls a minute (Slack's tier 4)."""
_PAGE = 200
"""People in one answer; Slack recommends no more."""

T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Roll:
    members: frozenset[str]
    leads: frozenset[str]
    contacts: frozenset[str]
    at: float

    @property
    def age(self) -> float:
        return time.monotonic() - self.at


@dataclass(frozen=True, slots=True)
class _Name:
    name: str
    at: float


class Members:
    """The channel's members by Slack's own word. Safe to use from several threads."""

    def __init__(
        self,
        client: WebClient,
        channel_id: Callable[[], str],
        leads: tuple[str, ...],
        *,
        contacts: tuple[str, ...] = (),
        groups: tuple[str, ...] = (),
    ) -> None:
        """Ask through `client`.

        `leads` are ids of people and of user groups; `contacts`, of whom a risk to life is announced to, channels too;
        `groups` are other user groups that somebody will ask about.
        """
        self._client = client
        self._channel_id = channel_id
        self._leads = leads
        self._contacts = contacts
        self._groups = groups
        self._questions = _Questions()
        self._roll: _Roll | None = None
        self._names: dict[str, _Name] = {}
        self._inside: dict[str, tuple[str, ...]] = {}
        """Who is in a user group, or in a channel of contacts, as Slack last said."""

    def member(self, user_id: str) -> Member:
        """Return who that is and what they may do, within a second.

        Raises MembershipUnknownError when Slack does not say.
        """
        give_up = time.monotonic() + ANSWER_WITHIN
        roll = self._current(user_id, give_up)
        if user_id in roll.members:
            role = Role.LEAD if user_id in roll.leads else Role.STAFF
        elif user_id in roll.contacts:
            role = Role.CONTACT
        else:
            return Member(Person(user_id, user_id), Role.OUTSIDER)
        return Member(Person(user_id, self._name(user_id, give_up)), role)

    def in_group(self, group_id: str) -> tuple[str, ...]:
        """Return who is in a user group of the settings as Slack last said; nobody before it did. Asks nothing."""
        return self._inside.get(group_id, ())

    def has_asked_about(self, group_id: str) -> bool:
        """Tell whether Slack has said who is in a user group, or that it won't say."""
        return group_id in self._inside

    def refresh(self) -> None:
        """Ask Slack anew; raise MembershipUnknownError when it does not answer."""
        try:
            self._questions.ask("roll", self._ask_roll).result()
        except SLACK_ERRORS as error:
            raise MembershipUnknownError from error

    def learn_names(self) -> None:
        """Ask what the members are called, so that no click waits for it; raises what the Slack client raises.

        At most NAMES_AT_ONCE, those first who were never asked about, or longest ago. In a larger channel somebody may
        click first, and is asked about then.
        """
        members = self._roll.members if self._roll else frozenset()
        for user_id in sorted(members, key=self._asked_at)[:NAMES_AT_ONCE]:
            self._ask_name(user_id)

    def _asked_at(self, user_id: str) -> float:
        known = self._names.get(user_id)
        return known.at if known else 0.0

    def _current(self, user_id: str, give_up: float) -> _Roll:
        roll = self._roll
        known = roll is not None and (user_id in roll.members or user_id in roll.contacts)
        if roll and roll.age <= (KEPT_FOR if known else ASK_AGAIN_AFTER):
            return roll
        try:
            return self._questions.ask("roll", self._ask_roll).result(_left(give_up))
        except (*SLACK_ERRORS, FutureTimeoutError) as error:
            # Somebody who was not there may just have joined, so only a member is served by an old answer.
            if roll and known and roll.age <= KEPT_WHILE_SLACK_IS_DOWN:
                return roll
            raise MembershipUnknownError from error

    def _ask_roll(self) -> _Roll:
        members = frozenset(self._in_channel(self._channel_id()))
        for group_id in {each for each in (*self._leads, *self._contacts, *self._groups) if is_group(each)}:
            self._learn(group_id, lambda group: self._client.usergroups_users_list(usergroup=group)["users"])
        for channel_id in {each for each in self._contacts if not (is_group(each) or is_person(each))}:
            self._learn(channel_id, self._in_channel)
        roll = _Roll(members, self._people(self._leads), self._people(self._contacts), time.monotonic())
        self._roll = roll
        return roll

    def _in_channel(self, channel_id: str) -> list[str]:
        ids: list[str] = []
        for page in self._client.conversations_members(channel=channel_id, limit=_PAGE):
            ids += page["members"]
        return ids

    def _learn(self, contact: str, ask: Callable[[str], list[str]]) -> None:
        """Ask who is in a group or a channel; keep the old answer where Slack refuses.

        One wrong id in the settings must not lock everybody out.
        """
        try:
            self._inside[contact] = tuple(ask(contact))
        except SlackApiError as error:
            diagnosis = diagnose(error)
            log.warning("Slack did not say who is in it", contact=contact, error=diagnosis.error)
            if diagnosis.failure is Failure.NOT_NOW:
                self._inside.setdefault(contact, ())

    def _people(self, ids: tuple[str, ...]) -> frozenset[str]:
        return frozenset(
            person for each in ids for person in ([each] if is_person(each) else self._inside.get(each, ()))
        )

    def _name(self, user_id: str, give_up: float) -> str:
        if known := self._names.get(user_id):
            return known.name
        try:
            return self._questions.ask(user_id, lambda: self._ask_name(user_id)).result(_left(give_up))
        except (*SLACK_ERRORS, FutureTimeoutError):
            # They go by their id until Slack answers; the log keeps ids and shows the latest name.
            return user_id

    def _ask_name(self, user_id: str) -> str:
        user = self._client.users_info(user=user_id).get("user") or {}
        profile = user.get("profile") or {}
        name = str(profile.get("display_name") or user.get("real_name") or user.get("name") or user_id)
        self._names[user_id] = _Name(name, time.monotonic())
        return name


class _Questions:
    """Asks each question in a thread of its own, and only once at a time however many wait for the answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: dict[Hashable, Future[object]] = {}

    def ask(self, what: Hashable, question: Callable[[], T]) -> "Future[T]":
        with self._lock:
            asked = self._asked.get(what)
            if asked is None:
                asked = self._asked[what] = Future()
                # A daemon: the process does not wait for Slack when it ends.
                threading.Thread(target=self._answer, args=(what, question, asked), name="members", daemon=True).start()
            return asked  # type: ignore[return-value]  # by `what`

    def _answer(self, what: Hashable, question: Callable[[], T], asked: "Future[T]") -> None:
        try:
            answer = question()
        except Exception as error:
            if isinstance(error, SLACK_ERRORS):
                log.warning("Slack did not say who is who", error=diagnose(error).error)
            self._forget(what)
            asked.set_exception(error)
        else:
            self._forget(what)
            asked.set_result(answer)

    def _forget(self, what: Hashable) -> None:
        with self._lock:
            del self._asked[what]


def _left(give_up: float) -> float:
    return max(0.0, give_up - time.monotonic())
