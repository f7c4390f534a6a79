"""What an operator asks first: whether it works, and whether anything is stuck."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.delivery import Delivery
from bot.second_reading import SecondReading
from bot.slack import SocketMode
from db.emails import Emails
from db.errors import StoreError
from db.outbox import Outbox
from db.store import Store


@dataclass(frozen=True, slots=True)
class HealthReport:
    """How the bot is. Slack being away makes it no less healthy: intake goes on, and nothing is lost."""

    healthy: bool
    database: bool
    delivering: bool
    slack_connected: bool | None
    """None in HTTP mode, where Slack connects to the bot."""
    waiting_in_outbox: int | None
    given_up_in_outbox: int | None
    """What Slack never took: the log says what and why. Not unhealthy: nothing that a restart would mend."""
    waiting_emails: int | None
    given_up_emails: int | None
    """What no mail server took, which its card says: somebody is to pass it on by hand."""
    open_mentions: int | None
    language_model: bool | None
    """False where the rules alone judge, since there is no model here; None until it is first needed."""

    def as_json(self) -> dict[str, Any]:
        """Return what /healthz answers."""
        return asdict(self)


class Health:
    """Looks at the parts."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        emails: Emails,
        delivery: Delivery,
        socket_mode: SocketMode | None,
        *,
        second_reading: SecondReading,
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._emails = emails
        self._delivery = delivery
        self._socket_mode = socket_mode
        self._second_reading = second_reading

    def report(self) -> HealthReport:
        """Ask the database and the threads how they are."""
        delivering = self._delivery.running
        connected = self._socket_mode.connected if self._socket_mode else None
        model = self._second_reading.has_model
        try:
            waiting, given_up = self._outbox.waiting(), self._outbox.given_up()
            emails, failed = self._emails.waiting(), self._emails.given_up()
            open_mentions = self._store.counts().open
        except (SQLAlchemyError, StoreError):
            return HealthReport(False, False, delivering, connected, None, None, None, None, None, model)
        return HealthReport(
            delivering, True, delivering, connected, waiting, given_up, emails, failed, open_mentions, model
        )
