"""The mentions channel: its id, and the address of what stands in it."""

import re
import threading
from dataclasses import dataclass

from slack_sdk import WebClient

_PAGE = 200


class ChannelNotFoundError(LookupError):
    """The bot is in no channel of that name."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """What Slack says of the workspace, and of the bot in it."""

    url: str
    """With a slash at the end."""
    bot_id: str | None
    bot_user_id: str | None


class NamedChannel:
    """A channel of the settings, its id looked up once where they give a name."""

    def __init__(self, client: WebClient, name_or_id: str, setting: str) -> None:
        """Look nothing up yet: Slack may be down at start. `setting` is what names it, told where there is none."""
        self._client = client
        self._lock = threading.Lock()
        self._name = name_or_id
        self._setting = setting
        self._id = name_or_id if re.fullmatch(r"[CG][A-Z0-9]{6,}", name_or_id) else None

    def id(self) -> str:
        """Return the channel's id; raise ChannelNotFoundError, or what the Slack client raises."""
        with self._lock:
            if self._id is None:
                self._id = self._look_up()
            return self._id

    def _look_up(self) -> str:
        pages = self._client.users_conversations(
            types="public_channel,private_channel", exclude_archived=True, limit=_PAGE
        )
        for page in pages:
            for channel in page["channels"]:
                if channel["name"] == self._name:
                    return str(channel["id"])
        raise ChannelNotFoundError(
            f"The bot is in no channel called {self._name}. Invite it there (/invite @commsbot), or correct "
            f"{self._setting}."
        )


class MentionsChannel(NamedChannel):
    """The channel that the cards go to, and what Slack says of the workspace it is in."""

    def __init__(self, client: WebClient, name_or_id: str) -> None:
        super().__init__(client, name_or_id, "MENTIONS_CHANNEL")
        self._workspace: Workspace | None = None

    @property
    def workspace(self) -> Workspace | None:
        """The workspace that it is in; None until `learn_workspace` had an answer."""
        return self._workspace

    def learn_workspace(self) -> None:
        """Ask Slack about the workspace; raises what the Slack client raises."""
        answer = self._client.auth_test()
        self._workspace = Workspace(str(answer["url"]), answer.get("bot_id"), answer.get("user_id"))

    def url_of(self, channel: str, ts: str) -> str | None:
        """Return the address of a message in Slack's form for links, or None before the workspace's is known."""
        if self._workspace is None:
            return None
        return f"{self._workspace.url}archives/{channel}/p{ts.replace('.', '')}"
