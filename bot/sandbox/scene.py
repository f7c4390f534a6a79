"""What the page must know to draw a message: the names behind ids, the time, and where its files are."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that was uploaded to this workspace."""

    address: str
    """Where on this server the page loads it."""
    alt: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file, other than an image, that was shared where the person sees it."""

    address: str
    """Where on this server it can be saved from."""
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Scene:
    """The workspace as one person sees it at one moment."""

    now: datetime
    """Aware; days such as "today" are reckoned from it, in London."""
    viewer: str = ""
    """User id of the person who looks."""
    people: Mapping[str, str] = field(default_factory=dict)
    """User id to name, the bot included."""
    channels: Mapping[str, str] = field(default_factory=dict)
    """Channel id to name, without the #."""
    user_groups: Mapping[str, str] = field(default_factory=dict)
    """User group id to handle, without the @."""
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    """File id to the image."""
    attachments: Mapping[str, Attachment] = field(default_factory=dict)
    """File id to what is no image."""
    prefix: str = "view"
    """Begins the id of every HTML element that a label or description points at; unique on the page."""

    def under(self, prefix: str) -> "Scene":
        """Return the same scene with another beginning for the ids of HTML elements."""
        return replace(self, prefix=prefix)
