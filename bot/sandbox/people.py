"""Who and what there is in the local workspace: invented people, their channels, and the one app with its tokens."""

from dataclasses import dataclass

TEAM_ID = "T0SANDBOX0"
TEAM_NAME = "Communications sandbox"
TEAM_DOMAIN = "comms-sandbox"

APP_ID = "A0COMMSBOT"
BOT_ID = "B0COMMSBOT"
BOT_USER_ID = "U0COMMSBOT"
BOT_NAME = "commsbot"

# Obviously not secrets: they open nothing but this program.
BOT_TOKEN = "xoxb-sandbox-not-a-secret"  # noqa: S105
APP_TOKEN = "xapp-sandbox-not-a-secret"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the workspace; `is_bot` for the app's own user."""

    id: str
    name: str
    """The name they go by: "Anna Shaw"."""
    handle: str
    """Their user name, without the @."""
    title: str = ""
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class ChannelPlan:
    """A channel as the workspace starts with it. A private channel is seen by its members alone."""

    id: str
    name: str
    members: tuple[str, ...]
    is_private: bool = False
    topic: str = ""


@dataclass(frozen=True, slots=True)
class UserGroup:
    """People who are mentioned together, such as the team leads."""

    id: str
    name: str
    handle: str
    members: tuple[str, ...]


ANNA = Person("U0ANNASHAW", "Anna Shaw", "anna.shaw", "Communications officer")
BEN = Person("U0BENOKAFR", "Ben Okafor", "ben.okafor", "Communications officer")
CARYS = Person("U0CARYSEVN", "Carys Evans", "carys.evans", "Communications team lead")
DEV = Person("U0DEVPATEL", "Dev Patel", "dev.patel", "Communications team lead")
ELLA = Person("U0ELLANOVK", "Ella Novak", "ella.novak", "Estates manager")
COMMSBOT = Person(BOT_USER_ID, "commsbot", BOT_NAME, is_bot=True)

PEOPLE = (ANNA, BEN, CARYS, DEV, ELLA)
"""Everybody but the app's own user. Ella is in the workspace and not in #social-mentions."""

MENTIONS = ChannelPlan(
    "C0MENTIONS",
    "social-mentions",
    (ANNA.id, BEN.id, CARYS.id, DEV.id, BOT_USER_ID),
    is_private=True,
    topic="What people say to us and about us",
)
GENERAL = ChannelPlan("C0GENERAL0", "general", tuple(person.id for person in PEOPLE), topic="The whole organisation")
CHANNELS = (MENTIONS, GENERAL)

TEAM_LEADS = UserGroup("S0TEAMLEAD", "Team leads", "team-leads", (CARYS.id, DEV.id))
USER_GROUPS = (TEAM_LEADS,)
