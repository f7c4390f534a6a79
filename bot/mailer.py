"""The worker that sends the e-mails to PALS, beside the one that talks to Slack: neither waits for the other."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.logs import kind_and_place
from bot.mail_server import MailServer, reason, refused_for_good
from db.emails import Emails, Outgoing
from db.errors import StoreError

LOOK_EVERY = 1.0
"""Seconds between two looks for e-mails that another process wrote, or that have become due."""
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 600.0
"""Seconds to wait after the first attempt that came to nothing; doubled with each, up to the longest."""
GIVE_UP_AFTER = timedelta(hours=24)
"""From when somebody passed it on: on the next day a person should do it, who is told so on the card. It is tried again
until then, since mail servers are usually back within hours (RFC 5321, 4.5.4.1, has four to five days, unseen)."""
STOP_WITHIN = 5.0
"""Seconds that a call under way may take to end."""
MOST_FAULTS = 4
"""Attempts after which an e-mail that the bot itself can't make is given up, so that it is seen."""

log = structlog.get_logger(__name__)


class Mailer:
    """Sends e-mails one after another in a thread of its own; neither recipient nor words go into the log."""

    def __init__(self, emails: Emails, server: MailServer, clock: Clock, *, committed: Callable[[], None]) -> None:
        """Take from `emails`; `committed` is called after each change that a card tells of."""
        self._emails = emails
        self._server = server
        self._clock = clock
        self._committed = committed
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mailer", daemon=True)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def wake(self) -> None:
        """Look for e-mails now: something was just committed."""
        self._wake.set()

    def stop(self) -> None:
        """Finish the e-mail that is under way and end; one that takes longer is taken up again later."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(STOP_WITHIN)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            if not self.send_next() and not self._stopping.is_set():
                self._wake.wait(LOOK_EVERY)

    def send_next(self) -> bool:
        """Send the first that is due; return False where there is none. Whatever happens, go on."""
        try:
            outgoing = self._emails.claim(time.time())
            if outgoing is None:
                return False
            self._send(outgoing)
            self._committed()
        except (StoreError, SQLAlchemyError) as error:
            log.warning("The e-mails could not be read or written", error=type(error).__name__)
            return False
        return True

    def _send(self, outgoing: Outgoing) -> None:
        decision_id = outgoing.decision_id
        said = {"decision": decision_id, "mention": outgoing.mention_id, "attempt": outgoing.attempts}
        now = self._clock.now()
        try:
            self._server.send(outgoing.email, decision_id, format_datetime(now))
        except OSError as error:  # smtplib's own errors are of this kind
            log.warning("An e-mail was not sent", error=type(error).__name__, **said)
            if refused_for_good(error):
                self._emails.failed(decision_id, reason(error), now)
            elif now - outgoing.referred_at >= GIVE_UP_AFTER:
                log.error("An e-mail is given up", **said)  # noqa: TRY400 - its words may be the server's
                self._emails.failed(decision_id, f"{reason(error)} for a day", now)
            else:
                self._postpone(outgoing, reason(error))
        except Exception as error:  # one e-mail that can't be made must not stop all others
            log.error("An e-mail failed inside the bot", **said, **kind_and_place(error))  # noqa: TRY400
            if outgoing.attempts >= MOST_FAULTS:
                self._emails.failed(decision_id, f"the bot could not make it: {type(error).__name__}", now)
            else:
                self._postpone(outgoing, f"the bot could not make it: {type(error).__name__}")
        else:
            self._emails.sent(decision_id, now)
            log.info("An e-mail was sent", **said)

    def _postpone(self, outgoing: Outgoing, why: str) -> None:
        doubled = FIRST_PAUSE * 2.0 ** min(outgoing.attempts - 1, 10)
        self._emails.postpone(outgoing.decision_id, time.time() + min(doubled, LONGEST_PAUSE), why)
