"""Lets the language model read what the rules have read at intake, before its card is shown."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from enum import Enum
from functools import partial

import structlog

from bot.clock import Clock
from bot.logs import kind_and_place
from bot.reception import assessed
from db.errors import NotRecorded, OutcomeUnknown, Unreachable
from db.intake import NewMention
from db.readers import Readers
from db.second_reading import SecondReadings, Unread
from rules import assess
from rules.assessment import Assessment, Kind
from rules.model import Model, ModelMissing, load
from rules.office_hours import OfficeHours
from rules.team import SHIPPED, TeamPolicy

AT_ONCE = 100
"""Texts looked up together; so many short ones take about a quarter of a second."""
FOR = 0.2
"""Seconds to read on before cards are shown again: somebody may wait for the redraw of what they clicked on."""

DATABASE_AWAY = (NotRecorded, OutcomeUnknown, Unreachable)
"""While it is, nothing can be shown either, so that reading is tried again."""

TELL_EVERY = 5.0
"""Seconds after which a process that has the model says so again, where several share the database."""
GONE_AFTER = timedelta(seconds=30)
"""Without a word from any process with the model, none has it: longer than a call to Slack holds a worker up."""
STARTED_AFTER = 5.0
"""Seconds that a process with the model, started at the same moment, may take to load it and say so."""

log = structlog.get_logger(__name__)


class Left(Enum):
    """What is still to be read."""

    NOTHING = "nothing"
    HERE = "here"
    """There may be more that this process is to read."""
    ELSEWHERE = "elsewhere"
    """It is left to another process, which has the model."""


class SecondReading:
    """Reads the most urgent first, for one thread. Where there is no model, the rules alone judge, which it says.

    Of several processes on one database, those without the model leave the reading to those that have it.
    """

    def __init__(
        self,
        readings: SecondReadings,
        hours: OfficeHours,
        clock: Clock,
        load: Callable[[], Model] = load,
        *,
        readers: Readers,
        team: Callable[[], TeamPolicy] = lambda: SHIPPED,
        started_after: float = STARTED_AFTER,
    ) -> None:
        """Read what `readings` has; `load` gets the model when it is first needed, and raises ModelMissing.

        `readers` knows of other processes that have it; `team` tells what the team has taught up to now;
        `started_after` is for how many seconds from now one of them may still be starting.
        """
        self._readings = readings
        self._hours = hours
        self._clock = clock
        self._load = load
        self._team = team
        self._readers = readers
        self._all_started = time.monotonic() + started_after
        self._tell_next = 0.0
        self._model: Model | None = None
        self.has_model: bool | None = None
        """None until it is known whether the model can be used here."""

    def read_some(self) -> Left:
        """Read for a moment and tell what may be left; raise `db.errors.StoreError` while the database is away.

        What can't be read, whatever the reason, is shown as the rules have it, and not tried again.
        """
        waiting: list[Unread] | None = None
        try:
            if self._readers.several:
                self._tell()
            waiting = self._readings.next(AT_ONCE)
            return self._read_first_of(waiting) if waiting else Left.NOTHING
        except DATABASE_AWAY:
            raise
        except Exception as error:
            _tell_unread(error, waiting)
            self._readings.leave(None if waiting is None else [each.mention_id for each in waiting])
            return Left.HERE if waiting else Left.NOTHING

    def _read_first_of(self, waiting: Sequence[Unread]) -> Left:
        """Read what there is time for, and tell what may be left."""
        if self.has_model is None:
            self._prepare()
        if self._model is None:
            if self._others_read():
                return Left.ELSEWHERE
            self._readings.leave()
            return Left.NOTHING
        until, judge = time.monotonic() + FOR, partial(assess, model=self._model, team=self._team())
        read: list[tuple[Unread, NewMention]] = []
        for each in waiting:
            read.append((each, self._read(each, judge)))
            if time.monotonic() >= until:
                break
        self._keep(read)
        return Left.HERE if len(read) < len(waiting) or len(waiting) == AT_ONCE else Left.NOTHING

    def _keep(self, read: Sequence[tuple[Unread, NewMention]]) -> None:
        """Keep all of it, or, where one of it can't be kept, the others."""
        try:
            self._readings.keep(read, self._clock.now())
        except DATABASE_AWAY:
            raise
        except Exception as error:
            if len(read) == 1:
                _tell_unread(error, [read[0][0]])
                self._readings.leave([read[0][0].mention_id])
                return
            for each in read:
                self._keep([each])

    def _tell(self) -> None:
        """Say from the first look on, every few seconds, that this process has the model."""
        if self.has_model is None:
            self._prepare()
        if self.has_model and time.monotonic() >= self._tell_next:
            self._readers.tell()
            self._tell_next = time.monotonic() + TELL_EVERY

    def _others_read(self) -> bool:
        """Tell whether another process has the model, or may be about to say so."""
        if not self._readers.several:
            return False
        return time.monotonic() < self._all_started or self._readers.any_within(GONE_AFTER)

    def _prepare(self) -> None:
        try:
            self._model = self._load()
        except ModelMissing as missing:
            log.warning(str(missing))
        except Exception as error:  # a broken model must not keep the cards back
            log.error("The language model can't be used; the rules alone judge", **kind_and_place(error))  # noqa: TRY400
        self.has_model = self._model is not None

    def _read(self, unread: Unread, judge: Callable[[str, Kind], Assessment]) -> NewMention:
        said, received_at = unread.mention, unread.received_at
        try:
            return assessed(said, received_at, self._hours, judge)
        except Exception as error:  # one text that can't be read must not hold up all others
            log.error("A text could not be read again", mention=unread.mention_id, **kind_and_place(error))  # noqa: TRY400
            return assessed(said, received_at, self._hours, lambda *_: unread.assessment)


def _tell_unread(error: Exception, waiting: Sequence[Unread] | None) -> None:
    mentions = "all" if waiting is None else [each.mention_id for each in waiting]
    log.error("The language model's reading failed; the rules alone judge", mentions=mentions, **kind_and_place(error))
