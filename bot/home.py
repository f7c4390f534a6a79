"""The Homes that people have open, kept as things are: drawn when opened, and anew when what they show has changed.

Nothing here is kept on disk. After a restart a Home is drawn anew when it is opened or something is clicked in it.
"""

import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from sqlalchemy.exc import SQLAlchemyError

from bot.desk import Desk
from bot.logs import kind_and_place
from bot.pace import Pace
from bot.slack_failures import SLACK_ERRORS, Failure, diagnose
from db.errors import StoreError
from handlers.blocks.answers import note
from handlers.blocks.home import Shown, bare_home
from handlers.desk import MembershipUnknownError
from handlers.home import draw

KEPT_FOR = 3600.0
"""Seconds for which a Home is kept up to date after its person last opened it or clicked there."""
MOST = 500
"""Homes kept up to date at once: those seen last. Others are drawn when they are opened."""
LOOK_EVERY = 5.0
"""Seconds between two looks for what no commit here tells of: another process's work, and times that pass."""
REST = 3.0
"""Seconds between two drawings of one person's Home by itself; what they do there themselves is shown at once."""
OWN_CLICK = 5.0
"""Seconds for which a change is taken for what that person has just done."""
SAID_FOR = 60.0
"""Seconds for which a refusal stands at the top, unless its person does something else."""
PUBLISHES_PER_SECOND = 1.5
"""views.publish: tier 4, about 100 a minute in the whole workspace (Slack's rate limits)."""
PUBLISH_BURST = 30
PAUSE = 5.0
"""Seconds before another try where the database, or who is a member, could not be read."""
STOP_WITHIN = 2.0
"""Seconds that a call under way may take to end."""

UNREADABLE = "The list can’t be read just now. It comes back here by itself as soon as it can."

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Home:
    """One person's Home: what it is to show, and what it showed last."""

    shown: Shown
    said: tuple[Block, ...] = ()
    """What is told at its top."""
    bare: bool = False
    """True where nothing but that is to be shown."""
    seen_at: float = 0.0
    stale: bool = True
    not_before: float = 0.0
    """When it may be drawn again."""
    published: str = ""
    """The view as JSON that was published last."""
    hash: str = ""
    """Slack's name for it: with it, another process's newer view is not overwritten."""


class Homes:
    """Implements `handlers.home.Homes`, with a thread of its own that makes every call of views.publish."""

    def __init__(self, desk: Desk, client: WebClient, *, scale: float = 1.0) -> None:
        """Draw what `desk` tells; `scale` multiplies the pace of publishing."""
        self._desk = desk
        self._client = client
        self._pace = Pace(PUBLISHES_PER_SECOND * scale, max(PUBLISH_BURST, int(PUBLISH_BURST * scale)))
        self._homes: dict[str, _Home] = {}
        self._lock = threading.Lock()
        self._mark: object = None
        self._next_look = 0.0
        self._changed = threading.Event()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="homes", daemon=True)

    def start(self) -> None:
        """Begin to draw."""
        self._thread.start()

    def stop(self) -> None:
        """Draw no more; waits some seconds at most."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(STOP_WITHIN)

    def seen(self, user_id: str, shown: Shown, view_hash: str) -> None:
        """Note that a person is at their Home and what they see there, and keep it as things are from now on."""
        with self._lock:
            home = self._homes.pop(user_id, None) or _Home(shown)
            if home.hash != view_hash:
                # After a restart, or where another process drew it.
                home.hash, home.published = view_hash, ""
            self._homes[user_id] = home
            home.seen_at = time.monotonic()
        self.show(user_id, shown)

    def show(self, user_id: str, shown: Shown, said: Sequence[Block] = ()) -> None:
        """Show a person that list, with `said` at the top until they do something else."""
        self._ask(user_id, shown, said, bare=False)

    def refuse(self, user_id: str, said: Sequence[Block]) -> None:
        """Show a person nothing but `said`, and no longer what they saw before."""
        self._ask(user_id, Shown(), said, bare=True)

    def changed(self) -> None:
        """Draw anew what has changed: something was just committed."""
        self._changed.set()
        self._wake.set()

    def _ask(self, user_id: str, shown: Shown, said: Sequence[Block], *, bare: bool) -> None:
        with self._lock:
            home = self._homes.get(user_id)
            if home is None:
                return
            home.shown, home.said, home.bare = shown, tuple(said), bare
            home.stale, home.not_before = True, 0.0
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            pause = self._step()
            if pause and not self._stopping.is_set():
                self._wake.wait(pause)

    def _step(self) -> float:
        """Draw what there is to draw now; return the seconds to wait before the next look. Whatever happens, go on."""
        try:
            self._look()
            user_id, pause = self._next()
            if user_id is None:
                return pause
            if pause := self._pace.wait():
                return pause
            self._draw(user_id)
        except (StoreError, SQLAlchemyError) as error:
            log.warning("What the Homes show could not be read", error=type(error).__name__)
        except Exception as error:
            log.error("Drawing a Home stumbled", **kind_and_place(error))  # noqa: TRY400 - without its own words
        else:
            return 0.0
        return PAUSE

    def _look(self) -> None:
        """Note which Homes may show what is no longer so, and forget those that nobody has looked at for long."""
        now = time.monotonic()
        with self._lock:
            self._homes = {id_: home for id_, home in self._homes.items() if now - home.seen_at < KEPT_FOR}
            for home in self._homes.values():
                if home.said and not home.bare and now - home.seen_at > SAID_FOR:
                    home.said, home.stale = (), True
            nobody = not self._homes
        if nobody or (now < self._next_look and not self._changed.is_set()):
            return
        self._next_look = now + LOOK_EVERY
        self._changed.clear()
        try:
            mark = self._desk.mark()
        except (StoreError, SQLAlchemyError) as error:
            log.warning("Whether the Homes are out of date could not be read", error=type(error).__name__)
            return
        if mark != self._mark:
            self._mark = mark
            with self._lock:
                for home in self._homes.values():
                    home.stale = True

    def _next(self) -> tuple[str | None, float]:
        """Return whose Home is to be drawn now; else None, and the seconds until one may be."""
        now = time.monotonic()
        with self._lock:
            stale = [(home.not_before, user_id) for user_id, home in self._homes.items() if home.stale]
        not_before, user_id = min(stale, default=(now + LOOK_EVERY, None))
        if not_before <= now:
            return user_id, 0.0
        return None, min(not_before - now, LOOK_EVERY)

    def _draw(self, user_id: str) -> None:
        with self._lock:
            home = self._homes.get(user_id)
            if home is None:
                return
            home.stale = False
            shown, said, bare = home.shown, home.said, home.bare
        kept = True
        try:
            view = bare_home(said) if bare else draw(self._desk, user_id, shown, said)
            # What names no list is shown to somebody who is not served, or not now: nothing in it can change.
            kept = bool(view.private_metadata)
        except MembershipUnknownError:
            self._later(home)
            return
        except (StoreError, SQLAlchemyError) as error:
            log.warning("A Home could not be read", error=type(error).__name__)
            view = bare_home([*said, *note(UNREADABLE).blocks])
            self._later(home)
        written = json.dumps(view.to_dict(), sort_keys=True)
        if written != home.published:
            self._publish(user_id, home, view, written)
        if kept:
            self._make_room()
        else:
            self._forget_bare(user_id, home)

    def _publish(self, user_id: str, home: _Home, view: View, written: str) -> None:
        self._pace.take()
        try:
            answer = self._client.views_publish(user_id=user_id, view=view, hash=home.hash or None)
        except SLACK_ERRORS as error:
            self._set_back(user_id, home, error)
            return
        now = time.monotonic()
        with self._lock:
            home.published, home.hash = written, answer["view"]["hash"]
            if now - home.seen_at > OWN_CLICK:
                home.not_before = max(home.not_before, now + REST)

    def _make_room(self) -> None:
        """Keep `MOST`, those that were seen last; what is still to be drawn may turn out to be an outsider's."""
        with self._lock:
            drawn = [user_id for user_id, home in self._homes.items() if home.published]
            if len(drawn) > MOST:
                del self._homes[drawn[0]]

    def _set_back(self, user_id: str, home: _Home, error: Exception) -> None:
        own = time.monotonic() - home.seen_at < OWN_CLICK
        if isinstance(error, SlackApiError) and error.response.get("error") == "hash_conflict":
            # Another process drew it since, for a click that came there; unless the click came here.
            home.hash = ""
            if own:
                self._later(home, 0.0)
            else:
                self._forget(user_id, home)
            return
        diagnosis = diagnose(error)
        log.warning("Slack did not take a Home", error=diagnosis.error)
        if diagnosis.failure is Failure.RATE_LIMITED:
            self._pace.block(diagnosis.retry_after)
            self._later(home, 0.0)
        elif diagnosis.failure is Failure.UNKNOWN_OUTCOME or not isinstance(error, SlackApiError):
            self._later(home)
        else:
            # It would be refused again. It is drawn when it is opened.
            self._forget(user_id, home)

    def _later(self, home: _Home, seconds: float = PAUSE) -> None:
        with self._lock:
            home.stale, home.not_before = True, time.monotonic() + seconds

    def _forget_bare(self, user_id: str, home: _Home) -> None:
        """Keep no place for who is not served, unless they have asked for something else, or it must be tried again."""
        with self._lock:
            if not home.stale and self._homes.get(user_id) is home:
                del self._homes[user_id]

    def _forget(self, user_id: str, home: _Home) -> None:
        with self._lock:
            if self._homes.get(user_id) is home:
                del self._homes[user_id]
