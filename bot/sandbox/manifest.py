"""What the app's manifest tells Slack: its slash commands, its shortcuts and the events it subscribes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command, as the message box offers it."""

    command: str
    """With its slash: `/mentions`."""
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut: on a message, or global."""

    callback_id: str
    name: str
    on_message: bool
    description: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The parts of a manifest that the local workspace acts on. None means that anything is allowed."""

    commands: tuple[SlashCommand, ...] | None = None
    shortcuts: tuple[Shortcut, ...] | None = None
    events: frozenset[str] | None = None
    home_tab: bool = True
    """Whether the app has a Home that it can publish."""

    def has_command(self, command: str) -> bool:
        """Tell whether the app has a slash command."""
        return self.commands is None or any(known.command == command for known in self.commands)

    def has_shortcut(self, callback_id: str, *, on_message: bool) -> bool:
        """Tell whether the app has a shortcut of that sort."""
        return self.shortcuts is None or any(
            known.callback_id == callback_id and known.on_message == on_message for known in self.shortcuts
        )

    def subscribes(self, event: str) -> bool:
        """Tell whether the app wants an event, such as `message.groups`."""
        return self.events is None or event in self.events


def read_manifest(manifest: Mapping[str, Any] | None) -> Manifest:
    """Return what a manifest says; one of None allows everything."""
    if manifest is None:
        return Manifest()
    features = manifest.get("features") or {}
    subscriptions = (manifest.get("settings") or {}).get("event_subscriptions") or {}
    return Manifest(
        tuple(
            SlashCommand(item["command"], item.get("description", ""), item.get("usage_hint", ""))
            for item in features.get("slash_commands") or ()
        ),
        tuple(
            Shortcut(item["callback_id"], item["name"], item.get("type") == "message", item.get("description", ""))
            for item in features.get("shortcuts") or ()
        ),
        frozenset(subscriptions.get("bot_events") or ()),
        bool((features.get("app_home") or {}).get("home_tab_enabled")),
    )
