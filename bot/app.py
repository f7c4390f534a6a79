"""Builds the bot from its parts. Nothing else knows how they fit."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler
from slack_sdk import WebClient
from sqlalchemy import Engine
from starlette.applications import Starlette

from bot.channel import MentionsChannel, NamedChannel
from bot.clock import Clock
from bot.delivery import Delivery
from bot.desk import Desk
from bot.digest_effects import DigestEffects
from bot.evidence import send_files
from bot.health import Health
from bot.home import Homes
from bot.jobs import create_scheduler
from bot.mail_server import MailServer
from bot.mailer import Mailer
from bot.members import Members
from bot.metrics import Metrics
from bot.notice_effects import NoticeEffects
from bot.pace import POSTS_PER_SECOND
from bot.recipients import Recipients, groups_in
from bot.second_reading import SecondReading
from bot.server import create_server
from bot.settings import Settings
from bot.slack import Acquaintance, SocketMode, create_bolt_app, create_client
from bot.slack_effects import SlackEffects
from bot.summary import Summaries
from bot.teaching import Teaching
from bot.templates import Editor
from bot.watch import Watcher
from db.digests import Digests
from db.emails import Emails
from db.outbox import Outbox
from db.readers import Readers
from db.reports import Reports
from db.second_reading import SecondReadings
from db.standing import Notices
from db.store import Store
from db.team import Team
from db.templates import Templates
from db.watch import Watch
from rules.office_hours import OfficeHours
from rules.readiness import prepare

RECHECK_AFTER_TIMEOUTS = 6.0
"""Time-outs after which a call that was cut off has arrived at Slack or never will."""


def create_app(settings: Settings, engine: Engine, clock: Clock) -> Starlette:
    """Return the bot as a web application; its lifespan starts and stops all that runs beside the web server.

    The engine's database must be migrated. No call to Slack is made before the lifespan begins, and none has to
    succeed then: intake and the clock work while Slack is down.
    """
    given = _Given(settings, settings.opening_hours(), clock)
    kept, slack = _kept(given, engine), _workspace(settings)
    summaries = Summaries(Reports(engine), kept.store, slack.client, slack.channel, zone=given.hours.zone, clock=clock)
    second_reading = SecondReading(
        SecondReadings(engine), given.hours, clock, readers=Readers(engine), team=kept.store.team_policy
    )
    delivery = _delivery(given, kept, slack, summaries, second_reading)

    def told() -> None:
        delivery.wake()
        homes.changed()

    mailer = Mailer(kept.emails, MailServer(settings), clock, committed=told) if settings.smtp_host else None

    def committed() -> None:
        told()
        if mailer:
            mailer.wake()

    desk = _desk(given, kept, slack, committed, takes_email=mailer is not None)
    homes = Homes(desk, slack.client, scale=settings.slack_posts_per_second / POSTS_PER_SECOND)
    bolt = create_bolt_app(
        settings,
        slack.client,
        desk,
        homes,
        reports=summaries,
        editor=Editor(kept.templates, clock),
        teaching=Teaching(kept.team, clock, given.hours.zone),
        channel=slack.channel,
    )
    socket_mode = SocketMode(bolt, settings.slack_app_token.get_secret_value()) if settings.slack_app_token else None
    watcher = Watcher(
        kept.watch, slack.recipients, given.hours, clock, summary_at=settings.summary_at, committed=committed
    )
    scheduler = create_scheduler(slack.members, watcher, given.hours.zone)
    beside = (delivery, homes, Acquaintance(slack.channel, slack.members), socket_mode, mailer)
    return create_server(
        settings,
        desk,
        bolt,
        health=Health(kept.store, kept.outbox, kept.emails, delivery, socket_mode, second_reading=second_reading),
        metrics=Metrics(kept.store, kept.outbox, kept.emails, delivery),
        running=lambda: _running(engine, scheduler, [part for part in beside if part is not None]),
    )


@dataclass(frozen=True, slots=True)
class _Given:
    """What the parts are set up by."""

    settings: Settings
    hours: OfficeHours
    clock: Clock


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the database keeps, by subject."""

    store: Store
    outbox: Outbox
    digests: Digests
    emails: Emails
    notices: Notices
    watch: Watch
    templates: Templates
    team: Team


def _kept(given: _Given, engine: Engine) -> _Kept:
    settings, hours = given.settings, given.hours
    return _Kept(
        store=Store(engine, hours, public=settings.unmasked()),
        outbox=Outbox(engine, recheck_after=RECHECK_AFTER_TIMEOUTS * settings.slack_timeout),
        digests=Digests(engine, hours, settings.thresholds()),
        emails=Emails(engine),
        notices=Notices(engine),
        watch=Watch(engine, hours),
        templates=Templates(engine),
        team=Team(engine, public=settings.unmasked()),
    )


@dataclass(frozen=True, slots=True)
class _Workspace:
    """The Slack workspace: the way there, the team's channel, who may do what, and who is told of what."""

    client: WebClient
    channel: MentionsChannel
    members: Members
    recipients: Recipients


def _workspace(settings: Settings) -> _Workspace:
    client = create_client(settings)
    channel = MentionsChannel(client, settings.mentions_channel)
    members = Members(
        client, channel.id, settings.team_leads, contacts=settings.urgent_contacts, groups=groups_in(settings)
    )
    summary_channel = NamedChannel(client, settings.summary_channel, "SUMMARY_CHANNEL")
    recipients = Recipients(
        members,
        urgent=settings.urgent_contacts,
        by_reason=settings.escalation_contacts,
        leads=settings.team_leads,
        summary_channel=summary_channel.id if settings.summary_channel else None,
    )
    return _Workspace(client, channel, members, recipients)


def _delivery(
    given: _Given, kept: _Kept, slack: _Workspace, summaries: Summaries, second_reading: SecondReading
) -> Delivery:
    """Return the worker that carries out what the outbox holds: cards, digests and what the bot says by itself."""
    settings, hours, clock = given.settings, given.hours, given.clock
    outbox, client, channel = kept.outbox, slack.client, slack.channel
    digests = DigestEffects(outbox, kept.digests, client, channel, zone=hours.zone, clock=clock)
    notices = NoticeEffects(
        outbox,
        kept.store,
        client,
        channel,
        watch=kept.watch,
        notices=kept.notices,
        summaries=summaries,
        hours=hours,
        clock=clock,
        helplines=settings.helplines(),
        contacts=settings.contacts(),
        leads=settings.team_leads,
        urgent=settings.urgent_contacts,
    )
    effects = SlackEffects(
        outbox,
        kept.store,
        client,
        channel,
        digests=digests,
        notices=notices,
        zone=hours.zone,
        clock=clock,
        helplines=settings.helplines(),
    )
    return Delivery(
        outbox,
        effects,
        call_timeout=settings.slack_timeout,
        posts_per_second=settings.slack_posts_per_second,
        read=second_reading.read_some,
        gather=lambda: kept.digests.gather(clock.now()),
    )


def _desk(given: _Given, kept: _Kept, slack: _Workspace, committed: Callable[[], None], *, takes_email: bool) -> Desk:
    """Return what receives mentions and carries out what people order."""
    return Desk(
        kept.store,
        kept.digests,
        slack.members,
        given.hours,
        given.clock,
        committed=committed,
        card_url=slack.channel.url_of,
        escalation_contacts=slack.recipients.escalation,
        contacts=replace(given.settings.contacts(), takes_email=takes_email),
        templates=kept.templates.library,
        police_contacts=slack.recipients.police,
        send_files=partial(send_files, slack.client),
    )


class _Part(Protocol):
    """What runs beside the web server."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


@contextmanager
def _running(engine: Engine, scheduler: BackgroundScheduler, beside: Sequence[_Part]) -> Iterator[None]:
    """Start all that runs beside the web server, and stop it in the other order; the database is let go of last."""
    with ExitStack() as stack:
        stack.callback(engine.dispose)
        threading.Thread(target=prepare, name="triage", daemon=True).start()
        scheduler.start()
        stack.callback(scheduler.shutdown, wait=False)
        for part in beside:
            part.start()
            stack.callback(part.stop)
        yield
