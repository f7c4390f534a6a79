"""What team leads may do to reply templates. `bot.templates` implements it; team leads alone are let."""

from collections.abc import Sequence
from typing import Protocol

from handlers.desk import Member, NotALeadError
from rules.library import TemplateVersion
from rules.replies import Template

__all__ = ["Editor", "NotALeadError", "TemplateChangedError"]


class TemplateChangedError(Exception):
    """Somebody has saved another version since, and nothing was saved; `latest` is theirs."""

    def __init__(self, latest: TemplateVersion) -> None:
        super().__init__(latest.template.key)
        self.latest = latest


class Editor(Protocol):
    """Changes templates and tells how they came about. Every method checks who asks, and logs who was refused."""

    def save(self, template: Template, by: Member, *, retired: bool = False) -> TemplateVersion:
        """Keep a template as the version after its own, and return that.

        Raises NotALeadError, TemplateChangedError, NotRecordedError, OutcomeUnknownError.
        """
        ...

    def history(self, key: str, by: Member) -> Sequence[TemplateVersion]:
        """Return the versions that team leads made of a template, oldest first; raise NotALeadError."""
        ...
