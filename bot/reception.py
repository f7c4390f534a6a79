"""Takes mentions in, from wherever they come: assessed, given times to respond and answer by, and kept once each."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.clock import Clock
from bot.intake import Receipt
from db.store import NewMention, Store
from rules import assess, language
from rules.assessment import Assessment, Kind
from rules.mention import Mention
from rules.office_hours import OfficeHours
from rules.targets import answer_by, respond_by


class Reception:
    """The one way in. Needs no Slack: the cards are shown by whichever process delivers."""

    def __init__(self, store: Store, hours: OfficeHours, clock: Clock) -> None:
        self._store = store
        self._hours = hours
        self._clock = clock

    def receive(self, mentions: Sequence[Mention]) -> Receipt:
        """Assess and keep mentions, those that are there already left out; raise `db.errors.StoreError`."""
        ids = self.add(mentions)
        accepted = sum(1 for each in ids if each is not None)
        return Receipt(accepted=accepted, duplicates=len(ids) - accepted, rejected=())

    def add(self, mentions: Sequence[Mention], deadline: float | None = None) -> list[int | None]:
        """Do the same by `deadline`, a time of `time.monotonic()`, and return the ids, None for what was there."""
        # The rules work, and are read, before the transaction begins, so that it holds nobody up.
        language.prepare()
        now, judge = self._clock.now(), partial(assess, team=self._store.team_policy())
        # The language model takes longer: the worker asks it before the card is shown.
        new = [replace(assessed(mention, now, self._hours, judge), unread=True) for mention in mentions]
        return self._store.add_mentions(new, now, deadline)


def assessed(
    mention: Mention, received_at: datetime, hours: OfficeHours, judge: Callable[[str, Kind], Assessment]
) -> NewMention:
    """Return a mention with what `judge` makes of its text, and by when it is to be dealt with."""
    assessment = judge(mention.text, mention.kind)
    return NewMention(
        mention,
        assessment,
        respond_by=respond_by(mention.kind, assessment, received_at, hours),
        answer_by=answer_by(mention.kind, assessment, received_at, hours),
    )
