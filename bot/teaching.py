"""What team leads teach the triage: each word tried against the newest mentions, kept, and taken off again."""

import time
from dataclasses import replace
from zoneinfo import ZoneInfo

import structlog

from bot.clock import Clock
from bot.recording import RECORD_WITHIN, in_handlers_words
from db.team import Team
from handlers.desk import Member, NotALeadError
from handlers.teaching import AlreadyListedError, WordLists
from rules.decisions import Role
from rules.model import ModelMissing, load
from rules.teaching import TRIED_AGAINST, Trial, try_out
from rules.team import ListedWord, TeamWord, spoken
from rules.triage import Model

TRY_FOR = 1.2
"""Seconds to judge anew: Slack waits three for the modal's answer."""
TAKEN_OFF_SHOWN = 5

log = structlog.get_logger(__name__)


class Teaching:
    """Implements `handlers.teaching.Teaching`. Safe to use from several threads."""

    def __init__(self, team: Team, clock: Clock, zone: ZoneInfo) -> None:
        self._team = team
        self._clock = clock
        self._zone = zone

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that people read times in."""
        return self._zone

    def lists(self) -> WordLists:
        """Return the lists as they are now; raise NotRecordedError."""
        with in_handlers_words():
            return WordLists(self._team.words(), self._team.taken_off(TAKEN_OFF_SHOWN))

    def word(self, word_id: int, by: Member) -> ListedWord:
        """Return what a lead may take off; raise NotALeadError, UnknownWordError."""
        _check_lead(by, word_id)
        with in_handlers_words():
            return self._team.word(word_id)

    def try_out(self, word: TeamWord, by: Member, *, taking_off: bool = False) -> Trial:
        """Return what putting a word on its list, or taking it off, would have changed; raises as its Protocol says."""
        _check_lead(by)
        said = spoken(word.words)
        listed = next((each for each in self._team.words() if spoken(each.word.words) == said), None)
        if listed and not taking_off:
            raise AlreadyListedError(listed)
        now = self._team.policy()
        others = tuple(each for each in now.words if each != word)
        after = replace(now, words=others if taking_off else (*others, word))
        newest, model = self._team.newest(TRIED_AGAINST), _model()
        # Counted from here: the first time, the model has to be read before anything can be tried.
        until = time.monotonic() + TRY_FOR
        return try_out(word, now, after, newest, model, in_time=lambda: time.monotonic() < until)

    def put_on(self, word: TeamWord, why: str, by: Member) -> ListedWord:
        """Put a word on its list; raises as its Protocol says."""
        _check_lead(by)
        with in_handlers_words():
            kept = self._team.put_on(word, why, by.person, self._clock.now(), time.monotonic() + RECORD_WITHIN)
        log.info("A word was put on a list", word=kept.id, principle=word.principle, person=by.person.id)
        return kept

    def take_off(self, word_id: int, by: Member) -> ListedWord:
        """Take a word off its list; raises as its Protocol says."""
        _check_lead(by, word_id)
        with in_handlers_words():
            gone = self._team.take_off(word_id, by.person, self._clock.now(), time.monotonic() + RECORD_WITHIN)
        log.info("A word was taken off a list", word=gone.id, person=by.person.id)
        return gone


def _check_lead(by: Member, word_id: int | None = None) -> None:
    if by.role is not Role.LEAD:
        log.warning("A change of the team's words was refused", word=word_id, person=by.person.id)
        raise NotALeadError


def _model() -> Model | None:
    try:
        return load()
    except ModelMissing:
        return None
