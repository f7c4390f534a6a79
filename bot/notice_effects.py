"""What becomes of the outbox's rows that the bot says by itself: reminders, announcements, requests, summaries."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Protocol

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.channel import MentionsChannel
from bot.clock import Clock
from bot.contacts import is_person
from bot.slack_failures import is_gone
from bot.slack_messages import find_messages, metadata
from db.notices import Notice, NoticeKind
from db.outbox import Effect, Outbox, OutboxRow
from db.standing import Notices, Reminded
from db.store import CardPlace, Store
from db.watch import Watch
from handlers.blocks.message import Message
from handlers.blocks.notices import (
    LISTED,
    Entry,
    announcement,
    escalation_notice,
    police_notice,
    reminder_note,
    reminders,
)
from rules.decisions import Safety, Side, side_of
from rules.mention import Case
from rules.office_hours import OfficeHours
from rules.reminders import cadence
from rules.safety import Helplines

LOOK_AGAIN = 30.0
"""Seconds after which a reminder that came too late for the office hours is looked at again."""
LOOK_AT_CHART = 0.5
"""Seconds between two looks whether a summary's chart is drawn."""

_NO_WAY_THERE = frozenset(
    {
        "cannot_dm_bot",
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
"""Slack's words for a person or a channel that can't be written to (conversations.open, chat.postMessage)."""

log = structlog.get_logger(__name__)


class Summaries(Protocol):
    """Posts the summaries of the day."""

    def prepare(self, row_id: str, content: Mapping[str, Any]) -> bool:
        """Do what takes long before a summary is posted; tell whether there was anything to do."""
        ...

    def post(self, row_id: str, content: Mapping[str, Any], channel: str) -> str:
        """Post a summary, marked as the effect of the outbox row, and return its timestamp."""
        ...


class NoticeEffects:
    """Posts what the bot says by itself, each with one call that matters, unless it is no longer so."""

    def __init__(
        self,
        outbox: Outbox,
        store: Store,
        client: WebClient,
        channel: MentionsChannel,
        *,
        watch: Watch,
        notices: Notices,
        summaries: Summaries,
        hours: OfficeHours,
        clock: Clock,
        helplines: Helplines,
        leads: Sequence[str],
    ) -> None:
        """Tie the parts together; `leads` are Slack ids, named where something is long overdue."""
        self._outbox = outbox
        self._store = store
        self._watch = watch
        self._notices = notices
        self._client = client
        self._channel = channel
        self._summaries = summaries
        self._hours = hours
        self._clock = clock
        self._helplines = helplines
        self._leads = leads
        self._direct: dict[str, str] = {}
        """The direct messages with people who were told something, by their ids."""
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="summary")
        self._preparing: dict[str, Future[bool]] = {}

    def carry_out(self, row: OutboxRow, failure: str | None = None) -> None:
        """Do it and note it; raise what the Slack client raises.

        `failure` is why Slack refused it as it was: it goes without the link to the platform then.
        """
        if row.effect is Effect.RECHECK:
            for doubtful in self._outbox.doubtful(row.mention_id, notice_id=row.notice_id):
                self._remove_repetitions(doubtful)
            self._outbox.rechecked(row.id)
            return
        notice = self._store.notice(_notice_id(row))
        try:
            match notice.kind:
                case NoticeKind.REMINDER:
                    self._remind(row, notice)
                case NoticeKind.URGENT:
                    self._announce(row, notice, plainly=failure is not None)
                case NoticeKind.ESCALATION:
                    self._pass_on(row, notice, plainly=failure is not None)
                case NoticeKind.POLICE:
                    self._ask_leads(row, notice, plainly=failure is not None)
                case NoticeKind.SUMMARY:
                    self._sum_up(row, notice)
        except SlackApiError as error:
            word = str(error.response.get("error"))
            if notice.recipient is None or word not in _NO_WAY_THERE:
                raise
            self._give_up(row, notice, word)

    def look_up(self, row: OutboxRow) -> bool:
        """Note a doubtful attempt as done if it arrived, else as due again; tell which. Raises as the client does."""
        if row.effect is Effect.RECHECK:
            self._outbox.postpone(row.id, 0.0, "its outcome is unknown")
            return False
        found = self._shown_by(row)
        if found:
            self._outbox.done(row.id)
        else:
            self._outbox.not_arrived(row, "it did not arrive")
        return bool(found)

    def _remind(self, row: OutboxRow, notice: Notice) -> None:
        now = self._clock.now()
        if not self._hours.is_open(now):
            # Slack was away while it was due. At the opening a newer reminder may stand in its place.
            self._outbox.postpone(row.id, time.time() + LOOK_AGAIN, "the office is closed")
            return
        standing = self._notices.standing(notice, now, LISTED)
        if not standing.reminded:
            self._leave(row, notice)
            return
        entries = [self._entry(each) for each in standing.reminded]
        leads = self._leads if standing.newest_stage >= cadence().leads_from else ()
        gathered = reminders(entries, standing.total, now, self._hours.zone, leads)
        place = self._thread(notice)
        if place is None:
            self._post(row, gathered, self._channel.id())
            return
        try:
            alone = reminder_note(entries[0], now, self._hours.zone, leads)
            self._post(row, alone, place.channel, thread_ts=place.ts, reply_broadcast=True)
        except SlackApiError as error:
            if not is_gone(error):
                raise
            # Somebody deleted the card; the reminder must reach the team all the same.
            self._post(row, gathered, self._channel.id())

    def _announce(self, row: OutboxRow, notice: Notice, *, plainly: bool) -> None:
        case = self._case(notice)
        if case.status.safety is not Safety.OPEN or not self._notices.is_newest_announcement(notice):
            self._leave(row, notice)
            return
        said = announcement(
            case,
            int(notice.content["number"]),
            int(cadence().announce_every.total_seconds() // 60),
            self._hours.zone,
            self._helplines,
            card_url=self._card_url(case),
            leads=() if notice.recipient else self._leads,
            plainly=plainly,
        )
        self._post(row, said, self._conversation(notice.recipient))

    def _pass_on(self, row: OutboxRow, notice: Notice, *, plainly: bool) -> None:
        case = self._case(notice)
        decision = next(made for made in case.decisions if made.id == notice.decision_id)
        if case.status.escalated != decision.detail:
            self._leave(row, notice)
            return
        said = escalation_notice(case, decision, self._hours.zone, card_url=self._card_url(case), plainly=plainly)
        self._post(row, said, self._conversation(notice.recipient))

    def _ask_leads(self, row: OutboxRow, notice: Notice, *, plainly: bool) -> None:
        case = self._case(notice)
        request = next(made for made in reversed(case.decisions) if side_of(made.action) is Side.POLICE)
        if request.id != notice.decision_id:
            self._leave(row, notice)
            return
        said = police_notice(
            case,
            request,
            self._hours.zone,
            card_url=self._card_url(case),
            leads=() if notice.recipient else self._leads,
            plainly=plainly,
        )
        self._post(row, said, self._conversation(notice.recipient))

    def _sum_up(self, row: OutboxRow, notice: Notice) -> None:
        channel = self._conversation(notice.recipient)
        if row.id not in self._preparing:
            self._preparing[row.id] = self._threads.submit(self._summaries.prepare, row.id, notice.content)
        if not self._preparing[row.id].done():
            # A chart takes seconds, and nothing else is to wait for it.
            self._outbox.postpone(row.id, time.time() + LOOK_AT_CHART, "its chart is being drawn")
            return
        self._preparing.pop(row.id).result()
        self._summaries.post(row.id, notice.content, channel)
        self._outbox.done(row.id)

    def _post(self, row: OutboxRow, message: Message, channel: str, **where: Any) -> None:
        self._client.chat_postMessage(channel=channel, metadata=metadata(row.id), **where, **message.payload())
        self._outbox.done(row.id)

    def _leave(self, row: OutboxRow, notice: Notice) -> None:
        """Say nothing: somebody has dealt with it, or something newer says it."""
        log.info("Left unsaid: it is no longer so", row=row.id, kind=notice.kind.value)
        self._outbox.done(row.id)

    def _give_up(self, row: OutboxRow, notice: Notice, reason: str) -> None:
        """Note that a recipient can't be reached; a risk to life, or a request, is then told in the channel."""
        log.error("A recipient can't be told", recipient=notice.recipient, kind=notice.kind.value, reason=reason)
        self._outbox.failed(row.id, reason)
        if notice.kind is NoticeKind.URGENT:
            key = f"urgent:{notice.mention_id}:{notice.content['number']}:channel"
            instead = Notice(key, notice.kind, notice.at, mention_id=notice.mention_id, content=notice.content)
            self._watch.order([instead])
        elif notice.kind is NoticeKind.POLICE:
            self._watch.order([replace(notice, key=f"police:{notice.decision_id}:channel", recipient=None)])

    def _shown_by(self, row: OutboxRow) -> list[tuple[str, str]]:
        """Return the channel and timestamp of each message that a row shows, oldest first."""
        notice = self._store.notice(_notice_id(row))
        channel = self._conversation(notice.recipient)
        found = {(ts, channel) for ts in find_messages(self._client, row.id, row.first_sent_at, channel)}
        place = self._thread(notice)
        if place is not None:
            try:
                in_thread = find_messages(self._client, row.id, row.first_sent_at, place.channel, thread_ts=place.ts)
                found |= {(ts, place.channel) for ts in in_thread}
            except SlackApiError as error:
                if not is_gone(error):
                    raise
        return [(channel, ts) for ts, channel in sorted(found)]

    def _remove_repetitions(self, row: OutboxRow) -> None:
        if row.effect is Effect.NOTICE:
            for channel, ts in self._shown_by(row)[1:]:
                self._client.chat_delete(channel=channel, ts=ts)

    def _conversation(self, recipient: str | None) -> str:
        """Return the channel to write to: a person's direct messages are opened first."""
        if recipient is None:
            return self._channel.id()
        if not is_person(recipient):
            return recipient
        if recipient not in self._direct:
            self._direct[recipient] = str(self._client.conversations_open(users=recipient)["channel"]["id"])
        return self._direct[recipient]

    def _thread(self, notice: Notice) -> CardPlace | None:
        """Return the card whose thread a reminder of one mention goes to; None for all else, or before it is shown."""
        alone = notice.kind is NoticeKind.REMINDER and notice.mention_id is not None
        return self._store.card(notice.mention_id) if alone and notice.mention_id is not None else None

    def _entry(self, each: Reminded) -> Entry:
        url = self._channel.url_of(each.card.channel, each.card.ts) if each.card else None
        return Entry(each.case, each.reminder.stage, url)

    def _card_url(self, case: Case) -> str | None:
        place = self._store.card(case.id)
        return self._channel.url_of(place.channel, place.ts) if place else None

    def _case(self, notice: Notice) -> Case:
        if notice.mention_id is None:
            raise LookupError(f"The {notice.kind.value} {notice.key} is about no mention.")
        return self._store.case(notice.mention_id)


def _notice_id(row: OutboxRow) -> int:
    if row.notice_id is None:
        raise LookupError(f"The {row.effect.value} {row.id} is about no notice.")
    return row.notice_id
