"""Where in Slack people find a mention: at its own card, or at the digest that shows it among others."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import DigestRow, MentionRow


@dataclass(frozen=True, slots=True)
class CardPlace:
    """Where in Slack a card stands: channel id and message timestamp."""

    channel: str
    ts: str


def place(channel: str | None, ts: str | None) -> CardPlace | None:
    """Return the place that two columns tell of; None before the card was shown."""
    return None if channel is None or ts is None else CardPlace(channel, ts)


def card_places(session: Session, rows: Sequence[MentionRow]) -> dict[int, CardPlace]:
    """Return where the cards of these mentions stand, or their digests', by the mention's id; not those not shown."""
    ids = {row.digest_id for row in rows if row.digest_id is not None}
    query = select(DigestRow.id, DigestRow.card_channel, DigestRow.card_ts).where(DigestRow.id.in_(ids))
    digests = {id_: place(channel, ts) for id_, channel, ts in session.execute(query)} if ids else {}
    places = {row.id: place(row.card_channel, row.card_ts) or digests.get(row.digest_id or 0) for row in rows}
    return {mention_id: at for mention_id, at in places.items() if at is not None}
