"""Who may hand mentions in: the holder of the token, or of the secret that requests are signed with."""

import hmac
import threading
import time
from collections.abc import Mapping
from hashlib import sha256

from standardwebhooks import Webhook, WebhookVerificationError
from standardwebhooks.webhooks import EmptyWebhookSecretError

SIGNATURE_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
"""Standard Webhooks' own."""
REPLAY_MEMORY = 600.0
"""Seconds for which a signed request is remembered. Its timestamp may lie 5 minutes ahead, and is good for 5 more."""


class UnauthorisedError(Exception):
    """The request does not show that its sender may hand mentions in. The message says what is wrong."""


def signer(secret: str) -> Webhook:
    """Return what makes and checks signatures. Raises ValueError, without the secret, when it is not base64."""
    try:
        return Webhook(secret)
    except (ValueError, EmptyWebhookSecretError):
        raise ValueError(
            "INTAKE_SECRET must be base64, with or without whsec_ before it. Make one with: openssl rand -base64 32"
        ) from None


class Gate:
    """Checks requests against INTAKE_TOKEN and INTAKE_SECRET, either of which may be unset."""

    def __init__(self, token: str | None, secret: str | None) -> None:
        """Raise ValueError when the secret can't be used."""
        self._token = token.encode() if token else None
        self._webhook = signer(secret) if secret else None
        self._seen: dict[bytes, float] = {}
        self._lock = threading.Lock()

    def admits_bearer(self, headers: Mapping[str, str]) -> bool:
        """Tell whether the request carries the token. Takes as long for a wrong one, however much of it is right."""
        scheme, _, token = headers.get("authorization", "").partition(" ")
        # Header values are bytes that the server read as latin-1.
        given = token.strip().encode("latin-1", "replace")
        return self._token is not None and scheme.lower() == "bearer" and hmac.compare_digest(given, self._token)

    def is_signed(self, headers: Mapping[str, str]) -> bool:
        """Tell whether the request has the headers of a signature, so that its body is worth reading."""
        return self._webhook is not None and all(headers.get(name) for name in SIGNATURE_HEADERS)

    def check_signature(self, body: bytes, headers: Mapping[str, str]) -> None:
        """Raise UnauthorisedError unless the signature is right, no older than 5 minutes, and new to us."""
        if self._webhook is None:
            raise UnauthorisedError("Signed requests are not set up.")
        try:
            self._webhook.verify(body, {name: headers[name] for name in SIGNATURE_HEADERS}, json_parse=False)
        except WebhookVerificationError as error:
            raise UnauthorisedError(f"The signature was refused: {error}.") from None
        except ValueError:
            raise UnauthorisedError("The signature was refused: its headers can’t be read.") from None
        with self._lock:
            if self._seen.get(_fingerprint(headers), 0) > time.monotonic():
                raise UnauthorisedError("This very request was taken before. A new attempt needs a new timestamp.")

    def remember(self, headers: Mapping[str, str]) -> None:
        """Refuse this signed request from now on. Called once what it brought is kept, so that a retry may pass."""
        now = time.monotonic()
        with self._lock:
            # Oldest first: dictionaries keep the order of insertion.
            while self._seen and (oldest := next(iter(self._seen))) and self._seen[oldest] <= now:
                del self._seen[oldest]
            self._seen[_fingerprint(headers)] = now + REPLAY_MEMORY


def _fingerprint(headers: Mapping[str, str]) -> bytes:
    # A valid signature could be rewritten (base64 has spare bits); id and timestamp can't, being what was signed.
    signed = "\n".join(headers[name] for name in SIGNATURE_HEADERS[:2])
    return sha256(signed.encode()).digest()
