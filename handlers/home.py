"""The App Home: what opens it, what turns its pages, and what it then shows."""

import re
from collections.abc import Sequence
from typing import Protocol

from slack_bolt import Ack, App
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from handlers.blocks.answers import NOT_A_MEMBER, note
from handlers.blocks.home import PAGE, Shown, bare_home, home_view, read_shown
from handlers.desk import Desk, NotALeadError
from handlers.ids import Control
from handlers.requests import Body
from rules.decisions import Role

EVENTS = ("app_home_opened",)
"""What the bot subscribes to."""


class Homes(Protocol):
    """Shows people their Homes, and shows them anew when what they tell has changed.

    Every method returns at once, and may be called from any thread.
    """

    def seen(self, user_id: str, shown: Shown, view_hash: str) -> None:
        """Note that a person is at their Home, what it shows, and Slack's name for that view; draw it as it now is."""
        ...

    def show(self, user_id: str, shown: Shown, said: Sequence[Block] = ()) -> None:
        """Show a person that list, with `said` at the top until they do something else."""
        ...

    def refuse(self, user_id: str, said: Sequence[Block]) -> None:
        """Show a person nothing but `said`, and no longer what they saw before."""
        ...


def register(app: App, homes: Homes) -> None:
    """Show the list whenever somebody opens the bot's Home tab, and the one that they choose there."""

    def opened(event: Body) -> None:
        if event.get("tab") == "home":
            homes.show(event["user"], shown_on({"event": event}))

    def chosen(ack: Ack, body: Body) -> None:
        ack()
        homes.show(body["user"]["id"], read_shown(body["actions"][0].get("value")))

    app.event(EVENTS[0])(opened)
    app.action(re.compile(f"^{Control.HOME_SHOW}_"))(chosen)


def is_on_home(body: Body) -> bool:
    """Tell whether somebody opened the Home tab or clicked there; a click there has no response_url to answer."""
    event = body.get("event") or {}
    opened = event.get("type") == EVENTS[0] and event.get("tab") == "home"
    return opened or (body.get("view") or {}).get("type") == "home"


def shown_on(body: Body) -> Shown:
    """Return which list the Home shows that a request came from."""
    return read_shown(_view(body).get("private_metadata"))


def note_visit(homes: Homes, user_id: str, body: Body) -> None:
    """Let a person's Home be kept as things are, from a request that came from there."""
    homes.seen(user_id, shown_on(body), str(_view(body).get("hash") or ""))


def _view(body: Body) -> Body:
    view: Body = body.get("view") or (body.get("event") or {}).get("view") or {}
    return view


def draw(desk: Desk, user_id: str, shown: Shown, said: Sequence[Block] = ()) -> View:
    """Return a person's Home as it is now; raise MembershipUnknownError."""
    member = desk.member(user_id)
    if member.role not in {Role.STAFF, Role.LEAD}:
        return bare_home(note(NOT_A_MEMBER).blocks)
    try:
        page = desk.queue(shown.queue, member, limit=PAGE, offset=shown.offset)
    except NotALeadError:
        # Who no longer leads the team still looks at it, or forged the button.
        shown = Shown()
        page = desk.queue(shown.queue, member, limit=PAGE, offset=shown.offset)
    return home_view(desk.board(member), shown.queue, page, member=member, zone=desk.zone, said=said)
