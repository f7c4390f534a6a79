"""Changes to reply templates: made by team leads alone, and logged."""

import time
from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.clock import Clock
from bot.recording import RECORD_WITHIN, in_handlers_words
from db.errors import TemplateChanged
from db.templates import Templates
from handlers.desk import Member
from handlers.editor import NotALeadError, TemplateChangedError
from rules.decisions import Role
from rules.library import TemplateVersion
from rules.replies import Template

log = structlog.get_logger(__name__)


class Editor:
    """Implements `handlers.editor.Editor`. Safe to use from several threads."""

    def __init__(self, templates: Templates, clock: Clock) -> None:
        self._templates = templates
        self._clock = clock

    def save(self, template: Template, by: Member, *, retired: bool = False) -> TemplateVersion:
        """Keep a template as the version after its own; raises as its Protocol says."""
        _check_is_lead(by, template.key)
        made = TemplateVersion(
            template=replace(template, version=template.version + 1),
            retired=retired,
            by=by.person,
            at=self._clock.now(),
        )
        try:
            with in_handlers_words():
                self._templates.save([made], time.monotonic() + RECORD_WITHIN)
        except TemplateChanged as error:
            raise TemplateChangedError(error.latest) from error
        log.info("A template was changed", template=template.key, version=made.template.version, person=by.person.id)
        return made

    def history(self, key: str, by: Member) -> Sequence[TemplateVersion]:
        """Return the versions that team leads made of a template, oldest first; raise NotALeadError."""
        _check_is_lead(by, key)
        with in_handlers_words():
            return self._templates.history(key)


def _check_is_lead(by: Member, key: str) -> None:
    if by.role is not Role.LEAD:
        # A key that nobody keeps may be what somebody forged.
        log.warning("A change to a template was refused", template=key[:60], person=by.person.id)
        raise NotALeadError
