"""Builds the bot from its parts. Nothing else knows how they fit."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
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
from rules.readiness import prepare

RECHECK_AFTER_TIMEOUTS = 6.0
"""Time-outs after which a call that was cut off has arrived at Slack or never will."""


def create_app(settings: Settings, engine: Engine, clock: Clock) -> Starlette:
    """Return the bot as a web application; its lifespan starts and stops all that runs beside the web server.

    The engine's database must be migrated. No call to Slack is made before the lifespan begins, and none has to
    succeed then: intake and the clock work while Slack is down.
    """
    hours = settings.opening_hours()
    client = create_client(settings)
    channel = MentionsChannel(client, settings.mentions_channel)
    members = Members(
        client, channel.id, settings.team_leads, contacts=settings.urgent_contacts, groups=groups_in(settings)
    )
    recipients = _recipients(settings, client, members)
    store = Store(engine, hours, public=settings.unmasked())
    outbox = Outbox(engine, recheck_after=RECHECK_AFTER_TIMEOUTS * settings.slack_timeout)
    digests = Digests(engine, hours, settings.thresholds())
    gathered = DigestEffects(outbox, digests, client, channel, zone=hours.zone, clock=clock)
    summaries = Summaries(Reports(engine), store, client, channel, zone=hours.zone, clock=clock)
    watch = Watch(engine, hours)
    said = NoticeEffects(
        outbox,
        store,
        client,
        channel,
        watch=watch,
        notices=Notices(engine),
        summaries=summaries,
        hours=hours,
        clock=clock,
        helplines=settings.helplines(),
        contacts=settings.contacts(),
        leads=settings.team_leads,
        urgent=settings.urgent_contacts,
    )
    second_reading = SecondReading(
        SecondReadings(engine), hours, clock, readers=Readers(engine), team=store.team_policy
    )
    delivery = Delivery(
        outbox,
        SlackEffects(
            outbox,
            store,
            client,
            channel,
            digests=gathered,
            notices=said,
            zone=hours.zone,
            clock=clock,
            helplines=settings.helplines(),
        ),
        call_timeout=settings.slack_timeout,
        posts_per_second=settings.slack_posts_per_second,
        read=second_reading.read_some,
        gather=lambda: digests.gather(clock.now()),
    )

    def told() -> None:
        delivery.wake()
        homes.changed()

    emails = Emails(engine)
    mailer = Mailer(emails, MailServer(settings), clock, committed=told) if settings.smtp_host else None

    def committed() -> None:
        told()
        if mailer:
            mailer.wake()

    templates = Templates(engine)
    desk = Desk(
        store,
        digests,
        members,
        hours,
        clock,
        committed=committed,
        card_url=channel.url_of,
        escalation_contacts=recipients.escalation,
        contacts=replace(settings.contacts(), takes_email=mailer is not None),
        templates=templates.library,
        police_contacts=recipients.police,
        send_files=partial(send_files, client),
    )
    homes = Homes(desk, client, scale=settings.slack_posts_per_second / POSTS_PER_SECOND)
    bolt = create_bolt_app(
        settings,
        client,
        desk,
        homes,
        reports=summaries,
        editor=Editor(templates, clock),
        teaching=Teaching(Team(engine, public=settings.unmasked()), clock, hours.zone),
        channel=channel,
    )
    acquaintance = Acquaintance(channel, members)
    watcher = Watcher(watch, recipients, hours, clock, summary_at=settings.summary_at, committed=committed)
    scheduler = create_scheduler(members, watcher, hours.zone)
    token = settings.slack_app_token
    socket_mode = SocketMode(bolt, token.get_secret_value()) if token else None
    beside: list[_Part] = [delivery, homes, acquaintance, *([socket_mode] if socket_mode else [])]
    beside += [mailer] if mailer else []
    return create_server(
        settings,
        desk,
        bolt,
        health=Health(store, outbox, emails, delivery, socket_mode, second_reading=second_reading),
        metrics=Metrics(store, outbox, emails, delivery),
        running=lambda: _running(engine, scheduler, beside),
    )


def _recipients(settings: Settings, client: WebClient, members: Members) -> Recipients:
    summary_channel = NamedChannel(client, settings.summary_channel, "SUMMARY_CHANNEL")
    return Recipients(
        members,
        urgent=settings.urgent_contacts,
        by_reason=settings.escalation_contacts,
        leads=settings.team_leads,
        summary_channel=summary_channel.id if settings.summary_channel else None,
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
