"""What becomes of the outbox's rows that the bot says by itself: reminders, announcements, requests, summaries."""

import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.announcements import Announcements
from bot.channel import MentionsChannel
from bot.clock import Clock
from bot.notice_places import NoticePlaces
from bot.notice_posts import NoticePosts
from bot.notice_refusals import NoticeRefusals
from db.notices import Notice, NoticeKind
from db.outbox import Effect, Outbox, OutboxRow
from db.standing import Notices, Reminded
from db.store import Store
from db.watch import Watch
from handlers.blocks.drafts import draft_note
from handlers.blocks.email_failed import email_failed
from handlers.blocks.follow_ups import follow_up
from handlers.blocks.message import Message
from handlers.blocks.notices import (
    LISTED,
    Entry,
    Gathered,
    WhyHere,
    announcement,
    escalation_notice,
    police_notice,
    reminder_note,
    reminders,
    unreached_notice,
)
from rules.decisions import Safety, Side, side_of
from rules.mention import Case, Posting
from rules.office_hours import OfficeHours
from rules.reminders import cadence
from rules.safety import Helplines
from rules.services import Contacts

LOOK_AGAIN = 30.0
"""Seconds after which a reminder that came too late for the office hours is looked at again."""
LOOK_AT_CHART = 0.5
"""Seconds between two looks whether a summary's chart is drawn."""

log = structlog.get_logger(__name__)


class Summaries(Protocol):
    """Posts the summaries of the day."""

    def ready(self, content: Mapping[str, Any]) -> bool:
        """Tell whether what takes long before a summary is posted is done; begin with it, beside, if nobody has."""
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
        contacts: Contacts,
        leads: Sequence[str],
        urgent: Sequence[str] = (),
    ) -> None:
        """Tie the parts together; `leads` are Slack ids, named where something is long overdue or nobody was told.

        `contacts` are ours, which nobody masks; `urgent` are those whom the settings name to be told of a risk to life.
        """
        self._outbox = outbox
        self._store = store
        self._notices = notices
        self._client = client
        self._channel = channel
        self._summaries = summaries
        self._hours = hours
        self._clock = clock
        self._helplines = helplines
        self._contacts = contacts
        self._leads = leads
        self._urgent = urgent
        self._places = NoticePlaces(client, store, channel, clock)
        self._announcements = Announcements(client, notices, clock)
        self._posts = NoticePosts(outbox, client, channel, self._places)
        self._refusals = NoticeRefusals(outbox, watch)

    def carry_out(self, row: OutboxRow, failure: str | None = None) -> None:
        """Do it and note it; raise what the Slack client raises.

        `failure` is why Slack refused it as it was: it goes without the link to the platform then.
        """
        notice = self._store.notice(_notice_id(row))
        if row.effect is Effect.RECHECK:
            self._posts.recheck(row, notice)
            return
        plainly = failure is not None
        try:
            self._say(row, notice, plainly=plainly)
        except SlackApiError as error:
            if not self._refusals.take(row, notice, error, plainly=plainly):
                raise

    def _say(self, row: OutboxRow, notice: Notice, *, plainly: bool) -> None:
        match notice.kind:
            case NoticeKind.REMINDER:
                self._remind(row, notice)
            case NoticeKind.URGENT:
                self._announce(row, notice, plainly=plainly)
            case NoticeKind.ESCALATION:
                self._pass_on(row, notice, plainly=plainly)
            case NoticeKind.POLICE:
                self._ask_leads(row, notice, plainly=plainly)
            case NoticeKind.FOLLOW_UP:
                self._follow_up(row, notice)
            case NoticeKind.SUMMARY:
                self._sum_up(row, notice)
            case NoticeKind.EMAIL_FAILED:
                self._tell_of_email(row, notice)
            case NoticeKind.DRAFT:
                self._show_draft(row, notice)

    def look_up(self, row: OutboxRow) -> bool:
        """Note a doubtful attempt as done if it arrived, else as due again; tell which. Raises as the client does."""
        if row.effect is Effect.RECHECK:
            self._outbox.postpone(row.id, 0.0, "its outcome is unknown")
            return False
        notice = self._store.notice(_notice_id(row))
        try:
            found = self._places.shown_by(row, notice)
        except SlackApiError as error:
            if not self._refusals.take_unfound(row, notice, error):
                raise
            return False
        if found:
            self._outbox.done(row.id)
        else:
            self._outbox.not_arrived(row, "it did not arrive")
        return bool(found)

    def _remind(self, row: OutboxRow, notice: Notice) -> None:
        if not self._is_open(row):
            return
        now = self._clock.now()
        standing = self._notices.standing(notice, now, LISTED)
        if not standing.reminded:
            self._posts.leave(row, notice)
            return
        entries = [self._entry(each) for each in standing.reminded]
        leads = self._leads if standing.newest_stage >= cadence().leads_from else ()
        counts = Gathered(standing.total, standing.overdue, standing.newly_overdue, standing.snooze_over)
        gathered = reminders(entries, counts, now, self._hours.zone, leads)
        alone = reminder_note(entries[0], now, self._hours.zone, leads)
        self._posts.post_under_card(row, notice, alone, or_else=gathered)

    def _is_open(self, row: OutboxRow) -> bool:
        """Tell whether the office is open; else put off what was due while Slack was away.

        At the opening a newer one may stand in its place.
        """
        is_open = self._hours.is_open(self._clock.now())
        if not is_open:
            self._outbox.postpone(row.id, time.time() + LOOK_AGAIN, "the office is closed")
        return is_open

    def _announce(self, row: OutboxRow, notice: Notice, *, plainly: bool) -> None:
        case = self._case(notice)
        if case.status.safety is not Safety.OPEN or not self._notices.is_newest_announcement(notice):
            self._posts.leave(row, notice)
            return
        said = announcement(
            case,
            int(notice.content["number"]),
            int(cadence().announce_every.total_seconds() // 60),
            self._hours.zone,
            self._helplines,
            card_url=self._card_url(case),
            why_here=None if notice.recipient else self._why_here(notice),
            leads=() if notice.recipient else self._leads,
            plainly=plainly,
        )
        self._posts.post(row, said, self._places.conversation(notice.recipient))

    def _why_here(self, notice: Notice) -> WhyHere:
        """Return why a risk to life is announced in the channel."""
        if unreached := notice.content.get("unreached"):
            return WhyHere(str(unreached))
        return WhyHere(is_anybody_set=bool(self._urgent))

    def _pass_on(self, row: OutboxRow, notice: Notice, *, plainly: bool) -> None:
        case = self._case(notice)
        decision = next(made for made in case.decisions if made.id == notice.decision_id)
        if case.status.escalated != decision.detail:
            self._posts.leave(row, notice)
            return
        zone, card_url = self._hours.zone, self._card_url(case)
        if notice.recipient is None:
            unreached = notice.content.get("unreached")
            told = unreached_notice(
                case, decision, zone, unreached=unreached, card_url=card_url, leads=self._leads, plainly=plainly
            )
            self._posts.post_under_card(row, notice, told, or_else=told)
            return
        said = escalation_notice(case, decision, zone, card_url=card_url, plainly=plainly)
        self._posts.post(row, said, self._places.conversation(notice.recipient))

    def _ask_leads(self, row: OutboxRow, notice: Notice, *, plainly: bool) -> None:
        case = self._case(notice)
        request = next(made for made in reversed(case.decisions) if side_of(made.action) is Side.POLICE)
        if request.id != notice.decision_id or not self._notices.is_newest(notice):
            self._posts.leave(row, notice)
            return
        again = "stage" in notice.content
        if again and not self._is_open(row):
            return
        said = police_notice(
            case,
            request,
            self._hours.zone,
            again=again,
            card_url=self._card_url(case),
            leads=() if notice.recipient else self._leads,
            plainly=plainly,
        )
        self._posts.post(row, said, self._places.conversation(notice.recipient))

    def _follow_up(self, row: OutboxRow, notice: Notice) -> None:
        case = self._case(notice)
        decision = next(made for made in case.decisions if made.id == notice.decision_id)
        side = side_of(decision.action)
        channel = self._places.conversation(notice.recipient)
        if side is Side.POLICE:
            self._announcements.redraw(notice, channel, {NoticeKind.POLICE}, partial(self._answered_request, case))
        if notice.content.get("quietly"):
            self._outbox.done(row.id)
            return
        if any(later.id > decision.id and side_of(later.action) is side for later in case.decisions):
            self._posts.leave(row, notice)
            return
        in_channel, card_url = notice.recipient is None, self._card_url(case)

        def say(decision_id: int | None) -> Message:
            told = next((made for made in case.decisions if made.id == decision_id), decision)
            return follow_up(case, told, self._hours.zone, card_url=card_url, in_channel=in_channel)

        if side is Side.SAFETY:
            self._announcements.redraw(notice, channel, {NoticeKind.URGENT, NoticeKind.FOLLOW_UP}, say)
        self._posts.post(row, say(decision.id), channel)

    def _answered_request(self, case: Case, request_id: int | None) -> Message | None:
        """Return a request about the police as it reads once it was answered; None while it still waits."""
        request, *since = (
            made for made in case.decisions if side_of(made.action) is Side.POLICE and made.id >= (request_id or 0)
        )
        if not since:
            return None
        return police_notice(case, request, self._hours.zone, card_url=self._card_url(case), answer=since[0])

    def _tell_of_email(self, row: OutboxRow, notice: Notice) -> None:
        case = self._case(notice)
        state = case.email
        if state is None or state.decision_id != notice.decision_id or state.posting is not Posting.FAILED:
            self._posts.leave(row, notice)
            return
        referral = next(made for made in case.decisions if made.id == notice.decision_id)
        said = email_failed(case, referral, state.error or "nobody knows why")
        self._posts.post_under_card(row, notice, said, or_else=said)

    def _show_draft(self, row: OutboxRow, notice: Notice) -> None:
        draft_id = int(notice.content["draft"])
        said = draft_note(self._case(notice), self._store.draft(draft_id), draft_id, self._contacts)
        self._posts.post_under_card(row, notice, said, or_else=said)

    def _sum_up(self, row: OutboxRow, notice: Notice) -> None:
        if self._day(self._clock.now()) != self._day(notice.at):
            log.error("A summary is given up: its day is over", row=row.id, recipient=notice.recipient)
            self._outbox.failed(row.id, "its day is over")
            return
        channel = self._places.conversation(notice.recipient)
        if not self._summaries.ready(notice.content):
            # A chart takes seconds, and nothing else is to wait for it.
            self._outbox.postpone(row.id, time.time() + LOOK_AT_CHART, "its chart is being drawn")
            return
        self._summaries.post(row.id, notice.content, channel)
        self._outbox.done(row.id)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._hours.zone).date()

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
