"""The Homes that people have open: drawn when what they tell has changed, calmly, and come what may."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from sqlalchemy import Engine

import bot.home
from bot.clock import MovableClock
from bot.desk import Desk
from bot.home import Homes
from bot.members import Members
from bot.sandbox.people import ANNA, BEN, CARYS, Person
from bot.sandbox.server import SandboxServer
from db.digests import Digests
from db.errors import Unreachable
from db.queue import Mark
from db.store import Store
from handlers.blocks.answers import note
from handlers.blocks.home import Shown
from handlers.desk import CasePage, Member, MembershipUnknownError
from rules import mention as mentions
from rules.board import Queue
from rules.decisions import Role
from rules.office_hours import OfficeHours
from tests.mentions import mention
from tests.sandbox import Workspace, web_client

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


class Team(Members):
    """Whoever is asked about is on the team, unless said otherwise."""

    def __init__(self) -> None:  # asks nobody
        self.roles: dict[str, Role] = {}
        self.unknown = False

    def member(self, user_id: str) -> Member:
        if self.unknown:
            raise MembershipUnknownError
        return Member(mentions.Person(user_id, user_id), self.roles.get(user_id, Role.STAFF))


class Office(Desk):
    """The desk, whose database may be away."""

    away = False

    def queue(self, queue: Queue, by: Member, *, limit: int, offset: int) -> CasePage:
        if self.away:
            raise Unreachable("The database could not be read.")
        return super().queue(queue, by, limit=limit, offset=offset)

    def mark(self) -> tuple[Mark, date]:
        if self.away:
            raise Unreachable("The database could not be read.")
        return super().mark()


@pytest.fixture
def team() -> Team:
    return Team()


@pytest.fixture
def desk(engine: Engine, team: Team) -> Office:
    store, hours, clock = Store(engine), OfficeHours.parse(), MovableClock()
    return Office(store, Digests(engine), team, hours, clock, committed=lambda: None, card_url=lambda *_: None)


class Drawings:
    """A client that counts what it publishes."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self.count = 0

    def views_publish(self, **what: Any) -> SlackResponse:
        self.count += 1
        return self._client.views_publish(**what)


@pytest.fixture
def drawings(sandbox: SandboxServer) -> Drawings:
    return Drawings(web_client(sandbox))


@pytest.fixture
def homes(desk: Office, drawings: Drawings) -> Iterator[Homes]:
    homes = Homes(desk, drawings, scale=100)  # type: ignore[arg-type]  # all that it asks of a client
    homes.start()
    yield homes
    homes.stop()


def add(desk: Office, homes: Homes, text: str) -> None:
    desk.add(mention(text=text))
    homes.changed()


def shown(workspace: Workspace, person: Person, words: str, timeout: float = 10.0) -> dict[str, Any]:
    def find() -> dict[str, Any] | None:
        view = workspace.home(person)
        return view if view and words in str(view) else None

    found = workspace.wait_for(find, timeout, as_=person)
    assert found
    return found


def open_home(workspace: Workspace, homes: Homes, person: Person) -> dict[str, Any]:
    homes.seen(person.id, Shown(), "")
    return shown(workspace, person, "Mine (0)")


def test_a_list_that_cant_be_read_is_said_to_be_so_and_comes_back_by_itself(
    homes: Homes, desk: Office, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bot.home, "PAUSE", 0.3)
    desk.away = True
    homes.seen(ANNA.id, Shown(), "")
    shown(workspace, ANNA, "can’t be read just now")
    desk.away = False
    shown(workspace, ANNA, "Nothing is waiting")


def test_who_has_left_the_channel_is_shown_no_more_of_it(homes: Homes, desk: Office, team: Team, workspace: Workspace):
    desk.add(mention(text="The fete was lovely"))
    homes.seen(ANNA.id, Shown(), "")
    shown(workspace, ANNA, "fete was lovely")
    team.roles[ANNA.id] = Role.OUTSIDER
    add(desk, homes, "The second one")
    view = shown(workspace, ANNA, "serves the members of the mentions channel")
    assert "fete" not in str(view)


def test_who_is_only_told_of_risks_to_life_sees_no_queue(homes: Homes, team: Team, workspace: Workspace):
    team.roles[ANNA.id] = Role.CONTACT
    homes.seen(ANNA.id, Shown(), "")
    shown(workspace, ANNA, "serves the members of the mentions channel")


def test_while_nobody_knows_who_is_a_member_a_home_stays_as_it_was(
    homes: Homes, desk: Office, team: Team, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bot.home, "PAUSE", 0.3)
    open_home(workspace, homes, ANNA)
    open_home(workspace, homes, BEN)
    team.unknown = True
    add(desk, homes, "The fete was lovely")
    homes.refuse(BEN.id, note("Done after Anna's.").blocks)
    shown(workspace, BEN, "Done after Anna's.")
    assert "Nothing is waiting" in str(workspace.home(ANNA))
    team.unknown = False
    shown(workspace, ANNA, "fete was lovely")


def test_many_changes_are_few_drawings_for_who_only_looks_on(
    homes: Homes, desk: Office, drawings: Drawings, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bot.home, "OWN_CLICK", 0.0)
    monkeypatch.setattr(bot.home, "REST", 1.0)
    open_home(workspace, homes, ANNA)
    for number in range(20):
        add(desk, homes, f"Remark number {number}.")
    shown(workspace, ANNA, "All (20)")
    assert drawings.count <= 4


def test_what_is_said_goes_again_after_a_while(homes: Homes, workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bot.home, "LOOK_EVERY", 0.2)
    open_home(workspace, homes, ANNA)
    homes.show(ANNA.id, Shown(), note("Ben was first.").blocks)
    shown(workspace, ANNA, "Ben was first.")
    monkeypatch.setattr(bot.home, "SAID_FOR", 0.0)
    workspace.wait_for(lambda: "Ben was first." not in str(workspace.home(ANNA)), 10.0)


def test_only_the_homes_seen_last_are_kept_as_things_are(
    homes: Homes, desk: Office, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bot.home, "MOST", 2)
    for person in (ANNA, BEN, CARYS):
        open_home(workspace, homes, person)
    add(desk, homes, "The fete was lovely")
    for person in (BEN, CARYS):
        shown(workspace, person, "fete was lovely")
    assert "fete was lovely" not in str(workspace.home(ANNA))
