"""Figures for Prometheus. They count; they never name anybody or quote anything."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from bot.delivery import Delivery
from db.emails import Emails
from db.outbox import Outbox
from db.store import Store

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


class Metrics(Collector):
    """The page that Prometheus reads, computed from the database at each asking, so that a restart skews nothing."""

    def __init__(self, store: Store, outbox: Outbox, emails: Emails, delivery: Delivery) -> None:
        self._store = store
        self._outbox = outbox
        self._emails = emails
        self._delivery = delivery
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    def page(self) -> bytes:
        """Return the figures in Prometheus's text format."""
        return generate_latest(self._registry)

    def describe(self) -> list[Metric]:
        """Name nothing in advance: it would ask the database at start."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield the figures as they are now."""
        counts = self._store.counts()
        by_urgency = GaugeMetricFamily("commsbot_open_mentions", "Mentions not settled, by urgency", labels=["urgency"])
        for urgency, number in counts.by_urgency.items():
            by_urgency.add_metric([urgency.value], number)
        yield by_urgency
        yield GaugeMetricFamily("commsbot_undecided_mentions", "Mentions that nobody moderated", value=counts.undecided)
        yield GaugeMetricFamily("commsbot_to_do_mentions", "Decided, to be done on a platform", value=counts.to_do)
        yield GaugeMetricFamily("commsbot_outbox_waiting", "Effects still to happen", value=self._outbox.waiting())
        yield GaugeMetricFamily(
            "commsbot_outbox_failed", "Effects given up; see the log", value=self._outbox.given_up()
        )
        yield GaugeMetricFamily("commsbot_emails_waiting", "E-mails still to be sent", value=self._emails.waiting())
        yield GaugeMetricFamily(
            "commsbot_emails_failed", "E-mails given up; their cards say so", value=self._emails.given_up()
        )
        yield GaugeMetricFamily("commsbot_delivering", "1 while the delivery worker runs", value=self._delivery.running)
