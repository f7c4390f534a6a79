"""Summaries: asked for by a team lead, or posted by the clock each working morning."""

import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.channel import MentionsChannel
from bot.chart import alt_text, draw_chart
from bot.clock import Clock
from bot.logs import kind_and_place
from bot.slack_failures import SLACK_ERRORS, Failure, diagnose
from bot.slack_messages import metadata
from bot.summary_csv import figures_csv, mentions_csv
from db.reports import Reports
from db.store import Store
from handlers.blocks.figures import days
from handlers.blocks.summary import summary_message
from handlers.desk import Member
from handlers.reports import NotALeadError, NotSentError, Picture, Report
from rules.decisions import Role
from rules.figures import Summary, windows
from rules.periods import Period, parse_period

CHART_WITHIN = 15.0
"""Seconds that Slack may take to make an uploaded image fit to be shown; usually it takes one or two."""
_LOOK_EVERY = 0.3

log = structlog.get_logger(__name__)


class Summaries:
    """Implements `handlers.reports.Reports`, and posts the scheduled ones. Safe to use from several threads."""

    def __init__(
        self,
        reports: Reports,
        store: Store,
        client: WebClient,
        channel: MentionsChannel,
        *,
        zone: ZoneInfo,
        clock: Clock,
    ) -> None:
        """Read figures from `reports`, and speak through `client`; `channel` knows the addresses of cards."""
        self._reports = reports
        self._store = store
        self._client = client
        self._channel = channel
        self._zone = zone
        self._clock = clock
        self._lock = threading.Lock()
        self._charts: dict[Period, Future[Picture | None]] = {}
        """The chart of the summary that was scheduled last, by what it is of: all who get it see the same."""

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that people read times in."""
        return self._zone

    def period(self, words: str, by: Member) -> Period:
        """Return the period that somebody named; raise NotALeadError, and `rules.periods.PeriodError`."""
        _check(by)
        return parse_period(words, self._clock.now().astimezone(self._zone).date())

    def report(self, period: Period, by: Member) -> Report:
        """Return the summary of a period with its chart uploaded, which takes seconds; raise NotALeadError."""
        _check(by)
        summary = self._reports.summary(windows(period, self._clock.now(), self._zone))
        return self._report(summary, self._chart(summary))

    def send_rows(self, period: Period, by: Member) -> None:
        """Send the figures and a row for each mention as CSV to who asks; raise NotALeadError, NotSentError."""
        _check(by)
        seen = windows(period, self._clock.now(), self._zone)
        # Excel takes UTF-8 without the mark for Windows-1252.
        files = {
            "figures": figures_csv(self._reports.summary(seen)).encode("utf-8-sig"),
            "mentions": mentions_csv(self._reports.records(*seen.this)).encode("utf-8-sig"),
        }
        uploads = [
            {
                "content": content,
                "filename": f"summary-{str(period).replace('..', '-to-')}-{name}.csv",
                "title": f"{name.capitalize()}, {days(period)}",
            }
            for name, content in files.items()
        ]
        try:
            opened = self._client.conversations_open(users=by.person.id)
            self._client.files_upload_v2(
                channel=opened["channel"]["id"],
                file_uploads=uploads,
                initial_comment=f"The figures of {days(period)}, and a row for each mention.",
            )
        except SLACK_ERRORS as error:
            log.warning("Slack did not take the rows of a summary", error=diagnose(error).error)
            raise NotSentError from error

    def ready(self, content: Mapping[str, Any]) -> bool:
        """Tell whether the chart of a scheduled summary is drawn and uploaded; begin with it, if nobody has.

        It takes seconds, in a thread of its own that no stop of the process waits for. A chart that can't be made is
        left out.
        """
        period = _period(content)
        with self._lock:
            chart = self._charts.get(period)
            if chart is None:
                chart = Future()
                self._charts = {period: chart}
                threading.Thread(target=self._prepare, args=(content, chart), name="summary-chart", daemon=True).start()
        return chart.done()

    def _prepare(self, content: Mapping[str, Any], chart: "Future[Picture | None]") -> None:
        try:
            chart.set_result(self._chart(self._scheduled(content)))
        except Exception as error:  # the database is away; who posts the summary meets that too, and tries again
            log.warning("The figures of a chart could not be read", **kind_and_place(error))
            chart.set_result(None)

    def post(self, row_id: str, content: Mapping[str, Any], channel: str) -> str:
        """Post a scheduled summary, marked as the effect of the outbox row, and return its timestamp.

        Where Slack refuses it with its chart it goes without. Raises what the Slack client raises.
        """
        with self._lock:
            prepared = self._charts.get(_period(content))
        chart = prepared.result() if prepared and prepared.done() else None
        summary = self._scheduled(content)
        try:
            ts = self._post(row_id, self._report(summary, chart), channel)
        except SlackApiError as error:
            if chart is None or diagnose(error).failure is not Failure.UNACCEPTABLE:
                raise
            log.warning("Slack refused a summary with its chart, so it goes without", error=diagnose(error).error)
            ts = self._post(row_id, self._report(summary, None), channel)
        return ts

    def _post(self, row_id: str, report: Report, channel: str) -> str:
        message = summary_message(report, self._zone)
        return str(self._client.chat_postMessage(channel=channel, metadata=metadata(row_id), **message.payload())["ts"])

    def _scheduled(self, content: Mapping[str, Any]) -> Summary:
        return self._reports.summary(windows(_period(content), self._clock.now(), self._zone, and_since=True))

    def _report(self, summary: Summary, chart: Picture | None) -> Report:
        oldest = summary.open.oldest
        card = self._store.card(oldest.mention_id) if oldest else None
        place = card or (self._store.digest_of(oldest.mention_id) if oldest else None)
        url = self._channel.url_of(place.channel, place.ts) if place else None
        return Report(summary, url, chart, oldest_in_digest=card is None)

    def _chart(self, summary: Summary) -> Picture | None:
        """Return the chart, uploaded and fit to be shown; None where there is nothing to draw, or it can't be done."""
        if summary.figures.is_quiet:
            return None
        try:
            png = draw_chart(summary, self._zone)
            file_id = self._uploaded(png, f"summary-{summary.windows.period.first}.png", days(summary.windows.period))
        except SLACK_ERRORS as error:
            log.warning("Slack did not take the chart of a summary", error=diagnose(error).error)
        except Exception as error:  # the figures matter more than their picture
            log.error("The chart of a summary could not be made", **kind_and_place(error))  # noqa: TRY400 - without the error's own words
        else:
            return Picture(file_id, alt_text(summary, self._zone))
        return None

    def _uploaded(self, png: bytes, filename: str, title: str) -> str:
        """Upload an image that is shared nowhere, wait until it can be shown in a message, and return its id."""
        file_id = str(self._client.files_upload_v2(content=png, filename=filename, title=title)["file"]["id"])
        give_up = time.monotonic() + CHART_WITHIN
        # Until Slack has processed it, its type is not known, and a message with it is refused.
        while not self._client.files_info(file=file_id)["file"].get("mimetype"):
            if time.monotonic() > give_up:
                raise TimeoutError("Slack took too long over an uploaded image.")
            time.sleep(_LOOK_EVERY)
        return file_id


def _period(content: Mapping[str, Any]) -> Period:
    return Period(date.fromisoformat(content["first"]), date.fromisoformat(content["last"]))


def _check(by: Member) -> None:
    if by.role is not Role.LEAD:
        raise NotALeadError
