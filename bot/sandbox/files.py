"""Files uploaded to the local workspace, by Slack's external-upload flow: ask for an address, upload, complete."""

import secrets
import time
from dataclasses import dataclass, field

_IMAGES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif"}
_OTHERS = {"txt": "text/plain", "csv": "text/csv", "json": "application/json", "pdf": "application/pdf"}


@dataclass(slots=True)
class File:
    """A file; it exists for others once it was uploaded and completed."""

    id: str
    name: str
    length: int
    """Bytes announced; the upload must have just as many."""
    title: str
    alt_text: str
    created: int
    ticket: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    """Part of the address to upload to."""
    content: bytes | None = None
    completed_at: float | None = None
    """Monotonic seconds."""
    shared_in: list[str] = field(default_factory=list)
    """Ids of the channels it was shared in."""

    @property
    def filetype(self) -> str:
        """Return the ending of its name, in small letters."""
        return self.name.rpartition(".")[2].lower() if "." in self.name else "text"

    @property
    def mimetype(self) -> str:
        """Return its media type, by its name."""
        return (_IMAGES | _OTHERS).get(self.filetype, "application/octet-stream")

    @property
    def is_image(self) -> bool:
        """Tell whether Slack can show it as an image."""
        return self.filetype in _IMAGES

    def processed(self, seconds: float) -> bool:
        """Tell whether Slack has had the `seconds` it takes to make an upload usable."""
        return self.completed_at is not None and time.monotonic() >= self.completed_at + seconds
