"""Lets the language model read what the rules have read at intake, before its card is shown."""

import time
from collections.abc import Callable, Sequence
from functools import partial

import structlog

from bot.clock import Clock
from bot.logs import kind_and_place
from bot.reception import assessed
from db.errors import NotRecorded, OutcomeUnknown, Unreachable
from db.intake import NewMention
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

log = structlog.get_logger(__name__)


class SecondReading:
    """Reads the most urgent first, for one thread. Where there is no model, the rules alone judge, which it says."""

    def __init__(
        self,
        readings: SecondReadings,
        hours: OfficeHours,
        clock: Clock,
        load: Callable[[], Model] = load,
        *,
        team: Callable[[], TeamPolicy] = lambda: SHIPPED,
    ) -> None:
        """Read what `readings` has; `load` gets the model when it is first needed, and raises ModelMissing.

        `team` tells what the team has taught up to now.
        """
        self._readings = readings
        self._hours = hours
        self._clock = clock
        self._load = load
        self._team = team
        self._model: Model | None = None
        self.has_model: bool | None = None
        """None until it is known whether the model can be used here."""

    def read_some(self) -> bool:
        """Read for a moment and tell whether more may be left; raise `db.errors.StoreError` while the database is away.

        What can't be read, whatever the reason, is shown as the rules have it, and not tried again.
        """
        waiting: list[Unread] | None = None
        try:
            waiting = self._readings.next(AT_ONCE)
            return bool(waiting) and self._read_first_of(waiting)
        except DATABASE_AWAY:
            raise
        except Exception as error:
            _tell_unread(error, waiting)
            self._readings.leave(None if waiting is None else [each.mention_id for each in waiting])
            return bool(waiting)

    def _read_first_of(self, waiting: Sequence[Unread]) -> bool:
        """Read what there is time for, and tell whether more may be left."""
        if self.has_model is None:
            self._prepare()
        if self._model is None:
            self._readings.leave()
            return False
        until, judge = time.monotonic() + FOR, partial(assess, model=self._model, team=self._team())
        read: list[tuple[Unread, NewMention]] = []
        for each in waiting:
            read.append((each, self._read(each, judge)))
            if time.monotonic() >= until:
                break
        self._keep(read)
        return len(read) < len(waiting) or len(waiting) == AT_ONCE

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
